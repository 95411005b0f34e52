import fc from 'fast-check';
import { AppError } from '../../../nodes/BettyBlocks/app/errors';
import {
	asUnknown,
	isOverload,
	mayArriveLater,
	outcomeOfAttempts,
	retryAfterMs,
	retryDelay,
	withOutcome,
	type Fault,
	type Safety,
} from '../../../nodes/BettyBlocks/http/retry';
import { runs } from '../../support/runs';

const SAFETIES: Safety[] = ['safe', 'idempotent', 'unsafe'];

/** How often a request that always meets the same fault is repeated. */
function repeats(fault: Fault, safety: Safety): number {
	let retries = 0;
	while (retryDelay(fault, safety, retries, 0) !== undefined) retries++;
	return retries;
}

const left = (code: string): Fault => ({ code, mayHaveLeft: true });
const notLeft = (code: string): Fault => ({ code, mayHaveLeft: false });

describe('Repeating a request', () => {
	it.each<[Fault, number[]]>([
		[{ status: 429 }, [5, 5, 5]],
		[{ status: 502 }, [1, 0, 0]],
		[{ status: 503 }, [3, 3, 0]],
		...[408, 504, 520, 521, 522, 523, 524].map((status): [Fault, number[]] => [
			{ status },
			[3, 3, 0],
		]),
		...[200, 302, 400, 401, 403, 404, 409, 422, 500].map((status): [Fault, number[]] => [
			{ status },
			[0, 0, 0],
		]),
		...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'].flatMap(
			(code): Array<[Fault, number[]]> => [
				[left(code), [3, 3, 0]],
				[notLeft(code), [3, 3, 3]],
			],
		),
		[notLeft('ECONNREFUSED'), [3, 3, 3]],
		[notLeft('EAI_AGAIN'), [3, 3, 3]],
		[notLeft('ENOTFOUND'), [1, 1, 1]],
		[left('ECONNABORTED'), [1, 1, 0]],
		[notLeft('CERT_HAS_EXPIRED'), [0, 0, 0]],
		[notLeft('EPROTO'), [0, 0, 0]],
		[left('HPE_INVALID_CONSTANT'), [0, 0, 0]],
		[notLeft(''), [0, 0, 0]],
		[notLeft('LOGIN_FAILED'), [3, 3, 3]],
		...['LOGIN_REFUSED', 'LOGIN_TIMED_OUT', 'LOGIN_MISPLACED', 'RESPONSE_TOO_LARGE'].map(
			(code): [Fault, number[]] => [notLeft(code), [0, 0, 0]],
		),
		[left('EHOSTDOWN'), [3, 3, 0]],
		[left('ERR_BAD_RESPONSE'), [3, 3, 0]],
	])('after %j is done so often (a read, an update, a create): %j', (fault, expected) => {
		expect(SAFETIES.map((safety) => repeats(fault, safety))).toEqual(expected);
	});

	it('waits longer each time, with jitter between half and all of it', () => {
		const delays = (random: number) =>
			[0, 1, 2].map((retries) => retryDelay({ status: 503 }, 'safe', retries, random));
		expect(delays(0)).toEqual([150, 300, 600]);
		expect(delays(1)).toEqual([300, 600, 1200]);
	});

	it('waits as long as the app asks, but no less than usual and a minute at most', () => {
		const delay = (retryAfterMs: number, random: number) =>
			retryDelay({ status: 429, retryAfterMs }, 'unsafe', 0, random);
		expect([0, 10, 2_000, 3_600_000].map((asked) => delay(asked, 0))).toEqual([
			150, 150, 2_000, 60_000,
		]);
		expect([0, 2_000, 3_600_000].map((asked) => delay(asked, 1))).toEqual([300, 2_300, 60_000]);
	});
});

describe('A write that failed', () => {
	it.each<[Fault, boolean, boolean]>([
		[left('ECONNRESET'), true, true],
		[left('EHOSTUNREACH'), true, true],
		[{ status: 504 }, true, true],
		[{ status: 408 }, true, true],
		[{ status: 500 }, true, false],
		[{ status: 502 }, true, false],
		[{ status: 503 }, true, false],
		[notLeft('ECONNREFUSED'), false, false],
		[notLeft('ECONNRESET'), false, false],
		[{ status: 422 }, false, false],
		[{ status: 429 }, false, false],
	])('with %j may have happened: %s; may still happen: %s', (fault, unknown, later) => {
		expect(outcomeOfAttempts('unsafe', fault, false)).toBe(unknown ? 'unknown' : 'not done');
		expect(outcomeOfAttempts('idempotent', fault, true)).toBe('unknown');
		expect(outcomeOfAttempts('safe', fault, true)).toBe('not done');
		expect(mayArriveLater(fault)).toBe(later);
	});
});

