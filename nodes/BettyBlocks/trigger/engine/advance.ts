import type { ChangesRead, Stamped } from '../../app/stamped';
import type { Checkpoint } from './checkpoint';
import { lowest, instantsOf } from './instants';
import { nextBacklog } from './eventLabels';
import type { Seen } from './seen';
import { overlapOf, type Emission, type Settings, type Source } from './settings';
import { PollWindow } from './window';

/** The checkpoint is to be kept once the emissions are safe. */
export interface PollResult {
	/** Oldest first; at most `maxRecords`. */
	emissions: Emission[];
	checkpoint: Checkpoint;
	/** The instant from which records that appear late are found, where there are too many to remember. */
	narrowedTo?: number;
}

/** What a poll found. */
export interface Polled {
	from: Checkpoint;
	settings: Settings;
	window: PollWindow;
	reading: ChangesRead;
	/** What was not seen before, oldest first. */
	fresh: Stamped[];
	/** The part of it that is emitted now, or does not match. */
	taken: Stamped[];
	seen: Seen;
}

/** Where the trigger stands after a poll. */
export function advance(polled: Polled, source: Source): Omit<PollResult, 'emissions'> {
	const { from, settings, window, reading, seen } = polled;
	const isLocal =
		from.isLocal ?? (reading.records.some((row) => row.isLocal) ? (true as const) : undefined);
	const { clock } = window;
	const left = leftBy(polled);
	const floor = Math.min(from.floor ?? -Infinity, window.start);
	if (reading.hasUndated) seen.note(reading.records, overlapOf(settings, isLocal));
	const { origin } = from;
	const next: Checkpoint = {
		...(origin !== undefined && { origin }),
		...(isLocal && { isLocal }),
		...(floor > -Infinity && { floor }),
		...(left !== undefined && {
			left: Math.min(left, Number.MAX_SAFE_INTEGER),
			...backlogAfter(polled, isLocal),
		}),
		seen: '',
		undated: '',
		clock,
		hints: reading.hints,
	};
	const { start, isClosed } = new PollWindow(next, settings, seen, source);
	Object.assign(next, seen.keep({ floor, start, left: left ?? Infinity }, source.property));
	if (window.isClosed && isClosed && isSame(from, next)) return { checkpoint: from };
	const isNarrowed = next.floor !== undefined && next.floor > start;
	return { checkpoint: next, ...(isNarrowed && { narrowedTo: next.floor }) };
}

/** The oldest instant that is still to be read, or to be emitted. */
function leftBy({ reading, fresh, taken }: Polled): number | undefined {
	if (taken.length === fresh.length && reading.below === Infinity) return undefined;
	return Math.min(lowest(instantsOf(fresh.slice(taken.length))), reading.below);
}

/** Only labels of records need to know what a backlog emitted. */
function backlogAfter(
	{ from, settings, window, reading, seen }: Polled,
	isLocal: true | undefined,
): Pick<Checkpoint, 'backlog'> {
	if (settings.event !== 'recordCreatedOrUpdated') return {};
	const { start, clock } = window;
	const time = isLocal ? { host: clock.host } : clock;
	return { backlog: nextBacklog(from, { start, seen, rows: reading.records, clock: time }) };
}

/** Whether a poll learned nothing but the time: then nothing has to be kept. */
function isSame(from: Checkpoint, next: Checkpoint): boolean {
	const sorted = (each: object) => JSON.stringify(Object.entries(each).sort());
	return sorted({ ...next, clock: from.clock }) === sorted(from);
}
