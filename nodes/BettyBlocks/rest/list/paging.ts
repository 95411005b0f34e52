import { looksLikeCap } from '../../app/caps';
import { InputError } from '../../app/inputError';
import type { AppRecord } from '../../app/app';
import { DEFAULT_LIMIT } from '../limits';

/**
 * Reads a piece of the records in the order of their ids. Only `desc` without an offset is documented;
 * an app that refuses anything else yields undefined.
 */
export type PageReader = (page: {
	limit: number;
	offset?: number;
	direction: 'asc' | 'desc';
}) => Promise<AppRecord[] | undefined>;

const GROWTH = 4;

/** Two rows show in which order they come. */
const MIN_ROWS = 2;

/** Pages in a row without a new record, while the app says that there are more. */
const MAX_IDLE_PAGES = 20;

/**
 * Reads the first `count` records in the order of their ids, each once, and all of them when there
 * are fewer.
 *
 * Whether an app sorts ascending, honours `offset`, and from where on it caps `limit`, is not
 * documented, so nothing is taken on trust. A page continues what is known when it starts at or
 * before the last known id; one row of overlap shows that no deletion has shifted it. A page shorter
 * than asked for is the end only if the highest id is known; one row, asked for from the other end,
 * tells. Where offset does nothing, larger pages do, and under a cap the two ends may still meet in
 * the middle. An app that does not sort ascending is read from the other end.
 *
 * @param count most records to return; Infinity for all
 * @param pageSize rows to ask for at once
 * @throws {InputError} when the app makes it impossible to read them all
 */
export async function readRecords(
	reader: PageReader,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	const read: PageReader = async (page) => eachOnce(await reader(page));
	const asked = Math.max(MIN_ROWS, Math.min(count, pageSize));
	const first = await read({ limit: asked, direction: 'asc' });
	if (first === undefined || !isAscending(first)) {
		return (await readFromTheEnd(read, first, count, pageSize)).slice(0, count);
	}
	if (first.length >= count) return first.slice(0, count);
	if (first.length === 0) return first;
	const end = first.length < asked ? await endOf(read, first) : 'further';
	if (end === 'reached') return first;
	if (end === 'unknown') {
		if (first.length < Math.min(asked, DEFAULT_LIMIT)) return first;
		throw incomplete(first.length, "it doesn't sort them by id");
	}
	const rows =
		(await continueByOffset(read, first, count)) ??
		(await continueByGrowing(read, first.length, count, pageSize));
	return rows.slice(0, count);
}

/** @returns undefined when the app does not honour `offset` */
async function continueByOffset(
	read: PageReader,
	first: AppRecord[],
	count: number,
): Promise<AppRecord[] | undefined> {
	const rows = [...first];
	const window = first.length;
	let offset = rows.length - 1;
	for (let idlePages = 0; rows.length < count && idlePages < MAX_IDLE_PAGES; idlePages++) {
		const page = await read({ limit: window + 1, offset, direction: 'asc' });
		if (page === undefined || !isAscending(page)) return undefined;
		const last = lastId(rows);
		if (offset > 0 && (page.length === 0 || firstId(page) > last)) {
			// Deletions have shifted the rows to the left: go back until the page starts on known ground.
			offset = Math.max(0, offset - Math.ceil(window / 2));
			continue;
		}
		if (offset > 0 && firstId(page) <= firstId(rows)) return undefined;
		const fresh = page.filter((row) => idOf(row) > last);
		for (const row of fresh) rows.push(row);
		if (fresh.length > 0) idlePages = 0;
		if (page.length < window && (await endOf(read, rows)) === 'reached') return rows;
		offset += Math.max(1, page.length - 1);
	}
	return rows.length < count ? undefined : rows;
}

async function continueByGrowing(
	read: PageReader,
	known: number,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	let most = known;
	for (let limit = pageSize * GROWTH; ; limit *= GROWTH) {
		const rows = await read({ limit, direction: 'asc' });
		if (rows === undefined) throw incomplete(most, `it doesn't return ${limit} at once`);
		if (!isAscending(rows)) throw incomplete(rows.length, "it doesn't sort them by id");
		if (rows.length >= count) return rows;
		if (rows.length === limit) continue;
		if ((await endOf(read, rows)) === 'reached') return rows;
		if (rows.length <= most) return await meetInTheMiddle(read, rows, limit);
		most = rows.length;
	}
}

