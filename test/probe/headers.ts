/** Headers by which servers tell how many requests they take. */
const names = ['ratelimit', 'ratelimit-limit', 'x-ratelimit-limit', 'x-rate-limit-limit'];

export const limitHeaders = { none: 'none', standard: 'RateLimit', custom: 'X-RateLimit' };

export function limitHeaderFinding(headers: Headers | undefined): keyof typeof limitHeaders {
	const found = names.find((name) => headers?.has(name));
	if (found === undefined) return 'none';
	return found.startsWith('x-') ? 'custom' : 'standard';
}

export const clock = {
	right: 'right, to the minute',
	ahead: '{n} minutes ahead',
	behind: '{n} minutes behind',
	silent: 'not told',
};

/** The clock that a response tells, compared with this machine's. */
export function clockFinding(
	headers: Headers | undefined,
): keyof typeof clock | { is: keyof typeof clock; n: number } {
	const told = Date.parse(headers?.get('date') ?? '');
	if (Number.isNaN(told)) return 'silent';
	const minutes = Math.round((told - Date.now()) / 60_000);
	if (Math.abs(minutes) <= 1) return 'right';
	return { is: minutes > 0 ? 'ahead' : 'behind', n: Math.abs(minutes) };
}
