import type { StoredProperty } from '../store.ts';
import type { DataEnvironment } from './context.ts';
import type { DataPersonality } from './personality.ts';

/** What follows the milliseconds, where microseconds are shown. */
const microseconds = '456';

function dateTime(iso: string, format: DataPersonality['dateTime']): string {
	if (format === 'microseconds') return `${iso.slice(0, -1)}${microseconds}Z`;
	if (format === 'seconds') return `${iso.slice(0, -5)}Z`;
	const shifted = new Date(Date.parse(iso) + 3_600_000).toISOString();
	return `${shifted.slice(0, -5)}+01:00`;
}

/** A stored date and time as filters compare it: as precise as it is shown. */
export function comparableInstant(iso: string, { dateTime: format }: DataPersonality): string {
	if (format === 'microseconds') return `${iso.slice(0, -1)}${microseconds}`;
	return `${iso.slice(0, -5)}.000000`;
}

/** A stored value that is no relation, the way the Data API writes it. */
export function present(
	property: StoredProperty,
	value: unknown,
	{ personality, files }: DataEnvironment,
): unknown {
	if (property.group === 'files') {
		return [value ?? []].flat().map((file) => files.describe(String(file)));
	}
	if (value === null || value === undefined) return null;
	switch (property.group) {
		case 'file':
			return files.describe(String(value));
		case 'dateTime':
			return dateTime(String(value), personality.dateTime);
		case 'time':
			return personality.time === 'minutes' ? String(value).slice(0, 5) : value;
		case 'decimal':
			return property.kind.startsWith('float') || personality.decimal === 'number'
				? value
				: String(value);
		default:
			return value;
	}
}
