/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import type { Fault } from '../../emulator/index.ts';
import { COMPANY, companies, company, onCompanies, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson, type AppCredential } from '../../support/n8n';

const app = useApp(company(companies(3)));

const OPERATIONS = {
	get: { recordId: 2 },
	getAll: { limit: 2 },
	create: { fieldsMode: 'json', fieldsJson: { name: 'New' } },
	update: { recordId: 2, fieldsMode: 'json', fieldsJson: { name: 'Changed' } },
	delete: { recordId: 2 },
};
type OperationName = keyof typeof OPERATIONS;

/** The request that carries out an operation, as opposed to the one for the models. */
const METHODS = { get: 'GET', getAll: 'GET', create: 'POST', update: 'PUT', delete: 'DELETE' };

const run = async (operation: OperationName, more: object = {}, credential?: AppCredential) =>
	await executeJson({
		credential: credential ?? app.credential,
		parameters: onCompanies(operation, { ...OPERATIONS[operation], ...more }),
	});

/** Queues a fault for the request that carries out an operation. */
const fault = (operation: OperationName, what: Fault) =>
	app.emulator.fault({ method: METHODS[operation], path: '/records', ...what });

/** How many requests the operation itself took. */
const attempts = () => app.sent().filter((request) => request.includes('/records')).length;

const ALL: OperationName[] = ['get', 'getAll', 'create', 'update', 'delete'];
const READS: OperationName[] = ['get', 'getAll'];
const REPEATABLE: OperationName[] = [...READS, 'update', 'delete'];

describe('A request that is sent again', () => {
	it.each(ALL)('is %s after 429, when the app asks to wait', async (operation) => {
		fault(operation, { status: 429, headers: { 'Retry-After': '0' }, times: 3 });
		await run(operation);
		expect(attempts()).toBe(4);
		expect(app.emulator.records('Company')).toHaveLength(
			{ get: 3, getAll: 3, create: 4, update: 3, delete: 2 }[operation],
		);
	});

	it.each(REPEATABLE)('is %s after 503', async (operation) => {
		fault(operation, { status: 503 });
		await run(operation);
		expect(attempts()).toBe(2);
	});

	it.each(REPEATABLE)(
		'is %s after a connection that broke before it was handled',
		async (operation) => {
			fault(operation, { drop: 'before' });
			await run(operation);
			expect(attempts()).toBe(2);
		},
	);

	it.each(READS)('is %s once after 502', async (operation) => {
		fault(operation, { status: 502 });
		await run(operation);
		expect(attempts()).toBe(2);
	});

	it('is a delete whose answer got lost: that the record is gone then is success', async () => {
		fault('delete', { drop: 'after' });
		expect(await run('delete')).toEqual([{ id: 2, deleted: true }]);
		expect(attempts()).toBe(2);
	});

	it('is an update whose answer got lost', async () => {
		fault('update', { drop: 'after' });
		expect(await run('update')).toMatchObject([{ id: 2, name: 'Changed' }]);
		expect(attempts()).toBe(2);
	});

	it('gives up after a while, and says what happened', async () => {
		fault('get', { status: 429, headers: { 'Retry-After': '0' }, times: 99 });
		expect(await failure(run('get'))).toMatchObject({
			message: 'The app is receiving too many requests',
			httpCode: '429',
			failure: { cause: 'rate-limited', retryAfterMs: 0 },
		});
		expect(attempts()).toBe(6);
	});
});

describe('A request that is not sent again', () => {
	it.each([500, 502, 503, 504])('is a create after %d', async (status) => {
		fault('create', { status });
		expect((await failure(run('create'))).httpCode).toBe(String(status));
		expect(attempts()).toBe(1);
	});

	it.each(['before', 'after'] as const)('is a create whose connection broke %s', async (drop) => {
		fault('create', { drop });
		expect((await failure(run('create'))).message).toMatch(/connection .* was interrupted/);
		expect(attempts()).toBe(1);
	});

	it('is a create that took too long', async () => {
		fault('create', { delayMs: 2_000 });
		const error = await failure(run('create', { options: { timeout: 50 } }));
		expect(error.message).toMatch(/did not respond within 0.05 seconds/);
		expect(error.message).toMatch(/may still have processed this request/);
		expect(attempts()).toBe(1);
	});

	it.each(['update', 'delete'] as const)('is %s after 502', async (operation) => {
		fault(operation, { status: 502 });
		expect((await failure(run(operation))).httpCode).toBe('502');
		expect(attempts()).toBe(1);
	});

	it.each(ALL)('is %s after 401', async (operation) => {
		fault(operation, { status: 401 });
		expect((await failure(run(operation))).httpCode).toBe('401');
		expect(attempts()).toBe(1);
	});

	it('is a delete of a record that was never there', async () => {
		expect(await failure(run('delete', { recordId: 77 }))).toMatchObject({ httpCode: '404' });
		expect(attempts()).toBe(1);
	});
});

