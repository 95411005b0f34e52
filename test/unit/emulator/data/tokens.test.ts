import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	claimsOf,
	dataIds,
	logIn,
	startDataSample,
	type Ask,
} from '../../../emulator/data/samples.ts';

const start = new Date('2026-03-01T12:00:00.500Z');
let clock = start;
let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample({}, { now: () => clock }));
});
beforeEach(() => {
	clock = start;
	emulator.reset();
});
afterAll(async () => await emulator.close());

const read = '{ allTask(take: 1) { totalCount } }';
const unauthenticated = {
	errors: [{ message: 'Request not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
};

function passSeconds(seconds: number): void {
	clock = new Date(clock.getTime() + seconds * 1000);
}

/** The two tokens of a login. */
async function session(changes?: Record<string, unknown>): Promise<[string, string]> {
	const { json } = await logIn(ask, changes);
	const payload = json.data?.login as { jwtToken: string; refreshToken: string };
	return [payload.jwtToken, payload.refreshToken];
}

async function isGood(token: string): Promise<boolean> {
	return (await ask(read, {}, token)).json.errors === undefined;
}

describe('An access token of the emulated Data API', () => {
	it('can be had without a request, for any user, profile and time', () => {
		const partner = emulator.token({ profile: dataIds.partners, life: 60 });
		expect(claimsOf(partner)).toMatchObject({ auth_profile: dataIds.partners, user_id: 1 });
		const { exp, nbf } = claimsOf(partner);
		expect(Number(exp) - Number(nbf)).toBe(60);
		expect(claimsOf(emulator.token({ username: 'bob@example.com' }))).toMatchObject({ user_id: 2 });
		expect(() => emulator.token({ username: 'nobody' })).toThrow('Nobody is called "nobody"');
		expect(emulator.requests).toEqual([]);
	});

	it.each([
		['its 7200 seconds by default', {}, 7200],
		['as long as tokenLife says', { tokenLife: 30 }, 30],
		['7200 seconds when tokenLife is revoked', { tokenLife: 'revoked' }, 7200],
	] as const)('lasts %s', async (_time, personality, life) => {
		emulator.setPersonality(personality);
		const [token] = await session();
		passSeconds(life - 1);
		expect(await isGood(token)).toBe(true);
		passSeconds(1);
		expect((await ask(read, {}, token)).json).toEqual(unauthenticated);
	});

	it('has expired when it is issued with a tokenLife of 0', async () => {
		emulator.setPersonality({ tokenLife: 0 });
		const [token] = await session();
		expect(await isGood(token)).toBe(false);
	});

	it.each<[string, () => void]>([
		['tokens are revoked', () => emulator.revokeTokens()],
		['tokenLife becomes revoked', () => emulator.setPersonality({ tokenLife: 'revoked' })],
	])('is no good after %s, as opposed to one issued later', async (_event, revoke) => {
		const [before] = await session();
		revoke();
		expect(await isGood(before)).toBe(false);
		expect(await isGood((await session())[0])).toBe(true);
	});

	it('outlives a reset, can be revoked after it, and stays so after the next', async () => {
		const [token] = await session();
		emulator.reset();
		expect(await isGood(token)).toBe(true);
		emulator.revokeTokens();
		expect(await isGood(token)).toBe(false);
		emulator.reset();
		expect(await isGood(token)).toBe(false);
	});

	it('is no good with another signature, from another app, or in another scheme', async () => {
		const [token] = await session();
		const [header, , signature] = token.split('.');
		const forged = Buffer.from(JSON.stringify({ ...claimsOf(token), user_id: 2 }));
		const other = await startDataSample();
		const tokens = [
			`${header}.${forged.toString('base64url')}.${signature}`,
			other.emulator.token(),
			'',
			'a b',
		];
		await other.emulator.close();
		for (const wrong of tokens) expect((await ask(read, {}, wrong)).json).toEqual(unauthenticated);
	});

	it.each([200, 401, 403] as const)('that is no good gets status %d', async (authStatus) => {
		emulator.setPersonality({ authStatus });
		for (const token of ['expired', null]) {
			const reply = await ask(read, {}, token);
			expect([reply.status, reply.json]).toEqual([authStatus, unauthenticated]);
		}
	});

	it.each<[DataPersonality['authError'], object]>([
		['unauthenticated', unauthenticated.errors[0] ?? {}],
		['unauthorized', { message: 'Unauthorized', extensions: { code: 'UNAUTHORIZED' } }],
		['tokenExpired', { message: 'Token expired', extensions: { code: 'TOKEN_EXPIRED' } }],
		['statusCode', { message: 'Request not authenticated', extensions: { statusCode: 401 } }],
		['jwtExpired', { message: 'jwt expired' }],
	])('that is no good gets the error of %s', async (authError, entry) => {
		emulator.setPersonality({ authError });
		expect((await ask(read, {}, 'expired')).json).toEqual({ errors: [entry] });
	});
});

describe('A refresh token of the emulated Data API', () => {
	const mutation =
		'mutation ($token: String!) { refreshToken(token: $token) { jwtToken refreshToken isValid } }';

	async function isTaken(refreshToken: string, accessToken: string | null): Promise<boolean> {
		const { json } = await ask(mutation, { token: refreshToken }, accessToken);
		const isNew = json.errors === undefined;
		expect(json).toMatchObject(
			isNew
				? { data: { refreshToken: { jwtToken: expect.any(String), isValid: true } } }
				: { data: { refreshToken: null }, errors: [{ extensions: { statusCode: 401 } }] },
		);
		return isNew;
	}

	it('is taken once, along with the old access token, which may have expired', async () => {
		const [access, refresh] = await session();
		const [others] = await session({ username: 'bob@example.com', password: 'word' });
		passSeconds(7200);
		expect(await isTaken(refresh, null)).toBe(false);
		expect(await isTaken(refresh, others)).toBe(false);
		expect(await isTaken(refresh, access)).toBe(true);
		expect(await isTaken(refresh, access)).toBe(false);
	});

	it('is taken as often as wanted, without a token, where refresh is freely', async () => {
		emulator.setPersonality({ refresh: 'freely' });
		const [, refresh] = await session();
		expect(await isTaken(refresh, null)).toBe(true);
		expect(await isTaken(refresh, null)).toBe(true);
		expect(await isTaken('unknown', null)).toBe(false);
	});

	it('is never taken where refresh is refused', async () => {
		emulator.setPersonality({ refresh: 'refused' });
		const [access, refresh] = await session();
		expect(await isTaken(refresh, access)).toBe(false);
	});

	it('expires after 30 days, and with its user', async () => {
		emulator.setPersonality({ refresh: 'freely' });
		const [, gone] = await session();
		emulator.delete('User', 1);
		expect(await isTaken(gone, null)).toBe(false);
		const [, old] = await session({ username: 'bob@example.com', password: 'word' });
		passSeconds(30 * 24 * 3600);
		expect(await isTaken(old, null)).toBe(false);
	});

	it('can be revoked once', async () => {
		emulator.setPersonality({ refresh: 'freely' });
		const [access, refresh] = await session();
		const revoke =
			'mutation ($token: String!) { revokeRefreshToken(token: $token) { refreshId removed } }';
		expect((await ask(revoke, { token: refresh }, access)).json).toEqual({
			data: { revokeRefreshToken: { refreshId: expect.any(String), removed: true } },
		});
		expect((await ask(revoke, { token: refresh }, access)).json).toEqual({
			data: { revokeRefreshToken: { refreshId: null, removed: false } },
		});
		expect(await isTaken(refresh, access)).toBe(false);
	});
});
