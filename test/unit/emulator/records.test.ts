import type { AppDefinition, Emulator } from '../../emulator/index.ts';
import { ids, startSample, type Reply, type Send } from '../../emulator/samples.ts';

describe('Records of the emulated app', () => {
	let emulator: Emulator;
	let send: Send;
	let clock = new Date('2024-06-01T12:00:00.500Z');

	beforeAll(async () => {
		({ emulator, send } = await startSample({}, { now: () => clock }));
	});
	beforeEach(() => {
		clock = new Date('2024-06-01T12:00:00.500Z');
		emulator.reset();
	});
	afterAll(async () => await emulator.close());

	async function create(form: string): Promise<Reply> {
		return await send('/models/companies/records/new', { form });
	}

	async function update(id: number, form: string): Promise<Reply> {
		return await send(`/models/companies/records/${id}`, { method: 'PUT', form });
	}

	function stored(id: number): Record<string, unknown> | undefined {
		return emulator.records('companies').find((record) => record.id === id);
	}

	describe('read by id', () => {
		it('are flat, without a wrapper', async () => {
			const reply = await send('/models/companies/records/5');
			expect(reply.status).toBe(200);
			expect(reply.json).toMatchObject({ id: 5, name: 'Delft', group: { id: 1, name: 'north' } });
			expect(reply.json).not.toHaveProperty('people');
			expect(reply.json).not.toHaveProperty('tags');
		});

		it('show no name for a relation whose model has none', async () => {
			const reply = await send('/models/people/records/1');
			expect(reply.json).toMatchObject({ company: { id: 1, name: 'Alkmaar BV' } });
			await send('/models/companies/records/1', { method: 'DELETE' });
			expect((await send('/models/people/records/1')).json).toMatchObject({ company: null });
		});

		it.each(['4', '0', '-1', '01', '1.0', 'abc', 'new', '%20', '1e0'])(
			'are not found by the id %s',
			async (id) => {
				expect((await send(`/models/companies/records/${id}`)).status).toBe(404);
			},
		);

		it.each([
			['empty', '', /^$/],
			['html', 'text/html', /<h1>Not Found/],
			['json', 'application/json', /"error"/],
		] as const)('answer 404 with a body that is %s', async (notFoundBody, type, body) => {
			emulator.setPersonality({ notFoundBody });
			for (const path of ['/models/companies/records/4', '/models/none/records']) {
				const reply = await send(path);
				expect(reply.status).toBe(404);
				expect(reply.headers.get('content-type') ?? '').toContain(type);
				expect(reply.text).toMatch(body);
			}
		});
	});

	describe('created', () => {
		it('answer 201 with the record, a new id and timestamps', async () => {
			const reply = await create('record[name]=Robert+%26+co&record[size]=3&record[group][id]=2');
			expect(reply.status).toBe(201);
			expect(reply.json).toMatchObject({
				...{ id: 6, name: 'Robert & co', size: 3, group: { id: 2, name: 'south' } },
				...{ created_at: '2024-06-01T12:00:00Z', updated_at: '2024-06-01T12:00:00Z' },
			});
			expect(stored(6)).toMatchObject({ name: 'Robert & co', group: { id: 2 }, tags: [] });
		});

		it('never use an id again', async () => {
			await send('/models/companies/records/5', { method: 'DELETE' });
			expect((await create('record[name]=x')).json).toMatchObject({ id: 6 });
		});

		it('come as JSON too, unless the app ignores JSON', async () => {
			const json = {
				record: { name: 'x', size: 4, active: false, group: { id: 1 }, status: null },
			};
			const reply = await send('/models/companies/records/new', { json });
			expect(reply.json).toMatchObject({ name: 'x', size: 4, active: false, group: { id: 1 } });
			emulator.setPersonality({ json: 'ignored' });
			expect((await send('/models/companies/records/new', { json })).status).toBe(400);
			const malformed = { body: '{', headers: { 'content-type': 'application/json' } };
			const ignored = await send('/models/companies/records/new', malformed);
			expect(ignored.status).toBe(400);
			expect(emulator.records('companies')).toHaveLength(5);
		});

		it('come in the query and as multipart too, as Rails takes them', async () => {
			const query = await send('/models/companies/records/new?record[name]=q', { method: 'POST' });
			expect(query.json).toMatchObject({ name: 'q' });
			const body = new FormData();
			body.append('record[name]', 'm');
			const multipart = await send('/models/companies/records/new', { body });
			expect(multipart.json).toMatchObject({ name: 'm' });
		});

		it.each(['', 'name=x', 'record=x', 'other[name]=x'])(
			'need a record: "%s" answers 400 and tells what is required',
			async (form) => {
				const reply = await create(form);
				expect(reply.status).toBe(400);
				expect(reply.json).toEqual({ errors: { name: ['is_required'] } });
			},
		);

		it('need a record even where the model requires nothing', async () => {
			const reply = await send('/models/tags/records/new', { form: 'title=x' });
			expect(reply.status).toBe(400);
			expect(reply.json).toEqual({ errors: { record: ['is_required'] } });
		});
	});

	describe('values', () => {
		it.each([
			['name', 'Zoë 🚲', 'Zoë 🚲'],
			['size', '-3', -3],
			['revenue', '12.50', 12.5],
			['revenue', '3', 3],
			['active', 'true', true],
			['active', 'false', false],
			['active', '1', true],
			['active', '0', false],
			['founded', '2024-02-29', '2024-02-29'],
			['founded', '2024-02-29T23:00:00Z', '2024-02-29'],
			['opened', '2024-02-29T23:00:00.123+01:00', '2024-02-29T22:00:00Z'],
			['opened', '2024-02-29T23:00', '2024-02-29T23:00:00Z'],
			['opened', '2024-02-29 23:00:00 UTC', '2024-02-29T23:00:00Z'],
			['starts', '09:30', '09:30:00'],
			['starts', '09:30:15', '09:30:15'],
			['status', 'old', 'old'],
			['logo', 'https://example.com/a.png', 'https://example.com/a.png'],
			['photos', 'https://example.com/a.png', ['https://example.com/a.png']],
		])('of %s: %j is kept as %j', async (name, sent, kept) => {
			const reply = await update(1, `record[${name}]=${encodeURIComponent(sent)}`);
			expect(reply.status).toBe(200);
			expect(reply.json).toMatchObject({ [name]: kept });
		});

		it.each([
			['size', '1.5', 'is_invalid'],
			['size', 'ten', 'is_invalid'],
			['size', ' ', 'is_invalid'],
			['revenue', '1,5', 'is_invalid'],
			['revenue', '0x10', 'is_invalid'],
			['active', 'yes', 'is_invalid'],
			['founded', '2024-02-30', 'is_invalid'],
			['founded', '29-02-2024', 'is_invalid'],
			['opened', 'tomorrow', 'is_invalid'],
			['opened', '2024-02-29T25:00:00Z', 'is_invalid'],
			['starts', '24:00', 'is_invalid'],
			['status', 'ancient', 'is_not_included_in_the_list'],
		])('of %s: %j is refused with %s', async (name, sent, code) => {
			const reply = await update(1, `record[${name}]=${encodeURIComponent(sent)}`);
			expect(reply.status).toBe(422);
			expect(reply.json).toEqual({ errors: { [name]: [code] } });
		});

		it('refuse nested values where a plain one belongs', async () => {
			expect((await update(1, 'record[size][a]=1')).status).toBe(422);
			expect((await update(1, 'record[size][]=1')).status).toBe(422);
		});

		it.each([
			'size',
			'revenue',
			'active',
			'founded',
			'opened',
			'status',
			'logo',
			'photos',
			'starts',
		])('of %s are cleared by an empty text', async (name) => {
			expect((await update(1, `record[${name}]=`)).json).toMatchObject({ [name]: null });
		});

		it('are cleared by null in JSON; objects and lists are kept as they are', async () => {
			const json = { record: { size: null, extra: { a: [1] }, photos: ['u', ''] } };
			const reply = await send('/models/companies/records/1', { method: 'PUT', json });
			expect(reply.json).toMatchObject({ size: null, extra: { a: [1] }, photos: ['u'] });
		});

		it('of read-only properties are passed over', async () => {
			const form = 'record[id]=9&record[label]=x&record[created_at]=2020-01-01&record[size]=2';
			const reply = await update(1, form);
			expect(reply.json).toMatchObject({ id: 1, label: 'Alkmaar (10)', size: 2 });
			expect(reply.json).toMatchObject({ created_at: '2024-06-01T12:00:00Z' });
		});

		it('of unknown properties are ignored, or rejected', async () => {
			expect((await update(1, 'record[colour]=red')).status).toBe(200);
			emulator.setPersonality({ unknownProperty: 'rejected' });
			const reply = await update(1, 'record[colour]=red');
			expect(reply.json).toEqual({ errors: { colour: ['is_unknown'] } });
		});
	});

	describe('relations', () => {
		it('are set by an id in the group, and cleared by an empty one or an empty text', async () => {
			expect((await update(1, 'record[group][id]=2')).json).toMatchObject({ group: { id: 2 } });
			expect((await update(1, 'record[group][id]=')).json).toMatchObject({ group: null });
			await update(1, 'record[group][id]=2');
			expect((await update(1, 'record[group]=')).json).toMatchObject({ group: null });
		});

		it('stay when an object without id is sent', async () => {
			expect((await update(1, 'record[group][name]=x')).json).toMatchObject({ group: { id: 1 } });
		});

		it.each(['9', 'x', '-1'])('to the unknown record %s are invalid', async (id) => {
			const reply = await update(1, `record[group][id]=${id}`);
			expect(reply.json).toEqual({ errors: { group: ['is_invalid'] } });
		});

		it('ignore a plain id unless the app accepts it', async () => {
			expect((await update(1, 'record[group]=2')).json).toMatchObject({ group: { id: 1 } });
			emulator.setPersonality({ relationAsId: 'accepted' });
			expect((await update(1, 'record[group]=2')).json).toMatchObject({ group: { id: 2 } });
			expect((await update(1, 'record[group]=9')).status).toBe(422);
		});

		it('to many records are ignored unless the app supports them', async () => {
			await update(1, 'record[tags][][id]=2&record[people][][id]=2');
			expect(stored(1)?.tags).toEqual([{ id: 1 }, { id: 2 }]);
			expect(emulator.records('people')[1]?.company).toEqual({ id: 2 });
		});

		it('to many records are replaced as a whole where the app supports them', async () => {
			emulator.setPersonality({ toMany: 'supported' });
			await update(1, 'record[tags][][id]=2&record[people][][id]=2');
			expect(stored(1)?.tags).toEqual([{ id: 2 }]);
			expect(emulator.records('tags').map(({ companies }) => companies)).toEqual([[], [{ id: 1 }]]);
			expect(emulator.records('people').map(({ company }) => company)).toEqual([null, { id: 1 }]);
			await update(1, 'record[tags][]=1');
			expect(stored(1)?.tags).toEqual([{ id: 1 }]);
			await update(1, 'record[tags]=');
			expect(stored(1)?.tags).toEqual([]);
			expect((await update(1, 'record[tags][][id]=9')).json).toEqual({
				errors: { tags: ['is_invalid'] },
			});
		});

		it('to a deleted record are gone', async () => {
			await send('/models/tags/records/1', { method: 'DELETE' });
			await send('/models/groups/records/1', { method: 'DELETE' });
			expect(stored(1)).toMatchObject({ tags: [{ id: 2 }], group: null });
		});
	});

	describe('updated', () => {
		it('keep what is not sent', async () => {
			const reply = await update(1, 'record[size]=11');
			expect(reply.status).toBe(200);
			expect(reply.json).toMatchObject({ name: 'Alkmaar BV', size: 11, founded: '2001-02-03' });
		});

		it('answer the record, or nothing', async () => {
			emulator.setPersonality({ updateBody: 'empty' });
			const reply = await update(1, 'record[size]=11');
			expect([reply.status, reply.text]).toEqual([200, '']);
			expect(stored(1)?.size).toBe(11);
		});

		it('get a later updated_at, but only when something changes', async () => {
			clock = new Date('2024-06-01T12:00:09.900Z');
			expect((await update(1, 'record[size]=10')).json).toMatchObject({
				updated_at: '2024-06-01T12:00:00Z',
			});
			expect((await update(1, 'record[size]=11')).json).toMatchObject({
				...{ created_at: '2024-06-01T12:00:00Z', updated_at: '2024-06-01T12:00:09Z' },
			});
		});

		it('show milliseconds where the app keeps them', async () => {
			emulator.setPersonality({ timestampPrecision: 'milliseconds' });
			clock = new Date('2024-06-01T12:00:09.900Z');
			expect((await update(1, 'record[size]=11')).json).toMatchObject({
				updated_at: '2024-06-01T12:00:09.900Z',
			});
		});

		it('answer 404 when they do not exist and 400 without a record', async () => {
			expect((await update(4, 'record[size]=11')).status).toBe(404);
			expect((await update(1, 'size=11')).status).toBe(400);
		});
	});

	describe('that are not valid', () => {
		it.each(['record[name]=', 'record[name]=+', 'record[size]=1'])(
			'are not created: %s lacks what is required',
			async (form) => {
				const reply = await create(form);
				expect(reply.status).toBe(422);
				expect(reply.json).toEqual({ errors: { name: ['is_required'] } });
				expect(emulator.records('companies')).toHaveLength(4);
			},
		);

		it('are not updated, not even in part', async () => {
			const reply = await update(1, 'record[name]=&record[size]=77&record[revenue]=x');
			expect(reply.json).toEqual({ errors: { name: ['is_required'], revenue: ['is_invalid'] } });
			expect(stored(1)).toMatchObject({ name: 'Alkmaar BV', size: 10 });
		});

		it('answer 400 where the app does', async () => {
			emulator.setPersonality({ validationStatus: 400 });
			expect((await create('record[name]=')).status).toBe(400);
		});

		it('answer without body, or with text, where the app does', async () => {
			emulator.setPersonality({ validationBody: 'empty' });
			expect((await create('record[name]=')).text).toBe('');
			emulator.setPersonality({ validationBody: 'text' });
			const reply = await create('record[name]=');
			expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
			expect(reply.text).toContain('name is_required');
		});
	});

	describe('deleted', () => {
		it('answer 204 without body, and then 404', async () => {
			const remove = { method: 'DELETE' };
			const reply = await send('/models/companies/records/1', remove);
			expect([reply.status, reply.text]).toEqual([204, '']);
			expect((await send('/models/companies/records/1', remove)).status).toBe(404);
		});
	});

	describe('written without an id', () => {
		it.each([
			'/models/companies/records',
			'/models/companies/records/',
			'/models/companies/records//',
		])('are all deleted by DELETE %s', async (path) => {
			expect((await send(path, { method: 'DELETE' })).status).toBe(204);
			expect(emulator.records('companies')).toEqual([]);
		});

		it('are all changed by PUT', async () => {
			const sending = { method: 'PUT', form: 'record[size]=7' };
			const reply = await send(`/models/${ids.company}/records`, sending);
			expect(reply.json).toHaveLength(4);
			expect(emulator.records('companies').map(({ size }) => size)).toEqual([7, 7, 7, 7]);
		});

		it('stay as they were when the change is invalid', async () => {
			const sending = { method: 'PUT', form: 'record[name]=&record[size]=7' };
			expect((await send('/models/companies/records', sending)).status).toBe(422);
			expect(emulator.records('companies').map(({ size }) => size)).toEqual([10, 9, 100, 10]);
		});
	});

	it('takes timestamps from the app file where it gives any', async () => {
		const { emulator: other } = await startSample({}, { now: () => clock, app: stampedApp() });
		expect(other.records('notes')).toEqual([
			{ id: 1, created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' },
			{ id: 2, created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-02T00:00:00Z' },
			{ id: 3, created_at: '2024-06-01T12:00:00Z', updated_at: '2024-06-01T12:00:00Z' },
		]);
		await other.close();
	});
});

function stampedApp(): AppDefinition {
	const records = [
		{ id: 3 },
		{ id: 1, created_at: '2020-01-01T00:00:00Z' },
		{ id: 2, created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-02T00:00:00Z' },
	];
	return {
		users: [{ email: 'a@b.c', apiKey: 'k' }],
		models: [{ id: 'f'.repeat(32), name: 'Note', table: 'notes', properties: [], records }],
	};
}
