import { oldestFirst } from './instants';
import { isChanged, matches, type Emission } from './settings';
import { readTop, type Source, type TriggerEvent } from './source';
import { GROWTH } from './window';

/** A test by hand looks no further back for records that match. */
const MAX_ROWS = 1_000;

/**
 * The newest records that match, oldest first, for a test by hand. Keeps nothing.
 *
 * @param max maximum number of records
 */
export async function sample<Data>(
	event: TriggerEvent,
	source: Source<Data>,
	max: number,
): Promise<Array<Emission<Data>>> {
	for (let limit = max; ; limit *= GROWTH) {
		const rows = await readTop(source, limit);
		const matching = rows.filter((row) => matches(row, event)).sort(oldestFirst);
		const isEnough = matching.length >= max || limit >= MAX_ROWS;
		if (isEnough || rows.length < limit || source.deadlineReached()) {
			return matching
				.slice(-max)
				.map((row) => ({ row, event: isChanged(row) ? 'updated' : 'created' }));
		}
	}
}
