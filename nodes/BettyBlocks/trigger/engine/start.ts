import { incompleteChanges, type ChangesRead, type Stamped } from '../../app/stamped';
import { emptyCheckpoint, type Checkpoint } from './checkpoint';
import { highest, horizonOf, instantsOf, lowest, type Clock } from './instants';
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
	const isLocal = page.some((row) => row.isLocal) ? (true as const) : undefined;
	const now = source.now();
	const clock = { ...(now !== undefined && { app: now }), host: source.hostNow };
	const horizon = horizonOf(clock, isLocal);
	const overlapMs = overlapOf(settings, isLocal);
	const from = startOf(instantsOf(page), horizon, overlapMs);
	const reading = await source.changes.read(
		{
			from: isLocal ? from - LOCAL_STEP_MS : from,
			enough: Infinity,
			known: page.length,
			most: Infinity,
			isKnown: () => false,
			// What isn't known at the start would come as new.
			isOver: () => false,
		},
		{},
	);
	checkReading(reading, clock, overlapMs);
	const seen = new Seen({ seen: '', undated: '' });
	for (const row of reading.records) seen.add(row, settings.event);
	return {
		...emptyCheckpoint(undefined, source.hostNow),
		...(isLocal && { isLocal }),
		...seen.keep({ floor: reading.from, start: from, left: Infinity }, source.property),
		clock,
		hints: reading.hints,
	};
}

async function newestRecords({ changes }: Source): Promise<Stamped[]> {
	const page = await changes.newest(FIRST_LIMIT);
	const isTelling = page.length < FIRST_LIMIT || page.some(({ at }) => at !== undefined);
	return isTelling ? page : await changes.newest(MOST_LIMIT);
}

/** As much as was seen is remembered, should the app's clock go back; what lies ahead as well. */
function startOf(instants: number[], horizon: number, overlapMs: number): number {
	if (instants.length === 0) return -Infinity;
	const mark = highest(instants.filter((at) => at <= horizon)) ?? horizon;
	return Math.min(mark - overlapMs, lowest(instants));
}

/** @throws {InputError} where the app shows only a part of an instant, and more of it may be on the way */
function checkReading(
	{ records, from, below }: ChangesRead,
	clock: Clock,
	overlapMs: number,
): void {
	const newest = highest(instantsOf(records)) ?? -Infinity;
	const isRecent = (clock.app ?? clock.host) - newest <= overlapMs;
	if (below < Infinity || (from > newest && isRecent)) throw incompleteChanges(records.length);
}
