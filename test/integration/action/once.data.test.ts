import { executeJson } from '../../support/n8n';
import { tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const id = (digit: string) => digit.repeat(32);

const WORDS = {
	'1': 'variable "foo" is not defined',
	'2': 'Variable "$id" is not defined.',
	'3': 'Request not authenticated',
	'4': 'The supplier says: too many requests',
	'5': 'redirect_to_login is not set',
	'6': 'jwt expired',
	'7': 'Rate limit exceeded',
	'8': 'Too many requests',
	'9': 'Out of stock',
};

const CODES: Record<string, Record<string, unknown>> = {
	'3': { code: 'UNAUTHENTICATED' },
	'4': { code: 'TOO_MANY_REQUESTS' },
	'6': { http: { status: 401 } },
	'7': { statusCode: 429 },
	'8': { code: 'TOO_MANY_REQUESTS', http: { status: 429 } },
	'9': { code: 'RATE_LIMITED' },
};

const written = { create: { model: 'Task', values: { name: 'written' } } };

const app = useDataApp(
	tasks([], {
		actions: [
			{ id: id('0'), name: 'Works', effect: written, results: { ok: true } },
			...Object.entries(WORDS).map(([digit, words]) => ({
				...{ id: id(digit), name: words, errors: [words], effect: written },
				errorExtensions: CODES[digit],
			})),
		],
	}),
);

const run = async (digit: string) =>
	await executeJson({
		parameters: {
			api: 'data',
			resource: 'action',
			operation: 'execute',
			actionId: { __rl: true, mode: 'id', value: id(digit) },
		},
		credential: app.credential,
	});

const times = () => app.emulator.records('Task').length;

describe('An action that has run', () => {
	it.each(Object.entries(WORDS))(
		'is not run again whatever words it fails with, which are told as they are (%s: %s)',
		async (digit, words) => {
			for (const actionError of ['text', 'list', 'nested', 'http500'] as const) {
				app.emulator.reset();
				app.emulator.setPersonality({ actionError });
				const error = await failure(run(digit));
				expect(error.message).toBe(words);
				expect(times()).toBe(1);
			}
		},
	);

	it.each(Object.entries(WORDS))(
		'is not run again where the app tells its words as if nothing had run (%s: %s)',
		async (digit, words) => {
			app.emulator.setPersonality({ actionErrorPlace: 'alone' });
			const error = await failure(run(digit));
			expect(error.message).toContain(words);
			expect(times()).toBe(1);
		},
	);

	it('is not blamed on a login that the app accepts for anything else', async () => {
		app.emulator.setPersonality({ actionErrorPlace: 'alone' });
		for (const digit of ['3', '6'] as const) {
			const error = await failure(run(digit));
			expect(error.message).toBe(WORDS[digit]);
			expect(error.description).toMatch(/accepts this login for other requests/);
		}
	});

	it.each([429, 'errors200'] as const)(
		'runs once where the app was asked too often before (%s)',
		async (rateLimit) => {
			app.credential.jwtToken = app.emulator.token();
			app.emulator.setPersonality({ rateLimit, requestsPerMinute: 0, retryAfter: 0 });
			const { requests } = app.emulator;
			const push = Array.prototype.push.bind(requests);
			requests.push = (...entries) => {
				if (requests.length === 2) app.emulator.setPersonality({ rateLimit: 'off' });
				return push(...entries);
			};
			expect(await run('0')).toEqual([{ ok: true }]);
			Reflect.deleteProperty(requests, 'push');
			expect(app.asked()).toEqual(['action', '__typename', '__typename', 'action']);
			expect(times()).toBe(1);
		},
	);

	it('is not run again after a 5xx that speaks of a token', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 500, body: '{"errors":[{"message":"jwt expired"}]}', times: 5 });
		await failure(run('0'));
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(1);
	});

	it('is not run again for a 401 of somebody else: the token is good', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 401, body: 'Unauthorized' });
		const error = await failure(run('0'));
		expect(error.message).toBe('The request to run the action was refused (401): Unauthorized');
		expect(app.asked()).toEqual(['action', '__typename']);
		expect(times()).toBe(0);
	});

	it('is not tried without end where each login has ended by the time of the next request', async () => {
		app.emulator.fault({
			...{ contains: 'action(', times: 20 },
			body: JSON.stringify({ errors: [{ message: 'Request not authenticated' }] }),
		});
		const { requests } = app.emulator;
		requests.push = (...entries) => {
			if (requests.at(-1)?.rootFields.includes('action')) app.emulator.revokeTokens();
			return Array.prototype.push.apply(requests, entries);
		};
		const error = await failure(run('0'));
		Reflect.deleteProperty(requests, 'push');
		expect(error.message).toMatch(/^The app rejected the login for the request to run the action/);
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(5);
		expect(times()).toBe(0);
	});

	it.each(['graphql', 'http401', 'signature'] as const)(
		'runs once with a new token where the old one was refused (%s)',
		async (tokenRefusal) => {
			app.emulator.setPersonality({ tokenRefusal });
			app.credential.jwtToken = app.emulator.token();
			app.emulator.revokeTokens();
			if (tokenRefusal === 'signature') await failure(run('0'));
			else expect(await run('0')).toEqual([{ ok: true }]);
			expect(times()).toBe(tokenRefusal === 'signature' ? 0 : 1);
		},
	);

	it.each([
		['no data but null', { data: null, errors: [{ message: 'Request not authenticated' }] }],
		[
			'a path',
			{
				errors: [
					{
						message: 'Request not authenticated',
						extensions: { code: 'UNAUTHENTICATED' },
						path: ['action'],
					},
				],
			},
		],
		[
			'data of the action',
			{ data: { action: null }, errors: [{ message: 'Variable "$id" is not defined.' }] },
		],
		['no data but null', { data: null, errors: [{ message: 'Variable "$input" is not defined' }] }],
		['words of a supplier', { errors: [{ message: 'Supplier: invalid token' }] }],
		['words on a rate', { errors: [{ message: 'The supplier says: too many requests' }] }],
		['words on a limit', { errors: [{ message: 'Supplier: rate limit reached' }] }],
		['words of a script', { errors: [{ message: 'script: variable "id" is not defined' }] }],
	])('is not run again after errors with %s', async (_what, body) => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 200, body, contains: 'action' });
		await failure(run('0'));
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(1);
	});

	it('may have run where the response is a page or somebody else’s JSON', async () => {
		for (const body of [
			'<html>Maintenance</html>',
			'{"status":"error","data":{}}',
			'{"data":{}}',
		]) {
			app.credential.jwtToken = app.emulator.token();
			app.emulator.fault({ status: 200, body, contains: 'action' });
			const error = await failure(run('0'));
			expect(error.message).toMatch(/The app may still have processed this request$/);
		}
	});
});

