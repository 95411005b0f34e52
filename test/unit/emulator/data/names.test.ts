import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import type { IntrospectionQuery } from 'graphql';

import type { DataAppDefinition, DataEmulator } from '../../../emulator/data/index.ts';
import { startDataSample, uuid, type Ask } from '../../../emulator/data/samples.ts';

/** Names that clash, and rights that leave next to nothing. */
function oddApp(): DataAppDefinition {
	const list = (id: string, name: string, values: unknown[]) => ({
		...{ id, name, kind: 'list', options: { values } },
	});
	return {
		users: [{ email: 'api@example.com', apiKey: 'secret' }],
		models: [
			{
				...{ id: uuid('a0'), name: 'Date', table: 'dates' },
				properties: [
					{ id: uuid('a1'), name: 'first_day_2', kind: 'date' },
					list(`12345678${'0'.repeat(24)}`, 'state', ['true', 'a-b', 'a_b', '']),
					list(`12345678${'1'.repeat(24)}`, 'state_', [{ value: 7 }, { name: 'é' }]),
				],
				records: [{ id: 1, first_day_2: '2026-03-01', state: 'true', state_: 'é' }],
			},
			{
				...{ id: uuid('b0'), name: 'DateList', table: 'date_lists' },
				properties: [list(`12345678${'2'.repeat(24)}`, 'state', ['open'])],
			},
			{ id: uuid('c0'), name: 'Bare', table: 'bares', properties: [] },
			{
				...{ id: uuid('d0'), name: 'NoId', table: 'no_ids' },
				properties: [{ id: uuid('d1'), name: 'title', kind: 'string' }],
				records: [{ id: 1, title: 'x' }],
			},
		],
		data: { roles: [{ name: 'user', deniedProperties: ['Bare.*', 'NoId.id'] }] },
	};
}

describe('Names in the schema of the emulated Data API', () => {
	let emulator: DataEmulator;
	let ask: Ask;

	beforeAll(async () => {
		({ emulator, ask } = await startDataSample({}, { app: oddApp() }));
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	async function printed(): Promise<string> {
		const { json } = await ask(getIntrospectionQuery());
		return printSchema(buildClientSchema(json.data as unknown as IntrospectionQuery));
	}

	function typeIn(schema: string, name: string): string | undefined {
		return schema.split('\n\n').find((type) => type.startsWith(name));
	}

	it('get an underscore where a type of that name is there, in types alone', async () => {
		const schema = await printed();
		expect(schema).toMatch(/allDate\(.*, where: _DateFilterInput\): _DateList\n/);
		expect(schema).toMatch(/oneDate\(where: _DateFilterInput!\): _Date\n/);
		expect(schema).toMatch(/allDateList\(.*, where: DateListFilterInput\): DateListList\n/);
		expect(schema).toContain('firstDay_2: Date\n');
	});

	it('of options are made so that GraphQL allows them, and stay apart', async () => {
		const schema = await printed();
		expect(typeIn(schema, 'enum StateProperty12345678')).toBe(
			'enum StateProperty12345678 {\n  _true\n  a_b\n  a_b_\n  _\n}',
		);
		expect(typeIn(schema, 'enum State_Property12345678')).toBe(
			'enum State_Property12345678 {\n  _7\n  _\n}',
		);
		expect(typeIn(schema, 'enum _StateProperty12345678')).toBe(
			'enum _StateProperty12345678 {\n  open\n}',
		);
	});

	it('of options are answered and found by', async () => {
		const query = '{ allDate(where: { state: { eq: "_true" } }) { results { state state_ } } }';
		expect((await ask(query)).json).toEqual({
			data: { allDate: { results: [{ state: '_true', state_: '_' }] } },
		});
	});

	it('stay where a role may read no property of a model, or no id', async () => {
		emulator.setPersonality({ denied: 'hidden' });
		const schema = await printed();
		expect(schema.split('\n\n')).toContain('type Bare');
		expect(typeIn(schema, 'type NoId {')).toBe(
			'type NoId {\n  title: String\n  createdAt: DateTime\n  updatedAt: DateTime\n}',
		);
		expect((await ask('{ allNoId { results { title } } }')).json).toEqual({
			data: { allNoId: { results: [{ title: 'x' }] } },
		});
	});
});
