// All records from an instant on, from an API that only sorts newest first and limits for certain.
import {
	unsortedChanges,
	type ChangesRead,
	type ChangesWindow,
	type Stamped,
} from '../../app/stamped';
import { unless } from '../../app/errors';
import { InputError } from '../../app/inputError';
import { ACCEPTED_LIMIT, DEFAULT_LIMIT } from '../limits';
import { keepHints, readHints, type RangeHints, type SkipTo } from './hints';
import {
	completeFrom,
	isDescending,
	keepNewest,
	newestIn,
	reaches,
	type StampedPages,
} from './stampedPages';
import { isOldestFirst, isTableEnd } from './tableEnd';
import type { PagePlace } from './ties';
import { nothingIn, WalkDown, type RangePart } from './walk';

/** Room for what is new, so that known rows are reached with one request. */
const ROOM = 25;

const GROWTH = 4;

/** Where an app returns only so many rows at once, it is no fewer. */
const MIN_CAP = 10;

/** A page that grows so often in between is written to; one that is cut off stays as it is. */
const MAX_REREADS = 3;

interface Task {
	pages: StampedPages;
	window: ChangesWindow;
	hints: RangeHints;
	/** The most rows that the app has returned at once. */
	largest: () => number;
}

export async function readRange(
	pages: StampedPages,
	window: ChangesWindow,
	kept: ChangesRead['hints'],
): Promise<ChangesRead> {
	const hints = readHints(kept);
	const { measured, largest } = withLargest(pages, hints.largest);
	const task = { pages: measured, window, hints, largest };
	const rest = hints.skipTo && (await readRest(task, hints.skipTo));
	const { next, ...read } = rest ?? (await readFromTop(task));
	const isTop = read.below === Infinity;
	const unknown = read.records.filter((record) => !window.isKnown(record)).length;
	const left = Math.max(0, unknown - window.most);
	const isQuiet = isTop && unknown === 0;
	const top = isTop ? newestIn(read.records) : hints.top;
	return { ...read, hints: keepHints({ top, left, isQuiet, ...next, largest: largest() }) };
}

/** @param limit maximum number of rows; an app that returns fewer at once is asked for the next ones */
export async function newestOf(pages: StampedPages, limit: number): Promise<Stamped[]> {
	const asked = Math.min(limit, ACCEPTED_LIMIT);
	const rows = new Map<number, Stamped>();
	for (let offset = 0; rows.size < limit; ) {
		const page = (await pages.read({ limit: asked, ...(offset > 0 && { offset }) })) ?? [];
		const known = rows.size;
		keepNewest(rows, page);
		const isEnd = page.length < MIN_CAP || limit <= DEFAULT_LIMIT;
		if (rows.size === known || isEnd) break;
		offset += page.length;
	}
	return [...rows.values()].slice(0, limit);
}

/**
 * Pages grow from the top until one shows a row before the instant. A shorter page than asked for is
 * the end of the table only if the app shows it as such in another way.
 */
async function readFromTop(task: Task): Promise<RangePart> {
	const { pages, window, hints } = task;
	const mustProve = hints.unproven !== undefined && hints.unproven !== window.from;
	if (mustProve) {
		const proof = await proofFromOldest(task);
		if (proof !== undefined) return proof;
	}
	const from = Math.min(window.from, hints.unproven ?? Infinity);
	let most = Infinity;
	let rereads = 0;
	let page: Stamped[] | undefined;
	for (let limit = firstLimit(task); ; ) {
		const asked = Math.min(limit, most);
		page ??= await pages.read({ limit: asked });
		if (page === undefined) {
			most = ACCEPTED_LIMIT;
			continue;
		}
		if (!isDescending(page) && page.length >= DEFAULT_LIMIT) throw unsortedChanges(pages.property);
		if (isReached(task, page, { from, asked })) return partOf(page, from);
		const isShort = page.length < asked;
		if (isShort) {
			const end = await endOf(task, page, {
				mustProve,
				isGrowing: rereads === MAX_REREADS,
			});
			if (end !== undefined) return end;
			const again: Stamped[] = (await pages.read({ limit: asked })) ?? [];
			const hasGrown = again.length > page.length;
			page = again;
			rereads++;
			if (hasGrown) continue;
		}
		if (isShort || asked === most) return await walk(task, { page, offset: 0 }, from);
		limit = Math.max(limit * GROWTH, DEFAULT_LIMIT);
		if (window.isOver()) return unfinished(task, page, limit);
		page = undefined;
	}
}

