// Whether a record that came back belongs to the answer.
import type { AppRecord } from '../values/shown';
import type { Verdict } from './comparison';
import type { Condition } from './conditions';
import type { Filter } from './filter';
import { kindOf } from '../values/kinds';
import { lastOf, valueAt, type PropertyPath } from '../schema/paths';

/** Whether a record meets a filter. */
export function fits(
	record: AppRecord,
	{ conditions, combinator, groups = [] }: Filter,
	zone: string,
): Verdict {
	const verdicts = [
		...conditions.map((condition) => meets(record, condition, zone)),
		...groups.map((group) => fits(record, group, zone)),
	];
	const [decisive, other] = combinator === 'and' ? [false, true] : [true, false];
	if (verdicts.includes(decisive)) return decisive;
	return verdicts.includes(undefined) ? undefined : other;
}

/** Whether a record meets one condition. */
export function meets(
	record: AppRecord,
	{ path, operator, criteria }: Condition,
	zone: string,
): Verdict {
	const value = shownAt(record, path);
	if (value === undefined) return undefined;
	if (value === null) {
		if (operator.value === 'doesNotExist') return true;
		return operator.isNegated ? undefined : false;
	}
	// Apps differ in whether a text or a list without anything in it is empty.
	const isBare = value === '' || (Array.isArray(value) && value.length === 0);
	if (isBare && (operator.takes === 'none' || operator.isNegated)) return undefined;
	if (operator.takes !== 'none' && typeof value === 'object') return undefined;
	return operator.holds(value, criteria, { property: lastOf(path), zone });
}

/** What a record shows of a property; undefined where it does not tell. */
export function shownAt(record: AppRecord, path: PropertyPath): unknown {
	// What an app shows of a relation to many, if anything, is not known.
	return path.steps.some((step) => kindOf(step).isToMany) ? undefined : valueAt(record, path);
}
