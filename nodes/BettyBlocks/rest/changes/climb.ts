// Up a table from an instant on, page by page, where the app returns only so many rows at once.
import {
	incompleteChanges,
	unsortedChanges,
	type ChangesRead,
	type ChangesWindow,
	type Stamped,
} from '../../app/stamped';
import { isDescending, keepNewest, type PagePlace, type StampedPages } from './stampedPages';

/** What was read of a range, and where the next read may begin. */
export interface RangePart extends Pick<ChangesRead, 'records' | 'from' | 'below'> {
	above?: number;
}

/** Pages of one instant overlap, as rows move when one above them is deleted or created. */
const STEP = 0.75;

/** In random order, all records of an instant are met in about as many rounds. */
const MAX_ROUNDS = 15;

/** No table has as many, so the app shows the same page again and again. */
const MAX_ROWS = 1e8;

/** How often a page may not join the one below it. */
const MAX_TRIES = 20;

/**
 * Finds the page where the range begins, and goes up from there, so that the oldest records are whole
 * however little time there is. Each page has to show a known row below the instant that the last one
 * cut: rows move up when one above them is deleted, and those in between would be skipped.
 */
export class ClimbUp {
	private readonly found = new Map<number, Stamped>();
	private readonly cap: number;
	private readonly topIds: Set<number>;
	/** Whether the last row of the table was shown. */
	private isWhole = false;
	/** Records without an instant come first or last. */
	private readonly undated: number;

	/** @param top the page at the top, which has as many rows as the app returns at once */
	constructor(
		private readonly pages: StampedPages,
		top: Stamped[],
		private readonly window: ChangesWindow,
	) {
		this.cap = top.length;
		this.topIds = new Set(top.map(({ id }) => id));
		this.undated = top[0]?.at === undefined ? Number.MAX_VALUE : -Infinity;
	}

	/**
	 * @param guess rows above the page to begin with
	 * @returns undefined when the app skips no rows
	 * @throws {InputError} when its pages don't join
	 */
	async read(guess?: number): Promise<RangePart | undefined> {
		let place = await this.start(Math.max(guess ?? 0, this.cap));
		if (place === undefined) return undefined;
		keepNewest(this.found, place.page);
		for (let edge = this.edgeOf(place); edge < Infinity; edge = this.edgeOf(place)) {
			if (this.isEnough(edge)) return this.part(edge, place);
			const next = await this.next(place, edge);
			if (next === undefined) return this.part(edge, place);
			place = next;
		}
		return this.part(Infinity, place);
	}

	private part(below: number, { offset }: PagePlace): RangePart {
		const from = this.isWhole ? -Infinity : this.window.from;
		return { records: [...this.found.values()], from, below, above: offset };
	}

	private key({ at }: Stamped): number {
		return at ?? this.undated;
	}

	/** The newest instant of a page, of which there may be more above it. */
	private edgeOf({ page, offset }: PagePlace): number {
		return offset === 0 || page[0] === undefined ? Infinity : this.key(page[0]);
	}

	/** Whether something is whole, and no more is wanted, or there is no time for more. */
	private isEnough(edge: number): boolean {
		const { isKnown, most, isOver } = this.window;
		const unknown = [...this.found.values()].filter((row) => this.key(row) < edge && !isKnown(row));
		return unknown.length > most || (unknown.length > 0 && isOver());
	}

	/** The page that shows a row before the range, or the end of the table. */
	private async start(guess: number): Promise<PagePlace | undefined> {
		const { cap, window } = this;
		let [above, below] = [0, Infinity];
		let step = cap;
		for (let offset = guess; offset < MAX_ROWS; step *= 2) {
			const page = await this.readAt(offset);
			if (page === undefined) return undefined;
			if (page[0] === undefined || this.key(page[0]) < window.from) below = offset;
			else if (page.length < cap || page.some((row) => this.key(row) < window.from)) {
				this.isWhole = page.length < cap;
				return { page, offset };
			} else above = offset;
			const next = below === offset ? offset - step : offset + step;
			offset = next > above && next < below ? next : Math.floor((above + below) / 2);
			if (offset === above && above > 0) break;
		}
		return undefined;
	}

