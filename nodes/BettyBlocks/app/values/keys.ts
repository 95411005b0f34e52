// What two values have in common when they are the same, kind by kind.
import { plainDecimal } from './decimals';
import { fileAddress } from './shown';
import { momentOf, timeOfDay } from './moments';

/**
 * The key of a value: two values of a property are the same when their keys are.
 *
 * @param value as the app shows it, or as it is sent to the app
 * @param zone the zone of the workflow, for what has none of its own
 */
export type Key = (value: unknown, zone: string) => string;

/** Text is compared in one form of Unicode. */
export const textKey: Key = (value) =>
	typeof value === 'object' && value !== null
		? JSON.stringify(sorted(value)).normalize('NFC')
		: String(value ?? '').normalize('NFC');

/** Numbers count as numbers, whatever zeros they are written with. */
export const numberKey: Key = (value, zone) => {
	const text = textKey(value, zone);
	return plainDecimal(text) ?? text;
};

/** `1:30` is 90 minutes. */
export const minutesKey: Key = (value, zone) => {
	const [, hours, minutes] = /^\s*(\d{1,6}):(\d\d)\s*$/.exec(String(value)) ?? [];
	return numberKey(hours === undefined ? value : Number(hours) * 60 + Number(minutes), zone);
};

export const booleanKey: Key = (value, zone) => {
	const text = textKey(value, zone);
	if (['true', '1', 't'].includes(text)) return 'true';
	return ['false', '0', 'f'].includes(text) ? 'false' : text;
};

export const dayKey: Key = (value, zone) => momentOf(value, zone)?.day ?? textKey(value, zone);

/** A date and time is an instant, in whatever zone it is written. */
export const instantKey: Key = (value, zone) => {
	const moment = momentOf(value, zone);
	return moment === undefined ? textKey(value, zone) : String(Date.parse(moment.iso));
};

/** `10:00` and `10:00:00` are one time. */
export const timeKey: Key = (value, zone) => {
	const time = timeOfDay(value, zone);
	return time?.length === 5 ? `${time}:00` : (time ?? textKey(value, zone));
};

/** A record, or its id. */
export const relationKey: Key = (value, zone) =>
	numberKey(typeof value === 'object' && value !== null && 'id' in value ? value.id : value, zone);

/** A file as its address, or as an object with it. */
export const fileKey: Key = (value, zone) => textKey(fileAddress(value) ?? value, zone);

/** With the names of objects in one order, as JSON has none. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const names = Object.keys(value).sort();
	return names.map((name) => [name, sorted(value[name as keyof typeof value])]);
}
