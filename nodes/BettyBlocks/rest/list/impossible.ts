import type { AppRecord } from '../../app/app';
import { meets } from '../../app/filterCheck';
import type { Condition } from '../../app/conditions';
import { kindOf, type Family } from '../../app/kinds';
import { requireOperator } from '../../app/operators';
import { lastOf } from '../../app/paths';

/** Values that nobody has, the lowest that could be and the highest. */
const VALUES: Record<Family, { none: string; low: string; high: string }> = {
	text: { none: 'n8n checks that this is applied', low: '\t', high: '\u{2fa1d}\u{2fa1d}' },
	other: { none: 'n8n checks that this is applied', low: '\t', high: '\u{2fa1d}\u{2fa1d}' },
	number: { none: '-987654321', low: '-987654321', high: '987654321987' },
	relation: { none: '-987654321', low: '-987654321', high: '987654321987' },
	temporal: { none: '0001-01-01', low: '0001-01-01', high: '9999-12-31' },
	boolean: { none: 'true', low: 'true', high: 'true' },
};

/** Conditions with the same operator on the same property that no record meets together. */
export function impossibleConditions(condition: Condition): Condition[] {
	const { path, operator, criteria } = condition;
	const { family } = kindOf(lastOf(path));
	const { none, low, high } = valuesOf(condition);
	const alone = (...values: string[]) => [{ ...condition, criteria: values }];
	const other = (name: string) => ({ ...condition, operator: requireOperator(name) });
	switch (operator.value) {
		case 'eq':
			return family === 'boolean' ? [...alone('true'), ...alone('false')] : alone(none);
		case 'in':
			return alone(none, none);
		case 'gt':
		case 'gteq':
			return alone(high);
		case 'lt':
		case 'lteq':
			return alone(low);
		case 'exists':
			return [condition, other('doesNotExist')];
		case 'doesNotExist':
			return [condition, other('exists')];
		case 'neq':
			return [condition, other('eq')];
		case 'nin':
			return [condition, { ...other('eq'), criteria: criteria.slice(0, 1) }];
		case 'doesNotMatch':
			return [condition, { ...other('eq'), criteria: criteria.slice(0, 1) }];
		default:
			return alone(none);
	}
}

/**
 * The conditions with values that nobody has, but for one: that by which the record is found.
 *
 * @returns none where the record does not show beyond doubt what it is found by
 */
export function withOneOfItsValues(
	record: AppRecord,
	conditions: Condition[],
	zone: string,
): Condition[][] {
	const met = conditions.find((condition) => meets(record, condition, zone) === true);
	if (met === undefined || kindOf(lastOf(met.path)).family === 'boolean') return [];
	const { none } = valuesOf(met);
	if (conditions.length > 1) {
		const unmet: Condition = { ...met, operator: requireOperator('eq'), criteria: [none] };
		return [[unmet, met, unmet]];
	}
	const value = met.criteria.find(
		(each) => meets(record, { ...met, criteria: [each] }, zone) === true,
	);
	return value === undefined || met.operator.value !== 'in'
		? []
		: [[{ ...met, criteria: [none, value, none] }]];
}

function valuesOf({ path }: Condition): { none: string; low: string; high: string } {
	return VALUES[kindOf(lastOf(path)).family];
}
