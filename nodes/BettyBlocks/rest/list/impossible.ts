// Conditions that tell apart apps that apply them and apps that don't.
import type { AppRecord } from '../../app/app';
import { isSame, type Criterion } from '../../app/query/comparison';
import type { Condition } from '../../app/query/conditions';
import { meets, shownAt } from '../../app/query/filterCheck';
import { kindOf } from '../../app/values/kinds';
import { comparableAs, requireOperator, type Comparable } from '../../app/query/operators';
import { lastOf, type PropertyPath } from '../../app/schema/paths';

/** Values that nobody has, the lowest that could be and the highest. */
interface Extremes {
	none: string;
	low: string;
	high: string;
}

const TEXTS: Extremes = {
	none: 'n8n checks that this is applied',
	low: '\t',
	high: '\u{2fa1d}\u{2fa1d}',
};
/** The ends of what databases hold in a whole number: codes have more than twelve digits. */
const NUMBERS: Extremes = {
	none: '-987654321',
	low: '-9223372036854775806',
	high: '9223372036854775806',
};
const TIMES: Extremes = { none: '0001-01-01', low: '0001-01-01', high: '9999-12-31' };

const EXTREMES: Record<Comparable, Extremes> = {
	text: TEXTS,
	time: { none: '23:59:59', low: '00:00', high: '23:59:59' },
	file: TEXTS,
	other: TEXTS,
	number: NUMBERS,
	relation: NUMBERS,
	temporal: TIMES,
	boolean: { none: 'true', low: 'true', high: 'true' },
};

/** Text in which every app finds a part. */
const PLAIN_TEXT = /^(?=.{3,60}$)[a-z0-9]+( [a-z0-9]+)*$/i;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A condition that no record meets, in the place of another one; undefined where it takes two. */
export function unmeetable(condition: Condition): Condition | undefined {
	const { none, low, high } = extremesOf(condition.path);
	const alone = (...criteria: Criterion[]) => ({ ...condition, criteria });
	switch (condition.operator.value) {
		case 'eq':
			return comparableAs(lastOf(condition.path)) === 'boolean' ? undefined : alone(none);
		case 'in':
			return alone(none, none);
		case 'gt':
		case 'gteq':
			return alone(high);
		case 'lt':
		case 'lteq':
			return alone(low);
		default:
			return condition.operator.takesPart && !condition.operator.isNegated
				? alone(none)
				: undefined;
	}
}

/**
 * Conditions that no record meets together, in the place of one. Of a relation to many, one related
 * record may meet the first and another one the second.
 */
export function contradiction(condition: Condition): Condition[] {
	const one = unmeetable(condition);
	if (one !== undefined) return [one];
	const { path, operator, criteria } = condition;
	const other = (name: string, values: Criterion[]): Condition => ({
		path,
		operator: requireOperator(name),
		criteria: values,
	});
	if (path.steps.some((step) => kindOf(step).isToMany)) return [noneRelated(path)];
	if (operator.takes === 'none') {
		return [condition, other(operator.value === 'exists' ? 'doesNotExist' : 'exists', [])];
	}
	// Of what isn't negated, only a boolean that is equal to a value is left.
	if (!operator.isNegated) {
		return [other('eq', [true]), other('eq', [false])];
	}
	return [condition, other('eq', criteria.slice(0, 1))];
}

/** A condition on a related record that nobody has. */
function noneRelated({ label, steps }: PropertyPath): Condition {
	const [first, ...others] = steps;
	const relations = others.filter((step) => kindOf(step).family === 'relation');
	return {
		path: { label, steps: [first, ...relations] },
		operator: requireOperator('eq'),
		criteria: [NUMBERS.none],
	};
}

/** A condition that whatever has a value meets, and no equal; undefined where there is none. */
export function alwaysMet(condition: Condition): Condition | undefined {
	const { none, low, high } = extremesOf(condition.path);
	const { operator } = condition;
	const asked = (...criteria: Criterion[]) => ({ ...condition, criteria });
	switch (operator.value) {
		case 'exists':
			return condition;
		case 'gt':
		case 'gteq':
			return asked(low);
		case 'lt':
		case 'lteq':
			return asked(high);
		default:
			return operator.isNegated && comparableAs(lastOf(condition.path)) !== 'boolean'
				? asked(none)
				: undefined;
	}
}

/**
 * A condition with the same operator on the same property that a record meets beyond doubt, though
 * its value is no equal where the operator doesn't ask for one.
 *
 * @returns undefined where the record does not show that
 */
export function metBy(record: AppRecord, condition: Condition): Condition | undefined {
	const { path, operator } = condition;
	const shown = shownAt(record, path);
	if (operator.value === 'doesNotExist') return shown === null ? condition : undefined;
	if (!isExact(path, shown)) return undefined;
	const always = alwaysMet(condition);
	if (always !== undefined) return always;
	const { none } = extremesOf(path);
	const asked = (...criteria: Criterion[]) => ({ ...condition, criteria });
	switch (operator.value) {
		case 'eq':
			return asked(shown);
		case 'in':
			return asked(none, shown, none);
		case 'startsWith':
			return asked(String(shown).slice(0, -1));
		case 'endsWith':
			return asked(String(shown).slice(1));
		case 'matches':
			return asked(String(shown).slice(1, -1));
		default:
			return undefined;
	}
}

/** Whether a record shows that the app finds more by a condition than what is equal to its value. */
export function shows(record: AppRecord, condition: Condition, zone: string): boolean {
	if (meets(record, condition, zone) !== true) return false;
	const { path, operator, criteria } = condition;
	if (operator.value === 'eq' || operator.takes === 'none') return true;
	// An app may look at one of several values.
	if (operator.value === 'in') return criteria.length < 2;
	const compared = { property: lastOf(path), zone };
	return criteria.every((each) => isSame(shownAt(record, path), each, compared) === false);
}

/** Whether the app keeps no other value than it shows. */
function isExact(path: PropertyPath, shown: unknown): shown is Criterion {
	const property = lastOf(path);
	switch (comparableAs(property)) {
		case 'text':
			return typeof shown === 'string' && PLAIN_TEXT.test(shown);
		case 'number':
			return kindOf(property).isWhole === true && Number.isSafeInteger(shown);
		case 'temporal':
			return kindOf(property).precision === 'day' && DAY.test(String(shown));
		case 'boolean':
			return typeof shown === 'boolean';
		default:
			return false;
	}
}

function extremesOf(path: PropertyPath): Extremes {
	return EXTREMES[comparableAs(lastOf(path))];
}