function firstLimit({ window, hints }: Task): number {
	const room = (hints.left ?? 0) + (hints.isQuiet ? 1 : ROOM);
	const least = hints.isUnsorted ? DEFAULT_LIMIT : 0;
	return Math.max(hints.limit ?? 0, window.known + room, least);
}

/** Whether a page shows all. One without the newest row that was there has to be a larger one. */
function isReached(
	{ hints: { top = -Infinity } }: Task,
	page: Stamped[],
	{ from, asked }: { from: number; asked: number },
): boolean {
	const isTold = newestIn(page) >= top || page.length >= DEFAULT_LIMIT || page.length < asked;
	return isTold && isDescending(page) && reaches(page, from);
}

/** @returns the whole table, unless the page may be cut off */
async function endOf(
	{ pages, window, hints, largest }: Task,
	page: Stamped[],
	{ mustProve, isGrowing }: { mustProve: boolean; isGrowing: boolean },
): Promise<RangePart | undefined> {
	const isUnsorted = !isDescending(page);
	const whole = (next: Partial<RangeHints> = {}) =>
		partOf(page, -Infinity, { rows: page.length, isUnsorted, ...next });
	if (page.length < largest() || page.length === 0 || isGrowing) return whole();
	// Below records that are ahead of the app's clock, new ones may be anywhere.
	const isOnTop = newestIn(page) <= window.enough && page.length >= (hints.rows ?? Infinity);
	const hasNothingNew = isOnTop && page.every(window.isKnown);
	// It is proven with the next record that is new, or once no more can come late.
	if (hasNothingNew && page.length < MIN_CAP) return whole();
	if (hasNothingNew && !mustProve) return whole({ unproven: hints.unproven ?? window.from });
	return (await isTableEnd(pages, page)) ? whole() : undefined;
}

/** What is below a page that was not proven to be the table is read once from the other end. */
async function proofFromOldest({ pages, window, hints }: Task): Promise<RangePart | undefined> {
	const limit = (hints.rows ?? 0) + 1;
	const page = await pages.read({ limit, order: 'oldest' });
	const isProof = page !== undefined && page.length < limit && isOldestFirst(page);
	if (!isProof || !page.every(window.isKnown)) return undefined;
	return { ...partOf(page, -Infinity), next: { top: hints.top, isQuiet: true } };
}

/** The next read asks for a larger page. */
function unfinished({ window }: Task, page: Stamped[], limit: number): RangePart {
	if (!reaches(page, window.enough)) return nothingIn(window.from, { limit });
	return { ...partOf(page, completeFrom(page), { limit }), isUnread: true };
}

function partOf(page: Stamped[], from: number, next: Partial<RangeHints> = {}): RangePart {
	const rows = new Map<number, Stamped>();
	keepNewest(rows, page);
	return { records: [...rows.values()], from, below: Infinity, next };
}

async function walk(task: Task, start: PagePlace, from: number, cap = start.page.length) {
	const { pages, window, hints } = task;
	return await new WalkDown(pages, start, cap, window, hints.isAgain === true).down(from);
}

/** @returns undefined when there is nothing new below the rows that the last read left out */
async function readRest(task: Task, { offset, cap }: SkipTo): Promise<RangePart | undefined> {
	const { pages, window } = task;
	for (let at = offset; at > 0; at -= cap) {
		const page = await pages.read({ limit: cap, offset: at });
		if (page === undefined || !isDescending(page)) return undefined;
		const first = page[0]?.at;
		// Of a single instant there may be more rows above.
		const isCut = first === page.at(-1)?.at && !window.isOver();
		if (first === undefined || isCut) continue;
		const down = walk(task, { page, offset: at }, window.from, cap);
		// Where it leads no further from there, it may from the top.
		const part = await unless((error) => error instanceof InputError, down, undefined);
		if (part === undefined) return undefined;
		const leads = part.below === -Infinity || !part.records.every(window.isKnown);
		return leads || window.isOver() ? part : undefined;
	}
	return undefined;
}

/** Watches how many rows the app returns. */
function withLargest(pages: StampedPages, before: number) {
	let most = before;
	const measured: StampedPages = {
		...pages,
		read: async (request) => {
			const rows = await pages.read(request);
			most = Math.max(most, rows?.length ?? 0);
			return rows;
		},
	};
	return { measured, largest: () => most };
}
