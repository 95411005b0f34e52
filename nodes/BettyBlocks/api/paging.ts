import { InputError } from '../inputError';
import type { AppRecord } from './records';

/** Reads a piece of the records in the order of their ids. */
export type PageReader = (page: {
	limit: number;
	offset?: number;
	direction: 'asc' | 'desc';
}) => Promise<AppRecord[]>;

/** An app that is not asked for a number returns this many (vendor's article), so can do so. */
const DEFAULT_LIMIT = 100;

const GROWTH = 4;

/**
 * Reads the first `count` records in the order of their ids, each once, and all of them when there
 * are fewer.
 *
 * Whether an app honours `offset`, and from where on it caps `limit`, is not documented, so nothing
 * is taken on trust. A page continues what is known when it starts at or before the last known id;
 * one row of overlap shows that no deletion has shifted it. A page shorter than asked for is the
 * end only if the highest id is known; one row, asked for from the other end, tells. Where offset
 * does nothing, larger pages do, and under a cap the two ends may still meet in the middle.
 *
 * @param count most records to return; Infinity for all
 * @param pageSize rows to ask for at once
 * @throws {InputError} when the app makes it impossible to read them all
 */
export async function readRecords(
	read: PageReader,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	const asked = Math.min(count, pageSize);
	const first = await read({ limit: asked, direction: 'asc' });
	if (first.length >= count) return first.slice(0, count);
	if (first.length === 0) return first;
	const end = first.length < asked ? await endOf(read, first) : 'further';
	if (end === 'reached') return first;
	if (end === 'unknown' || !isAscending(first)) {
		if (first.length < Math.min(asked, DEFAULT_LIMIT)) return first;
		throw incomplete(first.length, 'it does not sort them by id');
	}
	const rows =
		(await continueByOffset(read, first, count, pageSize)) ??
		(await continueByGrowing(read, first.length, count, pageSize));
	return rows.slice(0, count);
}

/** @returns undefined when the app does not honour `offset` */
async function continueByOffset(
	read: PageReader,
	first: AppRecord[],
	count: number,
	pageSize: number,
): Promise<AppRecord[] | undefined> {
	const rows = [...first];
	let back = 1;
	while (rows.length < count) {
		const offset = Math.max(0, rows.length - back);
		// The overlap must not use up the page.
		const page = await read({ limit: pageSize + back, offset, direction: 'asc' });
		if (!isAscending(page)) return undefined;
		const last = lastId(rows);
		if (page.length === 0 || firstId(page) > last) {
			// Deletions have shifted the rows to the left: go back until the page starts on known ground.
			if (offset === 0) return rows;
			back += pageSize;
			continue;
		}
		const fresh = page.filter((row) => idOf(row) > last);
		if (fresh.length === 0) {
			const honoured = firstId(page) > firstId(rows);
			const ended = page.length < first.length || (await endOf(read, rows)) === 'reached';
			return honoured && ended ? rows : undefined;
		}
		for (const row of fresh) rows.push(row);
		back = 1;
	}
	return rows;
}

async function continueByGrowing(
	read: PageReader,
	known: number,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	let most = known;
	for (let limit = pageSize * GROWTH; ; limit *= GROWTH) {
		const asked = Math.min(limit, count);
		const rows = await read({ limit: asked, direction: 'asc' });
		if (!isAscending(rows)) throw incomplete(rows.length, 'it does not sort them by id');
		if (rows.length >= count) return rows;
		if (rows.length === asked) continue;
		if ((await endOf(read, rows)) === 'reached') return rows;
		if (rows.length <= most) return await meetInTheMiddle(read, rows, asked);
		most = rows.length;
	}
}

async function meetInTheMiddle(
	read: PageReader,
	rows: AppRecord[],
	limit: number,
): Promise<AppRecord[]> {
	const last = lastId(rows);
	const fromTheEnd = (await read({ limit, direction: 'desc' })).reverse();
	if (!isAscending(fromTheEnd) || fromTheEnd.length === 0 || firstId(fromTheEnd) > last) {
		throw incomplete(rows.length, 'it returns no more than that at once and cannot skip records');
	}
	return [...rows, ...fromTheEnd.filter((row) => idOf(row) > last)];
}

/**
 * Whether the record with the highest id is among the rows. It cannot be known from an app that
 * does not sort: that one has the same record at both ends.
 */
async function endOf(
	read: PageReader,
	rows: AppRecord[],
): Promise<'reached' | 'further' | 'unknown'> {
	if (!isAscending(rows)) return 'unknown';
	const [highest] = await read({ limit: 1, direction: 'desc' });
	if (highest === undefined) return 'reached';
	if (rows.length > 1 && idOf(highest) === firstId(rows)) return 'unknown';
	return idOf(highest) <= lastId(rows) ? 'reached' : 'further';
}

function isAscending(rows: AppRecord[]): boolean {
	return rows.every((row, index) => {
		const previous = rows[index - 1];
		return previous === undefined ? idOf(row) > 0 : idOf(row) > idOf(previous);
	});
}

function idOf(row: AppRecord | undefined): number {
	return Number(row?.id);
}

function firstId(rows: AppRecord[]): number {
	return idOf(rows[0]);
}

function lastId(rows: AppRecord[]): number {
	return idOf(rows.at(-1));
}

function incomplete(readable: number, why: string): InputError {
	return new InputError(
		`The app has more records than it lets anybody read: ${readable} came, and ${why}`,
		`Nothing is returned, as part of the records could pass for all of them. Set a limit of at most ${readable}`,
	);
}
