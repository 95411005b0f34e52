// Conditions, as the argument `where` has them. They travel as a variable, never in the text of a query.
import type { IDataObject } from 'n8n-workflow';
import type { Condition, Operator } from '../app/conditions';
import { OPERATORS } from '../app/conditions';
import type { ConditionGroup, Filter } from '../app/filter';
import { InputError } from '../app/inputError';
import { plainDecimal } from '../app/decimals';
import { kindOf, type Kind } from '../app/kinds';
import type { Property } from '../app/models';
import { lastOf, type PropertyPath } from '../app/paths';
import { isDecimal } from './fieldKinds';

const EQUALITY = ['eq', 'neq'];
const LISTS = ['in', 'nin'];
const ORDER = ['gt', 'gteq', 'lt', 'lteq'];
const PATTERNS = ['matches', 'doesNotMatch', 'startsWith', 'endsWith', 'regex'];

/** They become a comparison with null. */
const EMPTINESS = ['exists', 'doesNotExist'];

/**
 * @param ids the only records that are meant; undefined for all
 * @returns undefined for every record
 * @throws {InputError} for an operator that the app doesn't have for such a property
 */
export function toWhere(
	{ conditions, combinator, groups = [] }: Filter,
	ids?: number[],
): IDataObject | undefined {
	const parts = [...conditions.map(whereOf), ...groups.map(whereOfGroup)];
	const own = combinator === 'or' ? [anyOf(parts)] : parts;
	return allOf([...own, ids && { id: { in: ids } }]);
}

function whereOfGroup({ conditions, combinator }: ConditionGroup): IDataObject | undefined {
	const parts = conditions.map(whereOf);
	return combinator === 'or' ? anyOf(parts) : allOf(parts);
}

/** What meets one part or more. */
function anyOf(parts: Array<IDataObject | undefined>): IDataObject | undefined {
	return parts.length > 1 ? { _or: parts } : parts[0];
}

/** What meets every part. */
export function allOf(parts: Array<IDataObject | undefined>): IDataObject | undefined {
	const given = parts.filter((part) => part !== undefined);
	return given.length > 1 ? { _and: given } : given[0];
}

function whereOf({ path, operator, criteria }: Condition): IDataObject {
	const last = lastOf(path);
	const kind = kindOf(last);
	checkOperator(path.label, operator, kind);
	if (EMPTINESS.includes(operator.value)) {
		const { outer, exists, doesNotExist } = emptinessOf(path);
		return nested(outer, operator.value === 'exists' ? exists : doesNotExist);
	}
	return nested(namesIn(path), comparison(operator, criteria, last));
}

/** What no record is: to be empty and not empty, in the place that a condition is about. */
export function neverMet({ path }: Condition): IDataObject {
	const { outer, exists, doesNotExist } = emptinessOf(path);
	return nested(outer, { _and: [exists, doesNotExist] });
}

function emptinessOf(path: PropertyPath) {
	const names = namesIn(path);
	const [name = ''] = names.slice(-1);
	if (kindOf(lastOf(path)).family === 'relation') {
		return {
			outer: names.slice(0, -1),
			exists: { [name]: {} },
			doesNotExist: { [name]: null },
		};
	}
	const [relation] = names.slice(-2, -1);
	// A condition on a related record itself ends with its id.
	return relation !== undefined && name === 'id'
		? {
				outer: names.slice(0, -2),
				exists: nested([relation, name], { gt: 0 }),
				doesNotExist: { [relation]: null },
			}
		: {
				outer: names.slice(0, -1),
				exists: { [name]: { neq: null } },
				doesNotExist: { [name]: { eq: null } },
			};
}

function namesIn({ steps }: PropertyPath): string[] {
	return steps.map(({ name }) => name);
}

function comparison(
	{ value, takes }: Operator,
	criteria: string[],
	property: Property,
): IDataObject {
	const typed = criteria.map((text) => toJson(text, property));
	return { [value]: takes === 'many' ? typed : typed[0] } as IDataObject;
}

/** A decimal that JavaScript would change stays text; the other numbers are never text in GraphQL. */
function toJson(text: string, property: Property): string | number | boolean {
	const { family } = kindOf(property);
	if (family === 'boolean') return text === 'true';
	if (family !== 'number' && family !== 'relation') return text;
	const number = Number(text);
	return !isDecimal(property) || String(number) === plainDecimal(text) ? number : text;
}

function nested(names: string[], inner: IDataObject): IDataObject {
	return names.reduceRight<IDataObject>((below, name) => ({ [name]: below }), inner);
}

/** Which comparisons the app has for the values of a kind (dumped schemas). */
function operatorsOf({ family, precision, files }: Kind): string[] {
	if (files !== undefined) return [...EQUALITY, ...PATTERNS, ...EMPTINESS];
	// The related model shows no id to compare.
	if (family === 'relation') return ['doesNotExist'];
	if (family === 'boolean') return [...EQUALITY, ...EMPTINESS];
	if (family === 'text' && precision === undefined) {
		return [...EQUALITY, ...LISTS, ...PATTERNS, ...EMPTINESS];
	}
	return [...EQUALITY, ...LISTS, ...ORDER, ...EMPTINESS];
}

function checkOperator(label: string, operator: Operator, kind: Kind): void {
	const known = operatorsOf(kind);
	if (known.includes(operator.value)) return;
	const fitting = OPERATORS.filter(
		({ value, families }) => known.includes(value) && families.includes(kind.family),
	);
	throw new InputError(
		`The app can't compare "${label}" by "${operator.name}"`,
		`Choose one of ${fitting.map(({ name }) => name).join(', ')}`,
	);
}
