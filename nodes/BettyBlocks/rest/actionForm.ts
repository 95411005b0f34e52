import { any } from '../app/convert';
import { InputError } from '../app/inputError';
import type { FormValue } from './form';
import { toFormValue } from './recordForm';

/**
 * Encodes input variables for a form or a query, the way Rails reads them back.
 *
 * @throws {InputError} naming the variable, when a form cannot carry its value
 */
export function encodeInputs(inputs: object, zone: string): { [name: string]: FormValue } {
	return Object.fromEntries(
		Object.entries(inputs).map(([name, value]) => {
			checkName(name);
			const carried = asCarried(toFormValue(any(value, name, zone)));
			if (carried !== undefined) return [name, carried];
			throw notInAForm(
				`The input "${name}" has a list that a form can't carry`,
				'Its entries must be text, or objects that share a name with a text',
			);
		}),
	);
}

/**
 * Rails starts the next object of a list at a name that the object under way already has, and takes
 * a list in a list for part of the same one (Rack's parser). So each object of a list must begin
 * with a name that they all have.
 *
 * @returns the value in an order that comes back as it is; undefined when there is none
 */
function asCarried(value: FormValue): FormValue | undefined {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return everyCarried(value);
	const objects = value.filter(isObject);
	const isEmpty = objects.some((object) => Object.keys(object).length === 0);
	if (isEmpty || value.some((entry) => Array.isArray(entry))) return undefined;
	// JavaScript puts such names first, whatever the order they are given in.
	const isNumbered = objects.some((object) =>
		Object.keys(object).some((name) => /^\d+$/.test(name)),
	);
	if (objects.length > 1 && isNumbered) return undefined;
	const shared = Object.keys(objects[0] ?? {}).find((name) =>
		objects.every((object) => typeof object[name] === 'string'),
	);
	if (objects.length > 1 && shared === undefined) return undefined;
	const entries = value.map((entry) =>
		isObject(entry) && shared !== undefined
			? everyCarried({ [shared]: entry[shared] as string, ...entry })
			: asCarried(entry),
	);
	return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function everyCarried(values: { [name: string]: FormValue }): FormValue | undefined {
	const entries = Object.entries(values).map(([name, value]) => [name, asCarried(value)] as const);
	return entries.every(isCarried) ? Object.fromEntries(entries) : undefined;
}

function isCarried(
	entry: readonly [string, FormValue | undefined],
): entry is readonly [string, FormValue] {
	return entry[1] !== undefined;
}

function isObject(value: FormValue): value is { [name: string]: FormValue } {
	return typeof value === 'object' && !Array.isArray(value);
}

/** @throws {InputError} for a name that a form would take for something nested */
function checkName(name: string): void {
	if (!/[[\]]/.test(name)) return;
	throw notInAForm(
		`The name of the input "${name.slice(0, 80)}" has brackets, which a form reads as values inside values`,
		'Use a name without brackets',
	);
}

function notInAForm(message: string, advice: string): InputError {
	return new InputError(message, advice, { remedy: 'another encoding' });
}