describe('An app that wants declared variables', () => {
	it('is asked twice for its first action only', async () => {
		app.emulator.setPersonality({ strictVariables: true });
		await run('0');
		await run('0');
		await run('0');
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(4);
		expect(times()).toBe(3);
	});
});

describe('What happened to an action', () => {
	const gone = (): never => {
		throw new Error("n8n's database is away");
	};

	it("is told by the app's response, although n8n lost its credential meanwhile", async () => {
		const jwtToken = app.emulator.token();
		Object.defineProperty(app.credential, 'jwtToken', {
			configurable: true,
			get: () => (times() > 0 ? gone() : jwtToken),
		});
		expect(await run('0')).toEqual([{ ok: true }]);
		expect(times()).toBe(1);
	});

	it('is nothing where n8n has lost its credential before', async () => {
		let reads = 0;
		const jwtToken = app.emulator.token();
		Object.defineProperty(app.credential, 'jwtToken', {
			configurable: true,
			get: () => (reads++ > 1 ? gone() : jwtToken),
		});
		const error = await failure(run('0'));
		expect(error.message).not.toMatch(/may still have processed/);
		expect(times()).toBe(0);
	});

	it('is told where it ends in a 5xx that is no answer of the API', async () => {
		app.credential.jwtToken = app.emulator.token();
		for (const status of [500, 502, 503]) {
			app.emulator.fault({ status, body: 'Oops' });
			expect((await failure(run('0'))).message).toMatch(/may still have processed this request$/);
		}
	});

	it('is nothing after a 429, so it is run again then', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 429, headers: { 'Retry-After': '0' } });
		expect(await run('0')).toEqual([{ ok: true }]);
		expect(times()).toBe(1);
	});
});
