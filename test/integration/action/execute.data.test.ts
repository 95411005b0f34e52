import type { INodeExecutionData } from 'n8n-workflow';
import { execute, executeJson } from '../../support/n8n';
import { setBinaryMode, storeBinary } from '../../support/binary';
import { tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const id = (digit: string) => digit.repeat(32);
const locator = (value: string, mode = 'id') => ({ __rl: true, mode, value });

const app = useDataApp(
	tasks([], {
		actions: [
			{
				id: id('1'),
				name: 'Create task',
				variables: [{ name: 'name', required: true }, { name: 'hours' }],
				effect: {
					create: { model: 'Task', values: { name: '$inputs.name', hours_spent: '$inputs.hours' } },
				},
				results: '$record',
			},
			{ id: id('2'), name: 'List', results: [{ id: 1 }, { id: 2 }, 'three'] },
			{ id: id('3'), name: 'Count', results: 42 },
			{ id: id('4'), name: 'Silent' },
			{ id: id('5'), name: 'Refuses', errors: ["Name can't be blank", 'Hours is invalid'] },
			{ id: id('6'), name: 'Echo', results: '$inputs' },
			{
				id: id('7'),
				name: 'Endpoint',
				variables: [{ name: 'request' }],
				results: '$inputs.request',
				response: { statusCode: 201, headers: { 'x-own': 'yes' }, body: '$inputs.request' },
			},
			{
				id: id('8'),
				name: 'Endpoint that refuses',
				variables: [{ name: 'request' }],
				effect: { create: { model: 'Task', values: { name: 'written' } } },
				response: { statusCode: 401, body: { no: 'entry' } },
			},
			{
				id: id('9'),
				name: 'Attach',
				effect: {
					create: { model: 'Task', values: { name: 'With file', contract: '$inputs.file' } },
				},
				results: '$record',
			},
		],
	}),
);

const run = async (digit: string, more: object = {}, items?: INodeExecutionData[]) =>
	await executeJson({
		parameters: {
			api: 'data',
			resource: 'action',
			operation: 'execute',
			actionId: locator(id(digit)),
			...more,
		},
		credential: app.credential,
		items,
	});

const json = (inputsJson: object) => ({
	inputsMode: 'json',
	inputsJson: JSON.stringify(inputsJson),
});

const actions = () => app.asked().filter((fields) => fields === 'action').length;

describe('An action of a newer app', () => {
	it.each([
		["isn't a valid date", '={{ new Date("31-31-2026") }}'],
		["isn't a valid date", '={{ DateTime.fromISO("31-31-2026") }}'],
		["isn't a valid date", '={{ [{ on: DateTime.fromISO("x").toString() }] }}'],
		["isn't a valid date", 'Invalid Date'],
		["isn't a valid number: NaN", '={{ Number("x") }}'],
		["isn't a valid number: Infinity", '={{ [1 / 0] }}'],
		['contains half a character', 'cut \ud83d'],
		['contains half a character', '={{ [{ a: { ["\\ud83d"]: 1 } }] }}'],
	])('refuses what %s instead of passing something else: %s', async (what, value) => {
		const inputs = { variables: [{ name: 'due', value }] };
		const error = await failure(run('6', { inputsMode: 'mapped', inputs }));
		expect(error.message).toMatch(new RegExp(`^The input "due" ${what}`));
		expect(app.asked()).toEqual([]);
	});

	it('refuses what is nested too deeply', async () => {
		const value = '={{ Array.from({ length: 600 }).reduce((all) => [all], []) }}';
		const inputs = { variables: [{ name: 'due', value }] };
		const error = await failure(run('6', { inputsMode: 'mapped', inputs }));
		expect(error.message).toMatch(/is nested (too deeply|more than 500 levels deep)/);
		expect(app.asked()).toEqual([]);
	});

	it('writes a record and returns its output', async () => {
		const inputs = { variables: [{ name: 'name', value: 'Call' }] };
		expect(await run('1', { inputsMode: 'mapped', inputs })).toMatchObject([
			{ id: 1, name: 'Call' },
		]);
		expect(app.emulator.records('Task')).toMatchObject([{ name: 'Call' }]);
	});

	it('is run by its address in the builder', async () => {
		const address = `https://my.bettyblocks.com/apps/actions/${id('3')}/edit`;
		expect(await run('3', { actionId: locator(address, 'url') })).toEqual([{ result: 42 }]);
	});

	it('needs no more than one request, and a login before', async () => {
		await run('3');
		expect(app.asked()).toEqual(['login', '__typename', 'action']);
	});

	it('returns an item for each entry of a list', async () => {
		expect(await run('2')).toEqual([{ id: 1 }, { id: 2 }, { result: 'three' }]);
	});

	it.each(['resultsNull', 'actionNull', 'emptyObject'] as const)(
		'without an output is a success (%s)',
		async (actionEmpty) => {
			app.emulator.setPersonality({ actionEmpty });
			expect(await run('4')).toEqual([{ success: true }]);
		},
	);

	it('gets its inputs with their types', async () => {
		const inputs = { customer_id: 12, tags: ['a', { b: null }], active: false, note: '12' };
		expect(await run('6', json(inputs))).toEqual([inputs]);
	});

	it.each([
		['text', "Name can't be blank, Hours is invalid"],
		['list', "Name can't be blank; Hours is invalid"],
		['nested', "Name can't be blank; Hours is invalid"],
		['http500', "Name can't be blank, Hours is invalid"],
	] as const)('that refuses (%s) is quoted word for word', async (actionError, message) => {
		app.emulator.setPersonality({ actionError });
		const error = await failure(run('5'));
		expect(error.message).toBe(message);
		expect(actions()).toBe(1);
	});

	it('is sent with declared variables only to an app that asks for them', async () => {
		app.emulator.setPersonality({ strictVariables: true });
		expect(await run('3')).toEqual([{ result: 42 }]);
		expect(actions()).toBe(2);
	});

	it.each([
		['status 503', { status: 503 }],
		['status 504', { status: 504 }],
		['a dropped connection', { drop: 'after' }],
	] as const)('is never sent again after %s', async (_what, fault) => {
		await run('3');
		app.emulator.clearRequests();
		app.emulator.fault({ ...fault, times: 5 });
		const error = await failure(run('1', json({ name: 'x' })));
		expect(actions()).toBe(1);
		expect(error.message).toMatch(/may still have processed this request/);
	});

	it('that ran out of time may have been carried out, and the error says so', async () => {
		app.emulator.setPersonality({ actionError: 'timeout' });
		const error = await failure(run('5'));
		expect(error.message).toBe('Request timed out. The app may still have processed this request');
	});

	it('tells of an ID that is none before it asks', async () => {
		const error = await failure(run('1', { actionId: locator('create-task') }));
		expect(error.message).toMatch(/'Action' must be a UUID/);
		expect(app.asked()).toEqual([]);
	});
});

describe('An action as an endpoint', () => {
	const call = async (digit: string, more: object = {}) =>
		await executeJson({
			parameters: {
				api: 'data',
				resource: 'action',
				operation: 'callEndpoint',
				actionId: locator(id(digit)),
				...more,
			},
			credential: app.credential,
		});

	it('gets method, path, query and body, and its answer is output as it is', async () => {
		const [answer] = await call('7', {
			method: 'PUT',
			path: '/orders/8 a',
			query: { parameters: [{ name: 'k', value: 'v&w' }] },
			body: '{ "total": 12345678901234567890 }',
		});
		expect(answer).toMatchObject({
			statusCode: 201,
			headers: { 'x-own': 'yes' },
			body: {
				method: 'PUT',
				path: ['orders', '8 a'],
				query: [['k', 'v&w']],
				body: '{ "total": 12345678901234567890 }',
			},
		});
	});

	it.each(['http401', 'graphqlErrors'] as const)(
		'is called once more with a new token where the old one was revoked (%s)',
		async (endpointAuth) => {
			app.emulator.setPersonality({ endpointAuth });
			app.credential.jwtToken = app.emulator.token();
			app.emulator.revokeTokens();
			const [answer] = await call('7', { method: 'GET' });
			expect(answer).toMatchObject({ statusCode: 201 });
			expect(app.logins()).toBe(1);
		},
	);

	it.each(['..', `../${id('7')}`, 'a/../../x', './a'])(
		'is not left by its path (%s)',
		async (path) => {
			const error = await failure(call('8', { path }));
			expect(error.message).toMatch(/^'Path' can't have "\." or "\.\."/);
			expect(app.asked()).toEqual([]);
		},
	);

	it('that answers 401 itself is output although the login could not be checked', async () => {
		app.emulator.fault({ status: 500, body: 'down', contains: '__typename', times: 9 });
		const [answer] = await call('8', { options: { neverError: true } });
		expect(answer).toMatchObject({ statusCode: 401, body: { no: 'entry' } });
		expect(app.emulator.records('Task')).toHaveLength(1);
	});

	it('that answers 401 itself is called once', async () => {
		const [answer] = await call('8', { options: { neverError: true } });
		expect(answer).toMatchObject({ statusCode: 401, body: { no: 'entry' } });
		expect(app.emulator.records('Task')).toHaveLength(1);
	});

	it('fails from 400 on, unless a person wants every response', async () => {
		const error = await failure(call('8'));
		expect(error.message).toBe(
			'The endpoint returned 401: {"no":"entry"}. The action may have run',
		);
		expect(error.httpCode).toBe('401');
		expect(error.description).toMatch(/are not rolled back.*'Never Error'/);
		expect(app.emulator.records('Task')).toHaveLength(1);
		app.emulator.fault({
			...{ status: 404, path: '/action/', body: '<html><title>Not Found</title></html>' },
		});
		const missing = await failure(call('7'));
		expect(missing.message).toBe('The endpoint returned 404: Not Found. The action may have run');
		app.emulator.fault({ status: 302, path: '/action/', body: '' });
		expect(await call('7')).toMatchObject([{ statusCode: 302 }]);
	});

	it('is never called again after a dropped connection', async () => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ drop: 'after' });
		await failure(call('8'));
		expect(app.emulator.records('Task')).toHaveLength(1);
	});
});

