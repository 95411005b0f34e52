import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import { startDataSample, type Ask } from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** The ids that a filter finds; undefined when it is refused. */
async function find(where: unknown, model = 'Task'): Promise<number[] | undefined> {
	const query = `query ($where: ${model}FilterInput) { all${model}(where: $where) { results { id } totalCount } }`;
	const { json } = await ask(query, { where });
	if (json.errors !== undefined) return undefined;
	const list = json.data?.[`all${model}`] as { results: Array<{ id: number }>; totalCount: number };
	expect(list.totalCount).toBe(list.results.length);
	return list.results.map(({ id }) => id);
}

describe('A filter of the emulated Data API', () => {
	it.each<[object, number[]]>([
		[{}, [40, 41, 42, 43]],
		[{ name: { eq: 'Call' } }, [40]],
		[{ name: { eq: 'call' } }, []],
		[{ name: { neq: 'Call' } }, [41, 42, 43]],
		[{ name: { in: ['Call', 'Pack', 'x'] } }, [40, 43]],
		[{ name: { in: [] } }, []],
		[{ name: { nin: ['Call', 'Pack'] } }, [41, 42]],
		[{ name: { matches: 'al' } }, [40, 42]],
		[{ name: { doesNotMatch: 'al' } }, [41, 43]],
		[{ name: { startsWith: 'Ma' } }, [41]],
		[{ name: { endsWith: 'all' } }, [40, 42]],
		[{ name: { regex: '^(C|P)a' } }, [40, 43]],
		[{ name: { regex: '^c' } }, []],
		[{ name: { matches: 'a', neq: 'Call' } }, [41, 42, 43]],
		[{ name: { matches: 'a' }, priority: { eq: 2 } }, [40, 41]],
		[{ priority: { gt: 2 } }, [43]],
		[{ priority: { gteq: 2 } }, [40, 41, 43]],
		[{ priority: { lt: 2 } }, [42]],
		[{ priority: { lteq: 2 } }, [40, 41, 42]],
		[{ priority: { in: [1, 3] } }, [42, 43]],
		[{ hours: { gt: 1.4, lt: 1.6 } }, [40]],
		[{ price: { eq: '12.5' } }, [40]],
		[{ price: { gteq: 12.5 } }, [40]],
		[{ price: { gt: '12.5' } }, []],
		[{ urgent: { eq: true } }, [40]],
		[{ urgent: { eq: false } }, [41]],
		[{ dueOn: { gt: '2026-03-01' } }, [41]],
		[{ dueOn: { in: ['2026-03-01', '2026-03-05'] } }, [40, 41]],
		[{ remindsAt: { eq: '10:00' } }, [40]],
		[{ remindsAt: { gteq: '09:59:59' } }, [40]],
		[{ startsAt: { eq: '2026-03-01T11:00:00+01:00' } }, [40]],
		[{ startsAt: { lt: '2026-03-01T10:00:00Z' } }, []],
		[{ startsAt: { gteq: '2026-03-01T10:00:00.000Z' } }, [40]],
		[{ status: { eq: 'On_hold' } }, [42]],
		[{ status: { eq: 'On hold' } }, [42]],
		[{ status: { in: ['open', '_2nd_look'] } }, [40, 43]],
		[{ status: { matches: 'o' } }, [40, 41, 42, 43]],
		[{ status: { startsWith: 'on' } }, [42]],
		[{ attachment: { eq: 'plan a.pdf' } }, [40]],
		[{ attachment: { endsWith: '.pdf' } }, [40]],
		[{ photos: { startsWith: 'photo' } }, [40]],
	])('with %j finds %j', async (where, expected) => {
		expect(await find(where)).toEqual(expected);
	});

	it.each<[object, number[]]>([
		[{ _and: [{ priority: { eq: 2 } }, { name: { eq: 'Mail' } }] }, [41]],
		[{ _or: [{ priority: { eq: 1 } }, { name: { eq: 'Mail' } }] }, [41, 42]],
		[{ _or: { priority: { eq: 1 } } }, [42]],
		[{ priority: { gt: 1 }, _or: [{ id: { lt: 41 } }, { id: { gt: 42 } }] }, [40, 43]],
		[{ _or: [{ id: { eq: 41 } }, { _and: [{ id: { gt: 41 } }, { id: { lt: 43 } }] }] }, [41, 42]],
		[{ _or: [] }, [40, 41, 42, 43]],
	])('groups conditions: %j', async (where, expected) => {
		expect(await find(where)).toEqual(expected);
	});

	it.each<[string, object, number[]]>([
		['Task', { project: { name: { eq: 'Move' } } }, [40, 43]],
		['Task', { project: { customer: { name: { startsWith: 'A' } } } }, [42]],
		['Task', { project: { id: { neq: 3 } } }, [42]],
		['Project', { tasks: [{ name: { eq: 'Call' } }] }, [3]],
		['Project', { tasks: { name: { eq: 'Call' } } }, [3]],
		['Project', { tasks: [{ name: { eq: 'Call' } }, { name: { eq: 'Pack' } }] }, [3]],
		['Project', { tasks: [{ name: { eq: 'Call' } }, { name: { eq: 'recall' } }] }, []],
		['User', { tasks: { id: { eq: 40 } } }, [1, 2]],
		['User', { roles: { name: { eq: 'manager' } } }, [2]],
		['Customer', { children: { name: { eq: 'Alkmaar BV' } } }, [7]],
	])('of %s goes through relations: %j', async (model, where, expected) => {
		expect(await find(where, model)).toEqual(expected);
	});

	it('narrows and sorts a to-many relation', async () => {
		const query = `{ oneProject(where: { id: { eq: 3 } }) {
			tasks(where: { id: { gt: 40 } }) { id }
			all: tasks(sort: { field: id, order: DESC }) { id }
		} }`;
		expect((await ask(query)).json).toEqual({
			data: { oneProject: { tasks: [{ id: 43 }], all: [{ id: 43 }, { id: 40 }] } },
		});
	});

	it.each<[DataPersonality['matchesCase'], number[], number[], number[]]>([
		['any', [40, 42], [40], [41]],
		['exact', [42], [], []],
	])('regards case in patterns as matchesCase %s says', async (matchesCase, ...expected) => {
		emulator.setPersonality({ matchesCase });
		const found = [
			await find({ name: { matches: 'call' } }),
			await find({ name: { startsWith: 'cal' } }),
			await find({ name: { endsWith: 'IL' } }),
		];
		expect(found).toEqual(expected);
	});

	describe('with null', () => {
		it.each<[DataPersonality['nullFilter'], number[] | undefined, number[] | undefined]>([
			['works', [41], [40, 42, 43]],
			['error', undefined, undefined],
			['ignored', [40, 41, 42, 43], [40, 41, 42, 43]],
		])('is taken as nullFilter %s says', async (nullFilter, isNull, isNotNull) => {
			emulator.setPersonality({ nullFilter });
			emulator.update('Task', 42, { due_on: '2026-01-01' });
			emulator.update('Task', 43, { due_on: '2026-01-01' });
			emulator.update('Task', 41, { due_on: null });
			expect(await find({ dueOn: { eq: null } })).toEqual(isNull);
			expect(await find({ dueOn: { neq: null } })).toEqual(isNotNull);
		});

		it.each<[object, number[]]>([
			[{ project: null }, [41]],
			[{ watchers: null }, [41, 42, 43]],
			[{ photos: { eq: null } }, [41, 42, 43]],
			[{ photos: { neq: null } }, [40]],
			[{ dueOn: { gt: null } }, []],
			[{ name: { startsWith: null } }, []],
			[{ name: null }, [40, 41, 42, 43]],
		])('finds %j', async (where, expected) => {
			expect(await find(where)).toEqual(expected);
		});

		it('tells why it is refused', async () => {
			emulator.setPersonality({ nullFilter: 'error' });
			const { status, json } = await ask('{ allTask(where: { project: null }) { totalCount } }');
			expect(status).toBe(200);
			expect(json).toMatchObject({
				data: { allTask: null },
				errors: [{ message: 'Cannot compare with null', path: ['allTask'] }],
			});
		});
	});

	it.each<[DataPersonality['negatedEmpty'], number[]]>([
		['included', [41, 42, 43]],
		['excluded', [41]],
	])('that negates has empty values %s', async (negatedEmpty, expected) => {
		emulator.setPersonality({ negatedEmpty });
		expect(await find({ dueOn: { neq: '2026-03-01' } })).toEqual(expected);
		expect(await find({ dueOn: { nin: ['2026-03-01'] } })).toEqual(expected);
		const texts = negatedEmpty === 'included' ? [41, 42, 43] : [];
		expect(await find({ document_2: { doesNotMatch: 'two' } })).toEqual(texts);
	});

	it.each([
		['a day that does not exist', { dueOn: { eq: '2026-02-30' } }],
		['a time without a zone', { startsAt: { gt: '2026-03-01T10:00:00' } }],
		['a day in place of a time', { startsAt: { gt: '2026-03-01' } }],
		['a text in place of a number', { price: { eq: 'much' } }],
		['a number in place of a text', { name: { eq: 1 } }],
		['an unknown property', { colour: { eq: 'red' } }],
		['an unknown operator', { name: { exists: true } }],
		['a pattern that is none', { name: { regex: '(' } }],
	])('with %s is refused', async (_problem, where) => {
		expect(await find(where)).toBeUndefined();
	});
});
