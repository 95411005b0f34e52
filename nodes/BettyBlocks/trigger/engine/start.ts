import { incompleteChanges, type Stamped } from '../../app/stamped';
import type { Checkpoint } from './checkpoint';
import { horizonOf } from './clock';
import { Seen } from './seen';
import { LOCAL_STEP_MS, overlapOf, type Settings, type Source } from './settings';

/** What the newest instants are learned from. */
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
