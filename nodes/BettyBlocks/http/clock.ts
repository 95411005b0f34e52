/** The clock of an app: the `Date` header of its answers (RFC 9110), which tells whole seconds. */
export class AppClock {
	private aheadMs: number | undefined;

	/** @param header as it came; anything but a date is ignored */
	set(header: string | undefined): void {
		const instant = Date.parse(header ?? '');
		if (!Number.isNaN(instant)) this.aheadMs = instant - Date.now();
	}

	/** @returns the app's time in milliseconds since 1970; undefined while it has not told any */
	now(): number | undefined {
		return this.aheadMs === undefined ? undefined : Date.now() + this.aheadMs;
	}
}
