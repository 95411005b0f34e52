import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { AppError, isRefusal } from '../app/errors';
import { InputError } from '../app/inputError';
import { isJsonObject } from '../app/json';
import type { Direction, SortKey } from '../app/sorting';
import type { Client } from './client';
import { missingError } from './responseErrors';
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
}

/** Every app takes so many (the vendor's own limit of earlier years). */
export const SAFE_TAKE = 200;

/** What was found out about an app's pages in one run. */
export interface Bounds {
	/** The largest `take` that the app accepts, as far as is known. */
	maxTake: number;
	/** Whether a count was seen that is larger than its page. */
	countsBeyondPage: boolean;
	/** Models whose conditions were seen to be applied. */
	filtered: Set<string>;
}

export function newBounds(): Bounds {
	return { maxTake: Infinity, countsBeyondPage: false, filtered: new Set() };
}

/** What records are read from. */
export interface Table {
	client: Client;
	entry: Entry;
	bounds: Bounds;
}

/**
 * Reads a piece of the list of records. An app that refuses a large piece is asked for a smaller one.
 *
 * @throws {AppError} when the app refuses it for what it asks
 */
export async function readPart(table: Table, selection: FieldSelection, page: Page): Promise<Part> {
	const { bounds } = table;
	const take = Math.min(page.take, bounds.maxTake);
	try {
		return await readOnce(table, selection, { ...page, take });
	} catch (error) {
		if (take <= SAFE_TAKE || !isRefusal(error)) return await Promise.reject(error as Error);
	}
	const part = await readOnce(table, selection, { ...page, take: SAFE_TAKE });
	bounds.maxTake = SAFE_TAKE;
	return part;
}

async function readOnce(
	{ client, entry, bounds }: Table,
	selection: FieldSelection,
	{ where, sort, take, skip = 0 }: Page,
): Promise<Part> {
	const all = asName(entry.all);
	const given = [
		...(where === undefined ? [] : ['where: $where']),
		...(sort === undefined
			? []
			: [`sort: { field: ${asName(sort.field)}, order: ${sort.direction.toUpperCase()} }`]),
		`take: ${whole(take)}`,
		...(skip === 0 ? [] : [`skip: ${whole(skip)}`]),
	];
	const data = await client.ask({
		query: `query${declared(entry, where, '')} { ${all}(${given.join(', ')}) { results ${selectionText(selection)} totalCount } }`,
		...(where && { variables: { where } }),
		field: entry.all,
		safety: 'safe',
		purpose: `read records of ${entry.name}`,
	});
	const list = data[entry.all];
	const results = isJsonObject(list) ? list.results : undefined;
	if (!isJsonObject(list) || !Array.isArray(results)) throw notShown(entry);
	const rows = (results as unknown[]).map((row) => requireRecord(row, entry));
	const total = countIn(list.totalCount, skip + rows.length);
	if (total !== undefined && total > skip + rows.length) bounds.countsBeyondPage = true;
	return { rows, total };
}

/** @returns undefined for a count of fewer records than there are at least */
function countIn(count: unknown, atLeast: number): number | undefined {
	return typeof count === 'number' && count >= atLeast ? count : undefined;
}

/** @throws {AppError} for null, text or a list, which would be a record less */
function requireRecord(row: unknown, { name }: Entry): AppRecord {
	if (isJsonObject(row)) return row;
	throw new InputError(
		`The app returned ${JSON.stringify(row).slice(0, 40)} in the place of a record of ${name}`,
		"No records were output, because the list would be incomplete. Check in the app whether the user's role may read every record",
	);
}

/**
 * @throws {AppError} also when there is no such record
 * @throws {AppError} when the app returns another one
 */
export async function readOne(
	table: Table,
	shown: FieldSelection,
	id: number,
	showsId: boolean,
): Promise<AppRecord> {
	const { client, entry, bounds } = table;
	const where = { id: { eq: id } };
	// Asked for besides: whether the record is the one that was meant.
	const selection = showsId ? addField(copyOf(shown), ['id']) : shown;
	const found =
		entry.one === undefined
			? (await readPart({ client, entry, bounds }, selection, { where, take: 1 })).rows[0]
			: (
					await client.ask({
						query: `query${declared(entry, where, '!')} { ${asName(entry.one)}(where: $where) ${selectionText(selection)} }`,
						variables: { where },
						field: entry.one,
						safety: 'safe',
						purpose: `read a record of ${entry.name}`,
					})
				)[entry.one];
	if (found === null || found === undefined) {
		throw missingError(
			`No record ${id} was found in the model "${entry.name}"`,
			"It may have been deleted, the ID may belong to another model, or the user's role may not show it",
		);
	}
	const record = requireRecord(found, entry);
	if (!showsId || Number(record.id) === id) return picked(record, shown);
	throw new InputError(
		`The app ignored the ID ${id} and returned the record ${String(record.id)} of ${entry.name}`,
		'Nothing was output. Check in the playground of the Data API whether the app filters records by ID',
	);
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
