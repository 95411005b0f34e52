import { inSentences, type AppError } from '../app/errors';
import { mayArriveLater, outcomeOfAttempts, type Fault, type Safety } from './retry';

/** What is known of a request that failed in the end. */
export interface Ended {
	safety: Safety;
	/** How the last attempt ended. */
	fault: Fault;
	/** Whether an earlier attempt may still arrive. */
	interrupted: boolean;
}

/** The error of a request, which says so where a change may have happened all the same. */
export function withOutcome(error: AppError, { safety, fault, interrupted }: Ended): AppError {
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
