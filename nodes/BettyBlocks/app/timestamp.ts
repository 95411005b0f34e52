const TIME_OF_DAY = /\d:\d\d/;

const ZONE = /(?:z|utc|gmt|[+-]\d\d:?\d\d)$/i;

/**
 * Reads a timestamp of the app. How an app writes them is not documented, so whatever `Date` can
 * parse will do; without a zone it is UTC, as the host's own zone is no property of the data.
 *
 * @returns milliseconds since 1970, or undefined when the value is no timestamp
 */
export function instantOf(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	const text = typeof value === 'string' ? value.trim() : '';
	const candidates = ZONE.test(text) ? [text] : [`${text}Z`, `${text} UTC`];
	return text === ''
		? undefined
		: candidates
				.map((candidate) => Date.parse(candidate))
				.find((instant) => !Number.isNaN(instant));
}

/** Whether a timestamp tells the time of day, but not in which zone. */
export function isLocalTime(value: unknown): boolean {
	return typeof value === 'string' && TIME_OF_DAY.test(value) && !ZONE.test(value.trim());
}
