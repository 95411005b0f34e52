import { mayHaveBeenCarriedOut, type Fault, type Safety } from './retry';

/** How a write ended that failed, as far as is known. */
export type Outcome = 'not done' | 'unknown';

export const EXECUTION_CANCELLED = 'The execution was cancelled';

/**
 * Whether what failed may have happened all the same.
 *
 * @param fault how the last attempt ended
 * @param interrupted whether an earlier attempt ended without an answer
 */
export function outcomeOfAttempts(safety: Safety, fault: Fault, interrupted: boolean): Outcome {
	if (safety === 'read') return 'not done';
	return interrupted || mayHaveBeenCarriedOut(fault) ? 'unknown' : 'not done';
}

/** Marks an error of a write that may have happened, and says so. */
export function asUnknown<Failure extends Error>(error: Failure): Failure {
	const failure = error as Failure & { description?: string | null; outcome?: Outcome };
	failure.outcome = 'unknown';
	failure.description =
		'The app may have carried out the request all the same. Look there before you run it again';
	return failure;
}

/** Whether what failed may have happened all the same. */
export function outcomeOf(error: unknown): Outcome {
	const { outcome } = (error ?? {}) as { outcome?: unknown };
	return outcome === 'unknown' ? 'unknown' : 'not done';
}
