import type { FormValue } from '../api/form';
import { InputError } from '../inputError';

/**
 * Turns the value of the property `name` into form parameters.
 *
 * @throws {InputError} naming the property, when it cannot hold the value
 */
export type Encode = (value: unknown, name: string) => FormValue;

/** What Luxon's DateTime offers; n8n hands such values out for dates. */
interface LuxonDateTime {
	toISO(): string | null;
	isValid: boolean;
}

/** Any value, as its own form suggests: for properties of which nothing is known. */
export function any(value: unknown, name: string): FormValue {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return value.map((entry) => any(entry, name));
	if (isPlainObject(value)) {
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, any(entry, name)]));
	}
	return text(value, name);
}

export function text(value: unknown, name: string): string {
	if (isLuxon(value) || value instanceof Date) return dateTime(value, name);
	if (typeof value === 'number') return number(value, name);
	if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
		throw refusal(name, 'text', value);
	}
	return String(value);
}

/** One of the values of a list, or several where the app's list takes several. */
export function choice(value: unknown, name: string): FormValue {
	return Array.isArray(value) ? value.map((entry) => text(entry, name)) : text(value, name);
}

export function number(value: unknown, name: string): string {
	if (typeof value === 'bigint') return String(value);
	if (typeof value === 'number' && Number.isFinite(value)) return plainDigits(value);
	if (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
		return value.trim();
	}
	throw refusal(name, 'a number', value);
}

/** JavaScript writes very large and very small numbers with an exponent, which not all apps read. */
function plainDigits(value: number): string {
	const digits = String(value);
	if (!digits.includes('e')) return digits;
	return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}

export function boolean(value: unknown, name: string): string {
	const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (said === true || said === 'true' || said === 1 || said === '1') return 'true';
	if (said === false || said === 'false' || said === 0 || said === '0') return 'false';
	throw refusal(name, 'true or false', value);
}

export function date(value: unknown, name: string): string {
	return dayAndTime(instant(value, name, 'a date')).day;
}

export function dateTime(value: unknown, name: string): string {
	return instant(value, name, 'a date and time');
}

export function time(value: unknown, name: string): string {
	return dayAndTime(instant(value, name, 'a time')).time;
}

/** Text goes as it is: which formats an app reads besides ISO 8601 is its own affair. */
function instant(value: unknown, name: string, wanted: string): string {
	if (isLuxon(value) && value.isValid) return value.toISO() ?? '';
	if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
	if (typeof value === 'string') return value.trim();
	throw refusal(name, wanted, value);
}

/** The day and the time as they are written, in the zone of the value; other text is both. */
function dayAndTime(text: string): { day: string; time: string } {
	const [, day = text, time = text] =
		/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)/.exec(text) ?? [];
	return { day, time };
}

/** A record of another model, by its id: `record[group][id]=1` (vendor's client library). */
export function relation(value: unknown, name: string): FormValue {
	const id = isPlainObject(value) ? value.id : value;
	if (id === null || id === '') return { id: '' };
	const digits = typeof id === 'number' ? String(id) : id;
	if (typeof digits === 'string' && /^\s*[1-9]\d*\s*$/.test(digits)) return { id: digits.trim() };
	throw refusal(name, 'the ID of a record, or an object with an "id"', value);
}

export function relations(value: unknown, name: string): FormValue {
	return (Array.isArray(value) ? value : [value]).map((entry) => relation(entry, name));
}

/** An object goes as JSON text; how the app keeps it is not known. */
export function object(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function refusal(name: string, wanted: string, value: unknown): InputError {
	return new InputError(
		`"${name}" takes ${wanted}, not ${describe(value)}`,
		'Change the value that is given for this property',
	);
}

function describe(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'string') return `"${value.slice(0, 80)}"`;
	if (typeof value === 'object' && value !== null) {
		return isLuxon(value) || value instanceof Date ? 'an invalid date' : 'an object';
	}
	return String(value);
}

function isLuxon(value: unknown): value is LuxonDateTime {
	return typeof value === 'object' && value !== null && 'toISO' in value && 'isValid' in value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !isLuxon(value) && !(value instanceof Date);
}