describe('What the app refuses', () => {
	const invalid = { fieldsJson: { name: '', employees: 3 } };

	it.each([422, 400] as const)('is told property by property, with %d', async (status) => {
		app.emulator.setPersonality({ validationStatus: status });
		const error = await failure(run('create', invalid));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: "The app didn't accept the values: name is required",
			httpCode: String(status),
			context: { itemIndex: 0 },
		});
		expect(error.description).toBe('Correct these values and run the step again');
	});

	it.each([
		[{ status: 422, body: '' }, "The app didn't accept the request to create a record (422)"],
		[
			{ status: 400, body: '<html><body><h1>Bad thing</h1></body></html>' },
			"The app didn't accept the request to create a record (400): Bad thing",
		],
		[
			{ status: 400, body: 'no such column' },
			"The app didn't accept the request to create a record (400): no such column",
		],
		[
			{ status: 401, body: '<html>no</html>', headers: { 'WWW-Authenticate': 'Basic' } },
			"The app didn't accept the email address or the API key",
		],
		[{ status: 401, body: 'no' }, "The app didn't accept the email address or the API key"],
		[
			{ status: 401, body: '<html><title>Portal</title></html>' },
			'Access was refused with a web page (401): Portal',
		],
		[
			{ status: 403, body: '<html><h1>Blocked by policy 7</h1></html>' },
			'Access was refused with a web page (403): Blocked by policy 7',
		],
		[
			{ status: 407, body: '', headers: { 'Proxy-Authenticate': 'Basic' } },
			'A proxy on the way to the app requires a login (407)',
		],
		[{ status: 403, body: '' }, 'The request to create a record was refused (403)'],
		[
			{ status: 403, body: { message: 'Forbidden' } },
			'The request to create a record was refused (403): Forbidden',
		],
		[
			{ status: 403, body: { error: 'rolePermission missing' } },
			"The user of this API key isn't allowed to create a record: rolePermission missing",
		],
		[{ status: 404, body: '<html>not found</html>' }, /^The app has no model "c0c0/],
		[{ status: 409, body: '' }, 'The app responded with 409 to the request to create a record'],
		[
			{ status: 500, body: 'PG::Error' },
			'The app responded with 500 to the request to create a record: PG::Error. The app may still have processed this request',
		],
		[
			{ status: 502, body: '' },
			'The app failed to create a record (502). The app may still have processed this request',
		],
		[
			{ status: 503, body: '' },
			"The app isn't available right now (503). The app may still have processed this request",
		],
	])('%j is told in plain words', async (what, message) => {
		fault('create', what);
		const error = await failure(run('create'));
		expect(error.message).toEqual(
			typeof message === 'string' ? message : expect.stringMatching(message),
		);
		expect(error.httpCode).toBe(String(what.status));
	});

	it.each(['empty', 'html', 'json'] as const)(
		'names a missing record, with a body of %s',
		async (body) => {
			app.emulator.setPersonality({ notFoundBody: body });
			expect((await failure(run('get', { recordId: 77 }))).message).toMatch(
				/^No record 77 was found/,
			);
		},
	);

	it('is never a redirect that takes the key along', async () => {
		fault('get', { status: 302, headers: { Location: 'https://user:x@evil.example/path?key=1' } });
		expect((await failure(run('get'))).message).toMatch(
			/redirects to another address, which was not followed/,
		);
		fault('create', { status: 301, headers: { Location: 'https://elsewhere.example/path' } });
		expect((await failure(run('create'))).message).toMatch(
			/redirects to https:\/\/elsewhere.example, which was not followed/,
		);
		expect(attempts()).toBe(2);
	});

	it.each<[OperationName, string]>([
		['get', '<html>Welcome</html>'],
		['get', '[]'],
		['get', ''],
		['getAll', '<html>Welcome</html>'],
		['getAll', '{"id":1}'],
		['getAll', '["a"]'],
	])('is told from success: %s answered with %j', async (operation, body) => {
		fault(operation, { status: 200, body });
		expect((await failure(run(operation))).message).toMatch(/isn't from a Betty Blocks API/);
	});

	it('is told when the models are not what they should be', async () => {
		app.emulator.fault({ path: '/models', status: 200, body: '<html>Log in</html>' });
		expect((await failure(run('create'))).message).toMatch(/isn't from a Betty Blocks API/);
		expect(app.sent()).toEqual(['GET /api/models']);
	});

	it('tells the host whose fault it is', async () => {
		const causes: Array<[Fault, string]> = [
			[{ status: 401 }, 'credential-invalid'],
			[{ status: 403 }, 'credential-invalid'],
			[{ status: 404 }, 'configuration-invalid'],
			[{ status: 503, times: 9, headers: { 'Retry-After': '0' } }, 'temporarily-unavailable'],
		];
		for (const [what, cause] of causes) {
			app.emulator.reset();
			fault('get', what);
			expect((await failure(run('get'))).failure).toMatchObject({ cause });
		}
	});
});

describe('An app that is not there', () => {
	const at = (application: string) => ({ ...app.credential, application });

	it('refuses the connection', async () => {
		const port = await new Promise<number>((resolve) => {
			const server = createServer().listen(0, '127.0.0.1', () => {
				const address = server.address();
				server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
			});
		});
		expect(await failure(run('get', {}, at(`http://127.0.0.1:${port}`)))).toMatchObject({
			message: `The connection to the app at 127.0.0.1:${port} was refused`,
			httpCode: 'ECONNREFUSED',
			failure: { cause: 'temporarily-unavailable' },
		});
	});

	it('has no address', async () => {
		expect(await failure(run('get', {}, at('no-such-app.invalid')))).toMatchObject({
			message: expect.stringMatching(/no-such-app.invalid/) as string,
		});
	});

	it.each([
		['http://my-app.bettyblocks.com', /https only/],
		['', /is empty/],
	])('is entered as %j', async (application, reason) => {
		const error = await failure(run('get', {}, at(application)));
		expect(error.message).toMatch(reason);
		expect(error.description).toMatch(/in the credential/);
	});

	it('is not chosen at all', async () => {
		const refused = executeJson({
			credential: undefined,
			parameters: onCompanies('get', { recordId: 1 }),
		});
		expect((await failure(refused)).message).toBe('No credential is chosen');
	});
});

describe('The API key', () => {
	it('appears in no error, even when the app repeats it', async () => {
		const echo = `key a-secret-key ${Buffer.from('api@example.com:a-secret-key').toString('base64')}`;
		const faults: Fault[] = [
			{ status: 400, body: echo },
			{ status: 422, body: { errors: { name: [echo] } } },
			{ status: 500, body: `<p>${echo}</p>` },
			{ status: 401, body: echo },
			{ drop: 'before' },
		];
		for (const what of faults) {
			fault('create', what);
			const error = await failure(run('create'));
			const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
			expect(everything).not.toMatch(/a-secret-key|YXBpQGV4YW1wbGUuY29tOmEtc2VjcmV0LWtleQ/);
		}
	});

	it('appears in no address', async () => {
		await run('create');
		await run('getAll');
		expect(app.sent().join()).not.toMatch(/secret|api@example/);
	});
});

describe('A model in an error', () => {
	const missing = async (model: object) => await failure(run('get', { recordId: 99, model }));
	const chosen = { __rl: true, mode: 'list', value: COMPANY, cachedResultName: 'Company' };

	it('has the name that it was chosen by', async () => {
		expect(await missing(chosen)).toMatchObject({
			message: 'No record 99 was found in the model "Company"',
		});
	});

	it('keeps its UUID where that is part of an address', async () => {
		app.emulator.fault({ path: '/records/99', status: 400, body: `see https://x/${COMPANY}` });
		expect((await missing(chosen)).message).toContain(`https://x/${COMPANY}`);
	});

	it('has its UUID when an expression names it, whatever was chosen before', async () => {
		expect(await missing({ ...chosen, value: `={{ "${COMPANY}" }}` })).toMatchObject({
			message: `No record 99 was found in the model "${COMPANY}"`,
		});
	});
});
