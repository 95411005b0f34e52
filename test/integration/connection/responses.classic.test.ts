import type { Fault } from '../../emulator/index.ts';
import { companies, company, COMPANY, onCompanies, useApp, uuid } from '../../support/app';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';

const app = useApp(company(companies(3)));

const OPERATIONS = {
	get: { method: 'GET', parameters: { recordId: 2 } },
	getAll: { method: 'GET', parameters: { limit: 2 } },
	create: { method: 'POST', parameters: { fieldsMode: 'json', fieldsJson: { name: 'New' } } },
	update: {
		method: 'PUT',
		parameters: { recordId: 2, fieldsMode: 'json', fieldsJson: { name: 'Changed' } },
	},
	delete: { method: 'DELETE', parameters: { recordId: 2 } },
};
type Operation = keyof typeof OPERATIONS;

const run = async (operation: Operation, more: object = {}) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, { ...OPERATIONS[operation].parameters, ...more }),
	});
const meets = (operation: Operation, fault: Fault) =>
	app.emulator.fault({ method: OPERATIONS[operation].method, path: '/records', ...fault });
const attempts = () => app.sent().filter((request) => request.includes('/records')).length;

const MAYBE = /The app may still have processed this request$/;

describe('A write that goes wrong', () => {
	/** Fault, and for a create and an update: requests, and whether the message says that it may be done. */
	const faults: Array<[Fault, create: [number, boolean], update: [number, boolean]]> = [
		[{ status: 400, body: '' }, [1, false], [1, false]],
		[{ status: 422, body: '' }, [1, false], [1, false]],
		[{ status: 500, body: '' }, [1, true], [1, true]],
		[{ status: 502, body: '' }, [1, true], [1, true]],
		[{ status: 503, body: '', times: 9 }, [1, true], [4, true]],
		[{ status: 504, body: '', times: 9 }, [1, true], [4, true]],
		[{ drop: 'before', times: 9 }, [1, true], [4, true]],
		[{ status: 200, body: '{"id": 2, "na' }, [1, true], [1, true]],
		[{ status: 200, body: {} }, [1, true], [1, true]],
		[{ status: 201, body: { error: 'No space left' } }, [1, true], [1, true]],
		[{ status: 200, body: { success: false, name: 'x' } }, [1, true], [1, true]],
		[{ status: 200, body: { status: 'error', message: 'x' } }, [1, true], [1, true]],
		[{ status: 200, body: '<html><body>Log in</body></html>' }, [1, true], [1, true]],
	];

	it.each(faults)(
		'%j is sent so often, and says whether it may have happened (create %j, update %j)',
		async (fault, ...expected) => {
			for (const [index, operation] of (['create', 'update'] as const).entries()) {
				app.emulator.reset();
				meets(operation, fault);
				const [requests, maybe] = expected[index] ?? [0, false];
				const error = await failure(run(operation));
				expect(attempts()).toBe(requests);
				expect(MAYBE.test(error.message)).toBe(maybe);
				if (maybe) expect(error.description).toMatch(/before you run it again/);
			}
		},
	);

	it('says so in the message under Continue, which is all that n8n keeps of it', async () => {
		meets('create', { status: 500, body: '' });
		const output = await executeJson({
			credential: app.credential,
			parameters: onCompanies('create', OPERATIONS.create.parameters),
			onError: 'continueErrorOutput',
		});
		expect(output[0]?.error).toMatch(/may still have processed this request/);
	});
});

describe('A record', () => {
	it.each([
		{ id: 7, name: 'x', error: '', errors: [], exception: null, ok: true },
		{ name: 'no ID is shown' },
		{ email: 'x' },
	])('%j is one, although it has more than its model or hides its ID', async (body) => {
		meets('create', { status: 201, body });
		expect(await run('create')).toEqual([body]);
	});

	const OWN = ['error', 'errors', 'success', 'ok', 'status'];
	const { models, users } = company();
	const [model] = models;
	const own = useApp({
		users,
		models: models.map((each) =>
			each === model
				? {
						...each,
						properties: [
							...each.properties,
							...OWN.map((name, index) => ({
								id: uuid(`e${index}`),
								name,
								kind: 'string',
								options: {},
							})),
						],
						records: [
							{ id: 2, name: 'x', ...Object.fromEntries(OWN.map((name) => [name, 'error'])) },
						],
					}
				: each,
		),
	});

	it.each([
		['get', COMPANY],
		['get', 'companies'],
		['update', COMPANY],
		['delete', 'companies'],
	] as const)(
		'is one to "%s" where its model "%s" has properties of its own that are named like signs of an error',
		async (operation, value) => {
			own.emulator.setPersonality({ updateBody: 'record' });
			const [output] = await executeJson({
				credential: own.credential,
				parameters: {
					...onCompanies(operation, OPERATIONS[operation].parameters),
					model: { __rl: true, mode: value === COMPANY ? 'id' : 'name', value },
				},
			});
			const shown = { id: 2, error: 'error', status: 'error' };
			expect(output).toMatchObject(operation === 'delete' ? { deleted: true } : shown);
		},
	);
});

