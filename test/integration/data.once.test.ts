import { executeJson } from '../support/n8n';
import { tasks, useDataApp } from '../support/dataApp';
import { failure } from '../support/failure';

const id = (digit: string) => digit.repeat(32);

const WORDS = {
	'1': 'variable "foo" is not defined',
	'2': 'Variable "$id" is not defined.',
	'3': 'Request not authenticated',
	'4': 'The supplier says: too many requests',
	'5': 'redirect_to_login is not set',
	'6': 'jwt expired',
};

const written = { create: { model: 'Task', values: { name: 'written' } } };

const app = useDataApp(
	tasks([], {
		actions: [
			{ id: id('0'), name: 'Works', effect: written, results: { ok: true } },
			...Object.entries(WORDS).map(([digit, words]) => ({
				...{ id: id(digit), name: words, errors: [words], effect: written },
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

	it('is not run again after a 5xx that speaks of a token', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 500, body: '{"errors":[{"message":"jwt expired"}]}', times: 5 });
		await failure(run('0'));
		expect(app.asked().filter((fields) => fields === 'action')).toHaveLength(1);
	});

	it('is run with a new token where a 401 came from before the app', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ status: 401, body: 'Unauthorized' });
		expect(await run('0')).toEqual([{ ok: true }]);
		expect(app.asked()).toEqual(['action', 'login', 'action']);
		expect(times()).toBe(1);
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
