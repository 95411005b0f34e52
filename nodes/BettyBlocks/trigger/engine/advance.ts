import type { ChangesRead, Stamped } from '../../app/stamped';
import { windowStart, type Checkpoint } from './checkpoint';
import { highest, horizonOf, instantsOf, lowest } from './instants';
import { nextBacklog } from './eventLabels';
import type { Seen } from './seen';
import { overlapOf, type Emission, type Settings, type Source } from './settings';
import type { PollWindow } from './window';

const MINUTE_MS = 60_000;

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
	const { from, settings, window, reading, fresh, taken, seen } = polled;
	const isLeft = taken.length < fresh.length || reading.below < Infinity;
	const isLocal =
		from.isLocal ?? (reading.records.some((row) => row.isLocal) ? (true as const) : undefined);
	const overlapMs = overlapOf(settings, isLocal);
	const { clock } = window;
	const horizon = horizonOf(clock, isLocal);
	// With something left, the mark is the last that was emitted.
	const passed = isLeft ? instantsOf(taken) : seen.all();
	const mark = highest([from.mark, ...passed].filter((at) => (at ?? -Infinity) <= horizon));
	const floor = Math.min(from.floor ?? -Infinity, window.start);
	const waiting = Math.min(lowest(instantsOf(fresh.slice(taken.length))), reading.below);
	// The window stays where it is while something in it is still to be read, or to be emitted.
	const isHeld = reading.isUnread || waiting < windowStart({ floor, mark }, overlapMs);
	// JSON has no -Infinity.
	const unread = isHeld ? Math.max(window.start, Number.MIN_SAFE_INTEGER) : undefined;
	const start = windowStart({ floor, mark, unread }, overlapMs);
	notePresent(polled, overlapMs);
	const kept = seen.keep({ floor, start, waiting }, source.property);
	const next: Checkpoint = {
		...kept,
		...given({ mark, unread, origin: from.origin, isLocal }),
		clock,
		quiet: quietAfter(polled, { overlapMs, horizon, mark, isLeft }),
		...(isLeft && { isLeft, ...backlogAfter(polled, isLocal) }),
		hints: reading.hints,
	};
	if (isUnchanged(from, next)) return { checkpoint: from };
	const isNarrowed = kept.floor !== undefined && kept.floor > start;
	return { checkpoint: next, ...(isNarrowed && { narrowedTo: kept.floor }) };
}

/** Without what isn't given, as JSON has it. */
function given<Values extends object>(values: Values): Partial<Values> {
	const entries = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries) as Partial<Values>;
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

/** Records without a time are all there is of them where the table was read, or they come first. */
function notePresent({ reading, seen }: Polled, overlapMs: number): void {
	const { records, from, below } = reading;
	const isShown = from === -Infinity || records.some(({ at }) => at === undefined);
	if (below === Infinity && isShown) seen.note(records, overlapMs);
}

/**
 * Nothing more appears late once the overlap has passed with nothing new. Polls are a minute apart
 * at least, so counting them tells where n8n's clock was changed.
 */
function quietAfter(
	{ from, settings, window, reading, fresh, seen }: Polled,
	{
		overlapMs,
		horizon,
		mark,
		isLeft,
	}: { overlapMs: number; horizon: number; mark: number | undefined; isLeft: boolean },
): Checkpoint['quiet'] {
	const now = window.clock.host;
	if (fresh.length > 0 || isLeft || reading.isUnread)
		return { polls: 0, since: now, closed: false };
	const polls = from.quiet.polls + 1;
	const since = Math.min(from.quiet.since, now);
	const hasPassed = now - since >= overlapMs && polls >= overlapMs / MINUTE_MS;
	// Below one that may have been stamped ahead of time, others may still appear; of one day, always.
	const isOld = mark !== undefined && highest(seen.all()) === mark && mark + overlapMs <= horizon;
	return { polls, since, closed: hasPassed && isOld && !settings.granularityMs };
}

/** Whether a poll of a time when nothing happens learned nothing: then nothing has to be kept. */
function isUnchanged(from: Checkpoint, next: Checkpoint): boolean {
	if (!from.quiet.closed || !next.quiet.closed) return false;
	const quiet = { clock: from.clock, quiet: from.quiet };
	return JSON.stringify({ ...next, ...quiet }) === JSON.stringify({ ...from, ...quiet });
}
