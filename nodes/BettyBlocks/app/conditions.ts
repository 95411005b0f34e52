import type { FormValue } from '../rest/form';
import type { Model, Property } from '../rest/models';
import { InputError } from './inputError';
import { encodeValue, isEmptyFor, kindOf, type Family } from './kinds';
import { lastOf, readPath, type PropertyPath } from './paths';

/** How a value is compared. The names are what workflows save. */
export interface Operator {
	value: string;
	/** What people read. */
	name: string;
	/** The app's own word for it. */
	predicate: string;
	/** How many values it takes. */
	takes: 'one' | 'many' | 'none';
	/** The kinds of values that it makes sense for. */
	families: Family[];
}

/** A condition that fits the model, ready to be sent. */
export interface Condition {
	path: PropertyPath;
	operator: Operator;
	/** Encoded; one value, several, or none. */
	criteria: string[];
}

/** What a person entered for one condition. */
export interface EnteredCondition {
	property?: unknown;
	operator?: unknown;
	value?: unknown;
}

export type Combinator = 'and' | 'or';

const EVERY: Family[] = ['text', 'number', 'boolean', 'temporal', 'relation', 'other'];
const COMPARABLE: Family[] = ['text', 'number', 'temporal', 'relation'];
const ORDERED: Family[] = ['text', 'number', 'temporal'];
const TEXTUAL: Family[] = ['text'];

/**
 * Only `eq` is evidenced for this API (vendor's client library); the others are the words that the
 * platform has elsewhere.
 */
export const OPERATORS: Operator[] = [
	{ value: 'eq', name: 'Is', predicate: 'eq', takes: 'one', families: [...COMPARABLE, 'boolean'] },
	{
		value: 'neq',
		name: 'Is Not',
		predicate: 'neq',
		takes: 'one',
		families: [...COMPARABLE, 'boolean'],
	},
	{ value: 'gt', name: 'Is Greater Than', predicate: 'gt', takes: 'one', families: ORDERED },
	{
		value: 'gteq',
		name: 'Is Greater Than or Equal',
		predicate: 'gteq',
		takes: 'one',
		families: ORDERED,
	},
	{ value: 'lt', name: 'Is Less Than', predicate: 'lt', takes: 'one', families: ORDERED },
	{
		value: 'lteq',
		name: 'Is Less Than or Equal',
		predicate: 'lteq',
		takes: 'one',
		families: ORDERED,
	},
	{ value: 'in', name: 'Is One Of', predicate: 'in', takes: 'many', families: COMPARABLE },
	{ value: 'nin', name: 'Is None Of', predicate: 'nin', takes: 'many', families: COMPARABLE },
	{ value: 'matches', name: 'Contains', predicate: 'matches', takes: 'one', families: TEXTUAL },
	{
		value: 'doesNotMatch',
		name: 'Does Not Contain',
		predicate: 'does_not_match',
		takes: 'one',
		families: TEXTUAL,
	},
	{
		value: 'startsWith',
		name: 'Starts With',
		predicate: 'starts_with',
		takes: 'one',
		families: TEXTUAL,
	},
	{ value: 'endsWith', name: 'Ends With', predicate: 'ends_with', takes: 'one', families: TEXTUAL },
	{ value: 'exists', name: 'Is Not Empty', predicate: 'exists', takes: 'none', families: EVERY },
	{
		value: 'doesNotExist',
		name: 'Is Empty',
		predicate: 'does_not_exist',
		takes: 'none',
		families: EVERY,
	},
];

/** The operators that make sense for a property. */
export function operatorsFor(property: Property): Operator[] {
	const { family } = kindOf(property);
	return OPERATORS.filter(({ families }) => families.includes(family));
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
			`"${operator.name}" does not work on "${label}", which is a ${lastOf(path).kind}`,
			`Choose one of ${operatorsFor(lastOf(path))
				.map(({ name }) => name)
				.join(', ')}`,
		);
	}
	return { path, operator, criteria: criteriaOf(path, operator, value, zone) };
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
			'Enter a value. To look for empty properties, choose the operator "Is Empty"',
		);
	}
	return filled.map((entry) => encodeCriterion(path, entry, zone));
}

function encodeCriterion(path: PropertyPath, entry: unknown, zone: string): string {
	// An object with an id is a fine way to name a related record.
	const value = idIn(entry) ?? entry;
	const encoded = encodeValue(path.label, lastOf(path), value, zone);
	const criterion = idIn(encoded) ?? encoded;
	if (typeof criterion === 'string') return criterion;
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

/**
 * The conditions as the app's parameters have them (vendor's client library). In a list of objects
 * Rack starts a new one when a plain key comes again, so each begins with one; a path would not do.
 */
export function toFilterForm(conditions: Condition[], combinator: Combinator): FormValue {
	return [
		{
			operator: combinator,
			conditions: conditions.map(({ path, operator, criteria }) => ({
				predicate: operator.predicate,
				...(operator.takes === 'one' && { criteria: criteria[0] ?? '' }),
				...(operator.takes === 'many' && { criteria }),
				path: path.steps.map(({ id }) => id),
			})),
		},
	];
}

/** @throws {InputError} when there is no such operator */
export function requireOperator(name: unknown, label = ''): Operator {
	const operator = OPERATORS.find(({ value }) => value === name);
	if (operator !== undefined) return operator;
	throw new InputError(
		`The condition on "${label}" has no known operator: ${String(name)}`,
		`The operators are ${OPERATORS.map(({ value }) => value).join(', ')}`,
	);
}

/** As people read it: `name Contains`. */
export function conditionName({ path, operator }: Condition): string {
	return `"${path.label} ${operator.name}"`;
}
