import { InputError } from '../../app/inputError';
import { headOf, isDescending, reaches } from './instants';
import { readBelow, readTop, type Row, type Source } from './source';
import { fromComplete, type Plan, type Reading, type Unfinished } from './plan';
import { walkDown } from './walk';
import { isWhole } from './whole';

export const GROWTH = 4;

/** How often a table may have been written to between two requests. */
const MAX_REREADS = 20;

/**
 * Reads from the newest row down until known rows are reached.
 *
 * Only the order by one property, newest first, and `limit` are documented, so pages grow from the
 * top. A page shorter than asked for is the end of the table only if the app also shows it as such
 * from the other end; else the app caps `limit`. Then `offset` may help, and is believed only
 * where a page begins on rows that are known.
 *
 * @throws {InputError} when the app makes it impossible to read all rows
 */
export async function readWindow<Data>(
	source: Source<Data>,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished> {
	const reading = plan.skip > 0 ? await readRest(source, plan) : undefined;
	return reading ?? (await readFromTop(source, plan));
}

/** For an app that does not put the newest row first. */
export function notSorted(property: string): InputError {
	return new InputError(
		`The app doesn't sort the records by "${property}", so new records can't be told from old ones`,
		'Choose another property in the options, or watch through a view or filter with fewer than 100 records',
	);
}

/**
 * @param firstPage what was read already, with the plan's limit
 */
export async function readFromTop<Data>(
	source: Source<Data>,
	plan: Plan<Data>,
	firstPage?: Array<Row<Data>>,
): Promise<Reading<Data> | Unfinished> {
	const { defaultLimit, acceptedLimit } = source;
	let page = firstPage;
	let rereads = 0;
	let most = Infinity;
	for (let limit = plan.limit; ; page = undefined) {
		const asked = Math.min(limit, most);
		page ??= await source.read({ limit: asked, direction: 'desc' });
		if (page === undefined && asked > acceptedLimit) {
			most = acceptedLimit;
			continue;
		}
		const rows = page ?? [];
		const full = rows.length >= asked;
		const sorted = isDescending(rows);
		if (!sorted && rows.length >= defaultLimit) throw notSorted(source.property);
		const reading = { rows, from: plan.from, below: Infinity, skipped: 0, head: headOf(rows) };
		if (sorted && reaches(rows, plan.from)) return reading;
		// Rows without an instant that fill a page may hide all others.
		const isCut = rows.length >= Math.max(plan.largest, defaultLimit);
		const isTelling = full ? sorted && reaches(rows, Infinity) : !isCut;
		if (isTelling && rows.length >= plan.known && rows.every(plan.isKnown)) return reading;
		if (!full) {
			if (!sorted || (await isWhole(source, rows))) return { ...reading, from: -Infinity };
			// A cap cuts off at the same number again; a table that was written to meanwhile has grown.
			const again = await readTop(source, asked);
			if (again.length !== rows.length && rereads++ < MAX_REREADS) continue;
			return await walkDown(source, { page: rows, offset: 0 }, rows.length, plan);
		}
		if (asked === most) {
			return await walkDown(source, { page: rows, offset: 0 }, rows.length, plan);
		}
		limit = Math.max(limit * GROWTH, defaultLimit);
		const isOver = source.deadlineReached();
		if (plan.maxRows === undefined) {
			if (isOver) return { next: { limit, skip: 0 } };
		} else if (reaches(rows, plan.enoughFrom) && (isOver || rows.length >= plan.maxRows)) {
			return { ...reading, from: fromComplete(rows) };
		}
	}
}

/** @returns undefined when there is nothing new below the rows that the last poll left out */
async function readRest<Data>(
	source: Source<Data>,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished | undefined> {
	for (let offset = plan.skip; offset > 0; offset -= plan.limit) {
		const place = await readBelow(source, plan.limit, offset);
		if (place === undefined || !isDescending(place.page)) return undefined;
		const first = place.page[0]?.at;
		if (first === undefined) return undefined;
		// Of a single instant there may be more rows above.
		if (first === place.page.at(-1)?.at) continue;
		const reading = await walkDown(source, place, plan.limit, plan);
		const leads = 'next' in reading || !reading.rows.every(plan.isKnown);
		return leads || source.deadlineReached() ? reading : undefined;
	}
	return undefined;
}
