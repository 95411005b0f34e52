import { InputError } from '../../app/inputError';
import { readCrowd } from './crowd';
import { headOf, isDescending, keepNewest, newestFirst, reaches } from './instants';
import { readBelow, type Place, type Row, type Source } from './source';
import { fromComplete, type Plan, type Reading, type Unfinished } from './plan';

/**
 * Goes on below a page by `offset`.
 *
 * @param cap rows that the app returns at once: a page with fewer is the last
 * @throws {InputError} when the app shows no more, and not enough
 */
export async function walkDown<Data>(
	source: Source<Data>,
	start: Place<Data>,
	cap: number,
	plan: Plan<Data>,
): Promise<Reading<Data> | Unfinished> {
	const below = start.offset === 0 ? Infinity : (start.page[0]?.at ?? Infinity);
	const found = new Map<number, Row<Data>>();
	const readTo = (from: number, more: Partial<Reading<Data>> = {}): Reading<Data> => ({
		rows: [...found.values()].sort(newestFirst),
		from,
		below,
		skipped: start.offset,
		head: headOf(start.page),
		cap,
		...more,
	});
	for (let place = start; ; ) {
		const { page, offset } = place;
		keepNewest(found, page);
		if (reaches(page, plan.from)) return readTo(plan.from);
		if (page.length < cap) return readTo(-Infinity);
		const last = page.at(-1)?.at;
		const aboveLast = page.findIndex(({ at }) => at === last) - 1;
		const isEnough = reaches(page, plan.enoughFrom);
		if (aboveLast > 0 && source.deadlineReached()) {
			const isNew = (row: Row<Data>) => !plan.isKnown(row) && Number(row.at) < below;
			const isOver = (plan.isAgain && offset === 0) || page.some(isNew);
			if (isEnough && isOver) return readTo(fromComplete(page), { isUnread: true });
			return { next: { limit: cap, skip: offset + aboveLast } };
		}
		const next = await readOn(source, place, cap);
		keepNewest(found, next.rows);
		if (next.place === undefined) {
			if (isEnough) return readTo(fromComplete(page));
			throw incomplete(found.size);
		}
		place = next.place;
	}
}

export function incomplete(readable: number): InputError {
	return new InputError(
		`Couldn't read all new records: the app shows only the newest ${readable}`,
		'Nothing is lost: the next poll tries again. Watch through a view or filter with fewer records, and poll more often',
	);
}

/**
 * The next page has to begin above the last instant of this one: so it holds all rows of that
 * instant, in whatever order they come, and none is skipped.
 *
 * @returns all rows read, and the place to go on from unless the app leads no further
 */
async function readOn<Data>(
	source: Source<Data>,
	{ page, offset }: Place<Data>,
	cap: number,
): Promise<{ rows: Array<Row<Data>>; place?: Place<Data> }> {
	const last = page.at(-1)?.at;
	const group = page.findIndex(({ at }) => at === last);
	const isAbove = ({ at }: Row) =>
		at === undefined ? group > 0 && page[group - 1]?.at === undefined : at > (last ?? -Infinity);
	const next =
		group === 0 && offset === 0
			? { page, offset }
			: await readJoined(source, offset + group - 1, cap, isAbove);
	if (next === undefined) return { rows: [] };
	const isStuck = next.page.length === cap && next.page.at(-1)?.at === last;
	return isStuck ? await readCrowd(source, last, next, cap) : { rows: next.page, place: next };
}

/** Deletions shift rows to the top, so it goes back until the page begins where it should. */
async function readJoined<Data>(
	source: Source<Data>,
	offset: number,
	cap: number,
	isJoined: (first: Row<Data>) => boolean,
): Promise<Place<Data> | undefined> {
	for (let from = Math.max(0, offset); ; from = Math.max(0, from - cap)) {
		const place = await readBelow(source, cap, from);
		if (place === undefined || place.page.length === 0 || !isDescending(place.page))
			return undefined;
		const [first] = place.page;
		if (from === 0 || (first !== undefined && isJoined(first))) return place;
	}
}
