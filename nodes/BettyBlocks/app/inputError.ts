/** What the user entered, or the app's data, does not allow the step; no request helps. */
export class InputError extends Error {
	/**
	 * @param message what happened, naming the parameter or property
	 * @param description what to do about it
	 */
	constructor(
		message: string,
		public description?: string,
	) {
		super(message);
	}
}
