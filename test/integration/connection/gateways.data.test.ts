import { executeJson } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { useServer } from '../../support/server';

const WRITE = '1'.repeat(32);
const REFUSES = '2'.repeat(32);
const written = { create: { model: 'Task', values: { name: 'written' } } };

const app = useDataApp(
	tasks(manyTasks(3), {
		actions: [
			{ id: WRITE, name: 'Write', effect: written, results: { ok: true } },
			{ id: REFUSES, name: 'Refuses', effect: written, errors: ['Hours is invalid'] },
		],
	}),
);

const getMany = async (more: object = {}) =>
	await executeJson({ parameters: onTasks('getAll', more), credential: app.credential });
const run = async (action = WRITE, more: object = {}) =>
	await executeJson({
		parameters: {
			api: 'data',
			resource: 'action',
			operation: 'execute',
			actionId: { __rl: true, mode: 'id', value: action },
			...more,
		},
		credential: app.credential,
	});

const MAY_HAVE_RUN = /The app may still have processed this request/;

describe('What stands before a newer app', () => {
	beforeEach(() => {
		app.credential.jwtToken = app.emulator.token();
	});

	it.each([
		['an empty response', ''],
		['somebody else’s JSON', '{"status":"error","data":{}}'],
		['errors of its own', '{"errors":["Refused by the gateway"]}'],
		['a page', '<html><title>Refused</title></html>'],
		['data in the form of a success', '{"data":{"action":{"results":1},"allTask":{"results":[]}}}'],
	])('is never taken for the app when it sends %s with an error status', async (_what, body) => {
		for (const status of [403, 500, 504]) {
			const times = status === 504 ? 1 : 9;
			app.emulator.fault({ status, body, contains: 'allTask', times });
			if (status === 504) expect(await getMany()).toHaveLength(3);
			else await failure(getMany());
			app.emulator.reset();
			app.emulator.fault({ status, body, contains: 'action', times: 9 });
			const error = await failure(run());
			expect(MAY_HAVE_RUN.test(error.message)).toBe(status >= 500);
			expect(app.asked()).toEqual(['action']);
			app.emulator.reset();
		}
	});

	it('leaves an action unsent where it answers the login', async () => {
		app.credential.jwtToken = '';
		for (const gatewayErrors of ['empty', 'jsend', 'errors', 'html'] as const) {
			app.emulator.setPersonality({ gatewayErrors, gatewayStatus: 503 });
			const error = await failure(run());
			expect(error.message).not.toMatch(MAY_HAVE_RUN);
			expect(app.asked()).not.toContain('action');
			app.emulator.reset();
		}
	});
});

describe('The errors of a newer app', () => {
	it.each(['list', 'text', 'message', 'detail'] as const)(
		'are told in their own words in the form %s',
		async (errorsForm) => {
			app.emulator.setPersonality({ errorsForm });
			const error = await failure(run(REFUSES));
			expect(error.message).toBe('Hours is invalid');
			expect(app.emulator.records('Task')).toHaveLength(4);
		},
	);
});

describe('A login that hangs', () => {
	const other = useServer();

	it('is sent once, and leaves the action unsent', async () => {
		let logins = 0;
		other.answer = (_request, response) => {
			logins++;
			response.write(' ');
		};
		app.credential.application = other.origin;
		const error = await failure(run(WRITE, { options: { timeout: 300 } }));
		expect(error.message).toMatch(/did not respond within 0.3 seconds$/);
		expect(logins).toBe(1);
		expect(app.emulator.records('Task')).toHaveLength(3);
	});
});

describe('A login that is answered on the way', () => {
	const other = useServer();
	const text = '{"errors":[{"message":"Ongeldig caf\u00e9"}]}';

	const told = async (status: number, type: string, body: string | Buffer) => {
		other.answer = (_request, response) => {
			response.writeHead(status, { 'content-type': type });
			response.end(body);
		};
		const credential = { ...app.credential, application: other.origin, jwtToken: '' };
		const error = await failure(executeJson({ parameters: onTasks('getAll'), credential }));
		expect(other.requests).toHaveLength(1);
		other.requests.length = 0;
		return `${error.message}. ${error.description}`;
	};

	it('is blamed on a proxy or a firewall before it is blamed on the app', async () => {
		const page = '<html><title>Blocked by policy</title></html>';
		expect(await told(407, 'text/html', page)).toMatch(/^A proxy on the way .* requires a login/);
		for (const status of [401, 403]) {
			expect(await told(status, 'text/html', page)).toMatch(
				/^Access was refused with a web page .*Blocked by policy.*a proxy or a firewall/,
			);
			expect(await told(status, 'text/plain', 'Forbidden')).toMatch(/a proxy or a firewall/);
		}
	});

	it.each([
		['utf-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'application/json'],
		['ISO-8859-1', Buffer.from(text, 'latin1'), 'application/json; charset=ISO-8859-1'],
		['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'application/json'],
	])('is read as any other response (%s)', async (_what, bytes, type) => {
		expect(await told(200, type, bytes)).toMatch(
			/^The app didn't accept the login: Ongeldig café\./,
		);
	});
});

describe('The response of an endpoint', () => {
	const call = async (body: string, more: object = {}) => {
		app.credential.jwtToken = app.emulator.token();
		const headers = { 'content-type': 'application/json' };
		app.emulator.fault({ path: '/action/', status: 200, body, headers });
		return await run(WRITE, { operation: 'callEndpoint', ...more });
	};

	it('is null where the action responds with null', async () => {
		expect(await call('null')).toMatchObject([{ body: null }]);
	});

	it('is no success when it is JSON that is cut off, unless any response will do', async () => {
		expect((await failure(call('{"a":1,'))).message).toMatch(/cut off/);
		expect(await call('{"a":1,', { options: { neverError: true } })).toMatchObject([
			{ body: '{"a":1,' },
		]);
	});
});

describe('Properties that are named like what every object has', () => {
	const odd = useDataApp({
		...tasks(),
		models: tasks().models.map((model) =>
			model.name === 'File'
				? {
						...model,
						properties: [
							...model.properties,
							...['constructor', 'to_string', 'value_of', 'has_own_property'].map(
								(name, index) => ({
									...{ id: `e${index}`.repeat(16), name, kind: 'string', options: {} },
								}),
							),
						],
						records: [{ id: 1, name: 'Letter', constructor: 'mine' }],
					}
				: model,
		),
	} as never);

	it('are read as any other', async () => {
		const model = { __rl: true, mode: 'name', value: 'File' };
		const [record] = await executeJson({
			parameters: onTasks('getAll', { model }),
			credential: odd.credential,
		});
		expect(record).toMatchObject({ constructor: 'mine', toString: null, valueOf: null });
		const found = await executeJson({
			parameters: onTasks('getAll', { model, options: { fields: 'constructor, toString' } }),
			credential: odd.credential,
		});
		expect(Object.entries(found[0] ?? {})).toEqual([
			['constructor', 'mine'],
			['toString', null],
		]);
	});
});
