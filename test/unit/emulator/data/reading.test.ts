import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import { actionIds, startDataSample, type Ask } from '../../../emulator/data/samples.ts';

let clock = new Date('2026-03-02T08:00:00.123Z');
let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample({}, { now: () => clock }));
});
beforeEach(() => {
	clock = new Date('2026-03-02T08:00:00.123Z');
	emulator.reset();
});
afterAll(async () => await emulator.close());

/** One field of the first task. */
async function first(field: string): Promise<unknown> {
	const { json } = await ask(`{ oneTask(where: { id: { eq: 40 } }) { value: ${field} } }`);
	expect(json.errors).toBeUndefined();
	return (json.data?.oneTask as { value: unknown }).value;
}

describe('A record read from the emulated Data API', () => {
	it('holds a value of every kind', async () => {
		const query = `{ oneTask(where: { id: { eq: 40 } }) {
			id name status dueOn priority hours urgent document_2 createdAt updatedAt
			project { id name } watchers { id } salaries { id }
		} }`;
		expect((await ask(query, {}, emulator.token({ username: 'bob@example.com' }))).json).toEqual({
			data: {
				oneTask: {
					...{ id: 40, name: 'Call', status: 'open', dueOn: '2026-03-01', priority: 2 },
					...{ hours: 1.5, urgent: true, document_2: 'two' },
					...{ createdAt: '2026-03-02T08:00:00Z', updatedAt: '2026-03-02T08:00:00Z' },
					...{ project: { id: 3, name: 'Move' }, watchers: [{ id: 1 }, { id: 2 }] },
					salaries: [{ id: 1 }],
				},
			},
		});
	});

	it('holds null, or an empty list, where there is nothing', async () => {
		const query = `{ oneTask(where: { id: { eq: 41 } }) {
			startsAt remindsAt hours price attachment { url } photos { url } project { id } watchers { id }
		} }`;
		expect((await ask(query)).json).toEqual({
			data: {
				oneTask: {
					...{ startsAt: null, remindsAt: null, hours: null, price: null, attachment: null },
					...{ photos: [], project: null, watchers: [] },
				},
			},
		});
	});

	it('names an option as its enum does', async () => {
		const query = '{ allTask(sort: { field: id }) { results { status } } }';
		expect((await ask(query)).json.data).toEqual({
			allTask: {
				results: [
					...[{ status: 'open' }, { status: 'done' }, { status: 'On_hold' }],
					{ status: '_2nd_look' },
				],
			},
		});
	});

	it('is null when none matches', async () => {
		expect((await ask('{ oneTask(where: { id: { eq: 1 } }) { id } }')).json).toEqual({
			data: { oneTask: null },
		});
	});

	it('shows files by name and URL, images resized as well', async () => {
		const url = `${emulator.storageUrl}/tasks/40/photo.png`;
		expect(await first('attachment { name url }')).toEqual({
			...{ name: 'plan a.pdf', url: `${emulator.storageUrl}/tasks/40/plan%20a.pdf` },
		});
		expect(await first('photo { name url resized { name url size { width height } } }')).toEqual({
			...{ name: 'photo.png', url },
			resized: [{ name: 'thumb', url: `${url}?size=thumb`, size: { width: 80, height: 60 } }],
		});
		expect(await first('photos { name url }')).toEqual([{ name: 'photo.png', url }]);
	});

	it.each<[DataPersonality['decimal'], unknown]>([
		['string', '12.5'],
		['number', 12.5],
	])('shows decimals as %s', async (decimal, shown) => {
		emulator.setPersonality({ decimal });
		expect(await first('price')).toBe(shown);
		expect(await first('hours')).toBe(1.5);
	});

	it.each<[DataPersonality['dateTime'], string]>([
		['seconds', '2026-03-01T10:00:00Z'],
		['microseconds', '2026-03-01T10:00:00.123456Z'],
		['offset', '2026-03-01T11:00:00+01:00'],
	])('shows a date and time in the form %s, and finds it by that', async (dateTime, shown) => {
		emulator.setPersonality({ dateTime });
		expect(await first('startsAt')).toBe(shown);
		const found = async (operator: string) => {
			const where = { startsAt: { [operator]: shown } };
			const query = 'query ($where: TaskFilterInput) { allTask(where: $where) { results { id } } }';
			return (await ask(query, { where })).json.data;
		};
		for (const operator of ['eq', 'gteq', 'lteq']) {
			expect(await found(operator)).toEqual({ allTask: { results: [{ id: 40 }] } });
		}
		for (const operator of ['gt', 'lt']) {
			expect(await found(operator)).toEqual({ allTask: { results: [] } });
		}
	});

	it.each<[DataPersonality['time'], string]>([
		['seconds', '10:00:00'],
		['minutes', '10:00'],
	])('shows a time of day with %s', async (time, shown) => {
		emulator.setPersonality({ time });
		expect(await first('remindsAt')).toBe(shown);
	});

	it('is the record that a person inside the app sees', async () => {
		const made = emulator.create('Task', {
			name: 'New',
			project: { id: 4 },
			watchers: [{ id: 2 }],
		});
		expect(made).toMatchObject({ id: 44, name: 'New', project: { id: 4 }, watchers: [{ id: 2 }] });
		clock = new Date('2026-03-02T09:00:00Z');
		emulator.update('tasks', 44, { name: 'Renamed' });
		emulator.update('tasks', 43, { name: 'Pack' });
		emulator.delete('Task', 40);
		const query = `{
			all: allTask(where: { id: { gteq: 43 } }) { results { id name createdAt updatedAt project { id } } }
			gone: oneTask(where: { id: { eq: 40 } }) { id }
			oneProject(where: { id: { eq: 3 } }) { tasks { id } }
		}`;
		const [eight, nine] = ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z'];
		expect((await ask(query)).json.data).toEqual({
			all: {
				results: [
					{ id: 43, name: 'Pack', createdAt: eight, updatedAt: eight, project: { id: 3 } },
					{ id: 44, name: 'Renamed', createdAt: eight, updatedAt: nine, project: { id: 4 } },
				],
			},
			...{ gone: null, oneProject: { tasks: [{ id: 43 }] } },
		});
	});

	it.each<[string, () => unknown]>([
		['The app has no model "Nothing"', () => emulator.create('Nothing', {})],
		['Task: name is_required', () => emulator.create('Task', {})],
		['Task: colour is_unknown', () => emulator.update('Task', 40, { colour: 'red' })],
		['Task has no record 1', () => emulator.update('Task', 1, {})],
		['Task has no record 1', () => emulator.delete('Task', 1)],
	])('is not written by a test when %s', (message, write) => {
		expect(write).toThrow(message);
	});

	it('is read by everything that a request asks for, under its alias', async () => {
		const query = '{ a: oneTask(where: {id: {eq: 40}}) { n: name } b: allRole { totalCount } }';
		expect((await ask(query)).json).toEqual({
			data: { a: { n: 'Call' }, b: { totalCount: 1 } },
		});
		expect(emulator.requests).toMatchObject([{ rootFields: ['oneTask', 'allRole'] }]);
	});
});

