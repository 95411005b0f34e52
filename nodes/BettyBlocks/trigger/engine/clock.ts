// What is known of the time.

/** The clocks of one app's servers may differ by so much, and be set by so much, without anybody noticing. */
export const CLOCKS_DIFFER_MS = 60_000;

/** What a clock that isn't known may be off by, in milliseconds. */
const UNKNOWN_MS = 24 * 3_600_000;

/** The zone that is furthest behind is -12:00. */
const BEHIND_MS = 12 * 3_600_000;

/** The time, as far as it is known. */
export interface Clock {
	/** The app's, in milliseconds; undefined where it tells none. */
	app?: number;
	/** n8n's, in milliseconds, which may be wrong. */
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

/**
 * The earliest time that what was stamped since the last poll may carry, where the app's clock went back
 * meanwhile.
 *
 * @returns undefined where it ran on
 */
export function setBackTo(before: Clock, { app, host }: Clock): Clock | undefined {
	// Where a clock isn't known, this compares with NaN, which is never true.
	const least = Number(app) - Math.max(0, host - before.host);
	return Number(before.app) - least > CLOCKS_DIFFER_MS ? { app: least, host } : undefined;
}
