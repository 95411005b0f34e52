/** Items after each other that got no response from the app, until the rest isn't sent any more. */
const MOST = 3;

/**
 * Notices that the app is away, so that not every further item has to wait for its timeout. Items under
 * way at the same time count as one: they meet the same failure.
 */
export class Silence {
	private count = 0;

	get isLong(): boolean {
		return this.count >= MOST;
	}

	/** An item is sent. @returns to be told whether the app responded to it */
	begin(): (hasResponded: boolean) => void {
		const before = this.count;
		return (hasResponded) => {
			if (hasResponded) this.count = 0;
			else if (this.count === before) this.count += 1;
		};
	}
}
