/** How a request that failed ended, as far as is known. */
export type Outcome = 'not done' | 'unknown';

/** Why a request failed, whichever API it was sent to. */
export type FailureReason =
	/** What it is about is not there. */
	| 'missing'
	/** The app turned it down for what it asks, as opposed to who asks or when. */
	| 'refused'
	/** The same request may succeed later without anybody changing anything. */
	| 'passing';

/** What would help, in words that say nothing of parameters: those above know theirs. */
export type Remedy =
	| 'fewer requests'
	| 'more time'
	| 'smaller pages'
	| 'another encoding'
	| 'other fields'
	| 'one by one';

interface Marks {
	reason?: FailureReason;
	outcome?: Outcome;
	remedy?: Remedy;
}

export const EXECUTION_CANCELLED = 'The execution was cancelled';

/** Says of an error what happened, for those above who decide by it. */
export function mark<Failure extends Error>(error: Failure, marks: Marks): Failure {
	return Object.assign(error, marks);
}

export function isMissing(error: unknown): boolean {
	return marksOf(error).reason === 'missing';
}

export function isRefusal(error: unknown): boolean {
	return marksOf(error).reason === 'refused';
}

export function isPassing(error: unknown): boolean {
	return marksOf(error).reason === 'passing';
}

/** Whether what failed may have happened all the same. */
export function outcomeOf(error: unknown): Outcome {
	return marksOf(error).outcome === 'unknown' ? 'unknown' : 'not done';
}

/** What would help, told once. */
export function takeRemedy(error: Error): Remedy | undefined {
	const { remedy } = marksOf(error);
	if (remedy !== undefined) mark(error, { remedy: undefined });
	return remedy;
}

/** Adds a sentence to what an error says can be done. */
export function addAdvice<Thrown>(error: Thrown, ...sentences: string[]): Thrown {
	if (!(error instanceof Error) || sentences.length === 0) return error;
	const failure = error as Error & { description?: string | null };
	failure.description = [failure.description, ...sentences].filter(Boolean).join('. ');
	return error;
}

/**
 * Waits for a result, with something else in the place of errors of one kind.
 *
 * @param isKind which errors
 */
export async function unless<Result, Instead>(
	isKind: (error: unknown) => boolean,
	result: Promise<Result>,
	instead: Instead,
): Promise<Result | Instead> {
	return await result.catch(async (error: unknown) =>
		isKind(error) ? instead : await Promise.reject(error as Error),
	);
}

function marksOf(error: unknown): Marks {
	return error instanceof Error ? (error as Error & Marks) : {};
}
