import { isChanged, isMatch, type Emission, type Source, type TriggerEvent } from './settings';

/** A test by hand looks no further back for records that match. */
const MAX_ROWS = 1_000;

const FIRST_LIMIT = 50;

const GROWTH = 4;

/**
 * The newest records that match, newest first, for a test by hand. Keeps nothing. Where the app doesn't
 * sort, or the newest don't match, it looks further.
 *
 * @param max maximum number of records
 */
export async function sample(
	event: TriggerEvent,
	{ changes, isOver }: Pick<Source, 'changes' | 'isOver'>,
	max: number,
): Promise<Emission[]> {
	for (let limit = Math.max(max, FIRST_LIMIT); ; limit *= GROWTH) {
		const rows = await changes.newest(Math.min(limit, MAX_ROWS));
		const isSorted = rows.every(
			({ at = -Infinity }, index) => index === 0 || at <= (rows[index - 1]?.at ?? Infinity),
		);
		const matching = rows
			.filter((row) => isMatch(row, event))
			.sort((a, b) => (b.at ?? -Infinity) - (a.at ?? -Infinity) || b.id - a.id);
		const isEnough =
			(isSorted && matching.length >= max) || (rows.length < limit && limit > FIRST_LIMIT);
		if (isEnough || limit >= MAX_ROWS || isOver()) {
			return matching
				.slice(0, max)
				.map((row) => ({ row, event: isChanged(row) ? 'updated' : 'created' }));
		}
	}
}
