import { tryToParseDateTime } from 'n8n-workflow';

/** A date and time as they are written in the zone that counts for them. */
export interface Moment {
	/** `2025-12-31` */
	day: string;
	/** `14:30` or `14:30:15`; undefined when only a day was given. */
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
	/^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?\s?(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?)?$/i;

const MIDNIGHT = /^00:00(:00)?$/;

/**
 * Reads a date and time. A JavaScript date, and its text, which ends in Z, is an instant: its day and
 * its time are those of the workflow's zone, except at midnight UTC, which is how systems write a
 * day. Text with an offset and Luxon's dates have a zone that somebody gave them, which counts.
 * Anything without a zone is meant in the workflow's.
 *
 * @param zone the zone of the workflow, as in `Europe/Amsterdam`
 * @returns undefined for anything but ISO 8601 and dates of JavaScript and Luxon
 */
export function momentOf(value: unknown, zone: string): Moment | undefined {
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? undefined : momentOf(value.toISOString(), zone);
	}
	if (isLuxon(value)) return value.isValid ? momentOf(value.toISO() ?? '', zone) : undefined;
	const text = typeof value === 'string' ? value.trim() : '';
	const [, year, month, date, time, offset] = (text.length > 40 ? null : ISO.exec(text)) ?? [];
	const day = `${year}-${month}-${date}`;
	if (year === undefined || !isDay(day) || (time !== undefined && !timeOfDay(time)))
		return undefined;
	if (time === undefined) return { day, time, iso: isoIn(`${day}T00:00:00`, zone) };
	if (offset === undefined) return { day, time, iso: isoIn(text.replace(' ', 'T'), zone) };
	const isInstant = /^(z|utc|gmt)$/i.test(offset);
	const iso = text.replace(' ', 'T').replace(/\s?(z|utc|gmt)$/i, 'Z');
	return isInstant && !MIDNIGHT.test(time) ? { ...inZone(iso, zone), iso } : { day, time, iso };
}

/** @returns `14:30` or `14:30:15`; undefined when it is no time of day */
export function timeOfDay(text: string): string | undefined {
	const [, hour = '', minute = '', second] =
		/^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?$/.exec(text.trim()) ?? [];
	if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) {
		return undefined;
	}
	return [hour.padStart(2, '0'), minute, ...(second === undefined ? [] : [second])].join(':');
}

function isDay(day: string): boolean {
	const instant = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}

/** n8n's own way to read a date brings Luxon along, which knows the zones. */
function isoIn(local: string, zone: string): string {
	return tryToParseDateTime(local, zone).toISO({ suppressMilliseconds: true }) ?? '';
}

function inZone(iso: string, zone: string): { day: string; time: string } {
	const local = tryToParseDateTime(iso).setZone(zone);
	return { day: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm:ss') };
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
