import { windowStart, type Backlog, type Checkpoint } from './checkpoint';
import { decodeIds, encodeIds, MAX_IDS } from './ids';
import { highest, instantsOf, isDescending, lowest } from './instants';
import { bounded, checkHead, MAX_SEEN_LENGTH, type Seen } from './seen';
import { overlapOf, type Settings } from './settings';
import type { MeasuredSource, Row } from './source';
import type { Reading } from './plan';

/** Room for what is new, so that known rows are reached with one request. */
export const ROOM = 25;

const MINUTE_MS = 60_000;

/** What a poll found. */
export interface Polled<Data> {
	from: Checkpoint;
	/** Where the window began. */
	start: number;
	settings: Settings;
	reading: Reading<Data>;
	/** What was not seen before, oldest first. */
	fresh: Array<Row<Data>>;
	/** The part of it that is emitted now, or does not match. */
	taken: Array<Row<Data>>;
	seen: Seen;
	/** The host's clock, in milliseconds. */
	now: number;
}

export interface Advance {
	checkpoint: Checkpoint;
	/** The instant from which rows that appear late are found, where the window is too large to keep. */
	narrowedTo?: number;
}

/** Where the trigger stands after a poll. */
export function advance<Data>(polled: Polled<Data>, source: MeasuredSource<Data>): Advance {
	const { from, settings, reading, fresh, taken, seen } = polled;
	const { property } = source;
	const isCut = taken.length < fresh.length;
	const isFromTop = reading.below === Infinity;
	const passed = isCut ? taken : reading.rows.filter(({ at }) => Number(at) < reading.below);
	const cursor = highest([from.cursor ?? -Infinity, ...instantsOf(passed)]);
	const top = isFromTop ? highest(instantsOf(reading.rows)) : from.top;
	const isLocal = isLocalIn(polled);
	const { isUnread } = reading;
	const overlapMs = overlapOf(settings, isLocal);
	const floor = windowStart({ ...from, cursor, isUnread }, overlapMs);
	const head = checkHead(isFromTop ? reading.head : from.head, property);
	const present = isFromTop && head > 0 ? new Set(reading.rows.map(({ id }) => id)) : undefined;
	const next = nextPages(polled, isCut);
	const backlog = next && backlogOf(polled, source);
	const kept = bounded(seen.seenFrom(floor), lowest(instantsOf(fresh.slice(taken.length))));
	const checkpoint = {
		...(cursor !== undefined && { cursor }),
		// Below the window nothing is remembered, so it may not be looked at again with a longer overlap.
		...(floor > -Infinity && { floor }),
		...(isUnread && { isUnread }),
		...(isLocal && { isLocal }),
		...kept,
		undated: seen.undatedIds(present, property),
		head,
		...(top !== undefined && { top }),
		rows: reading.rows.filter(({ at }) => at === undefined || at >= floor).length,
		largest: source.largest(),
		quiet: quietAfter(polled, {
			overlapMs,
			isLeft: next !== undefined || isUnread === true,
			isRecent: top !== undefined && top + overlapMs > (source.now?.() ?? Infinity),
		}),
		...(next && { next }),
		...(backlog && { backlog }),
	};
	return { checkpoint, ...(kept.floor !== undefined && { narrowedTo: kept.floor }) };
}

function isLocalIn<Data>({ from, reading }: Polled<Data>): true | undefined {
	return from.isLocal ?? (reading.rows.some(({ isLocal }) => isLocal) ? true : undefined);
}

/** Where the next poll begins to read when this one left something. */
function nextPages<Data>(
	{ settings: { maxRecords }, reading, fresh, taken }: Polled<Data>,
	isCut: boolean,
): Checkpoint['next'] {
	if (!isCut && reading.skipped === 0) return undefined;
	if (reading.cap === undefined) return { limit: reading.rows.length + ROOM, skip: 0 };
	const { cap: limit, skipped } = reading;
	if (fresh.length === 0) return { limit, skip: 0 };
	// Half a page up, so that the next page ends on rows that are known.
	if (!isCut) return { limit, skip: Math.max(0, skipped - Math.floor(limit / 2)) };
	const last = taken.at(-1)?.at ?? -Infinity;
	const waiting = reading.rows.filter(({ at }) => Number(at) > last).length;
	// A page more than is emitted, as the rows of its first instant are not all on it.
	return { limit, skip: Math.max(0, skipped + waiting - maxRecords - limit) };
}

/** Remembers what was seen until nothing is left, as the window alone forgets it meanwhile. */
function backlogOf<Data>(polled: Polled<Data>, source: MeasuredSource<Data>): Backlog {
	const { from, start, seen } = polled;
	const before = from.backlog ?? {
		...(start > -Infinity && { floor: start }),
		since:
			(isLocalIn(polled) ? undefined : source.now?.()) ??
			from.top ??
			highest(instantsOf(polled.reading.rows)),
		ids: '',
	};
	const { ids, ...others } = before;
	if (ids === undefined) return before;
	const all = new Set([...(decodeIds(ids) ?? []), ...seen.records()]);
	const text = encodeIds(all);
	return text.length > MAX_SEEN_LENGTH || all.size > MAX_IDS ? others : { ...others, ids: text };
}

/**
 * Nothing more appears late once the overlap has passed with nothing new. Polls are a minute apart
 * at least, so counting them tells where the host's clock was changed.
 *
 * @param options `isRecent`: below the newest row, which may have been stamped ahead of time, others
 * may still appear
 */
function quietAfter<Data>(
	{ from, settings: { granularityMs }, reading, fresh, now }: Polled<Data>,
	{ overlapMs, isLeft, isRecent }: { overlapMs: number; isLeft: boolean; isRecent: boolean },
): Checkpoint['quiet'] {
	if (fresh.length > 0 || isLeft) return { polls: 0, since: now, closed: false };
	const polls = from.quiet.polls + 1;
	const since = Math.min(from.quiet.since, now);
	const passed = now - since >= overlapMs && polls >= overlapMs / MINUTE_MS;
	// Of one day, more may come at any time.
	const mayClose = !granularityMs && !isRecent && isDescending(reading.rows);
	return { polls, since, closed: passed && mayClose };
}
