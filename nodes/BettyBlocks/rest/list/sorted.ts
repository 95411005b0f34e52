// Records in the order of a property.
import type { AppRecord } from '../../app/app';
import type { Condition } from '../../app/query/conditions';
import { kindOf } from '../../app/values/kinds';
import { comparableAs, requireOperator } from '../../app/query/operators';
import { valueAt } from '../../app/schema/paths';
import {
	isOutOfOrder,
	isPlainlySorted,
	isTie,
	sortRows,
	sortTies,
	type SortKey,
} from '../../app/query/sorting';
import { ACCEPTED_LIMIT, pathOf } from '../records';
import { narrowedBy, unlessIgnored, type MaybePage, type Query } from './maybePages';

/** Beyond the limit so many records that are equal by the sort key are read, at most. */
const MAX_TIES = 2_000;

const GROWTH = 4;

/** What the records are read from. */
export interface Sorted {
	read: MaybePage;
	/** All records, by id. */
	all: () => Promise<AppRecord[]>;
	among: (query: Query) => Promise<AppRecord[]>;
}

/**
 * Reads records in the order of the app. Where it does not sort them all, they are sorted here, and
 * somebody is told that letters and empty values may stand elsewhere in the app.
 */
export async function readSorted(query: Query, sorted: Sorted): Promise<AppRecord[]> {
	const [key] = query.sort;
	const first =
		key && Number.isFinite(query.limit) ? await readFirst(query, key, sorted) : undefined;
	return first ?? (await sortAll(query, sorted)).slice(0, query.limit);
}

/** @returns undefined when the app does not show the first records beyond doubt */
async function readFirst(
	query: Query,
	key: SortKey,
	{ read, among }: Sorted,
): Promise<AppRecord[] | undefined> {
	const { limit, sort, tell } = query;
	const most = Math.max(ACCEPTED_LIMIT, limit + MAX_TIES);
	const order = orderBy(key, key.direction);
	// One more than wanted shows whether the last one is a tie, unless the app may refuse so many.
	for (let asked = limit === ACCEPTED_LIMIT ? limit : limit + 1; ; asked = bounded(asked, most)) {
		const rows = await read({ limit: asked, order });
		if (rows === undefined || isOutOfOrder(rows, key)) return undefined;
		if (!isEachOnce(rows) || !(await sortsBothWays(query, key, rows, read))) return undefined;
		const lastWanted = rows[limit - 1];
		if (lastWanted === undefined) return undefined;
		if (!isTie(key, lastWanted, rows.at(-1) ?? lastWanted)) {
			return toldOf(sortTies(rows, sort).slice(0, limit), sort, tell, key);
		}
		const start = rows.findIndex((row) => isTie(key, lastWanted, row));
		const ties = await readTies(query, key, lastWanted, limit - start, among);
		if (ties !== undefined) {
			return [...toldOf(sortTies(rows.slice(0, start), sort), sort, tell, key), ...ties];
		}
		if (asked >= most) return undefined;
	}
}

function bounded(asked: number, most: number): number {
	return Math.min(asked < ACCEPTED_LIMIT ? ACCEPTED_LIMIT : asked * GROWTH, most);
}

/** Of many records that are equal by the sort key, the app is asked for the first by the next key. */
async function readTies(
	query: Query,
	key: SortKey,
	tied: AppRecord,
	limit: number,
	among: Sorted['among'],
): Promise<AppRecord[] | undefined> {
	const condition = isAs(key, tied);
	const narrowed = condition && narrowedBy(query, condition);
	if (narrowed === undefined) return undefined;
	const ties = await unlessIgnored(among({ ...narrowed, sort: query.sort.slice(1), limit }));
	const areAll = ties?.length === limit && ties.every((row) => isTie(key, tied, row));
	return areAll ? ties : undefined;
}

/** A condition for what equals a record, where that is what the app shows and no more. */
function isAs({ property }: SortKey, record: AppRecord): Condition | undefined {
	const path: Condition['path'] = { label: property.name, steps: [property] };
	const value = valueAt(record, path);
	if (value === null) return { path, operator: requireOperator('doesNotExist'), criteria: [] };
	const { isWhole, precision, fieldType } = kindOf(property);
	const isExact =
		isWhole === true ||
		precision === 'day' ||
		fieldType === 'options' ||
		comparableAs(property) === 'boolean';
	if (!isExact || value === '' || typeof value === 'object') return undefined;
	return { path, operator: requireOperator('eq'), criteria: [String(value)] };
}

/** What the app sorts in one page stands as the app has it; more is sorted here. */
async function sortAll(query: Query, { read, all }: Sorted): Promise<AppRecord[]> {
	const { sort, tell } = query;
	const rows = await all();
	const here = sortRows(rows, sort);
	const [key] = sort;
	if (key === undefined || isPlainlySorted(here, sort)) return here;
	const page =
		rows.length <= ACCEPTED_LIMIT
			? await read({ limit: rows.length, order: orderBy(key, key.direction) })
			: undefined;
	const ids = new Set(rows.map(({ id }) => id));
	const isSame =
		page?.length === rows.length && isEachOnce(page) && page.every(({ id }) => ids.has(id));
	const isSorted =
		isSame && !isOutOfOrder(page, key) && (await sortsBothWays(query, key, page, read));
	return isSorted ? toldOf(sortTies(page, sort), sort, tell, key) : toldOf(here, sort, tell);
}

/**
 * Whether an app sorts by a property: an app that ignores the order has the same record at both ends.
 */
async function sortsBothWays(
	{ model, proofs }: Query,
	key: SortKey,
	rows: AppRecord[],
	read: MaybePage,
): Promise<boolean> {
	// What the documentation has as its example.
	if (key.property.name === 'id' && key.direction === 'desc') return true;
	return await proofs.whether(`${pathOf(model)} sorts by ${key.property.id}`, async () => {
		const direction = key.direction === 'asc' ? 'desc' : 'asc';
		const [end] = (await read({ limit: 1, order: orderBy(key, direction) })) ?? [];
		const [first] = rows;
		if (end === undefined || first === undefined) return false;
		// Equal records come in any order, so another one of them shows nothing.
		return !isTie(key, end, first) && !isOutOfOrder([...rows, end], key);
	});
}

/** Says so where the order of records may be another in the app, apart from what it sorted itself. */
function toldOf(
	rows: AppRecord[],
	sort: SortKey[],
	tell: Query['tell'],
	byApp?: SortKey,
): AppRecord[] {
	const isPlain = rows.every((row, index) => {
		const previous = rows[index - 1];
		if (previous === undefined) return true;
		return (
			(byApp !== undefined && !isTie(byApp, previous, row)) ||
			isPlainlySorted([previous, row], sort)
		);
	});
	if (!isPlain) {
		tell?.(
			'The node sorted these records itself. The app may put empty values and accented letters in other places.',
		);
	}
	return rows;
}

function orderBy({ property }: SortKey, direction: SortKey['direction']): string {
	return `${property.id}:${direction}`;
}

function isEachOnce(rows: AppRecord[]): boolean {
	return new Set(rows.map(({ id }) => id)).size === rows.length;
}
