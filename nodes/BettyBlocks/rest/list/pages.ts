import type { AppRecord } from '../../app/app';
import type { Direction } from '../../app/query/sorting';

/** Where a page begins. */
export interface PlaceInList<Row> {
	/** Maximum number of rows to return. */
	limit: number;
	/** Rows to skip. */
	offset: number;
	/** The last row that is known: the page is to begin there. */
	last: Row | undefined;
}

/** Reads a page; undefined when the app refuses what is not documented, such as `offset`. */
export type ReadPlace<Row> = (place: PlaceInList<Row>) => Promise<Row[] | undefined>;

export interface Walk<Row> {
	/** What tells a row from others. */
	keyOf: (row: Row) => unknown;
	/** Rows to ask for at once: two or more, and no more than the app was seen to return. */
	window: number;
	/** Whether the rows so far are all that is wanted. */
	isEnough?: (rows: Row[]) => boolean;
}

/** `stuck`: the app does not skip rows, or its list does not stand still. */
export interface Walked<Row> {
	rows: Row[];
	ended: 'end' | 'enough' | 'stuck';
}

/** Pages in a row that show nothing new. */
const MAX_IDLE_PAGES = 20;

/**
 * Goes on below the first rows of a sorted list, in whichever direction. Nothing is taken on trust: a
 * page counts when it begins on a row that is known; where deletions have moved the others up, it goes
 * back. The end is a short page with nothing but the last known row.
 *
 * @returns each row once, in the order in which the app showed them
 */
export async function walkPages<Row>(
	read: ReadPlace<Row>,
	first: Row[],
	{ keyOf, window, isEnough }: Walk<Row>,
): Promise<Walked<Row>> {
	const rows = [...new Map(first.map((row) => [keyOf(row), row])).values()];
	const known = new Set(rows.map(keyOf));
	const [top, bottom] = [first[0], first.at(-1)].map((row) => row && keyOf(row));
	let offset = first.length - 1;
	for (let idle = 0; idle < MAX_IDLE_PAGES; idle++) {
		if (isEnough?.(rows) === true) return { rows, ended: 'enough' };
		const last = rows.at(-1);
		const page = await read({ limit: window, offset, last });
		if (page === undefined) break;
		const keys = page.map(keyOf);
		const [head] = keys;
		if (!known.has(head)) {
			if (offset === 0) break;
			offset = Math.max(0, offset - Math.ceil(window / 2));
			continue;
		}
		const isIgnored = head === top && top !== bottom && offset > 0;
		if (isIgnored) break;
		const isLast = last !== undefined && keys.every((key) => key === keyOf(last));
		// An app may return a record twice, so a full page of the last one is not the end.
		if (isLast && page.length < window) return { rows, ended: 'end' };
		const added = page.filter((_row, at) => known.size < known.add(keys[at]).size);
		for (const row of added) rows.push(row);
		if (added.length > 0) idle = -1;
		offset += Math.max(1, page.length - 1);
	}
	return { rows, ended: 'stuck' };
}

/** An app may return a record twice. */
export function eachOnce(rows: AppRecord[]): AppRecord[] {
	return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** An app may show a record without its id. */
export function keyOf(row: AppRecord): unknown {
	const id = idOf(row);
	return Number.isNaN(id) ? JSON.stringify(row) : id;
}

export function sorted(
	rows: AppRecord[] | undefined,
	direction: Direction,
): AppRecord[] | undefined {
	return rows !== undefined && isSorted(rows, direction) ? rows : undefined;
}

export function isSorted(rows: AppRecord[], direction: Direction): boolean {
	return rows.every((row, index) => {
		const previous = rows[index - 1];
		if (previous === undefined) return idOf(row) > 0;
		return direction === 'asc' ? idOf(row) >= idOf(previous) : idOf(row) <= idOf(previous);
	});
}

export function idOf(row: AppRecord | undefined): number {
	return Number(row?.id);
}

export function lastId(rows: AppRecord[]): number {
	return idOf(rows.at(-1));
}
