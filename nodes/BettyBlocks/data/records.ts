import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { AppError, isRefusal, unless, InputError } from '../app/errors';
import { isJsonObject } from '../app/values/json';
import type { Direction, SortKey } from '../app/query/sorting';
import type { Client } from './client';
import type { Entry } from './introspection';
import { asName } from './names';
import { addField, copyOf, picked, selectionText, type FieldSelection } from './selection';

/** A piece of the list of records of a model. */
export interface Page {
	where?: IDataObject;
	sort?: { field: string; direction: Direction };
	/** Maximum number of records to return. */
	take: number;
	/** Records to leave out. */
	skip?: number;
}

/** Which records are wanted, and what of them. */
export interface Wanted {
	where: IDataObject | undefined;
	/** Has the id, where the model shows one. */
	selection: FieldSelection;
	/** Only records with a higher id. */
	after?: number;
	sort: SortKey[];
	/** Infinity for all. */
	limit: number;
	pageSize?: number;
}

/** What a page holds. */
export interface Part {
	rows: AppRecord[];
	/** How many records meet the conditions; undefined when the app doesn't tell, or less than it shows. */
	total: number | undefined;
	/** Whether no record follows; false where that isn't known. */
	isEnd: boolean;
}

/** Every app takes so many (the vendor's own limit of earlier years). */
export const SAFE_TAKE = 200;

/** What was found out about an app's pages in one run. */
export interface Bounds {
	/** The largest `take` that the app was seen to accept. */
	accepted: number;
	/** How many records the largest page had: the app cuts no page off before. */
	largest: number;
	/** Models whose conditions were seen to be applied. */
	filtered: Set<string>;
}

export function newBounds(): Bounds {
	return { accepted: 1, largest: 0, filtered: new Set() };
}

/** What records are read from. */
export interface Table {
	client: Client;
	entry: Entry;
	bounds: Bounds;
}

/** The largest `take` that apps accepted after they had refused a larger one, by their addresses. */
const largestTakes = new Map<string, number>();

/**
 * Reads a piece of the list of records. An app that refuses a large piece is asked for smaller ones, once
 * it has accepted the smallest: what it refuses for another reason isn't sent over and over.
 *
 * @throws {AppError} when the app refuses it for what it asks
 */
export async function fetchPart(
	table: Table,
	selection: FieldSelection,
	page: Page,
): Promise<Part> {
	const { url } = table.client;
	const first = Math.min(page.take, largestTakes.get(url) ?? Infinity);
	const whole = fetchOnce(table, selection, { ...page, take: first });
	const part = await (first <= table.bounds.accepted ? whole : unless(isRefusal, whole, undefined));
	if (part !== undefined) return part;
	const one = await fetchOnce(table, selection, { ...page, take: 1 });
	for (let take = smaller(first); take > 1; take = smaller(take)) {
		const next = fetchOnce(table, selection, { ...page, take });
		const less = await unless(isRefusal, next, undefined);
		if (less === undefined) continue;
		largestTakes.set(url, take);
		return less;
	}
	largestTakes.set(url, 1);
	return one;
}

function smaller(take: number): number {
	return take > SAFE_TAKE ? SAFE_TAKE : Math.ceil(take / 2);
}

async function fetchOnce(
	{ client, entry, bounds }: Table,
	selection: FieldSelection,
	page: Page,
): Promise<Part> {
	const { where, sort, take, skip = 0 } = page;
	const list = listText(entry, page, `{ results ${selectionText(selection)} totalCount }`);
	const data = await client.ask({
		query: `query${declared(entry, where, '')} { ${list}${endQuestion(entry, page)} }`,
		...(where && { variables: { where } }),
		field: entry.all,
		safety: 'safe',
		purpose: `read records of ${entry.name}`,
	});
	const { results, totalCount } = isJsonObject(data[entry.all])
		? (data[entry.all] as IDataObject)
		: {};
	if (!Array.isArray(results)) throw notShown(entry);
	const rows = (results as unknown[]).map((row) => requireRecord(row, entry));
	bounds.accepted = Math.max(bounds.accepted, take);
	bounds.largest = Math.max(bounds.largest, rows.length);
	const isCount = typeof totalCount === 'number' && totalCount >= skip + rows.length;
	const total = isCount ? totalCount : undefined;
	return { rows, total, isEnd: sort !== undefined && reachesEnd(rows, data[END], sort) };
}

function listText({ all }: Entry, { where, sort, take, skip = 0 }: Page, shown: string): string {
	const given = [
		where && 'where: $where',
		sort && `sort: { field: ${asName(sort.field)}, order: ${sort.direction.toUpperCase()} }`,
		`take: ${whole(take)}`,
		skip > 0 && `skip: ${whole(skip)}`,
	];
	return `${asName(all)}(${given.filter(Boolean).join(', ')}) ${shown}`;
}

