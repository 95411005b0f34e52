/** How a write ended that failed, as far as is known. */
export type Outcome = 'not done' | 'unknown';

/** Whether what failed may have happened all the same. */
export function outcomeOf(error: unknown): Outcome {
	const { outcome } = (error ?? {}) as { outcome?: unknown };
	return outcome === 'unknown' ? 'unknown' : 'not done';
}

export const EXECUTION_CANCELLED = 'The execution was cancelled';
