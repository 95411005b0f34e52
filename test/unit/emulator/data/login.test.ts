import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	claimsOf,
	dataIds,
	loginQuery,
	logIn,
	startDataSample,
	type Ask,
	type GraphqlReply,
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

const unauthenticated = {
	errors: [{ message: 'Request not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
};

function passSeconds(seconds: number): void {
	clock = new Date(clock.getTime() + seconds * 1000);
}

/** Logs in Ann, or somebody else. */
async function login(changes: Record<string, unknown> = {}): Promise<GraphqlReply> {
	return await logIn(ask, changes);
}

function tokenIn({ json }: GraphqlReply): string {
	return (json.data?.login as { jwtToken: string }).jwtToken;
}

describe('A login to the emulated Data API', () => {
	it('answers tokens and how long they last', async () => {
		const reply = await login();
		expect(reply.status).toBe(200);
		expect(reply.json).toEqual({
			data: {
				login: {
					...{ jwtToken: expect.any(String), refreshToken: expect.any(String), isValid: true },
					...{ accessExpiresAt: '2026-03-01T14:00:00.000Z', accessExpiresIn: 7200 },
					...{ refreshExpiresAt: '2026-03-31T12:00:00.000Z', refreshExpiresIn: 2_592_000 },
				},
			},
		});
	});

	it('answers a token whose claims name app, profile, user and roles', async () => {
		const token = tokenIn(await login({ username: 'bob@example.com', password: 'word' }));
		const seconds = Math.floor(start.getTime() / 1000);
		expect(claimsOf(token)).toEqual({
			...{ app_uuid: dataIds.application, auth_profile: dataIds.staff, user_id: 2, locale: null },
			...{ roles: ['user', 'manager'], iat: seconds, nbf: seconds, exp: seconds + 7200 },
			jti: expect.any(String),
		});
		const [header = ''] = token.split('.');
		expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"HS512","typ":"JWT"}');
	});

	it('takes the users of the app file for a profile without an end-user model', async () => {
		const partner = { username: 'api@example.com', password: 'secret' };
		const token = tokenIn(await login({ authProfileUuid: dataIds.partners, ...partner }));
		expect(claimsOf(token)).toMatchObject({ user_id: 1, roles: ['partner'] });
		expect((await ask('{ allRole { totalCount } }', {}, token)).json.errors).toBeUndefined();
	});

	it('takes the records of the end-user model as they are now', async () => {
		emulator.create('User', { email: 'new@example.com', password: 'fresh' });
		emulator.update('User', 1, { password: 'changed' });
		emulator.delete('User', 2);
		const results = [
			await login({ username: 'new@example.com', password: 'fresh' }),
			await login({ password: 'changed' }),
			await login(),
			await login({ username: 'bob@example.com', password: 'word' }),
		];
		expect(results.map(({ json }) => json.errors === undefined)).toEqual([
			...[true, true, false, false],
		]);
	});

	it('tells who may log in', () => {
		expect(emulator.accounts).toEqual([
			{ profile: dataIds.staff, username: 'ann@example.com', password: 'pass' },
			{ profile: dataIds.staff, username: 'bob@example.com', password: 'word' },
			{ profile: dataIds.partners, username: 'api@example.com', password: 'secret' },
		]);
	});

	it.each([
		['a wrong password', { password: 'wrong' }],
		['no password', { password: null }],
		['an unknown user', { username: 'nobody@example.com' }],
		['no username', { username: null }],
		['a user of another profile', { authProfileUuid: dataIds.partners }],
		['an unknown profile', { authProfileUuid: dataIds.task }],
	])('is refused with %s', async (_problem, changes) => {
		const reply = await login(changes);
		expect(reply.status).toBe(200);
		expect(reply.json).toMatchObject({
			data: { login: null },
			errors: [{ message: 'Wrong credentials, please try again', extensions: { statusCode: 401 } }],
		});
	});

	it.each<[DataPersonality['loginError'], number, object]>([
		['errors200', 200, { errors: [{ message: 'Wrong credentials, please try again' }] }],
		['isValidFalse', 200, { data: { login: { jwtToken: null, isValid: false } } }],
		['loginNull', 200, { data: { login: null } }],
		['http401', 401, { errors: [{ message: 'Wrong credentials, please try again' }] }],
	])('is refused in the form %s', async (loginError, status, body) => {
		emulator.setPersonality({ loginError });
		const reply = await login({ password: 'wrong' });
		expect(reply.status).toBe(status);
		expect(reply.json).toMatchObject(body);
		const isTold = loginError === 'errors200' || loginError === 'http401';
		expect(reply.json.errors !== undefined).toBe(isTold);
	});

	it.each([
		['off', true],
		['on', false],
	] as const)(
		'after five failures within 300 seconds, with loginThrottle %s',
		async (loginThrottle, isTaken) => {
			emulator.setPersonality({ loginThrottle });
			for (let failure = 0; failure < 5; failure += 1) await login({ password: 'wrong' });
			const reply = await login();
			expect(reply.json.errors === undefined).toBe(isTaken);
			expect(reply.json.errors ?? []).toMatchObject(
				isTaken ? [] : [{ extensions: { statusCode: 429 } }],
			);
			passSeconds(301);
			expect((await login()).json.errors).toBeUndefined();
		},
	);

	it('may come with a token that is no good', async () => {
		const variables = { authProfileUuid: dataIds.staff, username: 'ann@example.com' };
		const reply = await ask(loginQuery, { ...variables, password: 'pass' }, 'expired');
		expect(reply.json.errors).toBeUndefined();
	});
});

describe('Whoever is logged in to the emulated Data API', () => {
	it('is answered by the me field of the end-user model', async () => {
		expect((await ask('{ meUser { id email } }')).json).toEqual({
			data: { meUser: { id: 1, email: 'ann@example.com' } },
		});
	});

	it('is null for users of another profile, and for deleted ones', async () => {
		const partner = emulator.token({ profile: dataIds.partners });
		expect((await ask('{ meUser { id } }', {}, partner)).json).toEqual({ data: { meUser: null } });
		const token = emulator.token();
		emulator.delete('User', 1);
		expect((await ask('{ meUser { id } }', {}, token)).json).toEqual({ data: { meUser: null } });
	});

	it('is nobody without a token', async () => {
		expect((await ask('{ meUser { id } }', {}, null)).json).toEqual(unauthenticated);
	});
});