describe('An app that tells of errors', () => {
	it.each(['error with 200', 'page with 200', 'latin1', 'marked'] as const)(
		'in another form (%s) is never taken for one that did as asked',
		async (errorForm) => {
			app.emulator.setPersonality({ errorForm });
			await failure(run('get', { recordId: 99 }));
			await failure(run('update', { recordId: 99 }));
			await failure(run('delete', { recordId: 99 }));
			await failure(run('create', { fieldsJson: { name: '' } }));
			expect(app.emulator.records('Company')).toHaveLength(3);
		},
	);

	it.each(['latin1', 'marked'] as const)(
		'and encodes its text as %s is understood',
		async (form) => {
			app.emulator.setPersonality({ errorForm: form });
			expect(await run('create', { fieldsJson: { name: 'Café' } })).toMatchObject([
				{ name: 'Café' },
			]);
			expect(await run('getAll', { limit: 9 })).toHaveLength(4);
			const error = await failure(run('create', { fieldsJson: { name: '' } }));
			expect(error.message).toBe("The app didn't accept the values: name is required");
		},
	);
});

describe('A response in the place of a record', () => {
	const WORDS: Array<[object, RegExp?]> = [
		[{ id: 2, error: 'locked' }, /: locked/],
		[{ id: 2, name: 'x', errors: ['locked'] }, /: locked/],
		[{ id: 2, errors: { name: ['is_locked'] } }, /: name is locked/],
		[{ id: 2, errorMessage: 'locked' }, /locked/],
		[{ id: 2, fault: { code: 7 } }],
		[{ id: 2, success: false, message: 'locked' }, /: locked/],
		[{ id: 2, ok: 'false' }],
		[{ id: 2, status: 'error', message: 'locked' }, /: locked/],
		[{ id: 2, status: 'FAILED' }],
		[{ id: 2, statusCode: 409 }],
		[{ id: 2, code: 500, name: 'x' }],
		[{ id: 'request-1', error: 'locked' }, /: locked/],
		[{ name: 'x', error: 'locked' }, /: locked/],
		[{ success: false }],
		[{ status: 'error' }],
		[{ ok: false }],
	];

	it.each(WORDS)('is never taken for one when it is %j', async (body, words = /./) => {
		for (const operation of ['get', 'create', 'update', 'delete'] as const) {
			app.emulator.reset();
			meets(operation, { status: 200, body });
			const error = await failure(run(operation));
			expect(error.message).toMatch(words);
			expect(error.message).toMatch(/error/);
			expect(MAYBE.test(error.message)).toBe(operation !== 'get');
		}
	});

	it.each([
		['{"message":"Done"}'],
		['{"id":3,"name":"Another one"}'],
		['{"data":{"id":2}}'],
		['{}'],
		['[]'],
		['[{"id":2}]'],
		['"Record is locked"'],
		['Record is locked'],
		['false'],
		['0'],
	])('is told as it is, and not taken for one, when it is %s', async (body) => {
		for (const operation of ['get', 'update', 'delete'] as const) {
			app.emulator.reset();
			meets(operation, { status: 200, body });
			const error = await failure(run(operation));
			expect(error.message).toMatch(/isn't from a Betty Blocks API/);
			expect(MAYBE.test(error.message)).toBe(operation !== 'get');
		}
	});

	it.each(['{"message":"Done"}', 'true', 'null', '"Done"', 'Done'])(
		'is no reason to fail a deletion when it is %s and the record is gone',
		async (body) => {
			meets('delete', { status: 200, body, drop: undefined });
			app.emulator.fault({ method: 'GET', path: '/records/2', status: 404, body: '' });
			expect(await run('delete')).toMatchObject([{ deleted: true }]);
		},
	);

	it.each(['get', 'create'] as const)(
		'is said to be empty where "%s" got nothing',
		async (operation) => {
			meets(operation, { status: 200, body: '' });
			expect((await failure(run(operation))).message).toMatch(/isn't from a Betty Blocks API/);
		},
	);

	it.each([
		'{"records":[],"error":"timeout"}',
		'{"status":"error","records":[]}',
		'[{"error":"timeout"}]',
		'[{"id":1,"error":"timeout"}]',
		'{"records":[{"id":1,"error":"timeout"}]}',
		'{"records":null}',
		'{"data":[]}',
		'"text"',
		'',
	])('is no list of records when it is %s', async (body) => {
		meets('getAll', { status: 200, body, times: 9 });
		await failure(run('getAll'));
	});
});