async function meetInTheMiddle(
	read: PageReader,
	rows: AppRecord[],
	limit: number,
): Promise<AppRecord[]> {
	const last = lastId(rows);
	const fromTheEnd = ((await read({ limit, direction: 'desc' })) ?? []).reverse();
	if (!isAscending(fromTheEnd) || fromTheEnd.length === 0 || firstId(fromTheEnd) > last) {
		throw incomplete(rows.length, "it returns no more than that at once and can't skip records");
	}
	return [...rows, ...fromTheEnd.filter((row) => idOf(row) > last)];
}

/**
 * Reads everything from the highest id down, in an app that does not sort ascending. It is not
 * trusted to have shown its whole table where it stops at a number that may be a cap.
 *
 * @param first what it answered when it was asked for ascending order
 */
async function readFromTheEnd(
	read: PageReader,
	first: AppRecord[] | undefined,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	let most = 0;
	for (let limit = Math.max(pageSize, DEFAULT_LIMIT); ; limit *= GROWTH) {
		const rows = (await read({ limit, direction: 'desc' }))?.reverse();
		if (rows === undefined) return await continueDown(read, most);
		if (!isAscending(rows)) return unsorted(rows, first, count);
		if (rows.length >= limit) {
			most = rows.length;
			continue;
		}
		return (await mayGoOn(read, rows)) ? await continueDown(read, rows.length) : rows;
	}
}

/** Whether rows below what the app returned are shown, or a usual cap may hide them. */
async function mayGoOn(read: PageReader, rows: AppRecord[]): Promise<boolean> {
	const { length } = rows;
	if (length < DEFAULT_LIMIT) return false;
	if (looksLikeCap(length)) return true;
	const known = new Set(rows.map(idOf));
	const below = await read({ limit: length, offset: length, direction: 'desc' });
	return below?.some((row) => !known.has(idOf(row))) ?? false;
}

/** Goes on by `offset` below what the app returns at once. */
async function continueDown(read: PageReader, window: number): Promise<AppRecord[]> {
	const found = new Map<number, AppRecord>();
	const collected = () => [...found.values()].sort((a, b) => idOf(a) - idOf(b));
	for (let offset = 0; ; offset = Math.max(0, found.size - 1)) {
		const page = await read({ limit: window, ...(offset > 0 && { offset }), direction: 'desc' });
		const before = found.size;
		for (const row of page ?? []) found.set(idOf(row), row);
		const isHonoured = offset === 0 || (page?.length ?? 0) < window || found.size > before;
		if (page === undefined || !isHonoured) {
			throw incomplete(found.size, "it returns no more than that at once and can't skip records");
		}
		if (page.length < window) return collected();
	}
}

/**
 * An app that sorts neither way has an order of its own, which counts with a limit. Without one, its
 * rows are all there are when it could have returned more.
 */
function unsorted(rows: AppRecord[], first: AppRecord[] = [], count: number): AppRecord[] {
	if (first.length >= count) return first;
	const all = rows.length >= first.length ? rows : first;
	if (all.length >= DEFAULT_LIMIT) throw incomplete(all.length, "it doesn't sort them by id");
	return [...all].sort((a, b) => idOf(a) - idOf(b));
}

/**
 * Whether the record with the highest id is among the rows. It cannot be known from an app that
 * does not sort: that one has the same record at both ends.
 */
async function endOf(
	read: PageReader,
	rows: AppRecord[],
): Promise<'reached' | 'further' | 'unknown'> {
	const [highest] = (await read({ limit: 1, direction: 'desc' })) ?? [];
	if (highest === undefined) return 'reached';
	if (rows.length > 1 && idOf(highest) === firstId(rows)) return 'unknown';
	return idOf(highest) <= lastId(rows) ? 'reached' : 'further';
}

/** An app may return a record twice. */
function eachOnce(rows: AppRecord[] | undefined): AppRecord[] | undefined {
	if (rows === undefined || isAscending(rows)) return rows;
	const ids = new Set(rows.map(idOf));
	if (ids.size === rows.length || ids.has(NaN)) return rows;
	return [...new Map(rows.map((row) => [idOf(row), row])).values()];
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
		`Couldn't read all records: ${readable} came, and ${why}`,
		`Nothing is returned, as part of the records could pass for all of them. Set a limit of at most ${readable}`,
	);
}
