// Which fields of a record are asked for.
import type { AppRecord } from '../app/app';
import { InputError } from '../app/errors';
import { isJsonObject } from '../app/values/json';
import { kindOf } from '../app/values/kinds';
import type { Model, Property } from '../app/schema/models';
import { requireProperty } from '../app/schema/paths';
import { asName, isSecretName } from './names';

/** Fields by name; those of an object, or of each object of a list, below them. */
export type FieldSelection = Map<string, FieldSelection>;

/** The vendor allows no more layers of relations in a query. */
export const MAX_RELATIONS = 4;

const FILE_FIELDS = ['name', 'url'];

/**
 * What is asked for unless somebody names fields: values, files, and of a related record its id and
 * what people know it by. No relations to many, which can't be read in pages, and nothing that is
 * named like a password.
 */
export function usualSelection({ properties }: Model): FieldSelection {
	return new Map(
		properties
			.filter((property) => !isSecret(property) && kindOf(property).isToMany !== true)
			.flatMap((property) => {
				const below = usualBelow(property);
				return below === undefined ? [] : [[property.name, below] as const];
			}),
	);
}

/**
 * @param paths names of properties, as in `project.customer.name`
 * @throws {InputError} when the model has no such property, or a path is too deep
 */
export function selectionOf(models: Model[], model: Model, paths: string[]): FieldSelection {
	const selection: FieldSelection = new Map();
	for (const path of paths) addPath(selection, models, model, path);
	return selection;
}

export function addField(selection: FieldSelection, names: string[]): FieldSelection {
	let at = selection;
	for (const name of names) {
		const below = at.get(name) ?? (new Map() as FieldSelection);
		at.set(name, below);
		at = below;
	}
	return selection;
}

/** A selection that shares nothing with another. */
export function copyOf(selection: FieldSelection): FieldSelection {
	return new Map([...selection].map(([name, below]) => [name, copyOf(below)]));
}

/** As a query has it; an object without any field that may be read still has a type. */
export function selectionText(selection: FieldSelection): string {
	if (selection.size === 0) return '{ __typename }';
	const fields = [...selection].map(([name, below]) =>
		below.size === 0 ? asName(name) : `${asName(name)} ${selectionText(below)}`,
	);
	return `{ ${fields.join(' ')} }`;
}

/** What of a record was selected, without what was asked for besides. */
export function picked(record: AppRecord, selection: FieldSelection): AppRecord {
	return Object.fromEntries(
		[...selection]
			.filter(([name]) => Object.hasOwn(record, name))
			.map(([name, below]) => [
				name,
				below.size === 0 ? record[name] : valueBelow(record[name], below),
			]),
	) as AppRecord;
}

function valueBelow(value: unknown, selection: FieldSelection): unknown {
	if (Array.isArray(value)) return value.map((entry) => valueBelow(entry, selection));
	return isJsonObject(value) ? picked(value, selection) : value;
}

/** A secret is a text: a date or a number that is named like one tells nothing. */
function isSecret(property: Property): boolean {
	return kindOf(property).family === 'text' && isSecretName(property.name);
}

/** @returns undefined for what has nothing that can be shown */
function usualBelow(property: Property): FieldSelection | undefined {
	const { family, files } = kindOf(property);
	if (files !== undefined) return leaves(FILE_FIELDS);
	if (family !== 'relation') return new Map();
	const { shown = [] } = property;
	return shown.length === 0 ? undefined : leaves(shown);
}

function addPath(selection: FieldSelection, models: Model[], model: Model, path: string): void {
	const names = path.split('.').map((name) => name.trim());
	if (names.length > MAX_RELATIONS + 1) throw tooDeep(path);
	let at = selection;
	let of: Model | undefined = model;
	names.forEach((name, index) => {
		if (of === undefined) throw leadsNowhere(path, names[index - 1] ?? '');
		const property: Property = requireProperty(of, name);
		if (Array.isArray(property.options.models)) throw severalModels(path, property);
		const isLast = index === names.length - 1;
		const isRelation = kindOf(property).family === 'relation';
		if (isRelation && index === MAX_RELATIONS) throw tooDeep(path);
		const known = at.get(property.name);
		const below = known ?? (new Map() as FieldSelection);
		at.set(property.name, below);
		of = models.find(({ id }) => id === property.options.model);
		if (!isLast && !isRelation) throw leadsNowhere(path, property.name);
		if (isLast) {
			const usual = usualBelow(property);
			if (usual === undefined && below.size === 0) throw nothingToShow(path);
			for (const [key, value] of usual ?? []) below.set(key, value);
		}
		at = below;
	});
}

function leaves(names: string[]): FieldSelection {
	return new Map(names.map((name) => [name, new Map() as FieldSelection]));
}

function tooDeep(path: string): InputError {
	return new InputError(
		`"${path}" goes through more than ${MAX_RELATIONS} relations, which is the most that the app allows`,
		'Use a shorter path, or read the related records in a separate step',
	);
}

function severalModels(path: string, { name, options }: Property): InputError {
	return new InputError(
		`"${path}" can't be read: "${name}" leads to records of several models (${(options.models as string[]).join(', ')})`,
		'Remove it from the fields, or read it with your own query: use the operation Execute of the resource Query',
	);
}

function nothingToShow(path: string): InputError {
	return new InputError(
		`"${path}" leads to records whose ID and name the app hides`,
		`Add a dot and a property of the related model, for example ${path}.status`,
	);
}

function leadsNowhere(path: string, name: string): InputError {
	return new InputError(
		`"${path}" continues after "${name}", but that property isn't a relation`,
		'Only a relation can be followed by a dot and a property of the related model',
	);
}