describe('Variables of the emulated Data API', () => {
	const undeclared = '{ allTask(where: { id: { gt: $after } }, take: $take) { totalCount } }';
	const wrong =
		'query ($after: String, $take: [Int]) { allTask(where: { id: { gt: $after } }, take: $take) { totalCount } }';
	const nullable = 'mutation ($profile: String) { login(authProfileUuid: $profile) { isValid } }';
	const declared =
		'query ($after: Int!, $take: Int) { allTask(where: { id: { gt: $after } }, take: $take) { totalCount } }';

	it.each([
		['that are not declared', undeclared],
		['declared with a wrong type', wrong],
		['declared as they are used', declared],
	])('%s are taken', async (_kind, query) => {
		expect((await ask(query, { after: 41, take: 1 })).json).toEqual({
			data: { allTask: { totalCount: 2 } },
		});
	});

	it('declared nullable are taken where a value is required', async () => {
		const { json } = await ask(nullable, { profile: 'x' });
		expect(json.errors).toMatchObject([{ message: 'Wrong credentials, please try again' }]);
	});

	it.each([
		['that are not declared', undeclared, 'Variable "$after" is not defined.'],
		['declared with a wrong type', wrong, 'Variable "$after" of type "String" used in position'],
		['declared nullable', nullable, 'Variable "$profile" of type "String" used in position'],
	])('%s are refused where variables are strict', async (_kind, query, message) => {
		emulator.setPersonality({ strictVariables: true });
		const { status, json } = await ask(query, { after: 41, take: 1, profile: 'x' });
		expect([status, 'data' in json]).toEqual([200, false]);
		expect(json.errors?.[0]?.message).toContain(message);
	});

	it('declared as they are used are taken where variables are strict', async () => {
		emulator.setPersonality({ strictVariables: true });
		expect((await ask(declared, { after: 41, take: 1 })).json.errors).toBeUndefined();
		const action = 'mutation ($id: ID!, $input: ActionInput!) { action(id: $id, input: $input) }';
		expect((await ask(action, { id: actionIds.echo, input: { a: 1 } })).json).toEqual({
			data: { action: { results: { a: 1 } } },
		});
	});

	it('with values that do not suit their type are refused', async () => {
		const { json } = await ask(declared, { after: 'x' });
		expect(json).not.toHaveProperty('data');
		expect(json.errors?.[0]?.message).toContain('Int cannot represent non-integer value');
	});
});

describe('A request to the emulated Data API', () => {
	it.each([
		['that is no GraphQL', '{', 'Syntax Error'],
		['with an unknown field', '{ allTask { results { colour } } }', 'Cannot query field "colour"'],
		[
			'with an unknown argument',
			'{ allTask(limit: 1) { totalCount } }',
			'Unknown argument "limit"',
		],
		[
			'with fragments in a circle',
			'{ ...A } fragment A on RootQueryType { ...A }',
			'within itself',
		],
		['with several operations', 'query A { a: __typename } query B { b: __typename }', 'name one'],
	])('%s gets errors without data', async (_problem, query, message) => {
		const { status, json } = await ask(query);
		expect([status, 'data' in json]).toEqual([200, false]);
		expect(json.errors?.[0]?.message).toContain(message);
	});

	it('gets an answer in JSON with ids to quote', async () => {
		const { headers } = await ask('{ __typename }');
		expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
		expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
		expect(headers.get('bb-request-id')).toBe(headers.get('x-request-id'));
	});
});
