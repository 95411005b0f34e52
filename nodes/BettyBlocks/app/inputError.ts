import { AppError, type ErrorFacts } from './errors';

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
