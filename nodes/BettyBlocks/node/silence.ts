import { AppError, isPassing, InputError } from '../app/errors';

/** Items after each other that got no response from the app, until the rest isn't sent any more. */
const MOST = 3;

/**
 * Notices that the app is away, so that not every further item has to wait for its timeout. Items under
 * way at the same time count as one: they meet the same failure.
 */
export class Silence {
	private count = 0;
	private last: AppError | undefined;

	/** @throws {InputError} once the app is taken to be away */
	check(): void {
		if (this.count < MOST || this.last === undefined) return;
		throw new InputError(
			`Not sent: the app did not respond to several items in a row. ${this.last.message}`,
			'Run this item again once the app responds',
		);
	}

	/** An item is sent. @returns to be told why it failed, if it did */
	begin(): (error?: unknown) => void {
		const before = this.count;
		return (error) => {
			if (!isAppAway(error)) this.count = 0;
			else if (this.count === before) this.count += 1;
			if (isAppAway(error)) this.last = error;
		};
	}
}

/** Whether no response came from the app itself: at most one from something that gave up waiting for it. */
export function isAppAway(thrown: unknown): thrown is AppError {
	if (!isPassing(thrown) || !(thrown instanceof AppError)) return false;
	const { code, status = 0 } = thrown;
	return code !== undefined || status === 408 || status === 504 || status >= 520;
}
