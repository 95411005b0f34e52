import type { Row } from './source';

/** What to read, and what is known already. */
export interface Plan<Data> {
	/** Everything before this instant is known; -Infinity where only the end of the table is. */
	from: number;
	/** Number of rows to ask for at first. */
	limit: number;
	/** Number of rows from the top to leave out at first; they are read later. */
	skip: number;
	/** Whether a row is older than the window, or was seen. */
	isKnown: (row: Row<Data>) => boolean;
	/**
	 * Rows of the window that are known: a page with as many and nothing new is the whole answer.
	 * Infinity where they were not counted.
	 */
	known: number;
	/** The most rows that the app has returned at once: a page with fewer is not cut off. */
	largest: number;
	/** Where the app or the time allows no more, all rows from this instant on will do. */
	enoughFrom: number;
	/** Whether it begins again at the top after rows further down were read. */
	isAgain?: boolean;
	/** When given, more rows are not needed, and as many as the time allows will do. */
	maxRows?: number;
}

/** All rows between `from` and `below`, newest first, each record once. */
export interface Reading<Data> {
	rows: Array<Row<Data>>;
	/** -Infinity when it is the whole table; above the plan's `from` when the rest could not be read. */
	from: number;
	/** Whether the rest could not be read for lack of time. */
	isUnread?: true;
	/** Infinity when nothing newer was left out. */
	below: number;
	/** Number of rows from the top that were left out. */
	skipped: number;
	/** Number of rows without an instant that the app puts before all others. */
	head: number;
	/** Maximum number of rows the app returns at once, where that is fewer than asked for. */
	cap?: number;
}

/** The time was up before known rows were reached; the next poll goes on there. */
export interface Unfinished {
	next: { limit: number; skip: number };
}

/** All rows from this instant on are on the page; of its last instant there may be more. */
export function fromComplete(page: Row[]): number {
	return (page.at(-1)?.at ?? -Infinity) + 1;
}
