import type { AppRecord, RecordQuery } from '../../app/app';
import type { Criterion } from '../../app/comparison';
import { isRefusal, unless } from '../../app/errors';
import { InputError } from '../../app/inputError';
import { findProperty } from '../../app/models';
import { isOutOfOrder, isTie, sortRows, sortTies, type SortKey } from '../../app/sorting';
import type { Client } from '../client';
import type { Page } from '../records';
import { filteredReader, type Proofs } from './filtered';
import { readRecords } from './paging';

/** Ids in one request, so that no address grows too long. */
const MAX_IDS = 250;

/** Characters of values in one address; servers commonly take 8,000 in all. */
const MAX_CRITERIA_LENGTH = 4_000;

/** With more records that are equal by the sort key, all records are read and sorted here. */
const MAX_TIES = 2_000;

/** Which records are wanted, and what was seen of the app in this run. */
export type Query = Omit<RecordQuery, 'fields'> & { proofs: Proofs };

/** The most that an app was seen to accept. */
const PAGE_SIZE = 500;

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
	const parts = inParts(query);
	if (parts.length > 1) {
		const found = new Map<unknown, AppRecord>();
		for (const part of parts) {
			const all = { ...query, ...part, sort: [], limit: Infinity };
			for (const row of await readQuery(client, all)) found.set(row.id, row);
		}
		return sortRows([...found.values()], sort).slice(0, limit);
	}
	const read = filteredReader(client, query);
	const [key, ...others] = sort;
	if (key === undefined) return await readById(read, query, limit);
	const first = Number.isFinite(limit) ? await readFirst(read, key, limit) : undefined;
	return first === undefined
		? sortRows(await readById(read, query, Infinity), sort).slice(0, limit)
		: sortTies(first, [key, ...others]).slice(0, limit);
}

/** A condition with so many values that a request would grow too long is asked in several. */
function inParts({ conditions, combinator }: Query): Array<Pick<Query, 'conditions'>> {
	const long = conditions.find(
		({ operator, criteria }) => operator.value === 'in' && lengthOf(criteria) > MAX_CRITERIA_LENGTH,
	);
	if (long === undefined || (combinator === 'or' && conditions.length > 1)) return [{ conditions }];
	return chunks(long.criteria).map((criteria) => ({
		conditions: conditions.map((each) => (each === long ? { ...each, criteria } : each)),
	}));
}

function chunks(criteria: Criterion[]): Criterion[][] {
	const parts: Criterion[][] = [];
	for (const value of criteria) {
		const last = parts.at(-1);
		if (last !== undefined && lengthOf([...last, value]) <= MAX_CRITERIA_LENGTH) last.push(value);
		else parts.push([value]);
	}
	return parts;
}

/** Characters in an address, with what stands around each value. */
function lengthOf(criteria: Criterion[]): number {
	const around = 60;
	return criteria.reduce<number>(
		(sum, value) => sum + encodeURIComponent(value).length + around,
		0,
	);
}

async function readByIds(client: Client, query: Query, ids: number[]): Promise<AppRecord[]> {
	const rows: AppRecord[] = [];
	for (let from = 0; from < ids.length; from += MAX_IDS) {
		const chunk = ids.slice(from, from + MAX_IDS);
		const part = await readById(filteredReader(client, { ...query, ids: chunk }), query, Infinity);
		const asked = new Set(chunk);
		if (part.some(({ id }) => !asked.has(Number(id)))) {
			const message = 'The app ignores IDs in a list: it returned other records';
			throw new InputError(message, undefined, { remedy: 'one by one' });
		}
		for (const row of part) rows.push(row);
	}
	return rows;
}

async function readById(
	read: PageReader,
	{ model, pageSize = PAGE_SIZE }: Query,
	limit: number,
): Promise<AppRecord[]> {
	const id = findProperty(model, 'id')?.id;
	return await readRecords(
		async ({ direction, ...page }) => {
			const order = id === undefined ? undefined : `${id}:${direction}`;
			const isDocumented = direction === 'desc' && page.offset === undefined;
			const rows = read({ ...page, order });
			return isDocumented ? await rows : await unlessRefused(rows);
		},
		limit,
		pageSize,
	);
}

/** What is not documented an app may refuse. */
async function unlessRefused(rows: Promise<AppRecord[]>): Promise<AppRecord[] | undefined> {
	return await unless(isRefusal, rows, undefined);
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
	const most = limit + MAX_TIES;
	for (let asked = limit + 1; ; asked = Math.min(asked * 4, most)) {
		const rows = await unlessRefused(read({ limit: asked, order }));
		if (rows === undefined) return undefined;
		const [lastWanted, last] = [rows[limit - 1], rows.at(-1)];
		if (rows.length < asked || lastWanted === undefined || last === undefined) return undefined;
		if (isOutOfOrder(rows, key)) return undefined;
		if (!isTie(key, lastWanted, last)) return rows;
		// With more ties than that, everything is read and sorted here.
		if (asked === most) return undefined;
	}
}
