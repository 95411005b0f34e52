// Sorting here what an app returned by ID.
import type { AppRecord } from '../app/app';
import { isRefusal, unless, InputError } from '../app/errors';
import { kindOf } from '../app/values/kinds';
import { isOutOfOrder, sortRows, type SortKey } from '../app/query/sorting';
import { fetchPart, type Table, type Wanted } from './records';
import type { FieldSelection } from './selection';

const PAGE_SIZE = 1_000;

/**
 * Sorts records as the app does: its alphabet, and where it puts empty values, are read from its own
 * sorted list, in which equal records may come in any order.
 *
 * @param rows by id, as which equal ones stay
 * @throws {InputError} when the app shows no order, and that of texts can't be known
 */
export async function sortedAsInApp(
	table: Table,
	rows: AppRecord[],
	wanted: Wanted,
	key: SortKey,
): Promise<AppRecord[]> {
	const ranks = await ranksInApp(table, rows.length, wanted, key);
	if (ranks === undefined) return sortedHere(rows, key);
	const rankOf = (row: AppRecord) => ranks.get(valueKey(row, key)) ?? Infinity;
	const ranked = rows.filter((row) => rankOf(row) !== Infinity);
	const others = rows.filter((row) => rankOf(row) === Infinity);
	return [
		...ranked.sort((a, b) => rankOf(a) - rankOf(b)),
		// They have changed since the list was read.
		...sortRows(others, [key]),
	];
}

/** Where in the sorted list of the app each value comes first; undefined when it isn't sorted. */
async function ranksInApp(
	table: Table,
	count: number,
	{ where, limit, pageSize = PAGE_SIZE }: Wanted,
	key: SortKey,
): Promise<Map<string, number> | undefined> {
	const { name } = key.property;
	const selection: FieldSelection = new Map([
		['id', new Map()] as const,
		[name, new Map()] as const,
	]);
	const seen: AppRecord[] = [];
	while (seen.length < Math.min(limit, count)) {
		const page = { where, sort: { field: name, direction: key.direction }, take: pageSize };
		const read = fetchPart(table, selection, { ...page, skip: seen.length });
		const part = await unless(isRefusal, read, undefined);
		if (part === undefined) return undefined;
		if (part.rows.length === 0) break;
		for (const row of part.rows) seen.push(row);
	}
	if (isOutOfOrder(seen, key)) return undefined;
	return ranksOf(seen.map((row) => valueKey(row, key)));
}

/** Values that stand among each other are equal to the app: it may not tell capitals from small letters. */
function ranksOf(values: string[]): Map<string, number> {
	const ends = new Map(values.map((value, index) => [value, index]));
	const ranks = new Map<string, number>();
	let [rank, end] = [0, -1];
	values.forEach((value, index) => {
		if (index > end) rank = index;
		end = Math.max(end, ends.get(value) ?? index);
		ranks.set(value, rank);
	});
	return ranks;
}

function sortedHere(rows: AppRecord[], key: SortKey): AppRecord[] {
	const { name } = key.property;
	const isText = kindOf(key.property).family === 'text';
	const hasGaps = rows.some((row) => row[name] === null) && rows.some((row) => row[name] !== null);
	if (!isText && !hasGaps) return sortRows(rows, [key]);
	throw new InputError(
		`Couldn't sort the records by "${name}": the app doesn't return its sorted list in pages`,
		'Remove the sort, and sort in a separate step (for example with the Sort node), or read fewer records',
	);
}

function valueKey(row: AppRecord, { property: { name } }: SortKey): string {
	return JSON.stringify(row[name] ?? null);
}
