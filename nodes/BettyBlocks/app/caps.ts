/** Where an app may cut a list off without saying so; apps that do choose one of these. */
const COMMON_CAPS = new Set([100, 200, 500, 1_000, 2_000, 5_000, 10_000]);

/** Whether a list may have been cut off rather than be at its end. */
export function looksLikeCap(rows: number): boolean {
	return COMMON_CAPS.has(rows);
}
