/** What has the same key runs one after the other, in the order in which it came. */
export class Turns {
	private readonly lastOf = new Map<string, Promise<unknown>>();

	/** @param wait waits for the one before */
	async take<Result>(
		key: string,
		wait: (before: Promise<unknown>) => Promise<unknown>,
		run: () => Promise<Result>,
	): Promise<Result> {
		const before = this.lastOf.get(key);
		const result = before === undefined ? run() : wait(before).then(run);
		const ended = result.catch(() => undefined);
		this.lastOf.set(key, ended);
		try {
			return await result;
		} finally {
			if (this.lastOf.get(key) === ended) this.lastOf.delete(key);
		}
	}
}
