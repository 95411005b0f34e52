/**
 * How safe a request is to send a second time: `read` changes nothing, `repeatable` changes the
 * same thing in the same way (PUT and DELETE of one record), `once` must not be carried out twice.
 */
export type Safety = 'read' | 'repeatable' | 'once';

/** Why an attempt did not succeed: an answer's status, or the code of a fault with no answer. */
export type Fault = { status: number; retryAfterMs?: number } | { code: string };

const SHORTEST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 60_000;

/** The request never reached the app, so repeating it is safe whatever it does. */
const NEVER_LEFT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENETDOWN',
]);

/** The app was not let in: its certificate is not good. Another try would not help. */
const UNTRUSTED = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|ERR_INVALID_URL|ERR_UNESCAPED/;

/** Something between n8n and the app gave up waiting for it, which may go on (RFC 9110, and proxies). */
const GAVE_UP = new Set([408, 504, 520, 521, 522, 523, 524]);

/** The app takes no more for now (RFC 6585, RFC 9110). */
const OVERLOADED = new Set([429, 503]);

/** The connection broke; the app may or may not have carried the request out. */
const INTERRUPTED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_BAD_RESPONSE']);

/** No answer within the time-out. Each further try costs the whole time-out again. */
export const TIMED_OUT = 'ECONNABORTED';

/** n8n logs in before it sends: the request itself has not left then, and no login is tried twice. */
export const LOGIN_FAILED = 'LOGIN_FAILED';

/** The same, and the app said no: whoever asks again is locked out after a few times. */
export const LOGIN_REFUSED = 'LOGIN_REFUSED';

const NEVER_SENT = ['', LOGIN_FAILED, LOGIN_REFUSED];

/** Whether the app may have carried out a request that got no proper answer. */
export function mayHaveBeenCarriedOut(fault: Fault): boolean {
	if ('status' in fault) return GAVE_UP.has(fault.status);
	if (NEVER_SENT.includes(fault.code)) return false;
	return !NEVER_LEFT.has(fault.code) && !UNTRUSTED.test(fault.code);
}

/** Whether the app may have too much to do. */
export function isOverload(fault: Fault): boolean {
	if ('status' in fault) return OVERLOADED.has(fault.status) || GAVE_UP.has(fault.status);
	return fault.code === TIMED_OUT || INTERRUPTED.has(fault.code);
}

/**
 * Decides whether a request is sent again, and when.
 *
 * 429 says that the app did not handle the request, so every request may be repeated. 502 means
 * a fault inside the app (vendor's article "Betty Blocks REST API"), which another try seldom fixes.
 *
 * @param retries how many times the request was already repeated
 * @param random a number from 0 up to 1: jitter keeps many waiting requests from coming back at once
 * @returns the wait in milliseconds, or undefined when the request must not be sent again
 */
export function retryDelay(
	fault: Fault,
	safety: Safety,
	retries: number,
	random: number,
): number | undefined {
	if (retries >= mostRetries(fault, safety)) return undefined;
	if ('retryAfterMs' in fault && fault.retryAfterMs !== undefined) {
		return Math.min(fault.retryAfterMs, LONGEST_WAIT_MS);
	}
	const backOff = Math.min(SHORTEST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS);
	return Math.round(backOff * (0.5 + random / 2));
}

function mostRetries(fault: Fault, safety: Safety): number {
	if ('status' in fault) {
		if (fault.status === 429) return 5;
		if (fault.status === 502) return safety === 'read' ? 1 : 0;
		if (fault.status === 503 || GAVE_UP.has(fault.status)) return safety === 'once' ? 0 : 3;
		return 0;
	}
	if (fault.code === 'ENOTFOUND') return 1;
	if (NEVER_LEFT.has(fault.code)) return 3;
	if (safety === 'once') return 0;
	if (fault.code === TIMED_OUT) return 1;
	return INTERRUPTED.has(fault.code) ? 3 : 0;
}

/**
 * Reads a Retry-After header: seconds, or a date.
 *
 * @param now the current time in milliseconds, which a date is measured against
 * @returns milliseconds to wait, or undefined when the header is absent or unreadable
 */
export function retryAfterMs(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
