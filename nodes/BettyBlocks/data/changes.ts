// What a trigger reads over the Data API: oldest first, from an instant on.
import type { IDataObject } from 'n8n-workflow';
import type { Changes, ChangesRead, ChangesWindow, Stamped, Watched } from '../app/stamped';
import { isRefusal, unless, InputError } from '../app/errors';
import { stampedRecord } from '../app/timestamp';
import { checkApplied, withoutRefusedConditions } from './appliedFilter';
import { OWN_STAMPS } from './names';
import { fetchPart, SAFE_TAKE, type Page, type Table } from './records';
import { picked, type FieldSelection } from './selection';
import { allOf } from './where';

/** Once there is more than a page, requests are what an app has few of. */
const LARGE_TAKE = 1_000;

const A_DAY_MS = 24 * 3_600_000;

/** The first instant that can be written with a year of four digits. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');

/** The fields of a record that are output, and those that are asked for. */
interface Source extends Table {
	shown: FieldSelection;
	selection: FieldSelection;
	/** Conditions that the records have to meet. */
	where: IDataObject | undefined;
}

type ReadStamped = (page: Page) => Promise<{ rows: Stamped[]; isEnd: boolean }>;

/**
 * The records of a model by time. Those without a time are in no range.
 *
 * @param source asked once
 * @param forget called when a request fails: what is known of the model may be old
 */
export function changesOf(
	source: () => Promise<Source>,
	watched: Watched,
	forget: () => void,
): Changes {
	let asked: Promise<Source> | undefined;
	const read: ReadStamped = async (page) => {
		try {
			return await readStamped(await (asked ??= source()), watched, page);
		} catch (error) {
			// The model may have changed since it was asked for.
			asked = undefined;
			forget();
			return await Promise.reject(error as Error);
		}
	};
	return {
		newest: async (limit) => await newestOf(read, watched.orderBy.id, limit),
		read: async (window, hints) => {
			const found = await new Upward(read, watched, window, hints).read();
			if (window.from === -Infinity) await checkShown(read, watched, found);
			return found;
		},
	};
}

/**
 * Records whose time the role may not read are in no range, and would never come.
 *
 * @throws {InputError} when there are records, but none of them shows the time that apps set in each
 */
async function checkShown(
	read: ReadStamped,
	{ orderBy: { id, name } }: Watched,
	{ records }: ChangesRead,
): Promise<void> {
	const isShown = records.some(({ at }) => at !== undefined);
	if (isShown || !Object.values(OWN_STAMPS).includes(id)) return;
	if (records.length === 0 && (await newestOf(read, id, 1)).length === 0) return;
	throw new InputError(
		`The app shows no "${name}" in any record, so new records can't be told from old ones`,
		"Allow the user's role to read the property, or choose another property in the options",
	);
}

async function readStamped(
	{ shown, selection, where: own, ...table }: Source,
	watched: Watched,
	{ where, ...page }: Page,
): ReturnType<ReadStamped> {
	const { filter, zone } = watched;
	const part = fetchPart(table, selection, { ...page, where: allOf([where, own]) });
	const { rows, isEnd } = await withoutRefusedConditions(part, filter);
	if (filter !== undefined) await checkApplied(table, rows, { ...filter, zone });
	// What has no zone is compared with the conditions below, whose instants are in UTC.
	const stamped = rows.map((row) => stampedRecord(row, { ...watched, zone: 'UTC' }));
	return { rows: stamped.map((row) => ({ ...row, record: picked(row.record, shown) })), isEnd };
}

async function newestOf(read: ReadStamped, field: string, limit: number): Promise<Stamped[]> {
	const sort = { field, direction: 'desc' as const };
	const rows: Stamped[] = [];
	while (rows.length < limit) {
		const part = read({ sort, take: Math.min(SAFE_TAKE, limit - rows.length), skip: rows.length });
		// An app that doesn't skip records shows the newest of them at least.
		const next = rows.length === 0 ? await part : await unless(isRefusal, part, undefined);
		if (next === undefined || next.rows.length === 0) break;
		rows.push(...next.rows);
	}
	return rows;
}

/**
 * Reads all at once by ID, as that shows whether it is all; what is more than a page is read upward in
 * time, page by page, and an instant that fills a page by ID again.
 */
