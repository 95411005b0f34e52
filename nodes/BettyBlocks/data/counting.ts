import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { isRefusal, unless } from '../app/errors';
import { readPart, type Table } from './records';
import type { FieldSelection } from './selection';

/** Two rows show more than a count of the page does. */
const TAKE = 2;

/**
 * How many records the app counts. A count is believed when the record with that number is the last one.
 *
 * @param check throws when records are not those that were asked for
 * @returns undefined when the app doesn't tell, or something else than it shows
 */
export async function countRecords(
	table: Table,
	selection: FieldSelection,
	where: IDataObject | undefined,
	check: (rows: AppRecord[]) => Promise<void>,
): Promise<number | undefined> {
	const page = { where, sort: { field: 'id', direction: 'asc' as const }, take: TAKE };
	const { rows, total, isEnd } = await readPart(table, selection, page);
	await check(rows);
	if (total === undefined) return undefined;
	if (isEnd) return rows.length === total ? total : undefined;
	const last = readPart(table, selection, { ...page, skip: total - 1 });
	const end = await unless(isRefusal, last, undefined);
	if (end?.rows.length !== 1 || !end.isEnd) return undefined;
	await check(end.rows);
	return total;
}
