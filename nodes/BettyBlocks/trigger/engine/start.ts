import { emptyCheckpoint, type Checkpoint } from './checkpoint';
import { highest, instantsOf, isDescending } from './instants';
import { bounded, checkHead, Seen } from './seen';
import { overlapOf, type Settings } from './settings';
import { readTop, type MeasuredSource } from './source';
import { incomplete } from './walk';
import { notSorted, readFromTop } from './window';

/** Enough to show the newest instant as a whole, as a rule. */
const FIRST_LIMIT = 50;

/** A window with more rows is not remembered as a whole. */
const MAX_ROWS = 10_000;

/**
 * Learns what is there without emitting anything. All rows of the window have to be known, as others
 * may appear late among them.
 *
 * @param now the host's clock, in milliseconds
 * @throws {InputError} when the app does not show enough to tell new records from old ones
 */
export async function startNow<Data>(
	source: MeasuredSource<Data>,
	settings: Settings,
	now: number,
): Promise<Checkpoint> {
	const page = await readTop(source, FIRST_LIMIT);
	if (!isDescending(page) && page.length >= source.defaultLimit) throw notSorted(source.property);
	const isLocal = page.some((row) => row.isLocal);
	const overlapMs = overlapOf(settings, isLocal);
	const newest = highest(instantsOf(page));
	const reading = await readFromTop(
		source,
		{
			from: newest === undefined ? -Infinity : newest - overlapMs,
			limit: FIRST_LIMIT,
			skip: 0,
			isKnown: () => false,
			known: 0,
			largest: 0,
			enoughFrom: Infinity,
			maxRows: MAX_ROWS,
		},
		page,
	);
	if ('next' in reading) throw incomplete(0);
	const { rows, from, head } = reading;
	const seen = new Seen({ seen: [], undated: '' }, settings.event);
	for (const row of rows) seen.add(row);
	const start = {
		...emptyCheckpoint(undefined, now),
		...(isLocal && { isLocal: true as const }),
		largest: source.largest(),
		head: checkHead(head, source.property),
		undated: seen.undatedIds(undefined, source.property),
	};
	const cursor = highest(instantsOf(rows));
	if (cursor === undefined) return { ...start, rows: rows.length };
	// Of the newest instant alone the app shows a part: more of it may still be on the way.
	const isRecent = (source.now?.() ?? now) - cursor <= overlapMs;
	if (from > cursor && isRecent) throw incomplete(rows.length);
	const floor = Math.max(from, cursor - overlapMs);
	return {
		...start,
		cursor,
		top: cursor,
		floor,
		...bounded(seen.seenFrom(floor)),
		rows: rows.filter(({ at }) => at === undefined || at >= floor).length,
	};
}
