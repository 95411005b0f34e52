import { tryToParseDateTime } from 'n8n-workflow';

/** A date and time as they are written in the zone that counts for them. */
export interface Moment {
	/** `2025-12-31` */
	day: string;
	/** `14:30`, `14:30:15` or `14:30:15.5`; undefined when only a day was given. */
	time: string | undefined;
	/** The instant, with its offset. */
	iso: string;
}

/** What Luxon's DateTime offers; n8n hands such values out for dates. */
interface LuxonDateTime {
	toISO(): string | null;
	isValid: boolean;
}

const ISO =
	/^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(z| ?utc| ?gmt|[+-]\d\d:?\d\d)?)?$/i;

const MIDNIGHT = /^00:00(:00)?$/;

const UTC = /^ ?(z|utc|gmt)$/i;

/**
 * Reads a date and time. A JavaScript date, and its text, which ends in Z, is an instant: its day and
 * its time are those of the workflow's zone, except at midnight UTC, which is how systems write a
 * day. Text with an offset and Luxon's dates have a zone that somebody gave them, which counts.
 * Anything without a zone is meant in the workflow's.
 *
 * @param zone the zone of the workflow, such as `Europe/Amsterdam`
 * @returns undefined for anything but ISO 8601 and dates of JavaScript and Luxon
 */
export function momentOf(value: unknown, zone: string): Moment | undefined {
	const written = writtenMoment(value);
	if (written === undefined) return undefined;
	const { day, time, offset, text } = written;
	if (time === undefined) return { day, time, iso: isoIn(`${day}T00:00:00`, zone) };
	if (offset === undefined) return { day, time, iso: isoIn(text.replace(' ', 'T'), zone) };
	const iso = text.replace(/ ?(z|utc|gmt)$/i, 'Z').replace(' ', 'T');
	return UTC.test(offset) && !MIDNIGHT.test(time)
		? { ...inZone(iso, zone), iso }
		: { day, time, iso };
}

/**
 * Reads a time of day, or that of a date and time. Systems that keep a time show it on a day of their
 * own, such as 2000-01-01, and in no zone: then it is the time that is written.
 *
 * @returns `14:30`, `14:30:15` or `14:30:15.5`; undefined when it is no time of day
 */
export function timeOfDay(value: unknown, zone: string): string | undefined {
	const written = writtenMoment(value);
	if (written === undefined) return typeof value === 'string' ? plainTime(value) : undefined;
	return isPlaceholder(written.day) ? written.time : momentOf(value, zone)?.time;
}

/** The days on which systems put a time without a day: their first one, or that of this century. */
function isPlaceholder(day: string): boolean {
	return day <= '1970-01-01' || day === '2000-01-01';
}

/** A date and time as they are written, without any regard to zones. */
function writtenMoment(value: unknown) {
	const text = textOf(value);
	const [, year, month, date, clock, offset] = (text.length > 40 ? null : ISO.exec(text)) ?? [];
	const day = `${year}-${month}-${date}`;
	const time = clock === undefined ? undefined : plainTime(clock);
	const isMoment = year !== undefined && isDay(day) && (clock === undefined || time !== undefined);
	return isMoment ? { day, time, offset, text } : undefined;
}

function textOf(value: unknown): string {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
	if (isLuxon(value)) return value.isValid ? (value.toISO() ?? '') : '';
	return typeof value === 'string' ? value.trim().replace(/,(\d+)/, '.$1') : '';
}

/** Fractions of a second count where there are any. */
function plainTime(text: string): string | undefined {
	const [, hour = '', minute = '', second, fraction = ''] =
		/^(\d{1,2}):(\d\d)(?::(\d\d)(\.\d{1,9})?)?$/.exec(text.trim()) ?? [];
	if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) {
		return undefined;
	}
	const part = /[1-9]/.test(fraction) ? fraction : '';
	return [hour.padStart(2, '0'), minute, ...(second === undefined ? [] : [second + part])].join(
		':',
	);
}

function isDay(day: string): boolean {
	const instant = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}

/** n8n's own way to read a date brings Luxon along, which knows the zones but not more than milliseconds. */
function isoIn(local: string, zone: string): string {
	const iso = tryToParseDateTime(local, zone).toISO({ suppressMilliseconds: true }) ?? '';
	const [fraction] = /\.\d{4,}/.exec(local) ?? [];
	return fraction === undefined ? iso : iso.replace(/(?:\.\d+)?(?=Z|[+-]\d\d:\d\d$)/, fraction);
}

function inZone(iso: string, zone: string): { day: string; time: string } {
	const local = tryToParseDateTime(iso).setZone(zone);
	return { day: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm:ss') };
}

/** Whether a value is a date of JavaScript or Luxon. */
export function isDate(value: unknown): boolean {
	return value instanceof Date || isLuxon(value);
}

export function isLuxon(value: unknown): value is LuxonDateTime {
	return (
		typeof value === 'object' &&
		value !== null &&
		'toISO' in value &&
		typeof value.toISO === 'function' &&
		'isValid' in value
	);
}

/**
 * The expression that reads a date as people write it.
 *
 * @param text for example `31-12-2024`
 * @returns undefined for what doesn't look like a date
 */
export function dateExpression(text: string): string | undefined {
	const [, first = '', mark = '', second = '', year = '', time = ''] =
		/^\s*(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d\d)(?: (\d{1,2}:\d\d(?::\d\d)?))?\s*$/.exec(text) ??
		[];
	if (first === '') return undefined;
	const token = (part: string, letter: string) => letter.repeat(part.length);
	const order = Number(second) > 12 ? 'Md' : 'dM';
	const day = [token(first, order.charAt(0)), token(second, order.charAt(1)), token(year, 'y')];
	const clock = time === '' ? '' : ` ${time.replace(/^\d+/, (hour) => token(hour, 'H'))}`;
	const format = day.join(mark) + clock.replace(/:\d\d/, ':mm').replace(/:\d\d$/, ':ss');
	return `{{ DateTime.fromFormat($json.date, '${format}') }}`;
}
