import { InputError } from './inputError';
import { kindOf, type Family } from './kinds';
import type { Model, Property } from './models';
import { lastOf, readPath, type PropertyPath } from './paths';
import { checkValue, isEmptyFor } from './values';

/** How a value is compared. The names are what workflows save. */
export interface Operator {
	value: string;
	/** What people read. */
	name: string;
	/** How many values it takes. */
	takes: 'one' | 'many' | 'none';
	/** The kinds of values that it makes sense for. */
	families: Family[];
	/** The value that it compares with by `eq`, where its name says all. */
	equals?: string;
	/** Whether only the Data API has it. */
	isNewer?: boolean;
}

/** A condition that fits the model, ready to be sent. */
export interface Condition {
	path: PropertyPath;
	operator: Operator;
	/** As text; one value, several, or none. */
	criteria: string[];
}

/** What a person entered for one condition. */
export interface EnteredCondition {
	property?: unknown;
	operator?: unknown;
	value?: unknown;
}

export type Combinator = 'and' | 'or';

const MAX_SHOWN = 60;

const EVERY: Family[] = ['text', 'number', 'boolean', 'temporal', 'relation', 'other'];
const COMPARABLE: Family[] = ['text', 'number', 'temporal', 'relation'];
const ORDERED: Family[] = ['text', 'number', 'temporal'];
const TEXTUAL: Family[] = ['text'];

/**
 * The words that the platform has for them. For classic apps only `eq` is evidenced (vendor's client
 * library); the Data API has them in its schema.
 */
export const OPERATORS: Operator[] = [
	operator('eq', 'Is', 'one', [...COMPARABLE, 'boolean']),
	operator('neq', 'Is Not', 'one', [...COMPARABLE, 'boolean']),
	operator('gt', 'Is Greater Than', 'one', ORDERED),
	operator('gteq', 'Is Greater Than or Equal', 'one', ORDERED),
	operator('lt', 'Is Less Than', 'one', ORDERED),
	operator('lteq', 'Is Less Than or Equal', 'one', ORDERED),
	operator('in', 'Is One Of', 'many', COMPARABLE),
	operator('nin', 'Is None Of', 'many', COMPARABLE),
	operator('matches', 'Contains', 'one', TEXTUAL),
	operator('doesNotMatch', 'Does Not Contain', 'one', TEXTUAL),
	operator('startsWith', 'Starts With', 'one', TEXTUAL),
	operator('endsWith', 'Ends With', 'one', TEXTUAL),
	{ ...operator('regex', 'Matches Regex', 'one', TEXTUAL), isNewer: true },
	operator('exists', 'Is Not Empty', 'none', EVERY),
	operator('doesNotExist', 'Is Empty', 'none', EVERY),
	{ ...operator('isTrue', 'Is True', 'none', ['boolean']), equals: 'true' },
	{ ...operator('isFalse', 'Is False', 'none', ['boolean']), equals: 'false' },
];

function operator(
	value: string,
	name: string,
	takes: Operator['takes'],
	families: Family[],
): Operator {
	return { value, name, takes, families };
}

/** The operators that make sense for a property. */
export function operatorsFor(property: Property): Operator[] {
	const { family } = kindOf(property);
	return OPERATORS.filter(({ families, isNewer }) => families.includes(family) && !isNewer);
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
	const operator = requireOperator(operatorName, label);
	const { family } = kindOf(lastOf(path));
	if (!operator.families.includes(family)) {
		throw new InputError(
			`"${operator.name}" doesn't work on "${label}", which is of kind ${lastOf(path).kind}`,
			`Choose one of ${operatorsFor(lastOf(path))
				.map(({ name }) => name)
				.join(', ')}`,
		);
	}
	if (operator.equals === undefined) {
		return { path, operator, criteria: criteriaOf(path, operator, value, zone) };
	}
	return { path, operator: requireOperator('eq'), criteria: [operator.equals] };
}

function criteriaOf(
	path: PropertyPath,
	{ takes, name }: Operator,
	value: unknown,
	zone: string,
): string[] {
	if (takes === 'none') return [];
	const given = takes === 'many' ? listOf(value) : [value];
	const filled = given.filter((entry) => entry !== undefined && !isEmptyFor(lastOf(path), entry));
	if (filled.length === 0 || filled.length < given.length) {
		throw new InputError(
			`The condition "${path.label} ${name}" has no value`,
			'Enter a value. To find empty properties, choose the operator "Is Empty"',
		);
	}
	return filled.map((entry) => toCriterion(path, entry, zone));
}

function toCriterion(path: PropertyPath, entry: unknown, zone: string): string {
	// An object with an id is a fine way to name a related record.
	const value = idIn(entry) ?? entry;
	const checked = checkValue(path.label, lastOf(path), value, zone);
	if (checked !== null && typeof checked !== 'object') return String(checked);
	throw new InputError(
		`The condition on "${path.label}" takes one value, not a list or an object`,
		'For several values, choose the operator "Is One Of"',
	);
}

function idIn(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
}

/** Text with commas, or a list from an expression. */
function listOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return typeof value === 'string'
		? value
				.split(',')
				.map((entry) => entry.trim())
				.filter((entry) => entry !== '')
		: [value];
}

/** @throws {InputError} when there is no such operator */
export function requireOperator(name: unknown, label = ''): Operator {
	const operator = OPERATORS.find(({ value }) => value === name);
	if (operator !== undefined) return operator;
	throw new InputError(
		`The condition on "${label}" has an unknown operator: ${String(name)}`,
		`The operators are ${OPERATORS.map(({ value }) => value).join(', ')}`,
	);
}

/** As people read it: `name Contains Alkmaar`. */
export function conditionName({ path, operator, criteria }: Condition): string {
	const values = criteria.join(', ');
	const shown =
		values.length > MAX_SHOWN ? `${values.slice(0, MAX_SHOWN)}…`.toWellFormed() : values;
	return `"${[path.label, operator.name, shown].filter(Boolean).join(' ')}"`;
}
