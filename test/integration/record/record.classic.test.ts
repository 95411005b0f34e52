import { DateTime } from 'luxon';
import {
	COMPANY,
	COMPANY_ID,
	companies,
	company,
	onCompanies,
	useApp,
	uuid,
} from '../../support/app';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(company(companies(3)));

const run = async (operation: string, parameters: object, items?: Array<{ json: object }>) =>
	await executeJson({
		credential: app.credential,
		parameters: onCompanies(operation, parameters),
		items: items?.map(({ json }) => ({ json: { ...json } })),
	});

const mapped = (value: object, more: object = {}) => ({
	fieldsMode: 'mapped',
	fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [], ...more },
});
const json = (fieldsJson: unknown) => ({ fieldsMode: 'json', fieldsJson });
const stored = (id: number) => app.emulator.records('Company').find((row) => row.id === id);

describe('Record: Get', () => {
	it('reads a record as the app sends it with one request', async () => {
		const output = await run('get', { recordId: '2', simplify: false });
		expect(output).toEqual([expect.objectContaining({ id: 2, name: 'Company 2' })]);
		expect(app.sent()).toEqual([`GET /api/models/${COMPANY}/records/2`]);
	});

	it('asks for the models once, to show every property', async () => {
		const items = [{ json: { id: 1 } }, { json: { id: 2 } }];
		const output = await run('get', { recordId: '={{ $json.id }}' }, items);
		expect(output[0]).toEqual({
			...Object.fromEntries(
				['email', 'employees', 'revenue', 'active', 'founded', 'called_at', 'branch'].map(
					(name) => [name, null],
				),
			),
			notes: null,
			group: null,
			label: null,
			id: 1,
			name: 'Company 1',
			created_at: expect.any(String) as string,
			updated_at: expect.any(String) as string,
		});
		expect(app.sent().filter((request) => request === 'GET /api/models')).toHaveLength(1);
	});

	it('logs in with the e-mail address and the key of the credential', async () => {
		await run('get', { recordId: 2 });
		const [request] = app.emulator.requests;
		const basic = Buffer.from('api@example.com:a-secret-key').toString('base64');
		expect(request?.headers.authorization).toBe(`Basic ${basic}`);
	});

	it.each<[string, object, string]>([
		['from the list', { mode: 'list', value: COMPANY }, COMPANY],
		['by UUID', { mode: 'id', value: COMPANY.toUpperCase() }, COMPANY],
		['by table name', { mode: 'name', value: 'companies' }, 'companies'],
		['by URL', { mode: 'url', value: `https://x.example/builder/models/${COMPANY}/x` }, COMPANY],
	])('takes the model %s', async (_how, model, path) => {
		const output = await run('get', { recordId: 2, model: { __rl: true, ...model } });
		expect(output).toHaveLength(1);
		expect(app.sent()).toContain(`GET /api/models/${path}/records/2`);
	});

	it('takes a model that an expression yields as plain text', async () => {
		await run('get', { recordId: 2, model: '={{ "companies" }}' });
		expect(app.sent()).toContain('GET /api/models/companies/records/2');
	});

	it('evaluates every parameter for each item', async () => {
		const output = await run(
			'get',
			{
				recordId: '={{ $json.id }}',
				model: { __rl: true, mode: 'name', value: '={{ $json.table }}' },
				options: { timeout: '={{ $json.timeout }}' },
			},
			[
				{ json: { id: 1, table: 'companies', timeout: 1_000 } },
				{ json: { id: 2, table: 'groups', timeout: 2_000 } },
			],
		);
		expect(output.map(({ name }) => name)).toEqual(['Company 1', 'South']);
	});
});

