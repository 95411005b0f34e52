// What a trigger reads over the Data API: oldest first, from an instant on.
import type { IDataObject } from 'n8n-workflow';
import type { Changes, ChangesRead, ChangesWindow, Stamped, Watched } from '../app/stamped';
import { isRefusal, unless, InputError } from '../app/errors';
import { stampedRecord } from '../app/timestamp';
import { checkApplied, withoutRefusedConditions } from './appliedFilter';
import { readPart, SAFE_TAKE, type Page, type Table } from './records';
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
	/** Conditions that the records must meet. */
	where: IDataObject | undefined;
}

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
	const pages = new TimedPages(source, watched, forget);
	return {
		newest: async (limit) => await pages.newest(limit),
		read: async (window, hints) => await new Upward(pages, window, hints).read(),
	};
}

class TimedPages {
	readonly field: string;
	/** What an instant comprises: as much as a condition can tell. */
	readonly unit: number;
	private asked: Promise<Source> | undefined;

	constructor(
		private readonly source: () => Promise<Source>,
		private readonly watched: Watched,
		private readonly forget: () => void,
	) {
		this.field = watched.orderBy.id;
		this.unit = watched.orderBy.isDay ? A_DAY_MS : 1;
	}

	async newest(limit: number): Promise<Stamped[]> {
		const sort = { field: this.field, direction: 'desc' as const };
		const rows: Stamped[] = [];
		while (rows.length < limit) {
			const take = Math.min(SAFE_TAKE, limit - rows.length);
			const read = this.read({ sort, take, skip: rows.length });
			// An app that doesn't skip records shows the newest of them at least.
			const part = rows.length === 0 ? await read : await unless(isRefusal, read, undefined);
			if (part === undefined || part.rows.length === 0) break;
			rows.push(...part.rows);
		}
		return rows;
	}

	/** @param instant the records' own stays as it is; a condition has it in the app's words */
	text(instant: number): string {
		const iso = new Date(Math.max(FIRST, instant)).toISOString();
		return this.unit === A_DAY_MS ? iso.slice(0, 10) : iso;
	}

	async read({ where, ...page }: Page): Promise<{ rows: Stamped[]; isEnd: boolean }> {
		const { watched } = this;
		const { shown, selection, where: own, ...table } = await (this.asked ??= this.source());
		const { filter } = watched;
		try {
			const all = allOf([where, own]);
			const part = readPart(table, selection, { ...page, where: all });
			const { rows, isEnd } = await withoutRefusedConditions(part, filter);
			if (filter !== undefined) await checkApplied(table, rows, { ...filter, zone: watched.zone });
			// What has no zone is compared with the conditions below, whose instants are in UTC.
			const stamped = rows.map((row) => stampedRecord(row, { ...watched, zone: 'UTC' }));
			return { rows: stamped.map((row) => ({ ...row, record: picked(row.record, shown) })), isEnd };
		} catch (error) {
			// The model may have changed since it was asked for.
			this.asked = undefined;
			this.forget();
			return await Promise.reject(error as Error);
		}
	}
}

/**
 * Reads all at once by ID, as that shows whether it is all; what is more than a page is read upward in
 * time, page by page, and an instant that fills a page by ID again.
 */
class Upward {
	private readonly found = new Map<number, Stamped>();
	/** How many records the largest page had: the app cuts no page off before. */
	private largest = 0;
	/** Where to go on within an instant that there was no time for. */
	private after: { at: number; id: number } | undefined;

	constructor(
		private readonly pages: TimedPages,
		private readonly window: ChangesWindow,
		{ after }: IDataObject,
	) {
		this.after = isPlace(after) ? after : undefined;
	}

	async read(): Promise<ChangesRead> {
		const { window, pages } = this;
		if (this.after === undefined && (await this.readWhole())) return this.part(Infinity);
		for (let from = window.from; ; ) {
			const where = { [pages.field]: { gteq: pages.text(from) } };
			const { rows } = await pages.read({ where, sort: sortBy(pages.field), take: LARGE_TAKE });
			this.keep(rows, from);
			if (rows.length === 0 || rows.length < this.largest) return this.part(Infinity);
			const last = Number(rows.at(-1)?.at);
			const isOneInstant = last - Number(rows[0]?.at) < pages.unit;
			if (isOneInstant && !(await this.readInstant(last))) return this.part(last);
			from = isOneInstant ? last + pages.unit : last;
			if (window.isOver() || this.hasEnough()) return this.part(from);
		}
	}

	/** @returns whether it is all; otherwise nothing is kept */
	private async readWhole(): Promise<boolean> {
		const { pages, window } = this;
		const where = { [pages.field]: { gteq: pages.text(window.from) } };
		const page = { where, sort: sortBy('id'), take: SAFE_TAKE };
		const { rows, isEnd } = await pages.read(page);
		this.keep(rows, window.from, 'id');
		if (isEnd || rows.length === 0) return true;
		this.found.clear();
		return false;
	}

	/** @returns whether there was time for all of it */
	private async readInstant(at: number): Promise<boolean> {
		const { pages, window } = this;
		let last = this.after?.at === at ? this.after.id : 0;
		this.after = undefined;
		for (let known = last; ; ) {
			const within = { gteq: pages.text(at), lt: pages.text(at + pages.unit) };
			const where = { [pages.field]: within, id: { gt: last } };
			const page = { where, sort: sortBy('id'), take: LARGE_TAKE };
			const { rows, isEnd } = await pages.read(page);
			this.keep(rows, at, 'id');
			if (isEnd || rows.length === 0) return true;
			if (known === last && rows.every(window.isKnown)) known = Number(rows.at(-1)?.id);
			last = Number(rows.at(-1)?.id);
			this.after = { at, id: known };
			if (window.isOver() || this.hasEnough()) return false;
		}
	}

	/** @throws {InputError} when the app doesn't return what it was asked for, in order */
	private keep(rows: Stamped[], from: number, by: 'at' | 'id' = 'at'): void {
		const { field, unit } = this.pages;
		this.largest = Math.max(this.largest, rows.length);
		rows.forEach((row, index) => {
			const isWithin = row.at !== undefined && row.at >= Math.floor(from / unit) * unit;
			const isNext = index === 0 || Number(row[by]) >= Number(rows[index - 1]?.[by]);
			if (from !== -Infinity && !isWithin) throw ignored(field);
			if (!isNext) throw ignored(by === 'id' ? by : field);
			this.found.set(row.id, row);
		});
	}

	private hasEnough(): boolean {
		const { isKnown, most } = this.window;
		return [...this.found.values()].filter((row) => !isKnown(row)).length > most;
	}

	private part(below: number): ChangesRead {
		const { after } = this;
		const records = [...this.found.values()].sort((a, b) => Number(a.at) - Number(b.at));
		const { from } = this.window;
		return { records, from, below, hasUndated: false, hints: { ...(after && { after }) } };
	}
}

function sortBy(field: string) {
	return { field, direction: 'asc' as const };
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
