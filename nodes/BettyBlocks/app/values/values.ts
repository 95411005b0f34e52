import { choicesOf, takesLabel } from '../schema/labels';
import { adviceOn, flawOf, unmeantIn, describe, type Value } from './parse';
import { InputError } from '../errors';
import { kindOf, type Kind } from './kinds';
import type { Model, Property } from '../schema/models';
import { dateExpression } from './moments';
import { toRecordId } from '../schema/ids';

const MAX_CHOICES_NAMED = 20;

/**
 * What may be wrong with a value that the app refused without saying more than that it is invalid.
 *
 * @returns undefined where nothing is known of the property
 */
export function explainRefused(model: Model, values: Values, name: string): string | undefined {
	const property = model.properties.find((each) => each.name === name);
	if (property === undefined) return undefined;
	const value = values[name];
	const { family, isToMany } = kindOf(property);
	if (family === 'relation' && !isToMany && typeof value === 'number') {
		return `there may be no ${property.target ?? 'record'} with ID ${value}`;
	}
	const choices = choicesOf(property)?.map((choice) => String(choice.value));
	if (choices !== undefined) {
		return `it must be one of ${choices.slice(0, MAX_CHOICES_NAMED).join(', ')}`;
	}
	const takes = takesLabel(property);
	return takes === undefined ? undefined : `it must be ${takes}`;
}
export type { Value } from './parse';

/** Values of a record, by the names of its properties. */
export type Values = { [property: string]: Value };

type Checked = Pick<Property, 'name' | 'kind' | 'options' | 'target'>;

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
	const value = parsed(name, kindOf(property), entered, zone);
	// Nothing of several is nothing.
	if (isNothing(value)) return null;
	return property === undefined ? value : inItsList(name, property, value);
}

/**
 * Any value, as its own form suggests, where nothing is known of what it is for.
 *
 * @throws {InputError} naming the value, when no request can carry it
 */
export function plainValue(name: string, entered: unknown, zone: string): Value {
	return parsed(name, kindOf(undefined), entered, zone);
}

function parsed(name: string, kind: Kind, entered: unknown, zone: string): Value {
	checkFlaws(name, entered);
	const refuse = (value: unknown, takes = kind.takes): never => {
		throw refusal(name, kind, takes, value);
	};
	return kind.parse(entered, { zone, refuse });
}

/** For a value that a property can't hold. */
function refusal(name: string, kind: Kind, takes: string, value: unknown): InputError {
	const isDay = kind.family === 'temporal' && typeof value === 'string';
	const expression = isDay ? dateExpression(value) : undefined;
	return new InputError(
		`"${name}" must be ${takes}, but got ${describe(value)}`,
		expression === undefined
			? 'Change the value of this property'
			: `To read a date in this form, use an expression, for example ${expression}`,
	);
}

/** @throws {InputError} for what no request can carry */
function checkFlaws(name: string, entered: unknown): void {
	const flaw = flawOf(entered);
	if (flaw === undefined) return;
	throw new InputError(`"${name}" ${flaw}`, adviceOn(flaw));
}

/**
 * Checks what an app takes as it is.
 *
 * @throws {InputError} for what no request carries, and for what would arrive as null, though nobody meant it
 */
export function checkMeant(what: string, value: unknown): void {
	const flaw = unmeantIn(value);
	if (flaw !== undefined) throw new InputError(`${what} ${flaw}`, adviceOn(flaw));
}

/** @throws {InputError} when a person gives the name of a related record for its id, which is usual */
function checkRelated(name: string, property: Checked | undefined, entered: unknown): void {
	const { target } = property ?? {};
	const isOne = kindOf(property).family === 'relation' && typeof entered === 'string';
	if (target === undefined || !isOne || toRecordId(entered) !== undefined) return;
	if (kindOf(property).isToMany && /^\s*\[/.test(entered)) return;
	throw new InputError(
		`"${name}" must be the ID of a ${target}, but got ${describe(entered)}`,
		`Find it first with Get Many on ${target}, and use its ID`,
	);
}

function isNothing(value: Value): boolean {
	return typeof value === 'object' && Object.keys(value ?? {}).length === 0;
}

/**
 * The value, or values, as the app's list has them: in its own form of Unicode.
 *
 * @throws {InputError} when the list does not have one of them
 */
function inItsList(name: string, property: Checked, value: Value): Value {
	const choices = kindOf(property).fieldType === 'options' ? choicesOf(property) : undefined;
	if (choices === undefined) return value;
	const allowed = choices.map((choice) => String(choice.value));
	const own = (given: Value): Value => {
		const found = allowed.find((each) => each === given) ?? allowed.find(isLike(String(given)));
		if (found === undefined) throw notInItsList(name, allowed, given);
		return found;
	};
	return Array.isArray(value) ? value.map(own) : own(value);
}

function isLike(text: string): (other: string) => boolean {
	return (other) => other.normalize('NFC') === text.normalize('NFC');
}

function notInItsList(name: string, allowed: string[], value: Value): InputError {
	const more = allowed.length > MAX_CHOICES_NAMED ? ' and others' : '';
	return new InputError(
		`Property "${name}" must be one of the values in its list, but got ${describe(value)}`,
		`The values are ${allowed.slice(0, MAX_CHOICES_NAMED).join(', ')}${more}`,
	);
}
