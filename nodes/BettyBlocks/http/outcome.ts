import type { AppError, Outcome } from '../app/errors';
import { mayHaveBeenCarriedOut, type Fault, type Safety } from './retry';

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

/** The error of a write that may have happened, which says so in the place of other advice. */
export function asUnknown(error: AppError): AppError {
	return error.with({
		outcome: 'unknown',
		advice:
			'The app may have carried out the request all the same. Look there before you run it again',
	});
}