	/** @returns undefined when the app skips no rows */
	private async readAt(offset: number): Promise<Stamped[] | undefined> {
		const { cap, pages, topIds } = this;
		const page = await pages.read({ limit: cap, offset });
		if (page === undefined) return undefined;
		// In random order, the last few rows of an instant may have been at the top before.
		const isLarge = offset >= cap && page.length > cap / 2;
		const isIgnored = isLarge && page.every(({ id }) => topIds.has(id));
		if (isIgnored) return undefined;
		if (!isDescending(page)) throw unsortedChanges(pages.property);
		return page;
	}

	/** @returns undefined when the time is up within an instant */
	private async next(place: PagePlace, edge: number): Promise<PagePlace | undefined> {
		const { cap } = this;
		const below = place.page.findIndex((row) => this.key(row) < edge);
		const last = place.offset + (below === -1 ? place.page.length : below);
		let offset = Math.max(0, last - cap + 1);
		for (let tries = 0; tries < MAX_TRIES; tries++) {
			const page = await this.readAt(offset);
			if (page === undefined) break;
			if (!this.joins(page, edge)) {
				offset += Math.ceil(cap / 2);
				continue;
			}
			keepNewest(this.found, page);
			const reached = this.edgeOf({ page, offset });
			if (reached > edge) return { page, offset };
			if (reached === edge) return await this.throughTies({ page, offset }, edge);
			offset = Math.max(0, offset - Math.ceil(cap / 2));
		}
		throw incompleteChanges(this.found.size);
	}

	/** Whether a page shows all there is between what is known and its first row. */
	private joins(page: Stamped[], edge: number): boolean {
		const isJoint = (row: Stamped) => this.key(row) < edge && this.found.get(row.id)?.at === row.at;
		return page.length < this.cap || page.some(isJoint);
	}

	/**
	 * Past an instant that has more records than a page: in whatever order they come, all are met once
	 * there are as many as places.
	 *
	 * @param start a page that shows what is below the instant
	 * @returns undefined when the time is up
	 */
	private async throughTies(start: PagePlace, edge: number): Promise<PagePlace | undefined> {
		let met = new Set<number>();
		let { offset } = start;
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const page = round === 0 ? start.page : await this.readAt(offset);
			if (page === undefined) break;
			if (!this.joins(page, edge)) {
				offset += Math.ceil(this.cap / 2);
				continue;
			}
			const passed = await this.pass({ page, offset }, edge, met);
			if (passed === undefined || met.size === passed.places) return passed?.place;
			// More records than places: the place of one that was deleted was taken by another.
			if (met.size > passed.places) met = new Set();
		}
		throw incompleteChanges(this.found.size);
	}

	/** @param met the ids of all records of the instant that were met, which grows */
	private async pass(
		start: PagePlace,
		edge: number,
		met: Set<number>,
	): Promise<{ place: PagePlace; places: number } | undefined> {
		const positions: number[] = [];
		for (let place = start; ; ) {
			const { page, offset } = place;
			keepNewest(this.found, page);
			page.forEach((row, index) => {
				if (this.key(row) !== edge) return;
				met.add(row.id);
				positions.push(offset + index);
			});
			if (this.edgeOf(place) > edge) {
				return { place, places: Math.max(...positions) - Math.min(...positions) + 1 };
			}
			if (this.window.isOver() && this.hasUnknown(met)) return undefined;
			const above = Math.max(0, offset - Math.floor(this.cap * STEP));
			const next = await this.readAt(above);
			if (next === undefined) throw incompleteChanges(this.found.size);
			place = { page: next, offset: above };
		}
	}

	private hasUnknown(ids: Set<number>): boolean {
		return [...this.found.values()].some((row) => ids.has(row.id) && !this.window.isKnown(row));
	}
}
