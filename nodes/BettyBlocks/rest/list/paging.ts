import type { AppRecord } from '../../app/app';
import { unless, InputError } from '../../app/errors';
import { ACCEPTED_LIMIT, DEFAULT_LIMIT } from '../records';
import { eachOnce, idOf, isSorted, keyOf, lastId, sorted, walkPages } from './pages';
import { followIds, goOn, GROWTH, isTooLarge, MIN_ROWS, type PageReader } from './goOn';

/** What the records are read from. */
export interface Listed {
	read: PageReader;
	/** Which of these ids the list has; undefined where the app can't be asked. */
	withIds?: (ids: number[]) => Promise<AppRecord[] | undefined>;
	/** Whether an app that returns one row has no others, as far as can be seen. */
	oneIsAll?: (only: AppRecord) => Promise<boolean>;
	/** Whether the app was seen to return more rows at once than these. */
	wasLarger?: (rows: number) => boolean;
	/** Records of the list that have none of these ids; undefined where the app can't be asked. */
	besides?: (ids: number[]) => Promise<AppRecord[] | undefined>;
}

/** Ids that nothing is known of may be asked for in so many requests. */
const MAX_ID_REQUESTS = 20;

/** A URL holds so many ids. */
const MAX_IDS = 200;

/**
 * Reads the first `count` records in the order of their ids, each once, and all of them when there
 * are fewer.
 *
 * Whether an app sorts ascending, honours `offset` or conditions, and from where on it caps `limit`,
 * is not documented, and a cap may be any number. So a page is the end of the list only when that is
 * proven from another side: by the record at the other end, by a page below it, by a condition on the
 * id, or by the ids that are left. What can't be proven is refused.
 *
 * @param count most records to return; Infinity for all
 * @param pageSize rows to ask for at once
 * @throws {InputError} when the app makes it impossible to read them all
 */
export async function readRecords(
	listed: Listed,
	count: number,
	pageSize: number,
): Promise<AppRecord[]> {
	return (await readEnough(listed, count, pageSize)).slice(0, count);
}

/** @returns the first `count` records, or more */
async function readEnough(listed: Listed, count: number, pageSize: number): Promise<AppRecord[]> {
	let asked = Math.max(MIN_ROWS, Math.min(count, pageSize));
	let first = await listed.read({ limit: asked, direction: 'asc' });
	// A record that comes twice shows no order.
	while (first !== undefined && first.length >= asked && eachOnce(first).length < MIN_ROWS) {
		asked *= GROWTH;
		first = await listed.read({ limit: asked, direction: 'asc' });
	}
	if (first !== undefined && isSorted(first, 'asc')) {
		const rows = eachOnce(first);
		if (rows.length === 0) return [];
		await checkSingle(listed, rows);
		return rows.length >= count ? rows : await readUp(listed, first, asked, count);
	}
	const limit = Math.max(pageSize, DEFAULT_LIMIT);
	const last = (await listed.read({ limit, direction: 'desc' })) ?? [];
	if (isSorted(last, 'desc')) return await readDown(listed, last, limit);
	return await readUnsorted(listed, first ?? [], last, count);
}

async function readUp(
	list: Listed,
	first: AppRecord[],
	asked: number,
	count: number,
): Promise<AppRecord[]> {
	const { read, wasLarger } = list;
	const rows = eachOnce(first);
	const isFull = first.length >= asked;
	let end: number | undefined;
	if (!isFull) {
		if (wasLarger?.(first.length) === true) return rows;
		end = await highestId(read);
		if (end === undefined || end === lastId(rows)) return rows;
		// An app that returns one row at a time shows nothing below it.
		if (rows.length === 1) return (await meetInTheMiddle(read, rows)) ?? stopAt(1);
		if (end < lastId(rows)) return await readUnsorted(list, first, first, count);
	}
	const { walked, most } = await goOn(read, { first, isFull, direction: 'asc', count, end });
	if (walked !== undefined) return walked;
	end ??= most.length < count ? await highestId(read) : undefined;
	// Rows may be in order by chance.
	if (end !== undefined && end < lastId(most)) return await readUnsorted(list, most, most, count);
	const all = isFull
		? await followIds(read, { first: most, direction: 'asc', count, end })
		: undefined;
	return all ?? (await meetInTheMiddle(read, most)) ?? stopAt(most.length);
}

async function highestId(read: PageReader): Promise<number | undefined> {
	const [highest] = (await read({ limit: 1, direction: 'desc' })) ?? [];
	return highest && idOf(highest);
}

function stopAt(rows: number): never {
	throw incomplete(
		`Set a limit of ${rows} or less`,
		`the app returns no more than ${rows} at once, and can't skip records`,
	);
}

