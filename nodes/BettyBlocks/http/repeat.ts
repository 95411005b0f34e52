import type { Answer, Exchange } from './answer';
import { asUnknown, outcomeOfAttempts } from './outcome';
import { mayHaveBeenCarriedOut, retryAfterMs, retryDelay, type Fault, type Safety } from './retry';
import { isBroken, type Broken } from './sender';

export interface Repetition<Received> {
	safety: Safety;
	attempt: () => Promise<Received | Broken>;
	/** Why an attempt did not succeed; by its status unless given. */
	faultOf?: (answer: Received, retries: number) => Fault;
	/** In milliseconds; a request that would have to wait longer is not sent again. */
	longestWaitMs: number;
	wait: (milliseconds: number) => Promise<void>;
}

/**
 * Sends a request until it has an answer that no other try would better.
 *
 * @throws {NodeApiError} when there is none
 */
export async function repeat<Received extends Omit<Answer, 'text'>>({
	safety,
	attempt,
	faultOf = faultOfStatus,
	longestWaitMs,
	wait,
}: Repetition<Received>): Promise<Exchange<Received>> {
	let interrupted = false;
	let lostAnswer = false;
	for (let retries = 0; ; retries++) {
		const ended = await attempt();
		const fault = isBroken(ended) ? { code: ended.code } : faultOf(ended, retries);
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
