import type { AppRecord } from './appRecord';
import type { Condition } from './conditions';
import type { Filter } from './filter';
import { kindOf, type Family } from './kinds';
import { momentOf } from './moments';
import { lastOf, valueAt } from './paths';
import { folded, likeKey, sameKey } from './same';

/**
 * Whether a record fits: yes and no are beyond doubt. Undefined is a reason to ask whether the app
 * applies the condition, and never to believe it: apps differ in how they treat case, accents, time
 * zones, rounding and empty values, and a record may not show the property at all.
 */
export type Verdict = boolean | undefined;

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a record belongs to the answer to a filter. */
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
	const value = valueAt(record, path);
	const property = lastOf(path);
	// What an app shows of a relation to many, if anything, is not known.
	if (value === undefined || path.steps.some((step) => kindOf(step).isToMany)) return undefined;
	const isEmpty = value === null || value === '';
	// Apps differ in what a text or a list without anything in it is.
	const isBare = value === '' || (Array.isArray(value) && value.length === 0);
	switch (operator.value) {
		case 'exists':
			return isBare ? undefined : !isEmpty;
		case 'doesNotExist':
			return isBare ? undefined : isEmpty;
	}
	if (typeof value === 'object' && value !== null) return undefined;
	if (isEmpty) return ['neq', 'nin', 'doesNotMatch'].includes(operator.value) ? undefined : false;
	const [criterion = ''] = criteria;
	switch (operator.value) {
		case 'eq':
		case 'in':
			return anyOf(criteria.map((each) => isSame(property, value, each, zone)));
		case 'neq':
		case 'nin':
			return negated(anyOf(criteria.map((each) => isSame(property, value, each, zone))));
		case 'gt':
			return isAbove(property, value, criterion, zone);
		case 'lteq':
			return negated(isAbove(property, value, criterion, zone));
		case 'lt':
			return isAbove(property, criterion, value, zone);
		case 'gteq':
			return negated(isAbove(property, criterion, value, zone));
		case 'matches':
			return holds(value, criterion, (text, part) => text.includes(part));
		case 'doesNotMatch':
			return negated(holds(value, criterion, (text, part) => text.includes(part)));
		case 'startsWith':
			return holds(value, criterion, (text, part) => text.startsWith(part));
		case 'endsWith':
			return holds(value, criterion, (text, part) => text.endsWith(part));
		default:
			return undefined;
	}
}

type KindOf = Parameters<typeof sameKey>[0];

function anyOf(verdicts: Verdict[]): Verdict {
	if (verdicts.includes(true)) return true;
	return verdicts.includes(undefined) ? undefined : false;
}

function negated(verdict: Verdict): Verdict {
	return verdict === undefined ? undefined : !verdict;
}

function isSame(property: KindOf, value: unknown, criterion: string, zone: string): Verdict {
	if (sameKey(property, value, zone) === sameKey(property, criterion, zone)) return true;
	return isAlike(property, value, criterion, zone) ? undefined : false;
}

/** Whether some app could take two values for equal. */
function isAlike(property: KindOf, value: unknown, criterion: string, zone: string): boolean {
	switch (kindOf(property).family) {
		case 'number':
		case 'temporal':
			return !(
				Math.abs(distance(property, value, criterion, zone)) > tolerance(property, criterion)
			);
		case 'text':
		case 'other':
			return likeKey(property, value, zone) === likeKey(property, criterion, zone);
		default:
			return false;
	}
}

/** Whether one value comes after another; of texts that cannot be told, unless they are the same. */
function isAbove(property: KindOf, one: unknown, other: unknown, zone: string): Verdict {
	if (sameKey(property, one, zone) === sameKey(property, other, zone)) return false;
	const measured: Family[] = ['number', 'temporal'];
	if (!measured.includes(kindOf(property).family)) return undefined;
	const by = distance(property, one, other, zone);
	if (Number.isNaN(by)) return undefined;
	const isPlain = Math.abs(by) > tolerance(property, other) || isExact(property, one, other);
	return by > 0 ? isPlain || undefined : isPlain ? false : undefined;
}

function distance(property: KindOf, one: unknown, other: unknown, zone: string): number {
	return measure(property, one, zone) - measure(property, other, zone);
}

function measure(property: KindOf, value: unknown, zone: string): number {
	const { family, precision } = kindOf(property);
	if (family !== 'temporal') return Number(value);
	const moment = momentOf(value, zone);
	if (moment === undefined) return Date.parse(String(value));
	return Date.parse(precision === 'day' ? moment.day : moment.iso);
}

function tolerance(property: KindOf, criterion: unknown): number {
	return kindOf(property).family === 'temporal'
		? A_DAY_MS
		: 1e-6 * Math.max(1, Math.abs(Number(criterion)));
}

/** Whether both say all that counts: a number of one value, a day, or an instant with its zone. */
function isExact(property: KindOf, one: unknown, other: unknown): boolean {
	if (kindOf(property).precision !== 'instant') return true;
	return [one, other].every((value) => /(z|utc|gmt|[+-]\d\d:?\d\d)$/i.test(String(value).trim()));
}

/** A part with characters that mean something in a pattern may be read as one. */
function holds(
	value: unknown,
	part: string,
	test: (text: string, part: string) => boolean,
): Verdict {
	if (test(String(value).normalize('NFC'), part.normalize('NFC'))) return true;
	if (test(folded(String(value)), folded(part))) return undefined;
	return /[%_*?^$|()[\]\\+.]/.test(part) ? undefined : false;
}