describe('A file of a newer app', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	const upload = async (content: Buffer, more: object = {}) =>
		await executeJson({
			parameters: {
				api: 'data',
				resource: 'asset',
				operation: 'upload',
				model: locator('Task', 'list'),
				property: 'contract',
				...more,
			},
			credential: app.credential,
			items: [{ json: {}, binary: { data: await storeBinary(content, { fileName: 'a b.pdf' }) } }],
		});

	it('is uploaded to the storage, and its reference is what an action takes', async () => {
		const content = Buffer.alloc(100_000, 'x');
		const [uploaded] = await upload(content);
		expect(uploaded).toEqual({
			reference: expect.stringMatching(/a b\.pdf$/) as string,
			fileName: 'a b.pdf',
			mimeType: 'application/pdf',
			fileSize: 100_000,
		});
		const [stored] = app.emulator.storageRequests;
		expect(stored).toMatchObject({ hasToken: false, status: 204, file: { size: 100_000 } });
		expect(stored?.parts.at(-1)).toBe('file');
		await run('9', json({ file: uploaded?.reference }));
		expect(app.emulator.records('Task')).toMatchObject([{ contract: uploaded?.reference }]);
	});

	it.each(['schema', 'snake', 'any'] as const)(
		'is uploaded however the app spells names (%s)',
		async (uploadNames) => {
			app.emulator.setPersonality({ uploadNames });
			expect(await upload(Buffer.from('x'))).toHaveLength(1);
		},
	);

	it('is uploaded to a storage that answers 201 with XML', async () => {
		app.emulator.setPersonality({ storageAnswer: '201xml' });
		expect(await upload(Buffer.from('x'))).toHaveLength(1);
	});

	it("that the storage refuses fails with the storage's words", async () => {
		app.emulator.setPersonality({ storageAnswer: '403xml' });
		const error = await failure(upload(Buffer.from('x')));
		expect(error.message).toMatch(
			/storage of the app at .* didn't accept the file \(403\): Access Denied/,
		);
	});

	it.each(['<html>Log in</html>', '<!-- x -->\n<!DOCTYPE html><title>Log in</title>'])(
		'is not there where a page answers in place of the storage, with 200: %s',
		async (body) => {
			app.emulator.fault({ path: /^\/(?!api)/, status: 200, body, times: 9 });
			const error = await failure(upload(Buffer.from('x')));
			expect(error.message).toMatch(
				/storage of the app at .* responded \(200\), but not as a storage/,
			);
			expect(app.emulator.storageRequests).toHaveLength(1);
		},
	);

	it.each(['errors', 'fileUploadError'] as const)(
		'of a type that is not allowed is refused with the reason (%s)',
		async (uploadError) => {
			app.emulator.setPersonality({ uploadError });
			const error = await failure(upload(Buffer.from('x'), { property: 'photo' }));
			expect(error.message).toMatch(/Content type application\/pdf is not allowed/);
			expect(app.emulator.storageRequests).toEqual([]);
		},
	);

	const runWithFile = async (filesFor: string, inputs: object = { file: 'data', note: 'x' }) =>
		await run('6', { ...json(inputs), options: { filesFor } }, [
			{ json: {}, binary: { data: await storeBinary(Buffer.from('x'), { fileName: 'c.pdf' }) } },
		]);

	it('is uploaded for an action whose input names it, which gets its reference', async () => {
		expect(await runWithFile('Task.contract')).toEqual([
			{ file: expect.stringMatching(/c\.pdf$/) as string, note: 'x' },
		]);
		expect(app.emulator.storageRequests).toMatchObject([{ hasToken: false }]);
		expect(await runWithFile('')).toEqual([{ file: 'data', note: 'x' }]);
	});

	it('is uploaded wherever an input names it, also in lists of lists and objects', async () => {
		const nested = { rows: [[{ file: 'data' }, ['data', 'x']]], note: 'data.pdf' };
		const [sent] = await runWithFile('Task.contract', nested);
		const reference = expect.stringMatching(/c\.pdf$/) as string;
		expect(sent).toEqual({ rows: [[{ file: reference }, [reference, 'x']]], note: 'data.pdf' });
		expect(app.emulator.storageRequests).toHaveLength(1);
	});

	it('is asked for where an action is to get one, and none is named', async () => {
		const error = await failure(runWithFile('Task.contract', { file: 'dta' }));
		expect(error.message).toMatch(/no input is the name of a binary field/);
		expect(error.description).toBe('Its binary fields are data');
		expect(app.asked()).toEqual([]);
		const other = await failure(runWithFile('contract'));
		expect(other.message).toMatch(/must be a model and a property/);
		const wrong = await failure(runWithFile('Task.name'));
		expect(wrong.message).toMatch(/must be a file or image property/);
		expect(actions()).toBe(0);
		expect(app.emulator.storageRequests).toEqual([]);
	});

	it('is downloaded without the token', async () => {
		const [uploaded] = await upload(Buffer.from('content'));
		app.emulator.clearRequests();
		const url = `${app.emulator.storageUrl}/${encodeURI(String(uploaded?.reference))}`;
		const [item] = await execute({
			parameters: { api: 'data', resource: 'asset', operation: 'download', url },
			credential: app.credential,
		});
		expect(item?.json).toMatchObject({ fileName: 'a b.pdf', fileSize: 7 });
		expect(app.emulator.storageRequests).toMatchObject([{ hasToken: false }]);
	});
});

