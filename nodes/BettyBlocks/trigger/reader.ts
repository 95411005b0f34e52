import { looksLikeCap } from '../caps';
import { InputError } from '../inputError';
import type { PageRequest, Row, Source } from './rows';

/** What to read, and what is known already. */
export interface Plan<Data> {
	/** Everything before this instant is known ground; -Infinity where only the end of the table is. */
	lower: number;
	/** Rows to ask for at first. */
	limit: number;
	/** Rows from the top to leave out at first; they are read later. */
	skip: number;
	/** Whether a row is known ground, or was handled. */
	isKnown: (row: Row<Data>) => boolean;
	/** Rows of the window that are known: a page with as many and nothing new is the whole answer. */
	known: number;
	/** Where the app or the time allows no more, rows before this instant will do. */
	handledTo: number;
}

/** All rows between the plan's lower bound and `below`, newest first, each record once. */
export interface Reading<Data> {
	rows: Array<Row<Data>>;
	/** Infinity when nothing newer was left out. */
	below: number;
	/** Rows from the top that were left out. */
	skipped: number;
	/** Rows without an instant that the app puts before all others. */
	head: number;
	/** The most rows that the app returns at once, where it does not return as many as asked for. */
	cap?: number;
}

/** The time was up before known ground was reached; the next poll goes on there. */
export interface Unfinished {
	next: { limit: number; skip: number };
}

/** An app that is not asked for a number returns this many (vendor's article), so can do so. */
export const DEFAULT_LIMIT = 100;

export const GROWTH = 4;

/** The most that an app was seen to take; a larger `limit` it may refuse. */
export const ACCEPTED_LIMIT = 500;

/** How often a table may have been written to between two requests. */
const MAX_REREADS = 20;

/**
 * Reads from the newest row down until known ground is reached.
 *
 * Only the order by one property, newest first, and `limit` are documented, so pages grow from the
 * top. A page shorter than asked for is the end of the table only if the app also shows it as such
 * from the other end; else the app caps `limit`. Then `offset` may help, and is believed only
 * where a page begins on rows that are known.
 *
 * @throws {InputError} when the app makes it impossible to read all rows
 */
