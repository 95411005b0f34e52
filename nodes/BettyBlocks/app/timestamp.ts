// When things happened to a record.
import { tryToParseDateTime } from 'n8n-workflow';
import { type AppRecord, unwrapCell } from './values/shown';
import type { Stamp, Stamped, Watched } from './stamped';
import { InputError } from './errors';

const TIME_OF_DAY = /\d:\d\d/;

const ZONE = /(?:z|utc|gmt|[+-]\d\d:?\d\d)$/i;

const NUMBER = /^\d{9,17}(?:\.\d+)?$/;

/** As seconds it is the year 5138, as milliseconds 1973. */
const MOST_SECONDS = 1e11;

const MOST_MILLISECONDS = 1e14;

/** A property that was kept isn't what the records have: the model may have changed since. */
export class StaleProperty extends InputError {}

/**
 * Reads a timestamp of the app. How an app writes them is not documented, so whatever `Date` can
 * parse will do. A time without a zone is in the workflow's, as everywhere; a day alone is one of UTC.
 * Of numbers, the size tells seconds, milliseconds and microseconds apart.
 *
 * @param zone the zone of the workflow
 * @returns milliseconds since 1970, or undefined when the value is no timestamp
 */
export function instantOf(value: unknown, zone: string): number | undefined {
	if (typeof value === 'number') return fromNumber(value);
	const text = typeof value === 'string' ? value.trim() : '';
	if (text === '') return undefined;
	if (NUMBER.test(text)) return fromNumber(Number(text));
	const candidates = ZONE.test(text) ? [text] : [`${text}Z`, `${text} UTC`];
	const instant = candidates
		.map((candidate) => Date.parse(candidate))
		.find((each) => !Number.isNaN(each));
	if (instant === undefined || !isLocalTime(value)) return instant;
	return tryToParseDateTime(new Date(instant).toISOString().slice(0, -1), zone).toMillis();
}

/** Whether a timestamp tells the time of day, but not in which zone. */
export function isLocalTime(value: unknown): boolean {
	return typeof value === 'string' && TIME_OF_DAY.test(value) && !ZONE.test(value.trim());
}

/**
 * Reads when things happened to a record.
 *
 * @throws {InputError} when the record doesn't show what the trigger goes by
 */
export function stampedRecord(record: AppRecord, watched: Watched): Stamped {
	const { orderBy, createdBy, zone } = watched;
	const shown = shownStamp(record, orderBy, watched);
	const at = instantOf(shown, zone);
	const isLocal = isLocalTime(shown);
	return {
		id: idOf(record),
		at,
		created: createdBy === undefined ? at : instantOf(shownStamp(record, createdBy, watched), zone),
		...(isLocal && { isLocal }),
		record,
	};
}

function fromNumber(value: number): number | undefined {
	if (!Number.isFinite(value)) return undefined;
	const size = Math.abs(value);
	if (size < MOST_SECONDS) return Math.round(value * 1_000);
	return Math.round(size < MOST_MILLISECONDS ? value : value / 1_000);
}

/** @throws {InputError} when it is not what the API promises */
function idOf({ id }: AppRecord): number {
	if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
	throw new InputError(
		`The app returned a record with the ID ${JSON.stringify(id)}, which the trigger can't track`,
		'Watch a model whose records have whole numbers as IDs',
	);
}

function shownStamp(record: AppRecord, { id, name }: Stamp, { viewId }: Watched): unknown {
	if (id in record) return unwrapCell(record[id]);
	if (viewId === undefined && name in record) return record[name];
	if (viewId === undefined) {
		throw new StaleProperty(
			`The app's records don't show the property "${name}", which the trigger needs`,
			'Choose another property in the options',
		);
	}
	throw name in record
		? new InputError(
				`The app ignores the view "${viewId}": its response doesn't look like a view`,
				'Check the view in the options, or use a filter instead',
			)
		: new StaleProperty(
				`The view "${viewId}" doesn't show the property "${name}", which the trigger needs`,
				'Add the property to the columns of the view, or choose another property in the options',
			);
}
