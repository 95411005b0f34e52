// A complete, sorted list of records.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { InputError, isRefusal, unless } from '../app/errors';
import { isOutOfOrder, isTie, sortTies, type SortKey } from '../app/query/sorting';
import { checkIds } from './appliedFilter';
import { noRecord, fetchPart, type Page, type Part, type Table, type Wanted } from './records';
import { addField, copyOf, picked, type FieldSelection } from './selection';
import { sortedAsInApp } from './sortedList';
import { allOf } from './where';

/** Large pages, as requests are what an app has few of. */
const PAGE_SIZE = 1_000;

/** Records that are equal by the sort key come in any order, so some are read beyond the limit. */
const MIN_AHEAD = 20;

const GROWTH = 4;

/**
 * Reads the records that are wanted: complete up to the limit, each once, sorted, what is equal by id.
 *
 * Pages go on from the last id, so they don't drift when records change meanwhile. A sort of the user's
 * own can't do that: its pages are checked by their ids and by the count, and where they drift,
 * everything is read by id and sorted here.
 *
 * @throws {InputError} when the app doesn't return them all, or not as asked
 */
export async function fetchList(table: Table, wanted: Wanted): Promise<AppRecord[]> {
	const { sort, limit, selection } = wanted;
	const [key] = sort;
	if (!selection.has('id') && wanted.after === undefined)
		return await fetchWithoutId(table, wanted);
	if (key === undefined) return await fetchById(table, wanted, 'asc');
	if (key.property.name === 'id') return await fetchById(table, wanted, key.direction);
	const sorted = await fetchSorted(table, wanted, key);
	if (sorted !== undefined) return sortTies(sorted, [key]).slice(0, limit);
	const all = await fetchById(table, { ...wanted, limit: Infinity }, 'asc');
	return (await sortedAsInApp(table, all, wanted, key)).slice(0, limit);
}

/**
 * Reads the records that have these IDs.
 *
 * @returns the record of an ID; throws an `AppError` when there is none
 * @throws {InputError} when the app doesn't show the IDs, or doesn't filter by them
 */
export async function fetchTogether(
	table: Table,
	shown: FieldSelection,
	ids: number[],
): Promise<(id: number) => AppRecord> {
	const where = { id: { in: ids } };
	const selection = addField(copyOf(shown), ['id']);
	const rows = await fetchById(table, { where, selection, limit: ids.length }, 'asc');
	checkIds(rows, ids);
	const byId = new Map(rows.map((row) => [idOf(row), row]));
	return (id) => {
		const row = byId.get(id);
		if (row === undefined) throw noRecord(table.entry, id);
		return picked(row, shown);
	};
}

async function fetchById(
	table: Table,
	{ where, selection, after, limit, pageSize = PAGE_SIZE }: Omit<Wanted, 'sort'>,
	direction: 'asc' | 'desc',
): Promise<AppRecord[]> {
	const rows: AppRecord[] = [];
	const beyond = direction === 'asc' ? 'gt' : 'lt';
	const sort = { field: 'id', direction };
	let isAskedAgain = false;
	for (let last = after; rows.length < limit; last = idOf(rows.at(-1))) {
		const rest = last === undefined ? undefined : { id: { [beyond]: last } };
		const page = { sort, take: Math.min(pageSize, limit - rows.length) };
		const part = await fetchPart(table, selection, { ...page, where: allOf([where, rest]) });
		checkOrder(part.rows, last, direction);
		for (const row of part.rows) rows.push(row);
		if (part.isEnd && !countsMore(part, part.rows.length)) break;
		if (part.rows.length > 0) continue;
		if (!countsMore(part, 0)) break;
		// Rows and count are two queries of the app: a record may have come between them.
		if (isAskedAgain) throw incomplete(rows.length, part.total);
		isAskedAgain = true;
	}
	return rows.slice(0, limit);
}

/** Whether an app says that there are more records than were read. */
function countsMore({ total = 0 }: Part, read: number): boolean {
	return total > read;
}

/** A page that the app may have cut off is never the last; one that is shorter than another isn't cut off. */
function isLast({ rows }: Part, { take }: Page, { bounds }: Table): boolean {
	return rows.length < Math.min(take, bounds.largest);
}

/**
 * Each page begins with the last record of the one before: where another stands there, records have
 * moved, which neither the count nor the ids tell when one was deleted and another created.
 *
 * @returns more than the limit, or all; undefined when the pages don't fit together
 */