/** An app that does not sort ascending: the lowest ids are known once all are. */
async function readDown(list: Listed, first: AppRecord[], asked: number): Promise<AppRecord[]> {
	const { read, withIds, wasLarger } = list;
	const once = eachOnce(first);
	if (once.length === 0 || lastId(once) === 1) return once.reverse();
	await checkSingle(list, once);
	const isFull = first.length >= asked;
	if (!isFull && wasLarger?.(first.length) === true) return once.reverse();
	const going = { first, isFull, direction: 'desc', count: Infinity } as const;
	const { walked, most: rows } = await goOn(read, going);
	if (walked !== undefined) return walked.reverse();
	if (lastId(rows) === 1 || wasLarger?.(rows.length) === true) return rows.reverse();
	const all = isFull ? await followIds(read, { ...going, first: rows }) : undefined;
	if (all !== undefined) return all.reverse();
	if (await noneBelow(withIds, rows)) return rows.reverse();
	throw incomplete(
		'Narrow the list with conditions or a saved filter, or sort by id, descending, with a limit',
		`the app returned ${rows.length} from the highest ID down, and doesn't show whether there are more`,
	);
}

/** @throws {InputError} when an app that returns one row at a time has others */
async function checkSingle({ oneIsAll }: Listed, rows: AppRecord[]): Promise<void> {
	const [only] = rows;
	if (rows.length !== 1 || only === undefined || ((await oneIsAll?.(only)) ?? true)) return;
	throw incomplete('Set a limit of 1', 'the app returns one record at a time');
}

/** Rows from both ends are all there are when they meet. */
async function meetInTheMiddle(
	read: PageReader,
	rows: AppRecord[],
): Promise<AppRecord[] | undefined> {
	const limit = Math.max(rows.length, ACCEPTED_LIMIT);
	const page = await unless(isTooLarge, read({ limit, direction: 'desc' }), undefined);
	const fromTheEnd = eachOnce(sorted(page, 'desc') ?? []);
	const last = lastId(rows);
	if (fromTheEnd.length === 0 || lastId(fromTheEnd) > last) return undefined;
	return [...rows, ...fromTheEnd.reverse().filter((row) => idOf(row) > last)];
}

/** Whether none of the ids below what is known belongs to a record of the list. */
async function noneBelow(withIds: Listed['withIds'], rows: AppRecord[]): Promise<boolean> {
	const lowest = lastId(rows);
	// Each request has an id that is known, as an app may ignore ids, or cap what it returns.
	const size = DEFAULT_LIMIT - 1;
	if (withIds === undefined || lowest > size * MAX_ID_REQUESTS) return false;
	for (let to = lowest; to > 1; to -= size) {
		const below = Array.from({ length: Math.min(size, to - 1) }, (_, index) => to - 1 - index);
		const found = await withIds([lowest, ...below]);
		if (found === undefined || found.length === 0) return false;
		if (found.some((row) => idOf(row) !== lowest)) return false;
	}
	return true;
}

/**
 * An app that does not sort by id has an order of its own, which counts with a limit. Without one, its
 * rows are all there are where it was seen to skip them, or shows none besides.
 */
async function readUnsorted(
	{ read, besides }: Listed,
	first: AppRecord[],
	last: AppRecord[],
	count: number,
): Promise<AppRecord[]> {
	if (eachOnce(first).length >= count) return eachOnce(first);
	const rows = last.length > first.length ? last : first;
	const direction = rows === first ? 'asc' : 'desc';
	const { rows: walked, ended } = await walkPages(
		async ({ limit, offset }) => await read({ limit, offset, direction }),
		rows,
		{ keyOf, window: Math.max(MIN_ROWS, rows.length) },
	);
	// The API's default limit, where nothing can be asked of ids.
	const isBelieved = ended === 'end' || (besides === undefined && rows.length < DEFAULT_LIMIT);
	const all = isBelieved ? walked : await withOthers(besides, walked);
	if (all !== undefined) return all.sort((a, b) => idOf(a) - idOf(b));
	throw incomplete(
		`Set a limit of ${first.length} or less`,
		`the app returned ${rows.length}, and doesn't sort them by ID`,
	);
}

/** Adds the records that the app shows besides those that are known, until there are none. */
async function withOthers(
	besides: Listed['besides'],
	rows: AppRecord[],
): Promise<AppRecord[] | undefined> {
	const known = new Map(rows.map((row) => [idOf(row), row]));
	while (known.size <= MAX_IDS) {
		const others = await besides?.([...known.keys()]);
		if (others === undefined || known.has(NaN)) return undefined;
		const before = known.size;
		for (const row of others) known.set(idOf(row), row);
		if (known.size === before) return others.length === 0 ? [...known.values()] : undefined;
	}
	return undefined;
}

function incomplete(advice: string, why: string): InputError {
	return new InputError(
		`Couldn't read all records: ${why}`,
		`No records were output, because the list would be incomplete. ${advice}`,
	);
}
