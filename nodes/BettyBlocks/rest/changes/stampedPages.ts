// Pages of a table that is sorted by time.
import type { Stamped } from '../../app/stamped';

/** A piece of the table; records of the same instant come in any order. */
export interface StampedRequest {
	/** Maximum number of rows; an app may return fewer without saying so. */
	limit: number;
	/** Rows to skip; an app that doesn't know it ignores it. */
	offset?: number;
	/** `newest` first (the default) is documented; the others are not, or not as such. */
	order?: 'newest' | 'oldest' | 'highestId' | 'none';
	/** Only records with these ids. */
	ids?: number[];
}

/** What the table is read from. */
export interface StampedPages {
	/** @returns undefined when the app refuses a request that isn't documented */
	read(request: StampedRequest): Promise<Stamped[] | undefined>;
	/** The name of the property that rows are sorted by, for messages. */
	property: string;
	/** Whether rows can be sorted by id. */
	hasIdOrder: boolean;
}

/** A page, and the number of rows above it. */
export interface PagePlace {
	page: Stamped[];
	offset: number;
}

/** An app that shows local times may sort by what it stores, and those go back by an hour once a year. */
const LOCAL_STEP_MS = 3_600_000;

/** The newest instant on a page; -Infinity where none has any. */
export function newestIn(rows: Stamped[]): number {
	return rows.reduce((most, { at = most }) => Math.max(most, at), -Infinity);
}

/** Whether all rows with an instant come newest first. */
export function isDescending(rows: Stamped[]): boolean {
	let last = Infinity;
	return rows.every(({ at = last, isLocal }) => {
		const isNext = at <= last + (isLocal ? LOCAL_STEP_MS : 0);
		last = at;
		return isNext;
	});
}

/** Whether a page shows rows before an instant, so all from that instant on are above them. */
export function reaches(rows: Stamped[], instant: number): boolean {
	return rows.some(({ at }) => at !== undefined && at < instant);
}

/** A record that was edited between two pages appears twice; its later version is kept. */
export function keepNewest(found: Map<number, Stamped>, rows: Stamped[]): void {
	for (const row of rows) {
		const other = found.get(row.id);
		if (other === undefined || (row.at ?? -Infinity) >= (other.at ?? -Infinity)) {
			found.set(row.id, row);
		}
	}
}
