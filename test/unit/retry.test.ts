import {
	mayHaveBeenCarriedOut,
	retryAfterMs,
	retryDelay,
	type Fault,
	type Safety,
} from '../../nodes/BettyBlocks/http/retry';

const SAFETIES: Safety[] = ['read', 'repeatable', 'once'];

/** How often a request that always meets the same fault is repeated. */
function repeats(fault: Fault, safety: Safety): number {
	let retries = 0;
	while (retryDelay(fault, safety, retries, 0) !== undefined) retries++;
	return retries;
}

describe('Repeating a request', () => {
	it.each(SAFETIES)('goes on after 429 for a request that is safe to %s', (safety) => {
		expect(repeats({ status: 429 }, safety)).toBe(5);
	});

	it.each([503, 504])('goes on after %d unless it must happen only once', (status) => {
		expect(SAFETIES.map((safety) => repeats({ status }, safety))).toEqual([3, 3, 0]);
	});

	it('tries a read once more after 502, and nothing else', () => {
		expect(SAFETIES.map((safety) => repeats({ status: 502 }, safety))).toEqual([1, 0, 0]);
	});

	it.each([400, 401, 403, 404, 409, 422, 500, 200, 302])('accepts %d as the answer', (status) => {
		expect(SAFETIES.map((safety) => repeats({ status }, safety))).toEqual([0, 0, 0]);
	});

	it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])(
		'goes on after %s unless it must happen only once',
		(code) => {
			expect(SAFETIES.map((safety) => repeats({ code }, safety))).toEqual([3, 3, 0]);
		},
	);

	it.each(['ECONNREFUSED', 'EAI_AGAIN'])('goes on after %s, which never left, always', (code) => {
		expect(SAFETIES.map((safety) => repeats({ code }, safety))).toEqual([3, 3, 3]);
	});

	it('tries a name that is not found once more', () => {
		expect(SAFETIES.map((safety) => repeats({ code: 'ENOTFOUND' }, safety))).toEqual([1, 1, 1]);
	});

	it('tries once more after a time-out unless it must happen only once', () => {
		expect(SAFETIES.map((safety) => repeats({ code: 'ECONNABORTED' }, safety))).toEqual([1, 1, 0]);
	});

	it.each(['CERT_HAS_EXPIRED', 'ERR_INVALID_URL', ''])('gives up at once on %j', (code) => {
		expect(SAFETIES.map((safety) => repeats({ code }, safety))).toEqual([0, 0, 0]);
	});

	it('waits longer each time, with jitter between half and all of it', () => {
		const delays = (random: number) =>
			[0, 1, 2].map((retries) => retryDelay({ status: 503 }, 'read', retries, random));
		expect(delays(0)).toEqual([150, 300, 600]);
		expect(delays(1)).toEqual([300, 600, 1200]);
	});

	it('waits as long as the app asks, a minute at most', () => {
		const delay = (milliseconds: number) =>
			retryDelay({ status: 429, retryAfterMs: milliseconds }, 'once', 0, 0.5);
		expect([0, 2_000, 3_600_000].map(delay)).toEqual([0, 2_000, 60_000]);
	});
});

describe('An attempt without a proper answer', () => {
	it.each<[Fault, boolean]>([
		[{ code: 'ECONNRESET' }, true],
		[{ code: 'ECONNABORTED' }, true],
		[{ status: 504 }, true],
		[{ code: 'ECONNREFUSED' }, false],
		[{ code: 'ENOTFOUND' }, false],
		[{ status: 503 }, false],
		[{ status: 429 }, false],
	])('%j may have been carried out: %s', (fault, expected) => {
		expect(mayHaveBeenCarriedOut(fault)).toBe(expected);
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-01-01T00:00:00Z');

	it.each<[unknown, number | undefined]>([
		['3', 3_000],
		['0', 0],
		['1.5', 1_500],
		['-5', 0],
		['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
		['Wed, 31 Dec 2025 00:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
	])('%j means %s milliseconds', (header, expected) => {
		expect(retryAfterMs(header, now)).toBe(expected);
	});
});
