import { looksLikeCap } from '../../app/caps';
import { highest, instantsOf } from './instants';
import type { Row, Source } from './source';

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
		// It does not sort this way; what the documentation says has to do.
		return !looksLikeCap(rows.length);
	}
	return group.length < rows.length || (await isWholeInstant(source, known));
}

/** Rows of one instant may come in the same order from both ends, so others have to tell. */
async function isWholeInstant<Data>(source: Source<Data>, known: Set<number>): Promise<boolean> {
	const beyond = await source.read({ limit: known.size, offset: known.size, direction: 'desc' });
	if (beyond?.some(({ id }) => !known.has(id))) return false;
	const last = await source.highestId();
	return last === undefined || known.has(last);
}

function isAfter(at: number | undefined, instant: number | undefined): boolean {
	return at !== undefined && at > (instant ?? -Infinity);
}
