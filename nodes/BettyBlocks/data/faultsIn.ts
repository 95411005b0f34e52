// Why a response is no success, and whether its request may be sent again.
import type { HttpResponse } from '../http/response';
import { retryAfterMs, type Fault } from '../http/retry';
import {
	isClosed,
	isNotAuthenticated,
	isOverLimit,
	isTimeout,
	isWhollyRefused,
	parseGraphql,
	type GraphqlResponse,
} from './graphqlResponse';

/** Waits before each further try where an app that is asked too often doesn't say how long: a minute in all. */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Whether a response says something of one kind. */
export type RefusalKind = (parsed: GraphqlResponse) => boolean;

export function isShut({ errors }: GraphqlResponse): boolean {
	return errors.some(isClosed);
}

function isLimited({ errors }: GraphqlResponse): boolean {
	return errors.some(isOverLimit);
}

/** In which words a request was turned away as a whole, as far as it seems. */
export function refusalIn(response: HttpResponse): RefusalKind | undefined {
	const parsed = parseGraphql(response);
	if (parsed === undefined || !isWhollyRefused(parsed)) return undefined;
	if (response.status === 429) return isLimited;
	return [isShut, isLimited].find((kind) => kind(parsed));
}

/**
 * Whether the app turned a request away, unread, for want of a good token. What stands before the app may
 * do so in words of its own. After a 5xx, nobody knows what ran.
 */
export function isTokenRefused(response: HttpResponse): boolean {
	const { status } = response;
	const parsed = parseGraphql(response);
	if (parsed === undefined) return status === 401;
	return status < 500 && isWhollyRefused(parsed) && isForLogin(parsed);
}

/** Whether a new login may help a read, whoever says so and wherever: nothing happens twice. */
export function isLoginNeeded(response: HttpResponse): boolean {
	const { status } = response;
	if (status === 200 && !mayHaveErrors(response)) return false;
	const parsed = parseGraphql(response);
	if (parsed?.errors.some(isClosed)) return false;
	return status === 401 || (status < 500 && parsed !== undefined && isForLogin(parsed));
}

function isForLogin({ errors }: GraphqlResponse): boolean {
	return errors.some(isNotAuthenticated) && !errors.some(isClosed);
}

/** A page of records is long, and read only once. */
function mayHaveErrors({ text }: HttpResponse): boolean {
	return text.includes('"errors"');
}

/** What GraphQL says of an action may be the action's own. */
export function faultOfUnsafe(response: HttpResponse, retries: number): Fault {
	return refusalIn(response) === undefined ? faultOf(response, retries) : DONE;
}

/** A response that is taken as it is. */
export const DONE: Fault = { status: 0 };

/** The app tells in the body that it was asked too often, or took too long. */
export function faultOf(response: HttpResponse, retries: number): Fault {
	const { status } = response;
	if (status === 200 && !mayHaveErrors(response)) return { status };
	const parsed = parseGraphql(response);
	const isUnread = parsed === undefined || isWhollyRefused(parsed);
	// An action, or a service behind it, may say the same, and then it has run.
	if (isUnread && (status === 429 || parsed?.errors.some(isOverLimit))) {
		return { status: 429, retryAfterMs: retryAfterMs(response) ?? PAUSES_MS[retries] };
	}
	if (status >= 502 && status <= 504) return { status, retryAfterMs: retryAfterMs(response) };
	const { errors = [] } = parsed ?? {};
	if (errors.length > 0) return errors.some(isTimeout) ? { status: 504 } : DONE;
	return { status };
}
