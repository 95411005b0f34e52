import type { Client } from '../../api/client';
import type { Model } from '../../api/models';
import { readRecords } from '../../api/paging';
import type { AppRecord, Page } from '../../api/records';
import { InputError } from '../../inputError';
import { findProperty } from '../../schema/models';
import { isOutOfOrder, isTie, sortRows, sortTies, type SortKey } from '../../schema/sorting';
import { filteredReader, type FilteredSelection } from './filtered';

/** Ids in one request, so that no address grows too long. */
const MOST_IDS = 250;

/** Beyond so many records that are equal by the sort key, their order is the app's affair. */
const MOST_TIES = 2_000;

/** Which records are wanted, and how; everything fits the model. */
export interface Query extends FilteredSelection {
	model: Model;
	sort: SortKey[];
	/** Infinity for all. */
	limit: number;
	/** Rows to ask for at once. */
	pageSize: number;
}

type PageReader = (page: Page) => Promise<AppRecord[]>;

/**
 * Reads the records that are wanted: complete up to the limit, each once, sorted, what is equal by
 * id.
 *
 * @throws {InputError} when the app does not apply what it is asked for, or cannot return it all
 */
export async function readQuery(client: Client, query: Query): Promise<AppRecord[]> {
	const { ids, sort, limit } = query;
	if (ids !== undefined) {
		return sortRows(await readByIds(client, query, ids), sort).slice(0, limit);
	}
	const read = filteredReader(client, query);
	const [key, ...others] = sort;
	if (key === undefined) return await readById(read, query, limit);
	const first = Number.isFinite(limit) ? await readFirst(read, key, limit) : undefined;
	return first === undefined
		? sortRows(await readById(read, query, Infinity), sort).slice(0, limit)
		: sortTies(first, [key, ...others]).slice(0, limit);
}

async function readByIds(client: Client, query: Query, ids: number[]): Promise<AppRecord[]> {
	const rows: AppRecord[] = [];
	for (let from = 0; from < ids.length; from += MOST_IDS) {
		const chunk = ids.slice(from, from + MOST_IDS);
		const part = await readById(filteredReader(client, { ...query, ids: chunk }), query, Infinity);
		const asked = new Set(chunk);
		if (part.some(({ id }) => !asked.has(Number(id)))) {
			throw new InputError(
				'The app does not apply Record IDs: it returned records that were not asked for',
				'Remove Record IDs from the options, and use the operation Get for each ID instead',
			);
		}
		for (const row of part) rows.push(row);
	}
	return rows;
}

async function readById(
	read: PageReader,
	{ model, pageSize }: Query,
	limit: number,
): Promise<AppRecord[]> {
	const id = findProperty(model, 'id')?.id;
	return await readRecords(
		async ({ direction, ...page }) =>
			await read({ ...page, order: id === undefined ? undefined : `${id}:${direction}` }),
		limit,
		pageSize,
	);
}

/**
 * Reads the first records by a sort key, and beyond the limit until the key changes, as the app
 * may return what is equal in any order.
 *
 * @returns undefined when the app returned fewer than asked for, or not in this order
 */
async function readFirst(
	read: PageReader,
	key: SortKey,
	limit: number,
): Promise<AppRecord[] | undefined> {
	const order = `${key.property.id}:${key.direction}`;
	const most = limit + MOST_TIES;
	for (let asked = limit + 1; ; asked = Math.min(asked * 4, most)) {
		const rows = await read({ limit: asked, order });
		const [lastWanted, last] = [rows[limit - 1], rows.at(-1)];
		if (rows.length < asked || lastWanted === undefined || last === undefined) return undefined;
		if (isOutOfOrder(rows, key)) return undefined;
		if (!isTie(key, lastWanted, last) || asked === most) return rows;
	}
}
