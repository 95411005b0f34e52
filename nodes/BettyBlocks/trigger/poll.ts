import { bounded, checkHead, Handled, instantOfRow, MOST_PARTS } from './handled';
import { countParts, decodeIds, encodeIds, MAX_IDS } from './ids';
import {
	DEFAULT_LIMIT,
	GROWTH,
	headOf,
	isDescending,
	isWhole,
	notSorted,
	readDown,
	type Reading,
} from './reader';
import type { Row, Source, TriggerEvent } from './rows';
import type { Position } from './state';

export interface Settings {
	event: TriggerEvent;
	/** Where a trigger without a position begins; an instant in milliseconds, which is included. */
	start: 'now' | 'existing' | { since: number };
	/** Most records that one poll emits. */
	maxRecords: number;
	/** How far before the newest known row a poll looks for rows that appear late, in milliseconds. */
	overlapMs: number;
	/** What a timestamp is cut down to, in milliseconds: a day where only days are kept. */
	granularityMs?: number;
}

/** A row to put out, and what happened to its record. */
export interface Emission<Data> {
	row: Row<Data>;
	event: 'created' | 'updated';
}

export interface PollResult<Data> {
	/** Oldest first; at most `maxRecords`. */
	emissions: Array<Emission<Data>>;
	/** To be kept once the emissions are safe. */
	position: Position;
}

/** Enough to see the newest instant as a whole, as a rule. */
const START_ROWS = 50;

/** A test by hand looks no further back for records that match. */
const SAMPLED_ROWS = 1_000;

/** Room for what is new, so that known ground is reached with one request. */
const ROOM = 25;

/**
 * A timestamp ahead of the app's clock is no place to go on from: what comes next would all lie
 * before it. The clocks of an app's servers differ a little.
 */
const AHEAD_MS = 60_000;

/** Where an app does not tell its time, the host's serves, which may be wrong by hours. */
const HOST_AHEAD_MS = 24 * 3_600_000;

/** A record that is made may get its two timestamps one after the other. */
const CREATION_MS = 1_000;

/** At the start, no more rows are read to know the window. */
const MAX_START_ROWS = 10_000;

const MINUTE_MS = 60_000;

/**
 * Finds what happened since the last poll. Each poll reads again a window before the newest row it
 * knows, as rows may become visible late, and drops what was handled.
 *
 * @param position undefined at the first poll
 * @param now the host's clock, in milliseconds; only spans of it count
 * @throws {InputError} when the app makes it impossible to be complete; the old position holds
 */
export async function poll<Data>(
	position: Position | undefined,
	given: Settings,
	source: Source<Data>,
	now: number,
): Promise<PollResult<Data>> {
	const settings = { ...given, overlapMs: given.overlapMs + (given.granularityMs ?? 0) };
	const dated = withoutFuture(source, now, settings);
	if (position === undefined && settings.start === 'now') {
		return { emissions: [], position: await startNow(dated, settings, now) };
	}
	const from = position ?? emptyPosition(floorOf(settings.start), now);
	const handled = new Handled(from, settings.event);
	const lower = lowerBound(from, settings.overlapMs);
	const isKnown = (row: Row) => isGround(row, lower, settings.event) || handled.has(row);

	if (from.quiet.closed && (await isUnchanged(dated, from, isKnown))) {
		return { emissions: [], position: from };
	}
	const reading = await readDown(dated, {
		lower,
		...(from.next ?? { limit: from.rows + ROOM, skip: 0 }),
		isKnown,
		known: from.rows,
		handledTo: from.cursor ?? -Infinity,
	});
	if ('next' in reading) return { emissions: [], position: { ...from, next: reading.next } };

	const fresh = reading.rows
		.filter((row) => !isKnown(row) && (row.at ?? -Infinity) < reading.below)
		.sort(oldestFirst);
	const { taken, emissions } = take(fresh, settings, newnessOf(from, lower, handled));
	for (const row of taken) handled.add(row);
	const polled = { from, lower, settings, reading, fresh, taken, handled, now };
	return { emissions, position: nextPosition(polled, source) };
}

/**
 * The newest records that match, oldest first, for a test by hand. Keeps nothing.
 *
 * @param most how many at most
 */
export async function sample<Data>(
	event: TriggerEvent,
	source: Source<Data>,
	most: number,
): Promise<Array<Emission<Data>>> {
	for (let limit = most; ; limit *= GROWTH) {
		const rows = (await source.read({ limit, direction: 'desc' })) ?? [];
		const matching = rows.filter((row) => matches(row, event)).sort(oldestFirst);
		const isEnough = matching.length >= most || limit >= SAMPLED_ROWS;
		if (isEnough || rows.length < limit || source.deadlineReached()) {
			return matching
				.slice(-most)
				.map((row) => ({ row, event: isChanged(row) ? 'updated' : 'created' }));
		}
	}
}

