import { isDescending, keepNewest } from './instants';
import { readBelow, type Place, type Row, type Source } from './source';

/** Pages overlap, as rows move up when one above them is deleted. */
const STEP = 0.75;

/** Rows of one instant that come in another order each time are all met in about as many rounds. */
const MAX_ROUNDS = 15;

/**
 * Reads all rows of an instant that has more of them than a page. They may come in another order
 * each time, so it goes on until it has met as many records as there are places.
 *
 * @param start a page that begins above the instant, or at the top of the table
 * @returns all rows met, and the place below unless the app leads no further
 */
export async function readCrowd<Data>(
	source: Source<Data>,
	instant: number | undefined,
	start: Place<Data>,
	cap: number,
): Promise<{ rows: Array<Row<Data>>; place?: Place<Data> }> {
	const met = new Map<number, Row<Data>>();
	const rows = () => [...met.values()];
	let ids = new Set<number>();
	for (let from = start, round = 0; round < MAX_ROUNDS; round++) {
		const passed = await passThrough(source, instant, from, cap);
		keepNewest(met, passed.rows);
		if (passed.places === undefined) break;
		for (const { id, at } of passed.rows) if (at === instant) ids.add(id);
		if (ids.size === passed.places) return { rows: rows(), place: passed.place };
		// More records than places: the place of one that was deleted was taken by another.
		if (ids.size > passed.places) ids = new Set();
		if (source.deadlineReached()) break;
		const offset = passed.isCut ? Math.max(0, from.offset - cap) : from.offset;
		const again = await readBelow(source, cap, offset);
		if (again === undefined) break;
		from = again;
	}
	return { rows: rows() };
}

/** Reads pages until one shows what lies below the instant. */
async function passThrough<Data>(
	source: Source<Data>,
	instant: number | undefined,
	start: Place<Data>,
	cap: number,
): Promise<{
	rows: Array<Row<Data>>;
	/** The last page. */
	place: Place<Data>;
	/** How many rows of the instant there are; undefined where the app skips none. */
	places?: number;
	/** Whether some of them may be above the first page. */
	isCut: boolean;
}> {
	const met = new Map<number, Row<Data>>();
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
		const isGoingOn = next - start.offset <= 2 * met.size + cap;
		if (!isGoingOn || !isDescending(page)) return { rows, place, isCut };
		const below = await readBelow(source, cap, next);
		if (below === undefined) return { rows, place, isCut };
		place = below;
	}
}
