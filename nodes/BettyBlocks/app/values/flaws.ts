// What is wrong with a value, whatever it is for.
import { isTooDeep } from './json';
import { isDate, isLuxon } from './moments';

/** What n8n and JavaScript make of a date that doesn't exist. */
export const NO_DATE = /^\s*Invalid Date(Time)?\s*$/;

/** A time zone behind a blank, or without minutes: apps read such a time in another zone, or not at all. */
const ODD_ZONE =
	/^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( [+-]\d\d(:?\d\d)?|[+-]\d\d)\s*$/i;

const HALF = 'contains half a character, such as an emoji that was cut in two';

/**
 * What no request can carry, wherever in a value it stands.
 *
 * @returns in words; undefined when all can be carried
 */
export function flawOf(value: unknown): string | undefined {
	return isTooDeep(value) ? 'is nested too deeply' : flawWithin(value, () => undefined);
}

/** The same, and what nobody means: a date or a number that isn't valid, which would arrive as nothing. */
export function unmeantIn(value: unknown): string | undefined {
	return isTooDeep(value) ? 'is nested too deeply' : flawWithin(value, unmeant);
}

type Judge = (value: unknown) => string | undefined;

function unmeant(value: unknown): string | undefined {
	const isNumber = typeof value === 'number';
	if (isNumber) return Number.isFinite(value) ? undefined : `isn't a valid number: ${value}`;
	if (typeof value === 'string' && ODD_ZONE.test(value)) {
		return 'has a time zone in an unusual form: write it like +02:00, without a space before it';
	}
	const isWrong =
		(typeof value === 'string' && NO_DATE.test(value)) ||
		(isLuxon(value) && !value.isValid) ||
		(value instanceof Date && Number.isNaN(value.getTime()));
	return isWrong ? "isn't a valid date" : undefined;
}

function flawWithin(value: unknown, judge: Judge): string | undefined {
	const own = typeof value === 'string' && !value.isWellFormed() ? HALF : judge(value);
	if (own !== undefined) return own;
	if (typeof value !== 'object' || value === null || isDate(value)) return undefined;
	for (const [name, entry] of Object.entries(value)) {
		const flaw = name.isWellFormed() ? flawWithin(entry, judge) : HALF;
		if (flaw !== undefined) return flaw;
	}
	return undefined;
}

/** What to do about a flaw. */
export function adviceOn(flaw: string): string {
	return flaw === HALF
		? 'Cut text between whole characters, for example [...text].slice(0, 100).join("")'
		: 'Check the expression that returns it';
}
