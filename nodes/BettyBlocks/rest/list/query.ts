import type { AppRecord, RecordMatch } from '../../app/app';
import type { Criterion } from '../../app/query/comparison';
import { InputError } from '../../app/errors';
import { findProperty } from '../../app/schema/models';
import { sortRows } from '../../app/query/sorting';
import type { Client } from '../client';
import { DEFAULT_LIMIT, TWO_RECORDS, pathOf, listRecords } from '../records';
import { readById, withId } from './byId';
import { filteredReader } from './filtered';
import { maybePages, narrowedBy, unlessIgnored, type Query } from './maybePages';
import { readSorted } from './sorted';
import { eachOnce, idOf } from './pages';
import type { Proofs } from './proofs';

/** Characters of values in one URL; servers commonly take 8,000 in all. */
const MAX_CRITERIA_LENGTH = 4_000;

/**
 * Reads the records that are wanted: complete up to the limit, each once, sorted, what is equal by
 * id.
 *
 * @throws {InputError} when the app does not apply what it is asked for, or cannot return it all
 */
export async function readQuery(client: Client, query: Query): Promise<AppRecord[]> {
	const { ids, sort, limit, after } = query;
	if (after !== undefined) return await readAfter(client, query, after);
	if (ids !== undefined) {
		return sortRows(await readByIds(client, query, ids), sort).slice(0, limit);
	}
	const parts = inParts(query);
	if (query.isAnyOrder) return await readAny(client, query, parts);
	if (parts.length > 1) {
		const found = new Map<unknown, AppRecord>();
		for (const part of parts) {
			const all = { ...query, ...part, sort: [], limit: Infinity };
			for (const row of await readQuery(client, all)) found.set(row.id, row);
		}
		return sortRows([...found.values()], sort).slice(0, limit);
	}
	if (sort.length === 0) return await readById(client, query);
	return await readSorted(query, {
		read: maybePages(client, query),
		all: async () => await readById(client, { ...query, limit: Infinity }),
		among: async (ties) => await readQuery(client, ties),
	});
}

/** What of a query is another in a part of it. */
type Part = Partial<Pick<Query, 'conditions'>>;

/** As many of the records as are wanted, whichever. */
async function readAny(client: Client, query: Query, parts: Part[]): Promise<AppRecord[]> {
	const { limit } = query;
	for (const part of parts) {
		const rows = await filteredReader(client, { ...query, ...part })({ limit });
		if (rows.length > 0) return rows;
	}
	return [];
}

/** By a condition on the id; where the app doesn't apply it, all are read. */
async function readAfter(client: Client, query: Query, after: number): Promise<AppRecord[]> {
	const all = { ...query, after: undefined };
	const id = findProperty(query.model, 'id');
	const beyond =
		id && query.ids === undefined ? narrowedBy(all, withId(id, 'gt', after)) : undefined;
	const some = beyond && (await unlessIgnored(readQuery(client, beyond)));
	if (some !== undefined) return some;
	const rows = await readQuery(client, { ...all, limit: Infinity });
	return rows.filter((row) => Number(row.id) > after).slice(0, query.limit);
}

/** A condition with so many values that a request would grow too long is asked in several. */
function inParts({ conditions, combinator }: Query): Part[] {
	const long = conditions.find(
		({ operator, criteria }) => operator.value === 'in' && lengthOf(criteria) > MAX_CRITERIA_LENGTH,
	);
	if (long === undefined || (combinator === 'or' && conditions.length > 1)) return [{}];
	return chunks(long.criteria).map((criteria) => ({
		conditions: conditions.map((each) => (each === long ? { ...each, criteria } : each)),
	}));
}

function chunks(criteria: Criterion[]): Criterion[][] {
	const parts: Criterion[][] = [];
	let length = MAX_CRITERIA_LENGTH;
	for (const value of criteria) {
		const more = lengthOf([value]);
		if (length + more > MAX_CRITERIA_LENGTH) {
			parts.push([]);
			length = 0;
		}
		parts.at(-1)?.push(value);
		length += more;
	}
	return parts;
}

/** Characters in a URL, with what stands around each value. */
function lengthOf(criteria: Criterion[]): number {
	const around = 60;
	return criteria.reduce<number>(
		(sum, value) => sum + encodeURIComponent(value).length + around,
		0,
	);
}

/** An app may cap what it returns, so what did not come is asked for again until none of it comes. */
async function readByIds(client: Client, query: Query, ids: number[]): Promise<AppRecord[]> {
	const rows = new Map<number, AppRecord>();
	for (let from = 0; from < ids.length; from += DEFAULT_LIMIT) {
		let missing = ids.slice(from, from + DEFAULT_LIMIT);
		while (missing.length > 0) {
			const read = filteredReader(client, { ...query, ids: missing });
			const part = await read({ limit: missing.length });
			const asked = new Set(missing);
			if (part.some(({ id }) => !asked.has(Number(id)))) {
				const message = 'The app ignored the list of IDs and returned other records';
				throw new InputError(message, undefined, { remedy: 'one by one' });
			}
			for (const row of part) rows.set(Number(row.id), row);
			if (part.length === 0) break;
			missing = missing.filter((id) => !rows.has(id));
		}
	}
	return [...rows.values()];
}

const PAGE_SIZE = 100;

type Match = RecordMatch & { proofs: Proofs };

/**
 * Looks records up by the app's own filter, which is checked like any other.
 *
 * @returns lowest id first
 */
export async function readMatches(client: Client, match: Match): Promise<AppRecord[]> {
	const everything = { sort: [], limit: Infinity, pageSize: PAGE_SIZE };
	return await readQuery(client, { ...match, combinator: 'and', ...everything });
}

/**
 * The same with as few requests as it takes to know whether there is one, or more than one.
 *
 * @returns no record, one, or two of several
 */
export async function readSomeMatches(client: Client, match: Match): Promise<AppRecord[]> {
	const read = filteredReader(client, { ...match, combinator: 'and' });
	const id = findProperty(match.model, 'id')?.id;
	const order = id && `${id}:desc`;
	const found = await read({ limit: TWO_RECORDS, order });
	const isOne = eachOnce(found).length === 1 && !(await returnsSeveral(client, match));
	const fromTheOtherEnd = isOne && id !== undefined ? await read({ limit: 1 }) : [];
	const each = eachOnce([...found, ...fromTheOtherEnd]).sort((a, b) => idOf(a) - idOf(b));
	return each.slice(0, 2);
}

/** Whether the app was seen to return more than one record at once: without that, one says little. */
async function returnsSeveral(client: Client, { model, proofs }: Match): Promise<boolean> {
	return await proofs.whether(
		`${pathOf(model)} returns two`,
		async () => eachOnce(await listRecords(client, model, { limit: TWO_RECORDS })).length > 1,
	);
}
