import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../app/errors';
import { kindOf } from '../../app/values/kinds';
import {
	findProperty,
	type Model,
	type ModelReference,
	type Property,
} from '../../app/schema/models';
import { requireProperty } from '../../app/schema/paths';
import { unwrapCell } from '../../app/values/shown';
import { isUuid } from '../../app/schema/ids';
import { checkValue, isEmptyFor, type Value, type Values } from '../../app/values/values';
import type { Item } from '../../node/item';
import { isBlank } from '../../parameters/converters';
import { ignoreUnknown as ignoreUnknownOption, type WrittenValues } from './valueFields';

const MAX_NAMED = 10;

/** What a person wants to write: property names or UUIDs and values, before they are checked. */
export interface EnteredValues {
	values: IDataObject;
	/** Taken from the input as it is, which may hold more than what can be written. */
	isInput: boolean;
}

/** Marks that this package puts beside the properties of a record. */
const MARKERS = new Set(['_action', '_event']);

/** What was entered for a record. */
export interface Written {
	reference: ModelReference;
	values: WrittenValues;
	options: { ignoreUnknown: boolean };
}

/** @throws {InputError} when there is no such model */
export async function resolveValues(
	{ app, json, zone }: Item,
	{ reference, values, options: { ignoreUnknown } }: Written,
) {
	const entered = enteredValues(values, json);
	const of = await app.schema.resolve(reference);
	const checked = (given: EnteredValues) => checkValues(given, of, { ignoreUnknown, zone });
	return { entered, of, checked };
}

/** @param input the JSON of the item */
function enteredValues(written: WrittenValues, input: IDataObject): EnteredValues {
	switch (written.kind) {
		case 'json':
			return { values: written.json, isInput: false };
		case 'auto':
			return { values: withoutCells(input), isInput: true };
		case 'mapped':
			return { values: written.mapper.values, isInput: false };
	}
}

/** A record that was read through a view, as the app sent it, has its values in cells under UUIDs. */
function withoutCells(json: IDataObject): IDataObject {
	if (!Object.keys(json).some(isUuid)) return json;
	return Object.fromEntries(
		Object.entries(json).map(([key, cell]) => [key, isUuid(key) ? unwrapCell(cell) : cell]),
	) as IDataObject;
}

interface ValueRules {
	/** Whether input that is no property is left out. */
	ignoreUnknown: boolean;
	/** The zone of the workflow. */
	zone: string;
}

/**
 * Makes values ready to be written. Of the input, our own marks, what the app keeps itself, relations
 * to many, passwords and tokens are left out, as in a record that was read before.
 *
 * @throws {InputError} when the model cannot hold one of them
 */
function checkValues(
	{ values, isInput }: EnteredValues,
	model: Model,
	{ ignoreUnknown, zone }: ValueRules,
): Values {
	const keys = new Map<string, string>();
	const checked: Array<[string, Value]> = [];
	if (isInput && !ignoreUnknown) refuseUnknown(values, model);
	for (const [key, value] of Object.entries(values)) {
		const known = findProperty(model, key);
		if (value === undefined) continue;
		if (isInput && isLeftOut(key, known, ignoreUnknown)) continue;
		const property = known ?? requireProperty(model, key);
		if (!kindOf(property).writable) throw notWritable(key);
		const other = keys.get(property.name);
		if (other !== undefined) throw givenTwice(property.name, other, key);
		keys.set(property.name, key);
		checked.push([property.name, checkValue(property.name, property, value, zone)]);
	}
	return Object.fromEntries(checked);
}

/** @throws {InputError} when there are no values */
export function requireSome(values: Values): Values {
	if (Object.keys(values).length > 0) return values;
	throw new InputError('There is nothing to write', 'Give at least one property a value');
}

function isLeftOut(key: string, property: Property | undefined, ignoreUnknown: boolean): boolean {
	if (MARKERS.has(key)) return true;
	if (property === undefined) return ignoreUnknown || key.trim() === 'id';
	const { writable, isToMany = false, isSecret = false } = kindOf(property);
	return !writable || isToMany || isSecret;
}

/** The passwords and tokens in the input, which are left out: what an app shows of one isn't the one it keeps. */
export function secretNames({ values, isInput }: EnteredValues, model: Model): string[] {
	if (!isInput) return [];
	return Object.entries(values).flatMap(([key, value]) => {
		const property = findProperty(model, key);
		return property && kindOf(property).isSecret && !isBlank(value) ? [property.name] : [];
	});
}

/** @throws {InputError} naming all input that is no property, and how to leave it out */
function refuseUnknown(values: IDataObject, model: Model): void {
	const unknown = Object.entries(values)
		.filter(([key, value]) => value !== undefined && findProperty(model, key) === undefined)
		.map(([key]) => key)
		.filter((key) => !isLeftOut(key, undefined, false));
	if (unknown.length === 0) return;
	const names = unknown.slice(0, MAX_NAMED).map((name) => JSON.stringify(name));
	const more = unknown.length > MAX_NAMED ? ' and others' : '';
	const properties = model.properties.filter((property) => kindOf(property).writable);
	throw new InputError(
		`The model ${model.name} has no property ${names.join(', ')}${more}`,
		`Turn on '${ignoreUnknownOption.displayName}' in the options to leave such input out, or rename the fields in a previous step. Properties that can be written: ${properties.map(({ name }) => name).join(', ')}`,
	);
}

/**
 * What a new record gets. The empty cells of a row that is mapped automatically are left out, so
 * that the defaults of the app apply.
 */
export function valuesForNew(values: Values, entered: EnteredValues, model: Model): Values {
	if (!entered.isInput) return values;
	const empty = new Set(
		Object.entries(entered.values).flatMap(([key, value]) => {
			const property = findProperty(model, key);
			return property !== undefined && isEmptyFor(property, value) ? [property.name] : [];
		}),
	);
	return Object.fromEntries(Object.entries(values).filter(([name]) => !empty.has(name)));
}

function notWritable(name: string): InputError {
	return new InputError(
		`Property "${name}" can't be written: the app sets its value itself`,
		'Leave this property out',
	);
}

function givenTwice(property: string, one: string, other: string): InputError {
	return new InputError(
		`Property "${property}" is given twice: as ${JSON.stringify(one)} and as ${JSON.stringify(other)}`,
		'Give each property one value',
	);
}
