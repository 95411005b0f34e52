import type { Stamped } from '../../app/stamped';

/** What a clock that isn't known may be off by, in milliseconds. */
const UNKNOWN_MS = 24 * 3_600_000;

/** The zone that is furthest behind is -12:00. */
const BEHIND_MS = 12 * 3_600_000;

export function instantsOf(rows: Stamped[]): number[] {
	return rows.flatMap(({ at }) => (at === undefined ? [] : [at]));
}

/** @returns undefined where there is none */
export function highest(instants: Iterable<number | undefined>): number | undefined {
	let most: number | undefined;
	for (const instant of instants) {
		if (instant !== undefined && instant > (most ?? -Infinity)) most = instant;
	}
	return most;
}

/** @returns Infinity where there is none */
export function lowest(instants: Iterable<number>): number {
	let least = Infinity;
	for (const instant of instants) if (instant < least) least = instant;
	return least;
}

/** What is known of the time. */
export interface Clock {
	/** The app's, in milliseconds; undefined where it tells none. */
	app?: number;
	/** n8n's, in milliseconds. */
	host: number;
}

/**
 * The latest instant that is certainly not ahead of the app's clock. What lies ahead is not one to go
 * on from: what comes next would all lie before it.
 *
 * @param isLocal whether the app shows times without a zone, so that nobody knows which it is in
 */
export function horizonOf({ app, host }: Clock, isLocal: boolean | undefined): number {
	if (app === undefined) return host - UNKNOWN_MS;
	return isLocal ? app - BEHIND_MS : app;
}

/** The latest instant that may not be ahead of the app's clock. */
export function furthestOf({ app, host }: Clock, isLocal: boolean | undefined): number {
	const isExact = app !== undefined && !isLocal;
	return isExact ? app : (app ?? host) + UNKNOWN_MS;
}
