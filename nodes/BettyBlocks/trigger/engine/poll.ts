import type { ChangesRead, Stamped } from '../../app/stamped';
import { emptyCheckpoint, type Checkpoint } from './checkpoint';
import { setBackTo } from './clock';
import { labelsOf, nextBacklog } from './eventLabels';
import { Seen } from './seen';
import {
	isMatch,
	oldestFirst,
	overlapOf,
	type Emission,
	type Settings,
	type Source,
} from './settings';
import { startNow } from './start';
import { PollWindow } from './window';

/** The checkpoint is to be kept once the emissions are safe. */
export interface PollResult {
	/** Oldest first; at most `maxRecords`. */
	emissions: Emission[];
	checkpoint: Checkpoint;
	/** The instant from which records that appear late are found, where there are too many to remember. */
	narrowedTo?: number;
}

/**
 * Finds what happened since the last poll. Each poll reads again a window before the mark, as records
 * may become visible late, and drops what was seen.
 *
 * @param kept undefined at the first poll
 * @throws {InputError} when the app makes it impossible to be complete; the old checkpoint holds
 */
export async function poll(
	kept: Checkpoint | undefined,
	settings: Settings,
	source: Source,
): Promise<PollResult> {
	const { event, start, maxRecords } = settings;
	if (kept === undefined && start === 'now') {
		return { emissions: [], checkpoint: await startNow(source, settings) };
	}
	const from = kept ?? emptyCheckpoint(start, source.clock());
	const seen = new Seen(from);
	const { window, reading } = await read(from, seen, settings, source);
	const fresh = freshIn(reading, window);
	const due = fresh.filter((row) => isMatch(row, event));
	const next = due[maxRecords];
	// What doesn't match is passed with what does.
	const taken = next === undefined ? fresh : fresh.slice(0, fresh.indexOf(next));
	const labelOf = labelsOf(from, window.start, seen);
	const emissions = due.slice(0, maxRecords).map((row) => ({ row, event: labelOf(row) }));
	const forgotten = reading.records.filter((row) => window.isForgotten(row));
	for (const row of [...forgotten, ...taken]) seen.add(row, event);
	const rest = fresh.slice(taken.length);
	return { emissions, ...advance({ from, window, reading, rest, seen }, settings, source) };
}

interface Polled {
	from: Checkpoint;
	window: PollWindow;
	reading: ChangesRead;
	/** What was not seen before, and isn't emitted yet, oldest first. */
	rest: Stamped[];
	/** With all others. */
	seen: Seen;
}

async function read(
	from: Checkpoint,
	seen: Seen,
	settings: Settings,
	source: Source,
): Promise<Pick<Polled, 'window' | 'reading'>> {
	const window = new PollWindow(from, settings, seen);
	const asked = window.request(source);
	const reading = await source.changes.read(asked, from.hints);
	const now = source.clock();
	const least = setBackTo(from.clock, now);
	if (least === undefined) return { window, reading };
	// New records are stamped before those that were seen.
	const back = new PollWindow(from, settings, seen, { least, now });
	if (back.start >= asked.from) return { window: back, reading };
	return {
		window: back,
		reading: await source.changes.read(back.request(source), reading.hints),
	};
}

/** What is new, oldest first. The instant at the edge may be cut, so it waits while there is anything older. */
function freshIn({ records, below }: ChangesRead, window: PollWindow): Stamped[] {
	const unknown = records.filter((row) => !window.isKnown(row)).sort(oldestFirst);
	const older = unknown.filter(({ at = -Infinity }) => at < below);
	return older.length > 0 ? older : unknown.filter(({ at }) => at === below);
}

/** Where the trigger stands after a poll. */
function advance(
	{ from, window, reading, rest, seen }: Polled,
	settings: Settings,
	source: Source,
): Omit<PollResult, 'emissions'> {
	const { records, below, hasUndated, hints } = reading;
	const clock = source.clock();
	const isLocal = [from, ...records].some((each) => each.isLocal);
	if (hasUndated) seen.note(records, clock, overlapOf(settings, isLocal));
	const isLeft = rest.length > 0 || below < Infinity;
	const oldest = rest.find(({ at }) => at !== undefined)?.at ?? Infinity;
	const left = isLeft ? Math.min(oldest, below, Number.MAX_SAFE_INTEGER) : undefined;
	const floor = Math.min(from.floor ?? -Infinity, window.start);
	const place = { floor, origin: from.origin, left, isLocal, clock };
	const { start, isClosed } = new PollWindow(place, settings, seen);
	// Only labels of records need to know what a backlog emitted.
	const isLabelled = isLeft && settings.event === 'recordCreatedOrUpdated';
	const now = (isLocal ? undefined : clock.app) ?? rest.at(-1)?.at;
	const next: Checkpoint = {
		...place,
		...seen.keep({ floor, start, left: left ?? Infinity }, source.property),
		backlog: isLabelled ? nextBacklog(from, window.start, seen, now) : undefined,
		hints,
	};
	if (window.isClosed && isClosed && isSame(from, next)) return { checkpoint: from };
	const isNarrowed = next.floor !== undefined && next.floor > start;
	return { checkpoint: next, ...(isNarrowed && { narrowedTo: next.floor }) };
}

/** Whether a poll learned nothing but the time: then nothing has to be kept. */
function isSame(from: Checkpoint, next: Checkpoint): boolean {
	return JSON.stringify({ ...next, clock: from.clock }) === JSON.stringify(from);
}
