import type { Settings } from './settings';
import type { Row, Source } from './source';

/**
 * A timestamp ahead of the app's clock is not one to go on from: what comes next would all lie
 * before it. The clocks of an app's servers differ a little.
 */
const AHEAD_MS = 60_000;

/** Where an app does not tell its time, the host's serves, which may be wrong by hours. */
const HOST_AHEAD_MS = 24 * 3_600_000;

/** The zone that is furthest ahead is +14:00. */
const LOCAL_AHEAD_MS = 14 * 3_600_000;

/** Marks the rows whose instant lies ahead: they count as rows without one, but are known by it. */
export function withoutFuture<Data>(
	source: Source<Data>,
	hostNow: number,
	{ granularityMs = 0 }: Settings,
): Source<Data> {
	const isAhead = ({ at, isLocal }: Row): boolean => {
		const appNow = source.now?.();
		const horizon = appNow === undefined ? hostNow + HOST_AHEAD_MS : appNow + AHEAD_MS;
		return (at ?? -Infinity) > horizon + granularityMs + (isLocal ? LOCAL_AHEAD_MS : 0);
	};
	return {
		...source,
		read: async (page) => {
			const rows = await source.read(page);
			return rows?.map((row) => (isAhead(row) ? { ...row, at: undefined, ahead: row.at } : row));
		},
	};
}
