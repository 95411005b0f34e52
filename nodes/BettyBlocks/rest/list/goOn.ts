// Below the first page of a list in the order of ids.
import type { AppRecord } from '../../app/app';
import { AppError, unless } from '../../app/errors';
import { DEFAULT_LIMIT } from '../records';
import { eachOnce, idOf, lastId, sorted, walkPages, type ReadPlace } from './pages';

/** A piece of the records in the order of their ids. */
export interface IdPage {
	limit: number;
	offset?: number;
	direction: 'asc' | 'desc';
	/** Only the record with this id, and those that follow it. */
	from?: number;
}

/**
 * Reads a piece of the records. Only `desc` without an offset is documented; an app that refuses
 * anything else yields undefined.
 */
export type PageReader = (page: IdPage) => Promise<AppRecord[] | undefined>;

export const GROWTH = 4;

/** Two rows show in which order they come. */
export const MIN_ROWS = 2;

/** The first rows of a list, and how many were asked for. */
interface FirstPage {
	rows: AppRecord[];
	asked: number;
}

/** What is known of a list that is read on. */
interface Going {
	first: AppRecord[];
	direction: IdPage['direction'];
	/** Most rows that are wanted. */
	count: number;
	/** The id of the last record of the list, where it is known. */
	end?: number;
}

/**
 * Goes on below the first page. A short one shows that the app caps it, so the next ones are asked for by
 * a condition on the id, which the vendor's client has; below a full one it may have them all in one.
 *
 * @returns `walked`, unless the app neither takes such a condition nor skips rows, or else the most rows that it
 * returns at once
 */
export async function goOn(
	read: PageReader,
	going: Going & { isFull: boolean },
): Promise<{ walked?: AppRecord[]; most: AppRecord[] }> {
	const { first, isFull } = going;
	const followed = isFull ? undefined : await followIds(read, going);
	if (followed !== undefined) return { walked: followed, most: followed };
	const { walked, larger } = await skipRows(read, going);
	if (walked !== undefined) return { walked, most: walked };
	if (!isFull) return { most: eachOnce(first) };
	return { most: await grow(read, larger ?? { rows: first, asked: first.length }, going) };
}

/**
 * Skips rows, if the app does. The first page that is asked for so is a large one: of an app that ignores the
 * offset, it shows whether it returns more at once.
 */
async function skipRows(
	read: PageReader,
	going: Going & { isFull: boolean },
): Promise<{ walked?: AppRecord[]; larger?: FirstPage }> {
	const { first, isFull, direction } = going;
	let larger: FirstPage | undefined;
	let isFirst = isFull;
	const walked = await walk(going, async ({ limit, offset }) => {
		const part = async (size: number) =>
			sorted(await read({ limit: size, offset, direction }), direction);
		if (!isFirst) return await part(limit);
		isFirst = false;
		const asked = limit * GROWTH;
		const sent = part(asked).then((page) => ({ page }));
		const large = await unless(isTooLarge, sent, undefined);
		if (large === undefined) return await part(limit);
		const { page } = large;
		if (page !== undefined && idOf(page[0]) === idOf(first[0])) {
			larger = { rows: page, asked };
		}
		return page;
	});
	return { walked, larger };
}

/** Goes on by a condition on the id, where the app applies it: each page begins on a known row. */
export async function followIds(read: PageReader, going: Going): Promise<AppRecord[] | undefined> {
	const { direction } = going;
	return await walk(going, async ({ limit, last }) => {
		const from = idOf(last);
		const page = sorted(await read({ limit, direction, from }), direction);
		return idOf(page?.[0]) === from ? page : undefined;
	});
}

/** @returns undefined when it leads no further */
async function walk(
	{ first, count, end }: Going,
	read: ReadPlace<AppRecord>,
): Promise<AppRecord[] | undefined> {
	const { rows, ended } = await walkPages(read, first, {
		keyOf: idOf,
		window: Math.max(MIN_ROWS, first.length),
		isEnough: (so) => so.length >= count || lastId(so) === end,
	});
	return ended === 'stuck' ? undefined : rows;
}

/** Asks for more at once, as long as the app returns as many. */
async function grow(
	read: PageReader,
	{ rows: start, asked }: FirstPage,
	{ direction, count }: Going,
): Promise<AppRecord[]> {
	let rows = start;
	for (let limit = asked; rows.length >= limit && eachOnce(rows).length < count; ) {
		limit = Math.max(limit * GROWTH, DEFAULT_LIMIT);
		const next = await unless(isTooLarge, read({ limit, direction }), undefined);
		const more = sorted(next, direction);
		if (more === undefined || more.length < rows.length) break;
		rows = more;
	}
	return eachOnce(rows);
}

/** A page that can't be held in memory is as good as none. */
export function isTooLarge(error: unknown): boolean {
	return error instanceof AppError && error.remedy === 'smaller pages';
}