/** The name of what is asked for besides: the record at the other end. */
const END = 'end';

/**
 * An app may cut a page off anywhere, and count no more than the page has. So a page by ID comes with the
 * record that stands last, as the app finds it from the other side.
 */
function endQuestion(entry: Entry, { where, sort }: Page): string {
	if (sort?.field !== 'id') return '';
	const direction = sort.direction === 'asc' ? 'desc' : 'asc';
	const page = { where, sort: { field: 'id', direction }, take: 1 } as const;
	return ` ${END}: ${listText(entry, page, '{ results { id } }')}`;
}

function reachesEnd(
	rows: AppRecord[],
	end: unknown,
	{ direction }: NonNullable<Page['sort']>,
): boolean {
	const results = isJsonObject(end) ? end.results : undefined;
	if (!Array.isArray(results)) return false;
	const [last] = results as unknown[];
	if (rows.length === 0 || !isJsonObject(last)) return rows.length === results.length;
	const [reached, wanted] = [Number(rows.at(-1)?.id), Number(last.id)];
	return direction === 'asc' ? reached >= wanted : reached <= wanted;
}

/** Two rows show more than a count of the page does. */
const COUNT_TAKE = 2;

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
	const page: Page = { where, sort: { field: 'id', direction: 'asc' }, take: COUNT_TAKE };
	const { rows, total, isEnd } = await fetchPart(table, selection, page);
	await check(rows);
	if (total === undefined) return undefined;
	if (isEnd) return rows.length === total ? total : undefined;
	const last = fetchPart(table, selection, { ...page, skip: total - 1 });
	const end = await unless(isRefusal, last, undefined);
	if (end?.rows.length !== 1 || !end.isEnd) return undefined;
	await check(end.rows);
	return total;
}

/** @throws {AppError} for null, text or a list, which would be a record less */
function requireRecord(row: unknown, { name }: Entry): AppRecord {
	if (isJsonObject(row)) return row;
	throw new InputError(
		`The app returned ${JSON.stringify(row).slice(0, 40)} instead of a record of ${name}`,
		"No records were output, because the list would be incomplete. Check in the app whether the user's role may read every record",
	);
}

/**
 * @throws {AppError} also when there is no such record
 * @throws {AppError} when the app returns another one
 */
export async function fetchOne(
	table: Table,
	shown: FieldSelection,
	id: number,
	showsId: boolean,
): Promise<AppRecord> {
	const { entry } = table;
	const where = { id: { eq: id } };
	// Asked for besides: whether the record is the one that was meant.
	const selection = showsId ? addField(copyOf(shown), ['id']) : shown;
	const found =
		entry.one === undefined
			? (await fetchPart(table, selection, { where, take: 1 })).rows[0]
			: await askForOne(table, entry.one, selection, where);
	if (found === null || found === undefined) throw noRecord(entry, id);
	const record = requireRecord(found, entry);
	if (!showsId || Number(record.id) === id) return picked(record, shown);
	const other = record.id === undefined ? 'another record' : `the record ${String(record.id)}`;
	throw new InputError(
		`The app ignored the ID ${id} and returned ${other} of ${entry.name}`,
		'Nothing was output. Check in the playground of the Data API whether the app filters records by ID',
	);
}

async function askForOne(
	{ client, entry }: Table,
	one: string,
	selection: FieldSelection,
	where: IDataObject,
): Promise<unknown> {
	const data = await client.ask({
		query: `query${declared(entry, where, '!')} { ${asName(one)}(where: $where) ${selectionText(selection)} }`,
		variables: { where },
		field: one,
		safety: 'safe',
		purpose: `read a record of ${entry.name}`,
	});
	return data[one];
}

export function noRecord({ name }: Entry, id: number): AppError {
	return new AppError({
		kind: 'missing',
		status: 404,
		message: `No record ${id} was found in the model "${name}"`,
		advice:
			"It may have been deleted, the ID may belong to another model, or the user's role may not be allowed to read it",
	});
}

function declared(entry: Entry, where: IDataObject | undefined, required: string): string {
	if (where === undefined) return '';
	return ` ($where: ${asName(entry.where ?? `${entry.name}FilterInput`)}${required})`;
}

function whole(number: number): string {
	if (Number.isSafeInteger(number) && number >= 0) return String(number);
	throw new RangeError(`Not a number of records: ${number}`);
}

/** Some apps show nothing of what a role may not read, and say nothing of it. */
function notShown({ name }: Entry): AppError {
	return new AppError({
		kind: 'refused',
		message: `The app doesn't show the records of ${name} to this user`,
		advice: "Check in the app whether the user's role may read them",
	});
}
