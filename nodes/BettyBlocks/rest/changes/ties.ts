// Records of one instant that come in another order each time.
import { incompleteChanges, type ChangesWindow, type Stamped } from '../../app/stamped';
import { isDescending, keepNewest, type StampedPages } from './stampedPages';

/** Pages overlap, as rows move up when one above them is deleted. */
const STEP = 0.75;

/** In random order, all are met in about as many rounds. */
const MAX_ROUNDS = 15;

/** A page, and the number of rows above it. */
export interface PagePlace {
	page: Stamped[];
	offset: number;
}

interface Passed {
	rows: Stamped[];
	/** The last page. */
	place: PagePlace;
	/** How many rows of the instant there are; undefined where they don't end. */
	places?: number;
	/** Whether some of them may be above the first page. */
	isCut: boolean;
}

/** Reads all records of an instant that has more of them than a page, in whatever order they come. */
export class Ties {
	constructor(
		private readonly pages: StampedPages,
		private readonly cap: number,
		private readonly window: ChangesWindow,
	) {}

	/**
	 * Goes on until as many records were met as there are places.
	 *
	 * @param start a page that begins above the instant, or at the top of the table
	 * @returns all rows met, and the place below; undefined when the app skips no rows, or the time is up
	 * @throws {InputError} when not all are met in any number of rounds
	 */
	async read(
		instant: number | undefined,
		start: PagePlace,
	): Promise<{ rows: Stamped[]; place: PagePlace } | undefined> {
		const met = new Map<number, Stamped>();
		let ids = new Set<number>();
		let from = start;
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const passed = await this.passThrough(instant, from);
			keepNewest(met, passed.rows);
			if (passed.places === undefined) return undefined;
			for (const { id, at } of passed.rows) if (at === instant) ids.add(id);
			if (ids.size === passed.places) return { rows: [...met.values()], place: passed.place };
			// More records than places: the place of one that was deleted was taken by another.
			if (ids.size > passed.places) ids = new Set();
			const offset = passed.isCut ? Math.max(0, from.offset - this.cap) : from.offset;
			const page = await this.pages.read({ limit: this.cap, offset });
			if (page === undefined || this.window.isOver()) return undefined;
			from = { page, offset };
		}
		throw incompleteChanges(met.size);
	}

	/** Reads pages until one shows what lies below the instant. */
	private async passThrough(instant: number | undefined, start: PagePlace): Promise<Passed> {
		const { cap, pages, window } = this;
		const met = new Map<number, Stamped>();
		let first: number | undefined;
		for (let place = start; ; ) {
			const { page, offset } = place;
			keepNewest(met, page);
			const rows = [...met.values()];
			const positions = page.flatMap(({ at }, index) => (at === instant ? [offset + index] : []));
			first ??= positions[0];
			const isCut = start.offset > 0 && first === start.offset;
			if (page.length < cap || (first !== undefined && page.at(-1)?.at !== instant)) {
				const end = (positions.at(-1) ?? offset - 1) + 1;
				return { rows, place, places: end - (first ?? end), isCut };
			}
			const next = offset + Math.max(1, Math.floor(cap * STEP));
			// In random order, twice as many places would have shown most of the records.
			const isGoingOn = next - start.offset <= 2 * met.size + cap && !window.isOver();
			const below =
				isGoingOn && isDescending(page)
					? await pages.read({ limit: cap, offset: next })
					: undefined;
			if (below === undefined) return { rows, place, isCut };
			place = { page: below, offset: next };
		}
	}
}
