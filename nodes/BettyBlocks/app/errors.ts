/** Why something failed, whichever API was asked. */
export type ErrorKind =
	/** What was entered, or the app's data, doesn't allow the step. No other request would help. */
	| 'input'
	/** What it is about isn't there. */
	| 'missing'
	/** The app turned it down for what it asks, as opposed to who asks or when. */
	| 'refused'
	/** The same request may succeed later without anybody changing anything. */
	| 'passing'
	/** The same, because the app receives too many requests. */
	| 'busy'
	/** The login, or what its user is allowed to do. */
	| 'credential'
	/** The node or its credential points to something that can't serve the request. */
	| 'configuration'
	| 'cancelled'
	| 'failed';

/** What became of the change that was asked for, as far as is known. */
export type Outcome = 'done' | 'not done' | 'unknown';

/** What would help, in words that say nothing of parameters: `node/nodeError` knows theirs. */
export type Remedy =
	| 'fewer requests'
	| 'more time'
	| 'smaller pages'
	| 'another encoding'
	| 'other fields'
	| 'one by one'
	| 'any status';

/** What an error tells people, and what the code above decides by. */
export interface ErrorFacts {
	kind: ErrorKind;
	/** What happened, including what happened to the data. */
	message: string;
	/** What to do about it. */
	advice?: string;
	/** 'not done' unless given. */
	outcome?: Outcome;
	/** Whether the change may still take effect later; where the outcome is unknown unless given. */
	mayStillArrive?: boolean;
	/** The HTTP status of the response. */
	status?: number;
	/** The code of a request that got no response, for example `ECONNRESET`. */
	code?: string;
	/** How long the app asked to wait. */
	retryAfterMs?: number;
	remedy?: Remedy;
	/** What the vendor's support asks for. */
	requestId?: string;
}

/** An error of this package: made where the cause is known, never changed. `node/nodeError` turns it into n8n's. */
export class AppError extends Error implements ErrorFacts {
	readonly kind: ErrorKind;
	readonly advice?: string;
	readonly outcome: Outcome;
	readonly mayStillArrive: boolean;
	readonly status?: number;
	readonly code?: string;
	readonly retryAfterMs?: number;
	readonly remedy?: Remedy;
	readonly requestId?: string;

	constructor({ kind, message, advice, outcome = 'not done', ...others }: ErrorFacts) {
		super(message);
		this.kind = kind;
		this.advice = advice;
		this.outcome = outcome;
		this.mayStillArrive = others.mayStillArrive ?? outcome === 'unknown';
		this.status = others.status;
		this.code = others.code;
		this.retryAfterMs = others.retryAfterMs;
		this.remedy = others.remedy;
		this.requestId = others.requestId;
	}

	/** Another error, with what only an upper level knows. */
	with(changes: Partial<ErrorFacts>): AppError {
		// The message isn't enumerable.
		return new AppError({ ...this, message: this.message, ...changes });
	}
}

export function isMissing(error: unknown): boolean {
	return error instanceof AppError && error.kind === 'missing';
}

export function isRefusal(error: unknown): boolean {
	return error instanceof AppError && error.kind === 'refused';
}

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
	return error instanceof AppError && (error.kind === 'passing' || error.kind === 'busy');
}

/** Whether it is about how the app is reached, whatever it is asked for. */
export function isOfAccess(error: unknown): boolean {
	return (
		error instanceof AppError && (error.kind === 'credential' || error.kind === 'configuration')
	);
}

/** Whether what failed may have happened all the same. */
export function outcomeOf(error: unknown): Outcome {
	return error instanceof AppError ? error.outcome : 'not done';
}

/** Whether what failed may still take effect later, and undo what is written meanwhile. */
export function mayStillArrive(error: unknown): boolean {
	return error instanceof AppError && error.mayStillArrive;
}

/** The error with further sentences on what to do. */
export function withAdvice(error: unknown, ...sentences: string[]): AppError {
	const known = toAppError(error);
	return known.with({ advice: inSentences(known.advice, ...sentences) });
}

/** Whatever was thrown, as an error of this package. */
export function toAppError(error: unknown): AppError {
	if (error instanceof AppError) return error;
	const { message, description } = error as { message?: unknown; description?: unknown };
	return new AppError({
		kind: 'failed',
		message: String(message ?? error),
		...(typeof description === 'string' && { advice: description }),
	});
}

/** Joins sentences without full stops; empty ones don't count. */
export function inSentences(...sentences: Array<string | undefined>): string {
	return sentences.filter(Boolean).join('. ');
}

export function cancelled(): AppError {
	return new AppError({ kind: 'cancelled', message: 'The execution was cancelled' });
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

/** What the user entered, or the app's data, does not allow the step; no request helps. */
export class InputError extends AppError {
	/**
	 * @param message what happened, naming the parameter or property
	 * @param advice what to do about it
	 */
	constructor(message: string, advice?: string, facts: Pick<ErrorFacts, 'remedy'> = {}) {
		super({ kind: 'input', message, advice, ...facts });
	}
}