describe('Record: Create', () => {
	it('sends what is mapped, form-encoded, and returns the record', async () => {
		const value = {
			name: 'Alkmaar & "Zonen" [1]=é',
			email: null,
			employees: 12,
			revenue: '99.50',
			active: false,
			founded: '={{ DateTime.fromISO("2020-02-29") }}',
			group: 2,
			branch: 'Food',
		};
		const [output] = await run('create', mapped(value));
		expect(output).toMatchObject({
			id: 4,
			name: 'Alkmaar & "Zonen" [1]=é',
			employees: 12,
			active: false,
			founded: '2020-02-29',
			group: { id: 2 },
			branch: 'Food',
		});
		const [models, created] = app.emulator.requests;
		expect(models).toMatchObject({ method: 'GET', path: '/api/models' });
		expect(created).toMatchObject({
			method: 'POST',
			path: `/api/models/${COMPANY}/records/new`,
			body: {
				record: {
					name: 'Alkmaar & "Zonen" [1]=é',
					employees: '12',
					revenue: '99.50',
					active: 'false',
					founded: '2020-02-29',
					group: { id: '2' },
					branch: 'Food',
				},
			},
		});
		expect(created?.headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(app.emulator.requests).toHaveLength(2);
	});

	it('takes an object or JSON text in JSON mode', async () => {
		await run('create', json('{ "name": "Text", "group": { "id": 1 } }'));
		await run('create', json('={{ ({ name: "Object", group: 1, called_at: $json.at }) }}'), [
			{ json: { at: DateTime.fromISO('2026-03-29T01:30:00+01:00') } },
		]);
		expect(stored(4)).toMatchObject({ name: 'Text', group: { id: 1 } });
		expect(stored(5)).toMatchObject({ name: 'Object', group: { id: 1 } });
	});

	it('takes the properties of the input by themselves, and leaves out what the app keeps', async () => {
		const input = { id: 99, name: 'Auto', created_at: '2020-01-01', label: 'x', employees: 3 };
		await run('create', { fieldsMode: 'auto' }, [{ json: input }]);
		expect(app.emulator.requests.at(-1)?.body).toEqual({
			record: { name: 'Auto', employees: '3' },
		});
	});

	it('asks for the models once a run, however many items there are', async () => {
		const items = Array.from({ length: 25 }, (_, index) => ({ json: { index } }));
		await run('create', mapped({ name: '={{ "New " + $json.index }}' }), items);
		expect(app.sent().filter((request) => request === 'GET /api/models')).toHaveLength(1);
		expect(app.emulator.requests).toHaveLength(26);
	});

	it('returns what was sent when the app creates without an answer', async () => {
		app.emulator.fault({ method: 'POST', status: 201, body: '' });
		expect(await run('create', json({ name: 'Silent' }))).toEqual([{ name: 'Silent' }]);
	});
});

describe('Record: Update', () => {
	it('changes what is given and leaves the rest alone', async () => {
		const [output] = await run('update', { recordId: '2', ...json({ employees: 7 }) });
		expect(output).toMatchObject({ id: 2, name: 'Company 2', employees: 7 });
		expect(app.emulator.requests.at(-1)).toMatchObject({
			method: 'PUT',
			path: `/api/models/${COMPANY}/records/2`,
			body: { record: { employees: '7' } },
		});
	});

	it('leaves a blank field of the mapper alone, and clears one whose expression is null', async () => {
		await run('update', { recordId: 2, ...json({ email: 'a@b.nl', notes: 'Keep', group: 1 }) });
		await run('update', {
			recordId: 2,
			...mapped({
				name: '',
				notes: null,
				employees: '',
				email: '={{ null }}',
				group: '={{ null }}',
			}),
		});
		expect(stored(2)).toMatchObject({ name: 'Company 2', notes: 'Keep', email: null, group: null });
		expect(app.emulator.requests.at(-1)?.body).toEqual({
			record: { email: '', group: { id: '' } },
		});
	});

	it('clears with null in JSON mode', async () => {
		await run('update', { recordId: 2, ...json({ notes: 'Gone' }) });
		await run('update', { recordId: 2, ...json({ notes: null }) });
		expect(stored(2)).toMatchObject({ notes: null });
	});

	it('reads the record when the app answers without one', async () => {
		app.emulator.setPersonality({ updateBody: 'empty' });
		const [output] = await run('update', { recordId: 2, ...json({ employees: 7 }) });
		expect(output).toMatchObject({ id: 2, name: 'Company 2', employees: 7 });
		expect(app.sent().slice(1)).toEqual([
			`PUT /api/models/${COMPANY}/records/2`,
			`GET /api/models/${COMPANY}/records/2`,
		]);
	});
});

describe('Record: Delete', () => {
	it('deletes one record and says so', async () => {
		expect(await run('delete', { recordId: '2' })).toEqual([{ id: 2, deleted: true }]);
		expect(app.sent()).toEqual([`DELETE /api/models/${COMPANY}/records/2`]);
		expect(app.emulator.records('Company').map(({ id }) => id)).toEqual([1, 3]);
	});
});

describe('An ID that is none', () => {
	const NO_IDS = ['', '   ', '-1', '0', '1.5', 'abc', '1 2', '1/2', '../1', '=', 'Infinity', '1e3'];

	describe.each(['get', 'update', 'delete'])('in %s', (operation) => {
		it.each([
			...NO_IDS,
			...['undefined', 'null', 'true', '1.5', '-3', '[1]', '({ id: 1 })', 'NaN'].map(
				(expression) => `={{ ${expression} }}`,
			),
		])('%j is refused before any request', async (recordId) => {
			const refused = run(operation, { recordId, ...json({ name: 'x' }) });
			await expect(refused).rejects.toThrow(/^'Record ID'/);
			expect(app.emulator.requests).toHaveLength(0);
			expect(app.emulator.records('Company')).toHaveLength(3);
		});
	});
});

describe('Values that cannot be written', () => {
	it.each<[fields: object, reason: RegExp]>([
		[json('{ not json'), /'Values \(JSON\)' must be valid JSON/],
		[json('[1]'), /'Values \(JSON\)' must be a JSON object/],
		[json('"text"'), /'Values \(JSON\)' must be a JSON object/],
		[json({}), /nothing to write/],
		[mapped({}), /nothing to write/],
		[mapped({ name: '', notes: null }), /nothing to write/],
		[json({ nam: 'x' }), /The model Company has no property "nam"/],
		[json({ label: 'x' }), /"label" can't be written/],
		[json({ id: 5, name: 'x' }), /"id" can't be written/],
		[json({ employees: 'many' }), /"employees" must be a whole number.*but got "many"/],
		[mapped({ gone: 'x' }), /The model Company has no property "gone"/],
		[mapped({ active: 'perhaps' }), /"active" must be true or false/],
	])('%j is refused by name before it is sent', async (fields, reason) => {
		await expect(run('create', fields)).rejects.toThrow(reason);
		await expect(run('update', { recordId: 1, ...fields })).rejects.toThrow(reason);
		expect(app.emulator.requests.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('names input that is no property when it maps by itself', async () => {
		await expect(
			run('create', { fieldsMode: 'auto' }, [{ json: { name: 'x', colour: 'red' } }]),
		).rejects.toThrow(/has no property "colour"/);
	});
});

describe('A model that is none', () => {
	it.each<[object | string, RegExp]>([
		[{ mode: 'list', value: '' }, /'Model' is empty/],
		[{ mode: 'id', value: 'companies' }, /must be a UUID/],
		[{ mode: 'name', value: '../../x' }, /must be a name/],
		['={{ undefined }}', /'Model' is empty/],
	])('%j is refused before any request', async (model, reason) => {
		const value = typeof model === 'string' ? model : { __rl: true, ...model };
		await expect(run('delete', { recordId: 1, model: value })).rejects.toThrow(reason);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('is named in the error when the app does not know it', async () => {
		const model = { __rl: true, mode: 'name', value: 'nothings' };
		await expect(run('getAll', { model })).rejects.toThrow(
			'Couldn\'t tell which model "nothings" refers to',
		);
	});
});

describe('Options that are none', () => {
	it.each([
		[{ timeout: 0 }, /'Timeout \(ms\)' must be .* but got 0/],
		[{ timeout: -5 }, /'Timeout \(ms\)' must be .* but got -5/],
		[{ concurrency: -1 }, /'Concurrency' must be .* but got -1/],
		[{ concurrency: '={{ "many" }}' }, /'Concurrency' must be .* but got "many"/],
	])('%j are refused by name', async (options, reason) => {
		await expect(run('get', { recordId: 1, options })).rejects.toThrow(reason);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('leave the number of requests at once to the node when it is saved as 0', async () => {
		await expect(run('get', { recordId: 1, options: { concurrency: 0 } })).resolves.toHaveLength(1);
	});
});

describe('Record: Get Many', () => {
	const many = useApp(company(companies(120)));
	const getMany = async (parameters: object) =>
		await execute({
			credential: many.credential,
			parameters: onCompanies('getAll', parameters),
			items: [{ json: {} }, { json: {} }],
		});
	const order = `order=${COMPANY_ID}`;

	it('returns up to a limit, oldest first, and asks for no more', async () => {
		const output = await getMany({ limit: 3 });
		expect(output.map(({ json: record }) => record.id)).toEqual([1, 2, 3, 1, 2, 3]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 1, 1, 1].map((item) => ({ item })),
		);
		const path = `GET /api/models/${COMPANY}/records?limit=3&${order}:asc`;
		expect(many.sent()).toEqual(['GET /api/models', path, path]);
	});

	it('returns 50 unless told otherwise', async () => {
		expect(await getMany({})).toHaveLength(100);
	});

	it.each([0, -1, 1.5, '={{ "many" }}', '={{ null }}'])('refuses the limit %j', async (limit) => {
		await expect(getMany({ limit })).rejects.toThrow(/^'Limit' must be a positive whole number/);
	});

	it.each(['supported', 'ignored'] as const)(
		'returns all of 120 where offset is %s and a page is full at 50',
		async (offset) => {
			many.emulator.setPersonality({ offset, maxLimit: offset === 'supported' ? 50 : null });
			const output = await executeJson({
				credential: many.credential,
				parameters: onCompanies('getAll', { returnAll: true }),
			});
			expect(output.map(({ id }) => id)).toEqual(companies(120).map(({ id }) => id));
		},
	);

	it('returns nothing rather than a part when a cap makes all impossible', async () => {
		many.emulator.setPersonality({ offset: 'ignored', maxLimit: 50, filters: 'ignored' });
		await expect(getMany({ returnAll: true })).rejects.toThrow(
			/^Couldn't read all records: the app returns no more than 50/,
		);
	});

	it('reads a table that is known by a name of its own', async () => {
		const parameters = { limit: 2, model: { __rl: true, mode: 'name', value: 'companies' } };
		expect(await getMany(parameters)).toHaveLength(4);
	});
});

describe('Record: Get Many of a renamed model', () => {
	const [definition, ...others] = company(companies(4)).models;
	const renamed = useApp({
		...company(),
		models: [{ ...definition!, name: 'Customer' }, ...others],
	});
	const model = { __rl: true, mode: 'name', value: 'companies' };

	it('recognises it by one of its records', async () => {
		const output = await executeJson({
			credential: renamed.credential,
			parameters: onCompanies('getAll', { returnAll: true, model }),
		});
		expect(output).toHaveLength(4);
	});

	it('writes to it without knowing its properties', async () => {
		const [output] = await executeJson({
			credential: renamed.credential,
			parameters: onCompanies('create', { model, ...json({ name: 'New', group: { id: 2 } }) }),
		});
		expect(output).toMatchObject({ id: 5, name: 'New', group: { id: 2 } });
	});

	it('returns nothing for a table without records', async () => {
		renamed.emulator.fault({ path: 'limit=1', status: 200, body: '[]' });
		const output = await executeJson({
			credential: renamed.credential,
			parameters: onCompanies('getAll', { model }),
		});
		expect(output).toEqual([]);
	});

	it('says so when a UUID is not one of the app', async () => {
		const unknown = { __rl: true, mode: 'id', value: uuid('ab') };
		await expect(
			executeJson({
				credential: renamed.credential,
				parameters: onCompanies('getAll', { model: unknown }),
			}),
		).rejects.toThrow(`The app has no model "${uuid('ab')}"`);
	});
});