async function fetchSorted(
	table: Table,
	wanted: Wanted,
	key: SortKey,
): Promise<AppRecord[] | undefined> {
	const { where, selection, limit } = wanted;
	const rows: AppRecord[] = [];
	const sort = { field: key.property.name, direction: key.direction };
	const ids = new Set<number>();
	for (let count: number | undefined; ; ) {
		const page = nextSortedPage(rows.length, wanted);
		const read = fetchPart(table, selection, { ...page, where, sort });
		// An app that doesn't skip records still has them all by id.
		const part = rows.length === 0 ? await read : await unless(isRefusal, read, undefined);
		if (part === undefined) return undefined;
		const known = rows.at(-1);
		const [again, ...others] = part.rows;
		if (known !== undefined && idOf(again) !== idOf(known)) return undefined;
		if (count !== undefined && (part.total ?? count) !== count) return undefined;
		count = part.total;
		const more = known === undefined ? part.rows : others;
		for (const row of more) rows.push(row);
		for (const row of more) ids.add(idOf(row));
		if (ids.size < rows.length || isOutOfOrder(rows, key)) return undefined;
		if (more.length === 0 || isLast(part, page, table)) {
			return countsMore(part, rows.length) ? undefined : rows;
		}
		if (rows.length > limit) return await withLowestTies(table, rows, wanted, key);
		// An app that returns one record at a time shows nothing behind the known one.
		if (table.bounds.largest === 1) return undefined;
	}
}

/** A page of a sorted list, which begins with the last record that is known. */
function nextSortedPage(known: number, { limit, pageSize = PAGE_SIZE }: Wanted): Page {
	if (known === 0) return { take: Math.min(pageSize, limit + 1) };
	const ahead = Math.max(MIN_AHEAD, known * GROWTH);
	return { take: Math.min(pageSize, ahead) + 1, skip: known - 1 };
}

/**
 * Where records beyond the limit are equal to the last one within it, those with the lowest ids are
 * asked for, as all that are equal may be half of the table.
 *
 * @param rows more than the limit
 * @returns undefined when the app can't tell which records are equal
 */
async function withLowestTies(
	table: Table,
	rows: AppRecord[],
	{ where, selection, limit, pageSize }: Wanted,
	key: SortKey,
): Promise<AppRecord[] | undefined> {
	const [last, next] = rows.slice(limit - 1);
	if (last === undefined || next === undefined || !isTie(key, last, next)) return rows;
	const ahead = rows.slice(0, limit).filter((row) => !isTie(key, row, last));
	const { name } = key.property;
	const equal = { [name]: { eq: last[name] as IDataObject[string] } };
	const tied = { where: allOf([where, equal]), selection, pageSize };
	const missing = limit - ahead.length;
	const ties = await unless(
		isRefusal,
		fetchById(table, { ...tied, limit: missing }, 'asc'),
		undefined,
	);
	const isWrong = ties === undefined || ties.length < missing;
	if (isWrong || ties.some((row) => !isTie(key, row, last))) return undefined;
	return [...ahead, ...ties];
}

/** A role may not be shown the ids, and then pages can't be told apart. */
async function fetchWithoutId(
	table: Table,
	{ where, selection, sort: [key], limit, pageSize = PAGE_SIZE }: Wanted,
): Promise<AppRecord[]> {
	const sort = key && { field: key.property.name, direction: key.direction };
	const page = { sort, take: Math.min(pageSize, limit) };
	const part = await fetchPart(table, selection, { ...page, where });
	const { rows } = part;
	if (rows.length >= limit || isLast(part, page, table)) return rows;
	const beyond = { ...page, where, take: 1, skip: rows.length };
	const next =
		rows.length === 0
			? part
			: await unless(isRefusal, fetchPart(table, selection, beyond), undefined);
	if (next?.rows.length === 0 && !countsMore(part, rows.length)) return rows;
	throw hiddenIds(rows.length, rows.length > 0 ? `, or read ${rows.length} records or fewer` : '');
}

function hiddenIds(count: number, otherWay = ''): InputError {
	return new InputError(
		`Couldn't read all records: the app returned ${count} and hides their IDs, which are needed to request the next page`,
		`Allow the user's role to read the property 'id'${otherWay}`,
	);
}

/** @throws {InputError} when an app doesn't sort by id, or hides it: its pages would leave records out */
function checkOrder(rows: AppRecord[], last: number | undefined, direction: 'asc' | 'desc'): void {
	let previous = last;
	for (const row of rows) {
		if (row.id === null) throw hiddenIds(rows.length);
		const id = idOf(row);
		const isNext = previous === undefined || (direction === 'asc' ? id > previous : id < previous);
		if (!isNext || !Number.isSafeInteger(id)) {
			throw new InputError(
				"The app doesn't apply 'where' or 'sort' to IDs, so the list would be incomplete",
				'No records were output. Check in the playground of the Data API whether the app filters and sorts records by ID',
			);
		}
		previous = id;
	}
}

function incomplete(readable: number, left: number | undefined): InputError {
	return new InputError(
		`Couldn't read all records: the app returned ${readable} and says there are ${left} more, but doesn't return them`,
		`No records were output, because the list would be incomplete. Read ${readable} records or fewer`,
	);
}

function idOf(row: AppRecord | undefined): number {
	return Number(row?.id);
}
