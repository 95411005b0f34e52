// All records from an instant on, from an API that only sorts newest first and limits for certain.
import type { IDataObject } from 'n8n-workflow';
import {
	incompleteChanges,
	unsortedChanges,
	type ChangesRead,
	type ChangesWindow,
	type Stamped,
} from '../../app/stamped';
import { ACCEPTED_LIMIT, DEFAULT_LIMIT } from '../records';
import { ClimbUp, type RangePart } from './climb';
import { isDescending, keepNewest, newestIn, reaches, type StampedPages } from './stampedPages';
import { proveEnd } from './tableEnd';

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
	const top = await readTop(task);
	const { above, ...read } = await readBelow(task, top);
	const unknown = read.records.filter((record) => !window.isKnown(record)).length;
	const room = unknown === 0 ? 1 : ROOM + Math.max(0, unknown - window.most);
	// Where records without an instant come last, only a part of them may be shown.
	const isFirst = top.page[0] !== undefined && top.page[0].at === undefined;
	const hasUndated = read.below === Infinity && (isFirst || read.from === -Infinity);
	const next = { room, above, top: newestIn(top.page), proof: top.proof, largest: largest() };
	return { ...read, hasUndated, hints: keepHints(next) };
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

interface TopPage {
	page: Stamped[];
	/** Which proof showed that the table ends. */
	proof?: number;
	/** Everything from this instant on is on the page; undefined where it may be cut off. */
	from?: number;
}

/**
 * Pages grow from the top until one shows a row before the instant. A shorter page than asked for is
 * the end of the table only if the app shows it as such in another way.
 */
async function readTop({ pages, window, hints, largest }: Task): Promise<TopPage> {
	let most = Infinity;
	let rereads = 0;
	let known = -1;
	for (let limit = window.known + (hints.room ?? ROOM); ; ) {
		const asked = Math.min(limit, most);
		const page = await pages.read({ limit: asked });
		if (page === undefined) {
			most = ACCEPTED_LIMIT;
			continue;
		}
		if (!isDescending(page) && page.length >= DEFAULT_LIMIT) throw unsortedChanges(pages.property);
		// A page without the newest row that was there has to be a larger one, as the app may not sort.
		const isShort = page.length < asked;
		const isTold =
			isShort || page.length >= DEFAULT_LIMIT || newestIn(page) >= (hints.top ?? -Infinity);
		if (isTold && isDescending(page) && reaches(page, window.from))
			return { page, from: window.from };
		if (isShort) {
			const isWritten = rereads > 0 && page.length > known && rereads <= MAX_REREADS;
			const isLarger = page.length < largest() || page.length === 0 || rereads > MAX_REREADS;
			if (isLarger) return { page, from: -Infinity, proof: hints.proof };
			const { isEnd, proof } = await proveEnd(pages, page, hints.proof);
			if (isEnd) return { page, from: -Infinity, proof };
			if (rereads++ > 0 && !isWritten) return { page };
			known = page.length;
		} else {
			if (asked === most) return { page };
			limit = Math.max(limit * GROWTH, DEFAULT_LIMIT);
		}
	}
}

/** Below a page that is cut off, an app is read by offset; where it skips none, the page has to do. */
async function readBelow(
	{ pages, window, hints }: Task,
	{ page, from }: TopPage,
): Promise<RangePart> {
	const found = new Map<number, Stamped>();
	keepNewest(found, page);
	const top = { records: [...found.values()], below: Infinity };
	if (from !== undefined) return { ...top, from };
	const part = await new ClimbUp(pages, page, window).read(hints.above);
	if (part !== undefined) return part;
	if (reaches(page, window.enough)) return { ...top, from: (page.at(-1)?.at ?? -Infinity) + 1 };
	throw incompleteChanges(page.length);
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

export interface RangeHints {
	/** The most rows that the app has returned at once. */
	largest: number;
	/** Rows to ask for beside those that are known. */
	room?: number;
	/** The newest instant of the table. */
	top?: number;
	/** Which proof has shown last that the table ends. */
	proof?: number;
	/** Rows above the page where the last read ended, in an app that returns only so many at once. */
	above?: number;
}

/** Anything else than whole numbers is left out: hints only save requests. */
export function readHints(kept: IDataObject): RangeHints {
	const numbers = Object.entries(kept).filter(([, value]) => Number.isSafeInteger(value));
	return { largest: 0, ...Object.fromEntries(numbers) };
}

/** Without what says nothing. */
export function keepHints(hints: RangeHints): IDataObject {
	const kept = Object.entries(hints).filter(([, value]) => Number.isFinite(value) && value !== 0);
	return Object.fromEntries(kept);
}
