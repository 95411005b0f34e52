import type { Combinator, Condition } from '../app/query/conditions';
import { InputError } from '../app/errors';
import { type Model, findProperty } from '../app/schema/models';
import { kindOf } from '../app/values/kinds';
import type { Value } from '../app/values/parse';
import { plainValue, type Values } from '../app/values/values';

/** What a form or a query can carry: text, lists and named values, nested as deep as needed. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

/**
 * Encodes values the way Rails reads them back: `record[group][id]=1`, `ids[]=1&ids[]=2`,
 * `filters[][conditions][][path][]=…`. Names and values are percent-encoded.
 *
 * @returns `name=value` pairs joined by `&`; empty when there is nothing to send
 */
export function encodeForm(values: { [name: string]: FormValue }): string {
	return Object.entries(values)
		.flatMap(([name, value]) => pairs(encodeURIComponent(name), value))
		.join('&');
}

function pairs(name: string, value: FormValue): string[] {
	if (typeof value === 'string') return [`${name}=${encodeURIComponent(value.toWellFormed())}`];
	if (Array.isArray(value)) return value.flatMap((entry) => pairs(`${name}%5B%5D`, entry));
	return Object.entries(value).flatMap(([key, entry]) =>
		pairs(`${name}%5B${encodeURIComponent(key)}%5D`, entry),
	);
}

/**
 * Finds what would come back from a form as something else. Rails starts the next object of a list at
 * a name that the object under way already has, and takes a list in a list for part of the same one
 * (Rack's parser). So each object of a list must begin with a name that they all have.
 *
 * @returns in words; undefined when all comes back, once it is `inFormOrder`
 */
export function uncarried(value: FormValue): string | undefined {
	if (typeof value === 'string') return undefined;
	if (Array.isArray(value) && !isCarriedList(value)) return "a list that a form can't carry";
	for (const [name, entry] of Object.entries(value)) {
		if (!Array.isArray(value) && !isCarriedName(name)) {
			return `the name "${name.slice(0, 80)}", which a form reads as nested values`;
		}
		const isEmpty = typeof entry !== 'string' && Object.keys(entry).length === 0;
		if (isEmpty) return "an empty list or object, which a form can't carry";
		const within = uncarried(entry);
		if (within !== undefined) return within;
	}
	return undefined;
}

/** Whether a form takes a name for a name: not empty, and without brackets. */
export function isCarriedName(name: string): boolean {
	return name !== '' && !/[[\]]/.test(name);
}

function isCarriedList(list: FormValue[]): boolean {
	const objects = list.filter(isNamed);
	if (list.some(Array.isArray) || objects.some((each) => Object.keys(each).length === 0)) {
		return false;
	}
	// JavaScript puts such names first, whatever the order they are given in.
	const isNumbered = objects.some((each) => Object.keys(each).some((name) => /^\d+$/.test(name)));
	return objects.length < 2 || (!isNumbered && sharedName(objects) !== undefined);
}

/** Values that can be carried, in an order in which they come back as they are. */
export function inFormOrder(value: FormValue): FormValue {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return named(value);
	const shared = sharedName(value.filter(isNamed));
	return value.map((entry) =>
		isNamed(entry) && shared !== undefined
			? named({ [shared]: entry[shared] as string, ...entry })
			: inFormOrder(entry),
	);
}

function named(values: { [name: string]: FormValue }): FormValue {
	return Object.fromEntries(
		Object.entries(values).map(([name, entry]) => [name, inFormOrder(entry)]),
	);
}

/** A name that all objects have for a text. */
function sharedName(objects: Array<{ [name: string]: FormValue }>): string | undefined {
	return Object.keys(objects[0] ?? {}).find((name) =>
		objects.every((object) => typeof object[name] === 'string'),
	);
}

function isNamed(value: FormValue): value is { [name: string]: FormValue } {
	return typeof value === 'object' && !Array.isArray(value);
}

/** Values to write, in the app's own terms: property name → form value. */
export type RecordForm = { [property: string]: FormValue };

/**
 * A related record goes by its id: `record[group][id]=1` (vendor's client library).
 *
 * @throws {InputError} naming the property whose value a form can't carry
 */
export function toRecordForm(model: Pick<Model, 'properties'>, values: Values): RecordForm {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const { family, isToMany } = kindOf(findProperty(model, name));
			if (family !== 'relation') return [name, carriedValue(name, value)];
			if (isToMany !== true) return [name, toRelated(value)];
			return [name, Array.isArray(value) ? value.map(toRelated) : toFormValue(value)];
		}),
	);
}

function carriedValue(name: string, value: Value): FormValue {
	const formValue = toFormValue(value);
	const what = uncarried(formValue);
	if (what === undefined) return inFormOrder(formValue);
	throw new InputError(
		`Property "${name}" has ${what}`,
		'The app accepts only text, and lists and objects of text. Leave this property out, or write its value as JSON text',
	);
}

/** A form carries text only: nothing is empty text. */
export function toFormValue(value: Value): FormValue {
	if (Array.isArray(value)) return value.map(toFormValue);
	if (typeof value !== 'object' || value === null) return String(value ?? '');
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, toFormValue(entry)]),
	);
}

function toRelated(id: Value): FormValue {
	return { id: toFormValue(id) };
}

/**
 * Encodes input variables for a form or a query, the way Rails reads them back.
 *
 * @throws {InputError} naming the variable, when a form cannot carry its value
 */
export function encodeInputs(inputs: object, zone: string): { [name: string]: FormValue } {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, value]) => {
			checkName(name);
			const formValue = toFormValue(plainValue(name, value, zone));
			const what = uncarried(formValue);
			if (what === undefined) return [name, inFormOrder(formValue)];
			throw notInAForm(
				`The input "${name}" has ${what}`,
				'The entries of a list must be text, or objects that have the same text field',
			);
		}),
	);
}

/** @throws {InputError} for a name that a form would take for something nested */
function checkName(name: string): void {
	if (isCarriedName(name)) return;
	throw notInAForm(
		`The name of the input "${name.slice(0, 80)}" has brackets, which a form reads as nested values`,
		'Use a name without brackets',
	);
}

function notInAForm(message: string, advice: string): InputError {
	return new InputError(message, advice, { remedy: 'another encoding' });
}

/**
 * Conditions as the app's parameters have them (vendor's client library). In a list of objects Rack
 * starts a new one when a plain key comes again, so each begins with one; a path would not do.
 */
export function toFilterForm(conditions: Condition[], combinator: Combinator): FormValue {
	return [
		{
			operator: combinator,
			conditions: conditions.map(({ path, operator: { value, takes, classic }, criteria }) => ({
				predicate: classic?.name ?? value,
				...(takes === 'one' && { criteria: String(criteria[0] ?? '') }),
				...(takes === 'many' && { criteria: criteria.map(String) }),
				path: path.steps.map(({ id }) => id),
			})),
		},
	];
}
