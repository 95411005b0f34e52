import type { Ending, Limits } from '../app/app';
import { isSuccess, type Answer, type Exchange } from './answer';
import { asUnknown, outcomeOfAttempts } from './outcome';
import {
	isOverload,
	mayHaveBeenCarriedOut,
	retryAfterMs,
	retryDelay,
	type Fault,
	type Safety,
} from './retry';
import { isBroken, type Broken } from './sender';
import { DEFAULT_TIMEOUT_MS } from './transport';

/** Limits of which only the watch may be missing. */
export type RequestLimits = Limits & Required<Omit<Limits, 'watch'>>;

export const USUAL_LIMITS: RequestLimits = {
	timeoutMs: DEFAULT_TIMEOUT_MS,
	longestWaitMs: Infinity,
};

export interface Repetition<Received> {
	safety: Safety;
	/** Requests of one kind take about the same time. */
	kind: string;
	attempt: () => Promise<Received | Broken>;
	/** Why an attempt did not succeed; by its status unless given. */
	faultOf?: (answer: Received, retries: number) => Fault;
	/** In milliseconds; a request that would have to wait longer is not sent again. */
	longestWaitMs: number;
	watch: Limits['watch'];
	wait: (milliseconds: number) => Promise<void>;
}

/**
 * Sends a request until it has an answer that no other try would better.
 *
 * @throws {AppError} when there is none
 */
export async function repeat<Received extends Omit<Answer, 'text'>>({
	safety,
	kind,
	attempt,
	faultOf = faultOfStatus,
	longestWaitMs,
	watch,
	wait,
}: Repetition<Received>): Promise<Exchange<Received>> {
	let interrupted = false;
	let lostAnswer = false;
	for (let retries = 0; ; retries++) {
		const tellEnding = watch?.(kind);
		const ended = await attempt();
		const fault = isBroken(ended) ? { code: ended.code } : faultOf(ended, retries);
		tellEnding?.(endingOf(fault));
		const delay = retryDelay(fault, safety, retries, Math.random());
		if (delay === undefined || delay > longestWaitMs) {
			if (!isBroken(ended)) return { answer: ended, interrupted, lostAnswer };
			const outcome = outcomeOfAttempts(safety, fault, interrupted);
			throw outcome === 'unknown' ? asUnknown(ended.error) : ended.error;
		}
		const isInterrupted = mayHaveBeenCarriedOut(fault);
		interrupted ||= isInterrupted;
		lostAnswer ||= isInterrupted && isBroken(ended);
		await wait(delay);
	}
}

function faultOfStatus({ status, headers }: Omit<Answer, 'text'>): Fault {
	return { status, retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()) };
}

/** What it tells of the app's load. */
function endingOf(fault: Fault): Ending {
	if (isOverload(fault)) return 'overloaded';
	if (!('status' in fault) || fault.status >= 500) return 'otherwise';
	return isSuccess(fault) ? 'answered' : 'refused';
}
