import type { AppRecord } from '../api/records';
import type { Combinator, Condition } from './conditions';
import { kindOf, type Family } from './kinds';
import { lastOf, valueAt } from './paths';

/** Whether something holds; undefined where it cannot be told for sure. */
type Verdict = boolean | undefined;

const A_DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Whether a record can belong to the answer to some conditions. It is no only when that is beyond
 * doubt: apps differ in how they treat case, accents, time zones, rounding and empty values, and
 * none of that is a reason to call an answer wrong.
 */
export function mayMatch(
	record: AppRecord,
	conditions: Condition[],
	combinator: Combinator,
): boolean {
	const verdicts = conditions.map((condition) => holds(record, condition));
	return combinator === 'and' ? !verdicts.includes(false) : verdicts.some((held) => held !== false);
}

/** Whether the record shows the value that a condition is about. */
export function isVisible(record: AppRecord, { path }: Condition): boolean {
	return valueAt(record, path) !== undefined;
}

function holds(record: AppRecord, { path, operator, criteria }: Condition): Verdict {
	const value = valueAt(record, path);
	if (value === undefined) return undefined;
	const isEmpty = value === null || value === '';
	const compare = COMPARISONS[kindOf(lastOf(path)).family];
	const comparisons = criteria.map((criterion) => compare(value, criterion));
	const [first] = comparisons;
	switch (operator.value) {
		case 'exists':
			return value === '' ? undefined : !isEmpty;
		case 'doesNotExist':
			return isEmpty;
		case 'neq':
		case 'nin':
			return isEmpty ? undefined : !comparisons.some((comparison) => comparison?.same === true);
		case 'doesNotMatch':
			return isEmpty ? undefined : !String(value).includes(criteria[0] ?? '');
	}
	if (isEmpty) return false;
	switch (operator.value) {
		case 'eq':
		case 'in':
			return comparisons.some((comparison) => comparison?.alike !== false);
		case 'gt':
		case 'gteq':
			return first?.less === true ? false : undefined;
		case 'lt':
		case 'lteq':
			return first?.greater === true ? false : undefined;
		case 'matches':
			return textHolds(value, criteria[0], (text, part) => text.includes(part));
		case 'startsWith':
			return textHolds(value, criteria[0], (text, part) => text.startsWith(part));
		case 'endsWith':
			return textHolds(value, criteria[0], (text, part) => text.endsWith(part));
		default:
			return undefined;
	}
}

/** How two values compare, each beyond doubt when it is set. */
interface Comparison {
	/** The very same value. */
	same: boolean;
	/** False when no app could take them for equal. */
	alike: boolean;
	less: boolean;
	greater: boolean;
}

type Compare = (value: unknown, criterion: string) => Comparison | undefined;

const compareText: Compare = (value, criterion) => ({
	same: String(value) === criterion,
	alike: plain(value) === plain(criterion),
	less: false,
	greater: false,
});

const compareNumbers: Compare = (value, criterion) =>
	measure(Number(value), Number(criterion), 1e-6 * Math.max(1, Math.abs(Number(criterion))));

const compareInstants: Compare = (value, criterion) =>
	measure(Date.parse(String(value)), Date.parse(criterion), A_DAY_MS);

const compareBooleans: Compare = (value, criterion) => {
	const same = isTrue(value) === isTrue(criterion);
	return { same, alike: same, less: false, greater: false };
};

const COMPARISONS: Record<Family, Compare> = {
	text: compareText,
	number: compareNumbers,
	relation: compareNumbers,
	temporal: compareInstants,
	boolean: compareBooleans,
	other: () => undefined,
};

function measure(value: number, criterion: number, tolerance: number): Comparison | undefined {
	if (Number.isNaN(value) || Number.isNaN(criterion)) return undefined;
	return {
		same: value === criterion,
		alike: Math.abs(value - criterion) <= tolerance,
		less: value < criterion - tolerance,
		greater: value > criterion + tolerance,
	};
}

/** A part with characters that mean something in a pattern may be read as one. */
function textHolds(
	value: unknown,
	part = '',
	test: (text: string, part: string) => boolean,
): Verdict {
	if (test(plain(value), plain(part))) return true;
	return /[%_*?^$|()[\]\\+.]/.test(part) ? undefined : false;
}

/** Text as the most forgiving app compares it. */
function plain(value: unknown): string {
	return String(value ?? '')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/\s+/g, ' ')
		.trim()
		.toLowerCase();
}

function isTrue(value: unknown): boolean {
	return value === true || value === 1 || value === 'true' || value === '1' || value === 't';
}