class Upward {
	private readonly field: string;
	/** What an instant comprises: as much as a condition can tell. */
	private readonly unit: number;
	private readonly found = new Map<number, Stamped>();
	/** Where to go on within an instant that there was no time for. */
	private after: { at: number; id: number } | undefined;

	constructor(
		private readonly readPage: ReadStamped,
		{ orderBy }: Watched,
		private readonly window: ChangesWindow,
		{ after }: IDataObject,
	) {
		this.field = orderBy.id;
		this.unit = orderBy.isDay ? A_DAY_MS : 1;
		this.after = isPlace(after) ? after : undefined;
	}

	async read(): Promise<ChangesRead> {
		let mayBeAll = this.after === undefined;
		for (let from = this.window.from, largest = 0; ; ) {
			if (mayBeAll && (await this.readAll(from))) return this.part(Infinity);
			const { rows } = await this.page('at', from);
			if (rows.length === 0) return this.part(Infinity);
			this.keep(rows);
			largest = Math.max(largest, rows.length);
			mayBeAll = rows.length < largest;
			const last = Number(rows.at(-1)?.at);
			const isInstant = last - Number(rows[0]?.at) < this.unit;
			if (isInstant && !(await this.readInstant(last))) return this.part(last);
			from = isInstant ? last + this.unit : last;
			if (this.isEnough()) return this.part(from);
		}
	}

	/** @returns whether it is all; otherwise nothing is kept */
	private async readAll(from: number): Promise<boolean> {
		const { rows, isEnd } = await this.page('id', from, { take: SAFE_TAKE });
		const isAll = isEnd || rows.length === 0;
		if (isAll) this.keep(rows);
		return isAll;
	}

	/** @returns whether there was time for all of it */
	private async readInstant(at: number): Promise<boolean> {
		let last = this.after?.at === at ? this.after.id : 0;
		this.after = undefined;
		for (let known = last; ; ) {
			const { rows, isEnd } = await this.page('id', at, { before: at + this.unit, after: last });
			this.keep(rows);
			if (isEnd || rows.length === 0) return true;
			const next = Number(rows.at(-1)?.id);
			if (known === last && rows.every(this.window.isKnown)) known = next;
			last = next;
			this.after = { at, id: known };
			if (this.isEnough()) return false;
		}
	}

	/** @throws {InputError} when the app doesn't return what it was asked for, in order */
	private async page(
		by: 'at' | 'id',
		from: number,
		{ before = Infinity, after = 0, take = LARGE_TAKE } = {},
	): ReturnType<ReadStamped> {
		const { field, unit } = this;
		const stamp = { gteq: this.text(from), ...(before < Infinity && { lt: this.text(before) }) };
		const where = { [field]: stamp, ...(after > 0 && { id: { gt: after } }) };
		const sort = { field: by === 'id' ? by : field, direction: 'asc' as const };
		const page = await this.readPage({ where, sort, take });
		page.rows.forEach((row, index) => {
			const isWithin = row.at !== undefined && row.at >= Math.floor(from / unit) * unit;
			const isNext =
				index === 0 ? row.id > after : Number(row[by]) >= Number(page.rows[index - 1]?.[by]);
			if (from !== -Infinity && !isWithin) throw ignored(field);
			if (!isNext) throw ignored(sort.field);
		});
		return page;
	}

	/** An instant in the app's words. */
	private text(instant: number): string {
		const iso = new Date(Math.max(FIRST, instant)).toISOString();
		return this.unit === A_DAY_MS ? iso.slice(0, 10) : iso;
	}

	private keep(rows: Stamped[]): void {
		for (const row of rows) this.found.set(row.id, row);
	}

	private isEnough(): boolean {
		const { isKnown, most, isOver } = this.window;
		return isOver() || [...this.found.values()].filter((row) => !isKnown(row)).length > most;
	}

	private part(below: number): ChangesRead {
		const { after } = this;
		const records = [...this.found.values()];
		const hints = { ...(after && { after }) };
		return { records, from: this.window.from, below, hasUndated: false, hints };
	}
}

function isPlace(value: unknown): value is { at: number; id: number } {
	const { at, id } = (value ?? {}) as IDataObject;
	return typeof at === 'number' && typeof id === 'number';
}

function ignored(field: string): InputError {
	return new InputError(
		`The app doesn't apply 'where' or 'sort' to "${field}", so new records can't be told from old ones`,
		'Choose another property in the options, or check in the playground of the Data API whether the app filters and sorts by it',
	);
}
