import type { Criterion } from './comparison';
import { describe } from '../values/parse';
import { InputError } from '../errors';
import { isJsonObject, parseList } from '../values/json';
import { kindOf } from '../values/kinds';
import type { Model, Property } from '../schema/models';
import {
	comparableAs,
	OPERATORS,
	requireOperator,
	SHORTHANDS,
	type Comparable,
	type Operator,
} from './operators';
import { lastOf, readPath, type PropertyPath } from '../schema/paths';
import { checkValue, isEmptyFor } from '../values/values';

/** A condition that fits the model, ready to be sent. */
export interface Condition {
	path: PropertyPath;
	operator: Operator;
	/** One value, several, or none. */
	criteria: Criterion[];
}

/** What a person entered for one condition. */
export interface EnteredCondition {
	property?: unknown;
	operator?: unknown;
	value?: unknown;
}

export type Combinator = 'and' | 'or';

const MAX_SHOWN = 60;

/** Quotes in a bracket, brackets around values with commas, a language model's fence. */
const LIKE_A_JSON_LIST = /^\s*(?:```|\[\s*["'“]|\[[^[\]]*,[^[\]]*\]\s*$)/;

/** What a property can be asked in a classic app: labels of operators. */
function labelsFor(property: Property): string[] {
	const compared = comparableAs(property);
	return [
		...OPERATORS.filter(({ classic }) => classic?.on.includes(compared)),
		...SHORTHANDS.filter(({ on }) => on === compared),
	].map(({ label }) => label);
}

/**
 * Makes what a person entered ready to be sent.
 *
 * @throws {InputError} naming the condition, when it does not fit the model
 */
export function readCondition(
	models: Model[],
	model: Model,
	{ property, operator: operatorName, value }: EnteredCondition,
	zone: string,
): Condition {
	const label = typeof property === 'string' ? property.trim() : '';
	if (label === '') {
		throw new InputError('A condition has no property', 'Choose a property in each condition');
	}
	const path = readPath(models, model, label);
	const shorthand = SHORTHANDS.find((each) => each.value === operatorName);
	const operator = requireOperator(shorthand?.operator ?? operatorName, label);
	checkOperator(
		path,
		shorthand?.label ?? operator.label,
		shorthand ? [shorthand.on] : onOf(operator),
	);
	const criteria = shorthand ? [shorthand.criterion] : criteriaOf(path, operator, value, zone);
	return { path, operator, criteria };
}

/** What an operator compares in any app. */
function onOf({ classic, data }: Operator): Comparable[] {
	return [...(classic?.on ?? []), ...data.on];
}

function checkOperator({ label, steps }: PropertyPath, name: string, on: Comparable[]): void {
	const property = lastOf({ label, steps });
	if (on.includes(comparableAs(property))) return;
	throw new InputError(
		`"${name}" doesn't work on "${label}", which is of kind ${property.kind}`,
		`Choose one of ${labelsFor(property).join(', ')}`,
	);
}

function criteriaOf(
	path: PropertyPath,
	operator: Operator,
	value: unknown,
	zone: string,
): Criterion[] {
	const { takes, label } = operator;
	if (takes === 'none') return [];
	const property = askedOf(lastOf(path), operator);
	const given = takes === 'many' ? listOf(value, path.label) : [value];
	const filled = given.filter((entry) => entry !== undefined && !isEmptyFor(property, entry));
	if (filled.length === 0 || filled.length < given.length) {
		throw new InputError(
			`The condition "${path.label} ${label}" has no value`,
			`Enter a value. To find empty properties, choose the operator "${requireOperator('doesNotExist').label}"`,
		);
	}
	return filled.map((entry) => toCriterion(path.label, property, entry, zone));
}

/**
 * What the value of a condition has to be: text for a part of anything, and for a choice, which records
 * may still have when the list no longer does.
 */
function askedOf(property: Property, { takesPart }: Operator): Property {
	const { files, fieldType } = kindOf(property);
	const isText = takesPart === true || files !== undefined || fieldType === 'options';
	return isText ? { ...property, kind: 'string', options: {} } : property;
}

function toCriterion(label: string, property: Property, entry: unknown, zone: string): Criterion {
	checkYesOrNo(label, property, entry);
	// An object with an id is a fine way to name a related record.
	const checked = checkValue(label, property, idIn(entry) ?? entry, zone);
	if (typeof checked !== 'object') return checked;
	throw new InputError(
		`The condition on "${label}" takes one value, not a list or an object`,
		`For several values, choose the operator "${requireOperator('in').label}"`,
	);
}

/** @throws {InputError} when somebody enters a word for yes or no */
function checkYesOrNo(label: string, property: Property, entry: unknown): void {
	const isWord = typeof entry === 'string' && !/^\s*(true|false|[01])\s*$/i.test(entry);
	if (comparableAs(property) !== 'boolean' || !isWord) return;
	const names = SHORTHANDS.map((each) => `"${each.label}"`).join(' or ');
	throw new InputError(
		`"${label}" must be true or false, but got ${describe(entry)}`,
		`Choose the operator ${names}, which needs no value`,
	);
}

function idIn(value: unknown): unknown {
	return isJsonObject(value) ? value.id : undefined;
}

/**
 * A list from an expression, or as JSON text, or text with commas: a value in quotes keeps its own.
 *
 * @throws {InputError} for a JSON list that is broken, whose pieces would be taken for values
 */
function listOf(value: unknown, label: string): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value !== 'string') return [value];
	const json = parseList(/^\s*"/.test(value) ? `[${value}]` : value);
	if (json !== undefined) return json;
	const given = LIKE_A_JSON_LIST.test(value) ? undefined : entriesIn(value);
	if (given !== undefined) return given;
	throw new InputError(
		`The values of the condition on "${label}" aren't a valid JSON list: ${describe(value)}`,
		'Put each text in double quotes, for example ["Utrecht", "Alkmaar"]',
	);
}

/** A value in quotes, in which two of them are one, or one up to the next comma. */
const ENTRY = /\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(?:,|$)/y;

/** @returns undefined where a quote at the beginning of a value has no end */
function entriesIn(text: string): string[] | undefined {
	const entries: string[] = [];
	ENTRY.lastIndex = 0;
	while (ENTRY.lastIndex < text.length) {
		const [, quoted, plain = ''] = ENTRY.exec(text) ?? [];
		if (/^"[^"]*$/.test(plain)) return undefined;
		const entry = quoted?.replaceAll('""', '"') ?? plain.trim();
		if (quoted !== undefined || entry !== '') entries.push(entry);
	}
	return entries;
}

/** As people read it: `name Contains Alkmaar`. */
export function conditionName({ path, operator, criteria }: Condition): string {
	const values = criteria.join(', ');
	const shown =
		values.length > MAX_SHOWN ? `${values.slice(0, MAX_SHOWN)}…`.toWellFormed() : values;
	return `"${[path.label, operator.label, shown].filter(Boolean).join(' ')}"`;
}
