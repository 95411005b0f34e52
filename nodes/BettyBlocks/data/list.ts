// A complete, sorted list of records.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { InputError } from '../app/inputError';
import { isOutOfOrder, isTie, sortRows, sortTies, type SortKey } from '../app/sorting';
import { readPart, type Part, type Table } from './records';
import type { Selection } from './selection';
import { allOf } from './where';

/** Large pages, as requests are what an app has few of. */
const PAGE_SIZE = 1_000;

/** Records that are equal by the sort key come in any order, so some are read beyond the limit. */
const MIN_AHEAD = 20;

const GROWTH = 4;

/** Which records are wanted, and what of them. */
export interface Wanted {
	where: IDataObject | undefined;
	/** Has the id, where the model shows one. */
	selection: Selection;
	sort: SortKey[];
	/** Infinity for all. */
	limit: number;
	pageSize?: number;
}

/**
 * Reads the records that are wanted: complete up to the limit, each once, sorted, what is equal by id.
 *
 * Pages go on from the last id, so they don't drift when records change meanwhile. A sort of the user's
 * own can't do that: its pages are checked by their ids and by the count, and where they drift,
 * everything is read by id and sorted here.
 *
 * @throws {InputError} when the app doesn't return them all, or not as asked
 */
export async function readList(table: Table, wanted: Wanted): Promise<AppRecord[]> {
	const { sort, limit, selection } = wanted;
	const [key] = sort;
	if (!selection.has('id')) return await readWithoutId(table, wanted);
	if (key === undefined) return await readById(table, wanted, 'asc');
	if (key.property.name === 'id') return await readById(table, wanted, key.direction);
	const sorted = await readSorted(table, wanted, key);
	if (sorted !== undefined) return sortTies(sorted, [key]).slice(0, limit);
	const all = await readById(table, { ...wanted, limit: Infinity }, 'asc');
	return sortRows(all, sort).slice(0, limit);
}

async function readById(
	table: Table,
	{ where, selection, limit, pageSize = PAGE_SIZE }: Wanted,
	direction: 'asc' | 'desc',
): Promise<AppRecord[]> {
	const rows: AppRecord[] = [];
	const beyond = direction === 'asc' ? 'gt' : 'lt';
	const sort = { field: 'id', direction };
	for (let last: number | undefined; rows.length < limit; last = idOf(rows.at(-1))) {
		const rest = last === undefined ? undefined : { id: { [beyond]: last } };
		const take = Math.min(pageSize, limit - rows.length);
		const part = await readPart(table, selection, { where: allOf([where, rest]), sort, take });
		checkOrder(part.rows, last, direction);
		for (const row of part.rows) rows.push(row);
		if (isLast(part)) break;
		if (part.rows.length === 0) throw incomplete(rows.length, part.total);
	}
	return rows.slice(0, limit);
}

/** Without a count, nothing but an empty page tells that there is no more. */
function isLast({ rows, total }: Part): boolean {
	return total === undefined ? rows.length === 0 : rows.length >= total;
}

/**
 * Each page begins with the last record of the one before: where another stands there, records have
 * moved, which neither the count nor the ids tell when one was deleted and another created.
 *
 * @returns undefined when the pages don't fit together
 */
async function readSorted(
	table: Table,
	{ where, selection, limit, pageSize = PAGE_SIZE }: Wanted,
	key: SortKey,
): Promise<AppRecord[] | undefined> {
	const rows: AppRecord[] = [];
	const sort = { field: key.property.name, direction: key.direction };
	const ids = new Set<number>();
	for (let count: number | undefined; ; ) {
		const ahead = Math.max(MIN_AHEAD, rows.length * GROWTH);
		const known = rows.at(-1);
		const take =
			known === undefined ? Math.min(pageSize, limit + 1) : Math.min(pageSize, ahead) + 1;
		const skip = Math.max(0, rows.length - 1);
		const part = await readPart(table, selection, { where, sort, take, skip });
		if (count !== undefined && part.total !== count) return undefined;
		count = part.total;
		const [again] = part.rows;
		if (known !== undefined && (again === undefined || idOf(again) !== idOf(known)))
			return undefined;
		const more = known === undefined ? part.rows : part.rows.slice(1);
		for (const row of more) rows.push(row);
		for (const row of more) ids.add(idOf(row));
		if (ids.size < rows.length || isOutOfOrder(rows, key)) return undefined;
		const isAll = count === undefined ? more.length === 0 : rows.length >= count;
		if (isAll) return rows;
		if (more.length === 0) return undefined;
		const [lastWanted, last] = [rows[limit - 1], rows.at(-1)];
		if (lastWanted !== undefined && last !== undefined && rows.length > limit) {
			if (!isTie(key, lastWanted, last)) return rows;
		}
	}
}

/** A role may not be shown the ids, and then pages can't be told apart. */
async function readWithoutId(
	table: Table,
	{ where, selection, sort: [key], limit, pageSize = PAGE_SIZE }: Wanted,
): Promise<AppRecord[]> {
	const sort = key && { field: key.property.name, direction: key.direction };
	const take = Math.min(pageSize, limit);
	const { rows, total } = await readPart(table, selection, { where, sort, take });
	if (rows.length >= limit || rows.length >= (total ?? Infinity)) return rows;
	throw new InputError(
		`Couldn't read all records: ${rows.length} came, and the app doesn't show their IDs, which the next ones are asked for by`,
		`Let the user's role read the property id, or set a limit of at most ${rows.length}`,
	);
}

/** @throws {InputError} when an app doesn't sort by id: its pages would leave records out */
function checkOrder(rows: AppRecord[], last: number | undefined, direction: 'asc' | 'desc'): void {
	let previous = last;
	for (const row of rows) {
		const id = idOf(row);
		const isNext = previous === undefined || (direction === 'asc' ? id > previous : id < previous);
		if (!isNext || !Number.isSafeInteger(id)) {
			throw new InputError(
				"The app doesn't sort the records by their IDs, so their list would not be complete",
				'Nothing is returned, as part of the records could pass for all of them',
			);
		}
		previous = id;
	}
}

function incomplete(readable: number, left: number | undefined): InputError {
	return new InputError(
		`Couldn't read all records: ${readable} came, and the app says there are ${left} more but doesn't return them`,
		`Nothing is returned, as part of the records could pass for all of them. Set a limit of at most ${readable}`,
	);
}

function idOf(row: AppRecord | undefined): number {
	return Number(row?.id);
}
