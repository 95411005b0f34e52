// Down a table page by page, where the app returns only so many rows at once.
import {
	incompleteChanges,
	unsortedChanges,
	type ChangesWindow,
	type Stamped,
} from '../../app/stamped';
import type { RangeHints, SkipTo } from './hints';
import {
	completeFrom,
	isDescending,
	keepNewest,
	newestIn,
	reaches,
	type StampedPages,
} from './stampedPages';
import { Ties, type PagePlace } from './ties';

/** How much of a page is new where all its rows are of one instant: the rest has to come in the same order. */
const STEP = 0.75;

/** How often a page may not follow on from the one before it. */
const MAX_MISSES = 20;

/** What was read, and what the next read should know. */
export interface RangePart {
	records: Stamped[];
	from: number;
	below: number;
	isUnread?: true;
	next: Partial<RangeHints>;
}

/**
 * Goes down from a page until all from an instant on is read. Each page has to go on from a known row:
 * rows move up when one above them is deleted, and those in between would be skipped.
 *
 * @throws {InputError} when the app leads no further, and not far enough
 */
export class WalkDown {
	private readonly found = new Map<number, Stamped>();
	/** Where the lowest unknown row is, as a number of rows from the top. */
	private lowestUnknown = -1;
	private misses = 0;
	private place: PagePlace;
	/** The first page that shows its last instant. */
	private tiesStart: PagePlace;

	/**
	 * @param cap rows that the app returns at once: a page with fewer is the last
	 * @param isAgain whether everything below was looked through before
	 */
	constructor(
		private readonly pages: StampedPages,
		private readonly start: PagePlace,
		private readonly cap: number,
		private readonly window: ChangesWindow,
		private readonly isAgain: boolean,
	) {
		this.place = start;
		this.tiesStart = start;
	}

	/** @param from all from this instant on are wanted */
	async down(from: number): Promise<RangePart> {
		for (;;) {
			const { page, offset } = this.place;
			if (!isDescending(page)) throw unsortedChanges(this.pages.property);
			this.keep();
			if (reaches(page, from)) return this.part(from);
			if (page.length < this.cap) return this.part(-Infinity);
			const isEnough = reaches(page, this.window.enough);
			if (this.window.isOver()) {
				if (isEnough && this.hasSomething())
					return { ...this.part(completeFrom(page)), isUnread: true };
				return nothingIn(from, { skipTo: this.at(offset + this.step()), isAgain: undefined });
			}
			const next = await this.next();
			const isUnread = this.window.isOver() && { isUnread: true as const };
			if (next === undefined && isEnough) return { ...this.part(completeFrom(page)), ...isUnread };
			if (next === undefined && isUnread) return nothingIn(from, { skipTo: this.at(offset) });
			if (next === undefined) throw incompleteChanges(this.found.size);
			this.place = next;
		}
	}

	private keep(): void {
		const { page, offset } = this.place;
		keepNewest(this.found, page);
		if (page.at(-1)?.at !== this.tiesStart.page.at(-1)?.at) this.tiesStart = this.place;
		const lowest = page.findLastIndex((row) => !this.window.isKnown(row));
		if (lowest >= 0) this.lowestUnknown = offset + lowest;
	}

	/** Whether the page says what is new, rather than where to go on looking. */
	private hasSomething(): boolean {
		const isOver = this.isAgain && this.start.offset === 0;
		return isOver || this.place.page.some((row) => !this.window.isKnown(row));
	}

	/** The row above the last instant of the page. */
	private aboveLast(): number {
		const { page } = this.place;
		const last = page.at(-1)?.at;
		return page.findIndex(({ at }) => at === last) - 1;
	}

	/** Rows to go down by, so that all of the last instant comes on the next page, if it fits on one. */
	private step(): number {
		const above = this.aboveLast();
		return above > 0 ? above : Math.max(1, Math.floor(this.cap * STEP));
	}

	private async next(): Promise<PagePlace | undefined> {
		for (let offset = this.place.offset + this.step(); ; ) {
			const page = await this.pages.read({ limit: this.cap, offset });
			if (page === undefined || !isDescending(page) || this.isSame(page)) return undefined;
			if (this.follows({ page, offset }) || offset === 0) return { page, offset };
			if (this.aboveLast() <= 0) return await this.belowTies();
			if (this.misses++ > MAX_MISSES) return undefined;
			if (this.window.isOver()) return undefined;
			offset = Math.max(0, offset - Math.max(1, Math.floor(this.cap / 2)));
		}
	}

	/** Whether an app that skips nothing shows the same page again. */
	private isSame(page: Stamped[]): boolean {
		const isFirst = newestIn(page) === newestIn(this.place.page) && page.length >= this.cap;
		return isFirst && page.every(({ id }) => this.found.has(id));
	}

	/**
	 * Whether a page begins on a row that is known. Within the last instant of the page before, the rows
	 * that both have must come in the same order, as nothing else tells that none is skipped.
	 */
	private follows({ page, offset }: PagePlace): boolean {
		const { page: before, offset: above } = this.place;
		const [first] = page;
		if (first === undefined) return false;
		const known = this.found.get(first.id);
		if (known === undefined || known.at !== first.at) return false;
		if (first.at !== before.at(-1)?.at) return true;
		const shared = before.slice(Math.max(0, offset - above));
		return shared.length > 0 && shared.every(({ id }, index) => page[index]?.id === id);
	}

	/** Where records of one instant come in another order each time, all of them are met in several rounds. */
	private async belowTies(): Promise<PagePlace | undefined> {
		const ties = new Ties(this.pages, this.cap, this.window);
		const read = await ties.read(this.place.page.at(-1)?.at, this.tiesStart);
		if (read !== undefined) keepNewest(this.found, read.rows);
		return read?.place;
	}

	private part(from: number): RangePart {
		const { start, found } = this;
		const isTop = start.offset === 0;
		const below = isTop ? Infinity : (start.page[0]?.at ?? Infinity);
		return { records: [...found.values()], from, below, next: this.goOn() };
	}

	/** Where the next read begins, once as many unknown rows as are wanted are known. */
	private goOn(): Partial<RangeHints> {
		const { window, start, cap, found } = this;
		const unknown = [...found.values()].filter((row) => !window.isKnown(row)).length;
		if (unknown === 0) return { isAgain: start.offset > 0 };
		const isCut = unknown > window.most;
		if (start.offset === 0 && !isCut) return {};
		const rest = isCut ? this.lowestUnknown - window.most : start.offset;
		// So much of it that it ends on known rows, in one page where the time is short.
		const above = Math.floor(cap / 2) + (window.isOver() ? 0 : window.most);
		return { skipTo: this.at(rest - above) };
	}

	private at(offset: number): SkipTo | undefined {
		return offset > 0 ? { offset, cap: this.cap } : undefined;
	}
}

/** @param next where to go on, as there was no time to read anything as a whole */
export function nothingIn(from: number, next: Partial<RangeHints>): RangePart {
	return { records: [], from, below: -Infinity, next };
}
