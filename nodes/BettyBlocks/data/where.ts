// Conditions, as the argument `where` has them. They travel as a variable, never in the text of a query.
import type { IDataObject } from 'n8n-workflow';
import type { Criterion } from '../app/query/comparison';
import type { Condition } from '../app/query/conditions';
import type { ConditionGroup, Filter } from '../app/query/filter';
import { InputError } from '../app/errors';
import { plainDecimal } from '../app/values/decimals';
import { kindOf } from '../app/values/kinds';
import type { Property } from '../app/schema/models';
import { comparableAs, OPERATORS, type Operator } from '../app/query/operators';
import { lastOf, type PropertyPath } from '../app/schema/paths';
import { isDecimal } from './schemaModel';

/** Which comparisons the app has for properties of a kind that isn't known. */
export type Comparisons = Map<Property, string[]>;

const NONE: Comparisons = new Map();

/**
 * @param comparisons what the app says of its own types
 * @param ids the only records that are meant; undefined for all
 * @returns undefined for every record
 * @throws {InputError} for an operator that the app doesn't have for such a property
 */
export function toWhere(
	{ conditions, combinator, groups = [] }: Filter,
	ids?: number[],
	comparisons = NONE,
): IDataObject | undefined {
	const parts = [
		...conditions.map((each) => whereOf(each, comparisons)),
		...groups.map((group) => whereOfGroup(group, comparisons)),
	];
	const own = combinator === 'or' ? [anyOf(parts)] : parts;
	return allOf([...own, ids && { id: { in: ids } }]);
}

function whereOfGroup(
	{ conditions, combinator }: ConditionGroup,
	comparisons: Comparisons,
): IDataObject | undefined {
	const parts = conditions.map((each) => whereOf(each, comparisons));
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

function whereOf({ path, operator, criteria }: Condition, comparisons: Comparisons): IDataObject {
	const last = lastOf(path);
	checkOperator(path, operator, comparisons.get(last));
	// They become a comparison with null.
	if (operator.takes === 'none') {
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
	{ data, takes }: Operator,
	criteria: Criterion[],
	property: Property,
): IDataObject {
	const typed = criteria.map((criterion) => toJson(criterion, property));
	return { [data.name]: takes === 'many' ? typed : typed[0] } as IDataObject;
}

/** A decimal that JavaScript would change stays text; the other numbers are never text in GraphQL. */
function toJson(criterion: Criterion, property: Property): Criterion {
	if (typeof criterion !== 'string' || kindOf(property).family !== 'number') return criterion;
	const number = Number(criterion);
	return !isDecimal(property) || String(number) === plainDecimal(criterion) ? number : criterion;
}

function nested(names: string[], inner: IDataObject): IDataObject {
	return names.reduceRight<IDataObject>((below, name) => ({ [name]: below }), inner);
}

/** @throws {InputError} where no filter of the app has the comparison (dumped schemas) */
function checkOperator(path: PropertyPath, operator: Operator, told?: string[]): void {
	const compared = comparableAs(lastOf(path));
	const isThere = ({ data, takes }: Operator) =>
		told?.includes(takes === 'none' ? 'eq' : data.name) ?? data.on.includes(compared);
	if (isThere(operator)) return;
	throw new InputError(
		`"${operator.label}" isn't available for "${path.label}" in this app`,
		`Choose one of ${OPERATORS.filter(isThere)
			.map(({ label }) => label)
			.join(', ')}`,
	);
}