/** Learns what is there without putting anything out. */
async function startNow<Data>(
	source: Source<Data>,
	{ event, overlapMs }: Settings,
	now: number,
): Promise<Position> {
	for (let limit = START_ROWS; ; limit *= GROWTH) {
		const rows = (await source.read({ limit, direction: 'desc' })) ?? [];
		const sorted = isDescending(rows);
		if (!sorted && rows.length >= DEFAULT_LIMIT) throw notSorted(source.property);
		const instants = instantsOf(rows);
		const cursor = highest(instants);
		const lowest = lowestOf(instants);
		const isFull = rows.length >= limit;
		// All rows of the newest instant have to be known, as more of them may follow.
		if (isFull && (cursor === lowest || !sorted)) continue;
		// So do all rows of the window, as others may appear late among them.
		const isWindow = lowest !== undefined && lowest < Number(cursor) - overlapMs;
		if (isFull && !isWindow && limit < MAX_START_ROWS && !source.deadlineReached()) continue;
		const there = new Handled({ seen: [], undated: '' }, event);
		for (const row of rows) there.add(row);
		const start = {
			...emptyPosition(undefined, now),
			head: checkHead(headOf(rows), source.property),
			undated: there.undatedIds(undefined, source.property),
		};
		if (cursor === undefined || lowest === undefined) return start;
		// Of the lowest instant on a full page there may be more rows than the page shows.
		const isTable = !isFull && !isWindow && (await isWhole(source, rows));
		const complete = isTable ? -Infinity : cursor === lowest || !sorted ? lowest : lowest + 1;
		const floor = Math.max(complete, cursor - overlapMs);
		return {
			...start,
			cursor,
			top: cursor,
			floor,
			...bounded(there.seenFrom(floor)),
			rows: countRows(rows, floor),
		};
	}
}

function emptyPosition(floor: number | undefined, now: number): Position {
	return {
		...(floor !== undefined && { floor }),
		seen: [],
		undated: '',
		head: 0,
		rows: 0,
		quiet: { polls: 0, since: now, closed: false },
	};
}

function floorOf(start: Settings['start']): number | undefined {
	return typeof start === 'object' ? start.since : undefined;
}

function lowerBound({ floor, cursor }: Position, overlapMs: number): number {
	return Math.max(floor ?? -Infinity, cursor === undefined ? -Infinity : cursor - overlapMs);
}

/** Whether a row lies before everything that this trigger watches. */
function isGround(row: Row, lower: number, event: TriggerEvent): boolean {
	const at = instantOfRow(row);
	const { created } = row;
	if (at !== undefined) return at < lower;
	// Without the time of a change, a row tells of none.
	return event === 'recordUpdated' || (created !== undefined && created < lower);
}

/** Takes rows up to the most that may be put out, with those between that do not match. */
function take<Data>(
	fresh: Array<Row<Data>>,
	{ event, maxRecords }: Settings,
	eventOf: (row: Row<Data>) => Emission<Data>['event'],
): { taken: Array<Row<Data>>; emissions: Array<Emission<Data>> } {
	const taken: Array<Row<Data>> = [];
	const emissions: Array<Emission<Data>> = [];
	for (const row of fresh) {
		if (matches(row, event)) {
			if (emissions.length === maxRecords) break;
			emissions.push({ row, event: eventOf(row) });
		}
		taken.push(row);
	}
	return { taken, emissions };
}

function matches(row: Row, event: TriggerEvent): boolean {
	return event !== 'recordUpdated' || isChanged(row);
}

/** A record that does not tell when it was created counts as changed: better twice than never. */
function isChanged(row: Row): boolean {
	const at = instantOfRow(row);
	return at !== undefined && (row.created === undefined || at - row.created >= CREATION_MS);
}

/**
 * Tells whether a row is the first that is put out of its record: it was created since everything
 * was handled, and each of its versions handled since then would still be known.
 */
function newnessOf(
	{ backlog }: Position,
	lower: number,
	handled: Handled,
): (row: Row) => 'created' | 'updated' {
	const meanwhile = decodeIds(backlog?.ids);
	const since = backlog === undefined ? lower : (backlog.lower ?? -Infinity);
	return ({ id, at, created }) => {
		const known = handled.hasRecord(id) || meanwhile?.has(id);
		const isRecent = created === undefined ? at === undefined : created >= since;
		return isRecent && !known ? 'created' : 'updated';
	};
}

/** Once nothing can appear late any more, the newest row tells whether there is anything new. */
async function isUnchanged<Data>(
	source: Source<Data>,
	{ head, top }: Position,
	isKnown: (row: Row<Data>) => boolean,
): Promise<boolean> {
	const rows = (await source.read({ limit: head + 1, direction: 'desc' })) ?? [];
	return rows.every(isKnown) && highest(instantsOf(rows)) === top;
}

interface Polled<Data> {
	from: Position;
	lower: number;
	settings: Settings;
	reading: Reading<Data>;
	/** What was not handled before, oldest first, and the part of it that now is. */
	fresh: Array<Row<Data>>;
	taken: Array<Row<Data>>;
	handled: Handled;
	now: number;
}

