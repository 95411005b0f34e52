// What the newest records tell: where a trigger starts, and what a test by hand shows.
import { incompleteChanges, type Changes, type Stamped } from '../../app/stamped';
import type { Checkpoint } from './checkpoint';
import { horizonOf } from './clock';
import { Seen } from './seen';
import {
	isMatch,
	isChanged,
	LOCAL_STEP_MS,
	oldestFirst,
	overlapOf,
	type Emission,
	type Settings,
	type Source,
	type TriggerEvent,
} from './settings';

/** How many of the newest records are asked for at first. */
const FIRST_LIMIT = 50;

/** Records without a timestamp may come before all others. */
const MOST_LIMIT = 1_100;

/**
 * Learns what is there without emitting anything. All records of the window have to be known, as others
 * may appear late among them.
 *
 * @throws {InputError} when the app does not show enough to tell new records from old ones
 */
export async function startNow(source: Source, settings: Settings): Promise<Checkpoint> {
	const page = await newestRecords(source);
	const isLocal = page.some((row) => row.isLocal);
	const clock = source.clock();
	const overlapMs = overlapOf(settings, isLocal);
	const start = startOf(page, horizonOf(clock, isLocal), overlapMs);
	const { records, from, below, hints } = await source.changes.read(
		{
			from: isLocal ? start - LOCAL_STEP_MS : start,
			enough: Infinity,
			known: page.length,
			most: Infinity,
			isKnown: () => false,
			// What isn't known at the start would come as new.
			isOver: () => false,
		},
		{},
	);
	const seen = new Seen({ seen: '', undated: '' });
	for (const row of records) seen.add(row, settings.event);
	// Where the app shows only a part of an instant, more of it may be on the way.
	const newest = records.reduce((most, { at = most }) => Math.max(most, at), -Infinity);
	const isRecent = (clock.app ?? clock.host) - newest <= overlapMs;
	if (below < Infinity || (from > newest && isRecent)) throw incompleteChanges(records.length);
	const kept = seen.keep({ floor: from, start, left: Infinity }, source.property);
	return { isLocal, clock, ...kept, hints };
}

async function newestRecords({ changes }: Source): Promise<Stamped[]> {
	const page = await changes.newest(FIRST_LIMIT);
	const isTelling = page.length < FIRST_LIMIT || page.some(({ at }) => at !== undefined);
	return isTelling ? page : await changes.newest(MOST_LIMIT);
}

/** As much as was seen is remembered, should the app's clock go back; what lies ahead as well. */
function startOf(page: Stamped[], horizon: number, overlapMs: number): number {
	const instants = page.flatMap(({ at }) => at ?? []);
	const marks = instants.filter((at) => at <= horizon);
	const mark = marks.length > 0 ? Math.max(...marks) : horizon;
	return instants.length > 0 ? Math.min(mark - overlapMs, ...instants) : -Infinity;
}

/** A test by hand looks no further back for records that match. */
const MOST_SAMPLED = 1_000;

/**
 * The newest records that match, newest first, for a test by hand. Keeps nothing. Where the app doesn't
 * sort, or the newest don't match, it looks further.
 *
 * @param max maximum number of records
 */
export async function sample(
	event: TriggerEvent,
	changes: Changes,
	max: number,
): Promise<Emission[]> {
	const matchesIn = (rows: Stamped[]) => rows.filter((row) => isMatch(row, event));
	const first = await changes.newest(Math.max(max, FIRST_LIMIT));
	const isSorted = first.every(
		({ at = -Infinity }, index) => at <= (first[index - 1]?.at ?? Infinity),
	);
	const isEnough = isSorted && matchesIn(first).length >= max;
	const rows = isEnough ? first : await changes.newest(MOST_SAMPLED);
	return matchesIn(rows)
		.sort((a, b) => oldestFirst(b, a))
		.slice(0, max)
		.map((row) => ({ row, event: isChanged(row) ? 'updated' : 'created' }));
}
