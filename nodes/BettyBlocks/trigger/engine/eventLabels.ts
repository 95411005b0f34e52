// Whether a record was created or updated.
import type { Stamped } from '../../app/stamped';
import type { Backlog, Checkpoint } from './checkpoint';
import { decodeIds, encodeIds } from './entries';
import type { Seen } from './seen';
import type { Emission } from './settings';

/** Maximum length of what is kept, in characters. */
const MAX_IDS_LENGTH = 40_000;

/**
 * Tells whether a version is the first that is emitted of its record: it was created since the window
 * began, and each version seen since then would still be known.
 *
 * @param start where the window begins
 */
export function labelsOf(
	{ backlog }: Checkpoint,
	start: number,
	seen: Seen,
): (row: Stamped) => Emission['event'] {
	const since = Math.min(start, backlog === undefined ? start : (backlog.floor ?? -Infinity));
	const meanwhile = backlog?.ids === undefined ? undefined : decodeIds(backlog.ids);
	const isForgotten = ({ at = Infinity }: Stamped): boolean => {
		if (backlog === undefined || meanwhile !== undefined) return false;
		// A record that was emitted and then changed carries a time after the backlog began.
		return at > (backlog.since ?? -Infinity);
	};
	return (row) => {
		const { id, at, created } = row;
		const isKnown = seen.hasRecord(row) || meanwhile?.has(id) || isForgotten(row);
		const isRecent = created === undefined ? at === undefined : created >= since;
		return isRecent && !isKnown ? 'created' : 'updated';
	};
}

/**
 * Remembers what was seen until nothing is left, as the window alone forgets it meanwhile.
 *
 * @param start where the window begins
 * @param now a time before the first record of a new backlog is emitted
 */
export function nextBacklog(
	{ backlog }: Checkpoint,
	start: number,
	seen: Seen,
	now: number | undefined,
): Backlog {
	const { floor = -Infinity, since, ids } = backlog ?? { floor: start, since: now, ids: '' };
	const lowest = Math.min(start, floor);
	const all = ids === undefined ? undefined : [...(decodeIds(ids) ?? []), ...seen.ids()];
	const text = all && encodeIds(new Set(all));
	return {
		floor: lowest > -Infinity ? lowest : undefined,
		since,
		ids: text !== undefined && text.length <= MAX_IDS_LENGTH ? text : undefined,
	};
}
