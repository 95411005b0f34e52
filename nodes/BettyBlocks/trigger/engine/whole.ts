import { looksLikeCap } from '../../app/caps';
import { highest, instantsOf } from './instants';
import { readBelow, type Row, type Source } from './source';

/**
 * Whether a short page is the whole table. The last rows of the page have to be the first from the
 * other end; one row more shows that none of the same instant is missing.
 */
export async function isWhole<Data>(
	source: Source<Data>,
	rows: Array<Row<Data>>,
): Promise<boolean> {
	const last = rows.at(-1)?.at;
	const group = rows.filter(({ at }) => at === last);
	const ascending = await source.read({ limit: group.length + 1, direction: 'asc' });
	const known = new Set(rows.map(({ id }) => id));
	const newest = highest(instantsOf(rows)) ?? Infinity;
	if (ascending?.some(({ id, at }) => !known.has(id) && !isAfter(at, newest))) return false;
	if (ascending === undefined || isAfter(ascending[0]?.at, last)) {
		// It does not sort this way; what the documentation says has to do, unless it skips rows.
		if (rows.length < source.defaultLimit) return true;
		return !looksLikeCap(rows.length) && !(await goesOn(source, known));
	}
	return group.length < rows.length || (await isWholeInstant(source, known));
}

/** Rows of one instant may come in the same order from both ends, so others have to tell. */
async function isWholeInstant<Data>(source: Source<Data>, known: Set<number>): Promise<boolean> {
	if (await goesOn(source, known)) return false;
	const last = await source.highestId();
	return last === undefined || known.has(last);
}

/** Whether the app shows other rows below. */
async function goesOn<Data>(source: Source<Data>, known: Set<number>): Promise<boolean> {
	const below = await readBelow(source, known.size, known.size);
	return below?.page.some(({ id }) => !known.has(id)) ?? false;
}

function isAfter(at: number | undefined, instant: number | undefined): boolean {
	return at !== undefined && at > (instant ?? -Infinity);
}
