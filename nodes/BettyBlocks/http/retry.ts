// What is sent again, how often, and when.
import { inSentences, type AppError, type Outcome } from '../app/errors';
import { isUnavailable, type HttpResponse } from './response';

/**
 * How safe a request is to send a second time (RFC 9110): `safe` changes nothing, `idempotent` changes the
 * same thing in the same way (PUT and DELETE of one record), `unsafe` must not be carried out twice.
 */
export type Safety = 'safe' | 'idempotent' | 'unsafe';

/** Why an attempt did not succeed: the status of a response, or a fault without one. */
export type Fault =
	| { status: number; retryAfterMs?: number }
	/** The code is Node's or axios', or one of ours. */
	| { code: string; mayHaveLeft: boolean };

const SHORTEST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 60_000;

/** The app takes no more for now (RFC 6585, RFC 9110). */
const OVERLOADED = new Set([429, 503]);

/** Something between n8n and the app gave up waiting for it, which may go on (RFC 9110, and proxies). */
const GAVE_UP = new Set([408, 504, 520, 521, 522, 523, 524]);

/** No response within the timeout. Each further try costs the whole timeout again. */
export const TIMED_OUT = 'ECONNABORTED';

/** The response is larger than is read. */
export const TOO_LARGE = 'RESPONSE_TOO_LARGE';

/** n8n logs in before it sends: the request itself has not left when the login fails. */
export const LOGIN_FAILED = 'LOGIN_FAILED';

/** The same, and another try would cost the whole timeout again. */
export const LOGIN_TIMED_OUT = 'LOGIN_TIMED_OUT';

/** The same, and what responded is no app. */
export const LOGIN_MISPLACED = 'LOGIN_MISPLACED';

/** The same, and the app said no: whoever asks again is locked out after a few times. */
export const LOGIN_REFUSED = 'LOGIN_REFUSED';

/** The connection broke. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_BAD_RESPONSE']);

/** Faults that may be over at the next try. */
const PASSING = new Set([
	...BROKEN,
	LOGIN_FAILED,
	TIMED_OUT,
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTDOWN',
	'EHOSTUNREACH',
	'ENETDOWN',
	'ENETUNREACH',
	'ENOTFOUND',
]);

/** Whether the app may carry a request out although the attempt is over. */
export function mayArriveLater(fault: Fault): boolean {
	return 'status' in fault ? GAVE_UP.has(fault.status) : fault.mayHaveLeft;
}

/**
 * What became of the change that a failed request asked for.
 *
 * @param fault how the last attempt ended
 * @param interrupted whether an earlier attempt may still arrive
 */
export function outcomeOfAttempts(safety: Safety, fault: Fault, interrupted: boolean): Outcome {
	if (safety === 'safe') return 'not done';
	const hasFailedInside = 'status' in fault && isUnavailable(fault);
	return interrupted || hasFailedInside || mayArriveLater(fault) ? 'unknown' : 'not done';
}

/**
 * The error of a request, which says so where a change may have happened all the same.
 *
 * @param ended how the last attempt ended, and whether an earlier one may still arrive
 */
export function withOutcome(
	error: AppError,
	{ safety, fault, interrupted }: { safety: Safety; fault: Fault; interrupted: boolean },
): AppError {
	return outcomeOfAttempts(safety, fault, interrupted) === 'unknown'
		? asUnknown(error, interrupted || mayArriveLater(fault))
		: error;
}

/** The error of a write that may have happened, which says so in the place of other advice. */
export function asUnknown(error: AppError, mayStillArrive = true): AppError {
	return error.with({
		outcome: 'unknown',
		mayStillArrive,
		message: inSentences(error.message, 'The app may still have processed this request'),
		advice: 'Check its records and its log before you run it again',
	});
}

/** Whether the app may have too much to do. */
export function isOverload(fault: Fault): boolean {
	if ('status' in fault) return OVERLOADED.has(fault.status) || GAVE_UP.has(fault.status);
	return fault.code === TIMED_OUT || BROKEN.has(fault.code);
}

/**
 * Decides whether a request is sent again, and when.
 *
 * 429 says that the app did not handle the request, so every request may be repeated. 502 means
 * a fault inside the app (vendor's article "Betty Blocks REST API"), which another try seldom fixes.
 *
 * @param retries how many times the request was already repeated
 * @param random a number from 0 up to 1: jitter keeps many waiting requests from coming back at once
 * @returns the delay in milliseconds, or undefined when the request must not be sent again
 */
export function retryDelay(
	fault: Fault,
	safety: Safety,
	retries: number,
	random: number,
): number | undefined {
	if (retries >= mostRetries(fault, safety)) return undefined;
	const backOff = SHORTEST_DELAY_MS * 2 ** retries * (0.5 + random / 2);
	const asked = 'status' in fault ? (fault.retryAfterMs ?? 0) : 0;
	const jitter = SHORTEST_DELAY_MS * random;
	return Math.round(Math.min(Math.max(asked + jitter, backOff), LONGEST_DELAY_MS));
}

function mostRetries(fault: Fault, safety: Safety): number {
	if ('status' in fault) {
		if (fault.status === 429) return 5;
		if (fault.status === 502) return safety === 'safe' ? 1 : 0;
		if (fault.status === 503 || GAVE_UP.has(fault.status)) return safety === 'unsafe' ? 0 : 3;
		return 0;
	}
	if (!PASSING.has(fault.code)) return 0;
	if (fault.mayHaveLeft && safety === 'unsafe') return 0;
	return fault.code === 'ENOTFOUND' || fault.code === TIMED_OUT ? 1 : 3;
}

/**
 * How long a response asks to wait: seconds, or a date, which is measured against the clock of whoever
 * responds (`Date`). Of several numbers the largest counts.
 *
 * @returns milliseconds, or undefined when the header is absent or unreadable
 */
export function retryAfterMs({ headers }: Pick<HttpResponse, 'headers'>): number | undefined {
	const header: unknown = headers['retry-after'];
	const text = Array.isArray(header) ? header.join() : header;
	if (typeof text !== 'string' || text.trim() === '') return undefined;
	const seconds = text.split(',').map(Number);
	if (!seconds.some(Number.isNaN)) return Math.max(0, ...seconds) * 1000;
	const now = Date.parse(headers.date ?? '');
	const wait = Date.parse(text) - (Number.isNaN(now) ? Date.now() : now);
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
