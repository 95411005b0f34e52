// How values that were entered are parsed, kind by kind.
import { enteredDecimal } from './decimals';
import { fileAddress } from './shown';
import { isTooDeep, parseJson, parseList, repeatedName } from './json';
import { isDate, isLuxon, momentOf, timeOfDay } from './moments';
import { toRecordId } from '../schema/ids';

/**
 * A value that is checked and ready to be written, whichever API takes it: null clears the property,
 * relations are ids, numbers and dates are text, as JavaScript would change their digits.
 */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** What a value is parsed by. */
export interface ParseRules {
	/** The zone of the workflow, which dates without one are meant in. */
	zone: string;
	/** Throws the error for a value that can't be held, with what is needed in its place. */
	refuse: (value: unknown, takes?: string) => never;
}

/** Turns a value that was entered, and isn't empty, into one that a property can hold. */
export type Parse = (value: unknown, rules: ParseRules) => Value;

const MAX_SHOWN = 80;

/** Any value, as its own form suggests: for properties of which nothing is known. */
export function any(value: unknown, rules: ParseRules): Value {
	if (value === null || value === undefined) return null;
	if (Array.isArray(value)) return value.map((entry) => any(entry, rules));
	if (isPlainObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([key, entry]) => [key, any(entry, rules)]),
		);
	}
	return text(value, rules);
}

export function text(value: unknown, rules: ParseRules): string {
	if (isDate(value)) return dateTime(value, rules);
	if (typeof value === 'number') return number(value, rules);
	if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
		return rules.refuse(value);
	}
	const given = String(value);
	return NO_DATE.test(given) ? rules.refuse(given) : given;
}

/** One of the values of a list, or several where the app's list takes several. */
export function choice(value: unknown, rules: ParseRules): Value {
	return Array.isArray(value) ? value.map((entry) => text(entry, rules)) : text(value, rules);
}

export function number(value: unknown, { refuse }: ParseRules): string {
	const plain = digitsOf(value);
	if (plain === undefined) return refuse(value, typeof value === 'number' ? 'a number' : undefined);
	// A price may be written with the zeros that it is shown with.
	return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? value.trim() : plain;
}

export function integer(value: unknown, { refuse }: ParseRules): string {
	const plain = digitsOf(value);
	return plain === undefined || plain.includes('.') ? refuse(value) : plain;
}

/** How an app writes a duration is not known, so `1:30` may pass as well as a number of minutes. */
export function minutes(value: unknown, { refuse }: ParseRules): string {
	const isClock = typeof value === 'string' && /^\s*\d{1,6}:\d\d\s*$/.test(value);
	return isClock ? value.trim() : (digitsOf(value) ?? refuse(value));
}

/** JavaScript writes very large and very small numbers with an exponent, which not all apps read. */
function digitsOf(value: unknown): string | undefined {
	const isNumber = typeof value === 'bigint' || typeof value === 'number';
	return isNumber || typeof value === 'string' ? enteredDecimal(String(value)) : undefined;
}

export function boolean(value: unknown, { refuse }: ParseRules): boolean {
	const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (said === true || said === 'true' || said === 1 || said === '1') return true;
	if (said === false || said === 'false' || said === 0 || said === '0') return false;
	return refuse(value);
}

export function date(value: unknown, { zone, refuse }: ParseRules): string {
	return momentOf(value, zone)?.day ?? refuse(value);
}

export function dateTime(value: unknown, { zone, refuse }: ParseRules): string {
	return momentOf(value, zone)?.iso ?? refuse(value);
}

export function time(value: unknown, { zone, refuse }: ParseRules): string {
	return timeOfDay(value, zone) ?? refuse(value);
}

/** A URL, a path of the app or the name of a binary field; an app may show a file as an object. */
export function file(value: unknown, rules: ParseRules): Value {
	const address = fileAddress(value);
	return address === null ? null : text(address ?? value, rules);
}

/** A list of files; one alone counts as a list, and so does the JSON text of one. */
export function files(value: unknown, rules: ParseRules): Value {
	return listed(value)
		.map((entry) => file(entry, rules))
		.filter((entry) => entry !== null && entry !== '');
}

/** The id of a record of another model, or an object with it. */
export function relation(value: unknown, { refuse }: ParseRules): number | null {
	const id = isPlainObject(value) ? value.id : value;
	if (id === null || id === '') return null;
	return toRecordId(id) ?? refuse(value, 'the ID of a record');
}

export function relations(value: unknown, rules: ParseRules): Value {
	return listed(value).map((entry) => relation(entry, rules));
}

/** An object goes as JSON text; how the app keeps it is not known. */
export function object(value: unknown, { refuse }: ParseRules): string {
	// JSON would have null in its place.
	if (unmeantIn(value) !== undefined) refuse(value, 'an object with valid dates and numbers');
	if (typeof value !== 'string') return JSON.stringify(value) ?? refuse(value);
	const isJson = /^\s*[[{]/.test(value) && parseJson(value) !== undefined;
	return isJson && repeatedName(value) !== undefined
		? refuse(value, 'an object without duplicate names')
		: value;
}

function listed(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return (typeof value === 'string' ? parseList(value) : undefined) ?? [value];
}

/** A value as errors show it. */
export function describe(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return `"${shortened(value)}"`;
	if (typeof value === 'object' && value !== null) {
		return isDate(value) ? 'an invalid date' : 'an object';
	}
	return shortened(String(value));
}

/** Never ends in the middle of a character. */
function shortened(value: string): string {
	const characters = [...value.slice(0, 2 * MAX_SHOWN)];
	const isShort = characters.length <= MAX_SHOWN && value.length <= 2 * MAX_SHOWN;
	const shown = isShort ? characters : [...characters.slice(0, MAX_SHOWN), '…'];
	return shown.join('').toWellFormed();
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !isDate(value) && !Array.isArray(value);
}

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