describe('A query of one’s own', () => {
	const query = async (text: string, variables: object = {}) =>
		await executeJson({
			parameters: {
				api: 'data',
				resource: 'query',
				operation: 'execute',
				query: text,
				variables: JSON.stringify(variables),
			},
			credential: app.credential,
		});

	it('refuses variables that have a name twice, and takes a blank field for none', async () => {
		const run = (variables: string) =>
			executeJson({
				parameters: {
					api: 'data',
					resource: 'query',
					operation: 'execute',
					query: '{ allProject { totalCount } }',
					variables,
				},
				credential: app.credential,
			});
		expect(await run(' ')).toEqual([{ allProject: { totalCount: 2 } }]);
		await expect(run('{"a":{"b":1,"\\u0062":2}}')).rejects.toThrow('has the name "b" twice');
		await expect(run(`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`)).rejects.toThrow(
			'is nested more than 500 levels deep',
		);
	});

	it.each([
		['Number("x")', "isn't a valid number: NaN"],
		['[DateTime.fromISO("x")]', "isn't a valid date"],
		['{ b: "Invalid DateTime" }', "isn't a valid date"],
		['"🙂".slice(0, 1)', 'contains half a character'],
	])('refuses what no variable can carry: %s', async (value, flaw) => {
		const parameters = {
			api: 'data',
			resource: 'query',
			operation: 'execute',
			query: '{ allProject { totalCount } }',
			variables: `={{ ({ a: ${value} }) }}`,
		};
		const run = executeJson({ parameters, credential: app.credential });
		await expect(run).rejects.toThrow(`The variable "a" ${flaw}`);
		expect(app.asked()).toEqual([]);
	});

	it('returns its data', async () => {
		const text = 'query ($take: Int) { allProject(take: $take) { totalCount results { name } } }';
		expect(await query(text, { take: 1 })).toEqual([
			{ allProject: { totalCount: 2, results: [{ name: 'Move' }] } },
		]);
		expect(app.asked()).toEqual(['login', 'allProject']);
	});

	it('fails with what the app says', async () => {
		const error = await failure(query('{ allProject { results { nope } } }'));
		expect(error.message).toMatch(/Cannot query field "nope"/);
		const named = await failure(query('{ allProject { results { timeout } } }'));
		expect(named.message).toMatch(
			/^The app didn't accept the request.*Cannot query field "timeout"/,
		);
	});

	it('is repeated where it changes nothing', async () => {
		app.emulator.fault({ status: 503, contains: 'allProject' });
		expect(await query('{ allProject { totalCount } }')).toEqual([
			{ allProject: { totalCount: 2 } },
		]);
	});

	it.each([
		['status 503', { status: 503 }],
		['a gateway', { status: 502, body: '{"errors":["down"]}' }],
		['a dropped connection', { drop: 'after' }],
		['a page', { status: 200, body: '<html>Hello</html>' }],
	] as const)('with a mutation is sent once and may have run after %s', async (_what, fault) => {
		app.emulator.fault({ ...fault, contains: 'action' });
		const error = await failure(query(`mutation { action(id: "${id('3')}") }`));
		expect(error.message).toMatch(/The app may still have processed this request$/);
		expect(actions()).toBe(1);
	});
});