describe('An app that may have too much to do', () => {
	it.each<[Fault, boolean]>([
		...[408, 429, 503, 504, 520, 521, 522, 523, 524].map((status): [Fault, boolean] => [
			{ status },
			true,
		]),
		...[200, 422, 500, 502].map((status): [Fault, boolean] => [{ status }, false]),
		...['ECONNABORTED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_BAD_RESPONSE'].map(
			(code): [Fault, boolean] => [left(code), true],
		),
		...['ECONNREFUSED', 'ENOTFOUND', 'LOGIN_FAILED'].map((code): [Fault, boolean] => [
			notLeft(code),
			false,
		]),
	])('is told by %j: %s', (fault, expected) => {
		expect(isOverload(fault)).toBe(expected);
	});
});

describe('The error of a write', () => {
	const error = () =>
		new AppError({ kind: 'failed', message: 'The app failed', advice: 'Try again' });
	const unknown = {
		outcome: 'unknown',
		message: 'The app failed. The app may still have processed this request',
		advice: 'Check its records and its log before you run it again',
	};

	it('says that it may have happened, and whether it still may', () => {
		expect(asUnknown(error())).toMatchObject({ ...unknown, mayStillArrive: true });
		const ended = (fault: Fault, interrupted: boolean) =>
			withOutcome(error(), { safety: 'unsafe', fault, interrupted });
		expect(ended({ status: 504 }, false)).toMatchObject({ ...unknown, mayStillArrive: true });
		expect(ended({ status: 500 }, false)).toMatchObject({ ...unknown, mayStillArrive: false });
		expect(ended({ status: 422 }, true)).toMatchObject({ ...unknown, mayStillArrive: true });
	});

	it('stays as it is where nothing can have happened', () => {
		const same = error();
		const fault = { status: 422 };
		expect(withOutcome(same, { safety: 'unsafe', fault, interrupted: false })).toBe(same);
		expect(withOutcome(same, { safety: 'safe', fault, interrupted: true })).toBe(same);
	});
});

describe('Retry-After', () => {
	const date = 'Thu, 01 Jan 2026 00:00:00 GMT';

	it.each<[string | undefined, number | undefined]>([
		['3', 3_000],
		['0', 0],
		['1.5', 1_500],
		['-5', 0],
		['2, 3', 3_000],
		['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
		['Wed, 31 Dec 2025 00:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		[' ', undefined],
		['3, soon', undefined],
		['3, 2', 3_000],
		[undefined, undefined],
	])('%j means %s milliseconds, by the clock of whoever says it', (header, expected) => {
		expect(retryAfterMs({ headers: { date, 'retry-after': header } })).toBe(expected);
	});

	it('is a date by our own clock where nobody says another', () => {
		const wait = retryAfterMs({ headers: { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' } });
		expect(wait).toBeGreaterThan(1e14);
		expect(retryAfterMs({ headers: { date: 'x', 'retry-after': date } })).toBe(0);
	});

	it('is read from a list of headers', () => {
		const headers = { 'retry-after': ['2', '3'] } as unknown as Record<string, string>;
		expect(retryAfterMs({ headers })).toBe(3_000);
	});
});

describe('Whatever an app asks to wait', () => {
	const seconds = fc.oneof(
		fc.constantFrom('0', '-5', '-0', '1', '59', '60', '61', '1e9', '1e999', '0x10', '1.5', ' 7 '),
		fc.constantFrom('2, 3', '3,', ',', '', ' ', 'Infinity', 'NaN', '10s', '5 seconds', 'soon', '٣'),
		fc.nat().map(String),
		fc.double().map(String),
	);
	const date = fc.date({ noInvalidDate: false });
	const dates = fc.oneof(
		date.map((each) => each.toUTCString()),
		date.map((each) => (Number.isNaN(each.getTime()) ? '' : each.toISOString())),
		fc.constantFrom('Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', 'Monday'),
	);
	const header = fc.oneof(seconds, dates, fc.string({ unit: 'binary' }), fc.constant(undefined));
	const listed = fc.oneof(header, fc.array(seconds)) as fc.Arbitrary<string | undefined>;

	it('the wait is never shorter than the usual one, nor longer than a minute', () => {
		fc.assert(
			fc.property(
				listed,
				header,
				fc.nat({ max: 4 }),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				(retryAfter, now, retries, random) => {
					const asked = retryAfterMs({ headers: { 'retry-after': retryAfter, date: now } });
					const fault = { status: 429, retryAfterMs: asked };
					const usual = retryDelay({ status: 429 }, 'unsafe', retries, random) ?? NaN;
					const delay = retryDelay(fault, 'unsafe', retries, random) ?? NaN;
					expect(delay).toBeGreaterThanOrEqual(usual);
					expect(delay).toBeLessThanOrEqual(60_000);
					if (typeof retryAfter === 'string' && /^[0-5]?\d$/.test(retryAfter)) {
						expect(delay).toBeGreaterThanOrEqual(Number(retryAfter) * 1000);
					}
				},
			),
			runs(3000, 1),
		);
	});
});
