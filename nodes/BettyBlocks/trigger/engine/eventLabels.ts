// Whether a record was created or updated.
import type { Stamped } from '../../app/stamped';
import type { Backlog, Checkpoint } from './checkpoint';
import { decodeIds, encodeIds } from './entries';
import { highest, instantsOf, type Clock } from './instants';
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
	const since = backlog === undefined ? start : Math.min(start, backlog.floor ?? -Infinity);
	const meanwhile = backlog?.ids === undefined ? undefined : decodeIds(backlog.ids);
	const isForgotten = ({ at }: Stamped): boolean => {
		if (backlog === undefined || meanwhile !== undefined) return false;
		// A record that was emitted and then changed carries a time after the backlog began.
		return at === undefined || at > (backlog.since ?? -Infinity);
	};
	return (row) => {
		const { id, at, created } = row;
		const isKnown = seen.hasRecord(row) || meanwhile?.has(id) || isForgotten(row);
		const isRecent = created === undefined ? at === undefined : created >= since;
		return isRecent && !isKnown ? 'created' : 'updated';
	};
}

/** Remembers what was seen until nothing is left, as the window alone forgets it meanwhile. */
export function nextBacklog(
	{ backlog }: Checkpoint,
	{ start, seen, rows, clock }: { start: number; seen: Seen; rows: Stamped[]; clock: Clock },
): Backlog {
	const since = backlog === undefined ? (clock.app ?? highest(instantsOf(rows))) : backlog.since;
	const floor = Math.min(start, backlog === undefined ? start : (backlog.floor ?? -Infinity));
	const others = {
		...(floor > -Infinity && { floor }),
		...(since !== undefined && { since }),
	};
	const ids = backlog === undefined ? '' : backlog.ids;
	if (ids === undefined) return others;
	const text = encodeIds(new Set([...(decodeIds(ids) ?? []), ...seen.ids()]));
	return text.length > MAX_IDS_LENGTH ? others : { ...others, ids: text };
}
