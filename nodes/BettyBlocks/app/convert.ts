import { plainDecimal } from './decimals';
import { InputError } from './inputError';
import { isLuxon, momentOf, timeOfDay, type Moment } from './moments';
import { toRecordId } from './recordId';

/**
 * A value that is checked and ready to be written, whichever API takes it: null clears the property,
 * relations are ids, numbers and dates are text, as JavaScript would change their digits.
 */
export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/**
 * Turns a value that was entered for the property `name` into one that it can hold.
 *
 * @param zone the zone of the workflow, which dates without one are meant in
 * @throws {InputError} naming the property, when it can't hold the value
 */
export type Convert = (value: unknown, name: string, zone: string) => Value;

/** What the properties of a kind take, as people read it. */
export const TAKES = {
	text: 'text',
	choice: 'one of the values in its list',
	number: 'a number, as in 12.5',
	integer: 'a whole number, as in 12',
	minutes: 'a number of minutes, as in 90 or 1:30',
	boolean: 'true or false',
	date: 'a date, as in 2025-12-31',
	dateTime: 'a date and time, as in 2025-12-31T14:30:00',
	time: 'a time, as in 14:30',
	file: 'a URL or the name of a binary field',
	files: 'a list of URLs or names of binary fields',
	relation: 'the ID of a record',
	relations: 'a list of IDs of records',
	object: 'an object',
	shallow: 'values that are less deeply nested',
};

/** Deeper than any app's values, and far from what a call stack holds. */
const MAX_DEPTH = 100;

const MAX_SHOWN = 80;

/** Any value, as its own form suggests: for properties of which nothing is known. */
export function any(value: unknown, name: string, zone: string, depth = 0): Value {
	if (depth > MAX_DEPTH) throw refusal(name, TAKES.shallow, value);
	if (value === null || value === undefined) return null;
	if (Array.isArray(value)) return value.map((entry) => any(entry, name, zone, depth + 1));
	if (isPlainObject(value)) {
		return Object.fromEntries(
			Object.entries(value).map(([key, entry]) => [key, any(entry, name, zone, depth + 1)]),
		);
	}
	return text(value, name, zone);
}

export function text(value: unknown, name: string, zone: string): string {
	if (isDate(value)) return dateTime(value, name, zone);
	if (typeof value === 'number') return number(value, name);
	if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
		throw refusal(name, TAKES.text, value);
	}
	return String(value);
}

/** One of the values of a list, or several where the app's list takes several. */
export function choice(value: unknown, name: string, zone: string): Value {
	return Array.isArray(value)
		? value.map((entry) => text(entry, name, zone))
		: text(value, name, zone);
}

export function number(value: unknown, name: string): string {
	// A price may be written with the zeros that it is shown with.
	if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) return value.trim();
	const plain = digitsOf(value);
	if (plain !== undefined) return plain;
	throw refusal(name, TAKES.number, value);
}

export function integer(value: unknown, name: string): string {
	const plain = digitsOf(value);
	if (plain !== undefined && !plain.includes('.')) return plain;
	throw refusal(name, TAKES.integer, value);
}

/** How an app writes a duration is not known, so `1:30` may pass as well as a number of minutes. */
export function minutes(value: unknown, name: string): string {
	const isClock = typeof value === 'string' && /^\s*\d{1,6}:\d\d\s*$/.test(value);
	if (isClock) return value.trim();
	const plain = digitsOf(value);
	if (plain !== undefined) return plain;
	throw refusal(name, TAKES.minutes, value);
}

/** JavaScript writes very large and very small numbers with an exponent, which not all apps read. */
function digitsOf(value: unknown): string | undefined {
	const isNumber = typeof value === 'bigint' || typeof value === 'number';
	return isNumber || typeof value === 'string' ? plainDecimal(String(value)) : undefined;
}

export function boolean(value: unknown, name: string): boolean {
	const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (said === true || said === 'true' || said === 1 || said === '1') return true;
	if (said === false || said === 'false' || said === 0 || said === '0') return false;
	throw refusal(name, TAKES.boolean, value);
}

export function date(value: unknown, name: string, zone: string): string {
	return moment(value, name, zone, TAKES.date).day;
}

export function dateTime(value: unknown, name: string, zone: string): string {
	return moment(value, name, zone, TAKES.dateTime).iso;
}

export function time(value: unknown, name: string, zone: string): string {
	const given = typeof value === 'string' ? timeOfDay(value) : undefined;
	const read = given ?? momentOf(value, zone)?.time;
	if (read !== undefined) return read;
	throw refusal(name, TAKES.time, value);
}

function moment(value: unknown, name: string, zone: string, wanted: string): Moment {
	const read = momentOf(value, zone);
	if (read !== undefined) return read;
	throw refusal(name, wanted, value);
}

/** The id of a record of another model, or an object with it. */
export function relation(value: unknown, name: string): number | null {
	const id = isPlainObject(value) ? value.id : value;
	if (id === null || id === '') return null;
	const known = toRecordId(id);
	if (known !== undefined) return known;
	throw refusal(name, TAKES.relation, value);
}

export function relations(value: unknown, name: string): Value {
	return (Array.isArray(value) ? value : [value]).map((entry) => relation(entry, name));
}

/** An object goes as JSON text; how the app keeps it is not known. */
export function object(value: unknown, name: string): string {
	if (typeof value === 'string') return value;
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		throw refusal(name, TAKES.shallow, value);
	}
}

/** For a value that a property can't hold. */
function refusal(name: string, wanted: string, value: unknown): InputError {
	return new InputError(
		`"${name}" must be ${wanted}, but got ${describe(value)}`,
		'Change the value of this property',
	);
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

function isDate(value: unknown): boolean {
	return value instanceof Date || isLuxon(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return isObject(value) && !isDate(value) && !Array.isArray(value);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
