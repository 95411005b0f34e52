import type { Changes, Stamped } from '../../app/stamped';
import { isChanged, isMatch, oldestFirst, type Emission, type TriggerEvent } from './settings';

const FIRST_LIMIT = 50;

/** A test by hand looks no further back for records that match. */
const MOST_LIMIT = 1_000;

/**
 * The newest records that match, newest first, for a test by hand. Keeps nothing. Where the app doesn't
 * sort, or the newest don't match, it looks further.
 *
 * @param max maximum number of records
 */
export async function sample(
	event: TriggerEvent,
	changes: Changes,
	max: number,
): Promise<Emission[]> {
	const matchesIn = (rows: Stamped[]) => rows.filter((row) => isMatch(row, event));
	const first = await changes.newest(Math.max(max, FIRST_LIMIT));
	const isSorted = first.every(
		({ at = -Infinity }, index) => at <= (first[index - 1]?.at ?? Infinity),
	);
	const isEnough = isSorted && matchesIn(first).length >= max;
	const rows = isEnough ? first : await changes.newest(MOST_LIMIT);
	return matchesIn(rows)
		.sort((a, b) => oldestFirst(b, a))
		.slice(0, max)
		.map((row) => ({ row, event: isChanged(row) ? 'updated' : 'created' }));
}
