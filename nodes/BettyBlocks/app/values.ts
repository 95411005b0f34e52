import { choicesOf } from './choices';
import { describe, type Value } from './convert';
import { InputError } from './inputError';
import { kindOf } from './kinds';
import type { Property } from './models';
import { toRecordId } from './recordId';

export type { Value } from './convert';

/** Values of a record, by the names of its properties. */
export type Values = { [property: string]: Value };

type Checked = Pick<Property, 'name' | 'kind' | 'options' | 'target'>;

const MAX_CHOICES_NAMED = 20;

/** Whether a value clears the property: white space alone does, except in text. */
export function isEmptyFor(
	property: Pick<Property, 'name' | 'kind'> | undefined,
	value: unknown,
): boolean {
	if (value === null || value === '') return true;
	return typeof value === 'string' && value.trim() === '' && kindOf(property).keepsBlanks !== true;
}

/**
 * Checks one value that was entered for a property.
 *
 * @param name what the person calls the property
 * @param zone the zone of the workflow, which dates without one are meant in
 * @throws {InputError} naming the property, when it can't hold the value
 */
export function checkValue(
	name: string,
	property: Checked | undefined,
	entered: unknown,
	zone: string,
): Value {
	if (isEmptyFor(property, entered)) return null;
	checkRelated(name, property, entered);
	const value = kindOf(property).convert(entered, name, zone);
	checkText(name, value);
	if (property !== undefined) checkChoice(name, property, value);
	// Nothing of several is nothing.
	return isNothing(value) ? null : value;
}

/** @throws {InputError} when a person gives the name of a related record for its id, which is usual */
function checkRelated(name: string, property: Checked | undefined, entered: unknown): void {
	const { target } = property ?? {};
	const isOne = kindOf(property).family === 'relation' && typeof entered === 'string';
	if (target === undefined || !isOne || toRecordId(entered) !== undefined) return;
	throw new InputError(
		`"${name}" must be the ID of a ${target}, but got ${describe(entered)}`,
		`Find it first with Get Many on ${target}, and use its id`,
	);
}

function isNothing(value: Value): boolean {
	return typeof value === 'object' && Object.keys(value ?? {}).length === 0;
}

/** @throws {InputError} for text that no request can carry */
function checkText(name: string, value: Value): void {
	if (typeof value === 'object') {
		for (const entry of Object.values(value ?? {})) checkText(name, entry as Value);
	} else if (typeof value === 'string' && !value.isWellFormed()) {
		throw new InputError(
			`Property "${name}" contains half a character, such as an emoji that was cut in two`,
			'Cut text between whole characters, as in [...text].slice(0, 100).join("")',
		);
	}
}

/** @throws {InputError} when the app's list does not have the value */
function checkChoice(name: string, property: Checked, value: Value): void {
	const choices = kindOf(property).fieldType === 'options' ? choicesOf(property) : undefined;
	if (choices === undefined) return;
	const allowed = choices.map((choice) => String(choice.value));
	const given = (Array.isArray(value) ? value : [value]) as string[];
	const other = given.find((each) => !allowed.includes(each));
	if (other === undefined) return;
	const more = allowed.length > MAX_CHOICES_NAMED ? ' and others' : '';
	throw new InputError(
		`Property "${name}" must be one of the values in its list, but got ${describe(other)}`,
		`The list has ${allowed.slice(0, MAX_CHOICES_NAMED).join(', ')}${more}`,
	);
}