function nextPosition<Data>(polled: Polled<Data>, { property }: Source<Data>): Position {
	const { from, settings, reading, fresh, taken, handled } = polled;
	const cut = taken.length < fresh.length;
	const fromTop = reading.below === Infinity;
	const passed = cut ? taken : reading.rows.filter(({ at }) => Number(at) < reading.below);
	const cursor = highest([from.cursor ?? -Infinity, ...instantsOf(passed)]);
	const top = fromTop ? highest(instantsOf(reading.rows)) : from.top;
	const lower = lowerBound({ ...from, cursor }, settings.overlapMs);
	const seen = handled.seenFrom(lower);
	const head = checkHead(fromTop ? reading.head : from.head, property);
	const present = fromTop && head > 0 ? new Set(reading.rows.map(({ id }) => id)) : undefined;
	const next = nextPages(polled, cut);
	const backlog = next && backlogAfter(polled);
	return {
		...(cursor !== undefined && { cursor }),
		// Below the window nothing is remembered, so it may not be looked at again with a longer overlap.
		...(lower > -Infinity && { floor: lower }),
		...bounded(seen, oldestOf(fresh.slice(taken.length))),
		undated: handled.undatedIds(present, property),
		head,
		...(top !== undefined && { top }),
		rows: countRows(reading.rows, lower),
		quiet: quietAfter(polled, next !== undefined),
		...(next && { next }),
		...(backlog && { backlog }),
	};
}

/** Rows that wait may lie before the newest handled ones. */
function oldestOf(waiting: Row[]): number {
	return lowestOf(instantsOf(waiting)) ?? Infinity;
}

/** Remembers what was handled until nothing is left, as the window alone forgets it meanwhile. */
function backlogAfter<Data>({ from, lower, handled }: Polled<Data>): Position['backlog'] {
	const before = from.backlog ?? { ...(lower > -Infinity && { lower }), ids: '' };
	const all = new Set([...(decodeIds(before.ids) ?? []), ...handled.records()]);
	const ids = encodeIds(all);
	// Without it, a record that was created and edited meanwhile counts as updated.
	return countParts(ids) > MOST_PARTS || all.size > MAX_IDS ? undefined : { ...before, ids };
}

/** Where the next poll begins when this one left something. */
function nextPages<Data>(
	{ settings: { maxRecords }, reading, taken }: Polled<Data>,
	cut: boolean,
): Position['next'] {
	if (!cut && reading.skipped === 0) return undefined;
	if (reading.cap === undefined) return { limit: reading.rows.length + ROOM, skip: 0 };
	const { cap: limit, skipped } = reading;
	// The time was up: half a page up, so that the next page ends on rows that are known.
	if (!cut) return { limit, skip: Math.max(0, skipped - Math.floor(limit / 2)) };
	const last = taken.at(-1)?.at ?? -Infinity;
	const waiting = reading.rows.filter(({ at }) => Number(at) > last).length;
	// A page more than is put out, as the rows of its first instant are not all on it.
	return { limit, skip: Math.max(0, skipped + waiting - maxRecords - limit) };
}

/**
 * Nothing more appears late once the overlap has passed with nothing new. Polls are a minute apart
 * at least, so counting them tells where the host's clock was changed.
 */
function quietAfter<Data>(
	{ from, settings: { overlapMs, granularityMs }, reading, fresh, now }: Polled<Data>,
	left: boolean,
): Position['quiet'] {
	if (fresh.length > 0 || left) return { polls: 0, since: now, closed: false };
	const polls = from.quiet.polls + 1;
	const since = Math.min(from.quiet.since, now);
	const passed = now - since >= overlapMs && polls >= overlapMs / MINUTE_MS;
	// Of one day, more may come at any time.
	const mayClose = !granularityMs && isDescending(reading.rows);
	return { polls, since, closed: passed && mayClose };
}

/** Rows that a page has to show before known ground. */
function countRows(rows: Row[], lower: number): number {
	return rows.filter(({ at }) => at === undefined || at >= lower).length;
}

/** Rows without a timestamp come first: they will not be passed again. */
function oldestFirst(a: Row, b: Row): number {
	if (a.at === b.at) return a.id - b.id;
	return (a.at ?? -Infinity) - (b.at ?? -Infinity);
}

function instantsOf(rows: Row[]): number[] {
	return rows.flatMap(({ at }) => (at === undefined ? [] : [at]));
}

function highest(instants: number[]): number | undefined {
	const instant = instants.reduce((most, each) => Math.max(most, each), -Infinity);
	return instant === -Infinity ? undefined : instant;
}

function lowestOf(instants: number[]): number | undefined {
	const instant = instants.reduce((least, each) => Math.min(least, each), Infinity);
	return instant === Infinity ? undefined : instant;
}

/** Marks the rows whose instant lies ahead: they count as rows without one, but are known by it. */
function withoutFuture<Data>(
	source: Source<Data>,
	hostNow: number,
	{ granularityMs = 0 }: Settings,
): Source<Data> {
	return {
		...source,
		read: async (page) => {
			const rows = await source.read(page);
			const appNow = source.now?.();
			const horizon =
				granularityMs + (appNow === undefined ? hostNow + HOST_AHEAD_MS : appNow + AHEAD_MS);
			return rows?.map((row) =>
				(row.at ?? 0) > horizon ? { ...row, at: undefined, ahead: row.at } : row,
			);
		},
	};
}