export async function readDown<Data>(
	source: Source<Data>,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished> {
	if (plan.skip > 0) {
		const page = await readPage(source, { limit: plan.limit, offset: plan.skip });
		if (isDescending(page) && page[0]?.at !== undefined && !page.every(plan.isKnown)) {
			return await walkDown(source, page, plan.skip, plan.limit, plan);
		}
	}
	return await growDown(source, plan);
}

/** Whether all rows with an instant come newest first. */
export function isDescending(rows: Row[]): boolean {
	const dated = rows.flatMap(({ at }) => (at === undefined ? [] : [at]));
	return dated.every((at, index) => index === 0 || at <= Number(dated[index - 1]));
}

/** Rows without an instant before the first that has one. */
export function headOf(rows: Row[]): number {
	const first = rows.findIndex(({ at }) => at !== undefined);
	return first === -1 ? rows.length : first;
}

/** For an app that does not put the newest row first. */
export function notSorted(property: string): InputError {
	return new InputError(
		`The app does not sort the records by ${property}, so new ones cannot be told from old ones`,
		'Choose another property in the options, or watch through a view or filter with fewer than 100 records',
	);
}

async function growDown<Data>(
	source: Source<Data>,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished> {
	let rereads = 0;
	let most = Infinity;
	for (let limit = plan.limit; ; ) {
		const asked = Math.min(limit, most);
		const page = await source.read({ limit: asked, direction: 'desc' });
		if (page === undefined && asked > ACCEPTED_LIMIT) {
			most = ACCEPTED_LIMIT;
			continue;
		}
		const rows = page ?? [];
		const full = rows.length >= asked;
		const sorted = isDescending(rows);
		if (!sorted && rows.length >= DEFAULT_LIMIT) throw notSorted(source.property);
		const reading = { rows, below: Infinity, skipped: 0, head: headOf(rows) };
		if (sorted && reaches(rows, plan.lower)) return reading;
		const quiet = rows.length >= plan.known && rows.every(plan.isKnown);
		if (quiet && (sorted || !full)) return reading;
		if (!full) {
			if (!sorted || (await isWhole(source, rows))) return reading;
			// A cap cuts off at the same number again; a table that was written to meanwhile has grown.
			const again = await readPage(source, { limit: asked });
			if (again.length !== rows.length && rereads++ < MAX_REREADS) continue;
			return await walkDown(source, rows, 0, rows.length, plan);
		}
		if (asked === most) return await walkDown(source, rows, 0, rows.length, plan);
		limit = Math.max(limit * GROWTH, DEFAULT_LIMIT);
		if (source.deadlineReached()) return { next: { limit, skip: 0 } };
	}
}

/**
 * Goes on below a page by `offset`. The next page has to begin above the last instant of this one:
 * so it holds all rows of that instant, in whatever order they come, and none is passed over.
 *
 * @param offset rows above the page
 * @param cap rows that the app returns at once: a page with fewer is the last
 */
async function walkDown<Data>(
	source: Source<Data>,
	firstPage: Array<Row<Data>>,
	offset: number,
	cap: number,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished> {
	const below = offset === 0 ? Infinity : (firstPage[0]?.at ?? Infinity);
	const found = new Map<number, Row<Data>>();
	const reading = (): Reading<Data> => ({
		rows: [...found.values()].sort((a, b) => keyOf(b) - keyOf(a)),
		below,
		skipped: offset,
		head: headOf(firstPage),
		cap,
	});
	let page = firstPage;
	let at = offset;
	for (;;) {
		for (const row of page) keepNewest(found, row);
		if (reaches(page, plan.lower) || page.length < cap) return reading();
		const last = page.at(-1)?.at;
		const group = page.findIndex((row) => row.at === last);
		const beforeGroup = page[group - 1];
		const isEnough = reaches(page, plan.handledTo);
		if (group > 1 && source.deadlineReached()) {
			if (isEnough) return reading();
			return { next: { limit: cap, skip: at + group - 1 } };
		}
		const next = await readJoined(source, at + group - 1, cap, (row) =>
			row.at === undefined ? beforeGroup?.at === undefined : row.at > (last ?? -Infinity),
		);
		const stands = next?.page.length === cap && next.page.at(-1)?.at === last;
		if (next === undefined || stands) {
			// It does not lead any further, but shows more rows of the last instant.
			for (const row of next?.page ?? []) keepNewest(found, row);
			if (isEnough) return reading();
			throw incomplete(found.size);
		}
		page = next.page;
		at = next.offset;
	}
}

/** Deletions shift rows to the top, so it goes back until the page begins where it should. */
async function readJoined<Data>(
	source: Source<Data>,
	offset: number,
	cap: number,
	isJoined: (first: Row<Data>) => boolean,
): Promise<{ page: Array<Row<Data>>; offset: number } | undefined> {
	for (let from = Math.max(0, offset); ; from = Math.max(0, from - cap)) {
		const page = await source.read({ limit: cap, offset: from, direction: 'desc' });
		if (page === undefined || !isDescending(page)) return undefined;
		const [first] = page;
		if (from === 0 || (first !== undefined && isJoined(first))) return { page, offset: from };
	}
}

/**
 * Whether a short page is the whole table. The last rows of the page have to be the first from the
 * other end; one row more shows that none of the same instant is missing.
 */
export async function isWhole<Data>(
	source: Source<Data>,
	rows: Array<Row<Data>>,
): Promise<boolean> {
	const lowest = rows.at(-1)?.at;
	const group = rows.filter((row) => row.at === lowest);
	const ascending = await source.read({ limit: group.length + 1, direction: 'asc' });
	if (ascending === undefined || isAbove(ascending[0], lowest)) {
		// It does not sort this way; what the documentation says has to do.
		return !looksLikeCap(rows.length);
	}
	const known = new Set(rows.map(({ id }) => id));
	if (!ascending.every((row) => known.has(row.id) || isAbove(row, lowest))) return false;
	return group.length < rows.length || (await isWholeInstant(source, known));
}

/** Rows of one instant may come in the same order from both ends, so others have to tell. */
async function isWholeInstant<Data>(source: Source<Data>, known: Set<number>): Promise<boolean> {
	const beyond = await source.read({ limit: known.size, offset: known.size, direction: 'desc' });
	if (beyond?.some(({ id }) => !known.has(id))) return false;
	const highest = await source.highestId();
	return highest === undefined || known.has(highest);
}

function isAbove(row: Row | undefined, instant: number | undefined): boolean {
	return row?.at !== undefined && row.at > (instant ?? -Infinity);
}

async function readPage<Data>(
	source: Source<Data>,
	page: Omit<PageRequest, 'direction'>,
): Promise<Array<Row<Data>>> {
	return (await source.read({ ...page, direction: 'desc' })) ?? [];
}

function reaches(rows: Row[], lower: number): boolean {
	return rows.some(({ at }) => at !== undefined && at < lower);
}

/** A record that was edited between two pages appears twice. */
function keepNewest<Data>(found: Map<number, Row<Data>>, row: Row<Data>): void {
	const other = found.get(row.id);
	if (other === undefined || keyOf(row) >= keyOf(other)) found.set(row.id, row);
}

/** Where rows without an instant stand differs between apps; sorted here, they come last. */
function keyOf({ at }: Row): number {
	return at ?? -Infinity;
}

function incomplete(readable: number): InputError {
	return new InputError(
		`More records have appeared than the app lets anybody read: only ${readable} came`,
		'The place is kept and nothing is skipped. Watch through a view or filter with fewer records, and poll more often',
	);
}
