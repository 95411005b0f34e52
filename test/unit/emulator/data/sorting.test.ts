import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import { startDataSample, type Ask, type GraphqlReply } from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

async function list(args: string, model = 'Task'): Promise<GraphqlReply> {
	return await ask(`{ all${model}${args} { results { id } totalCount } }`);
}

/** The ids of a list, in its order. */
async function ids(args: string, model = 'Task'): Promise<number[]> {
	const { json } = await list(args, model);
	expect(json.errors).toBeUndefined();
	const found = json.data?.[`all${model}`] as { results: Array<{ id: number }> };
	return found.results.map(({ id }) => id);
}

/** Puts so many roles into the app, and tells their number. */
function manyRoles(count: number): void {
	for (let made = 1; made < count; made += 1) emulator.create('Role', { name: `role ${made}` });
}

describe('A list of the emulated Data API is sorted', () => {
	it.each([
		['(sort: { field: name, order: ASC })', [40, 41, 43, 42]],
		['(sort: { field: name, order: DESC })', [42, 43, 41, 40]],
		['(sort: { field: name })', [40, 41, 43, 42]],
		['(sort: { field: priority, order: DESC })', [43, 40, 41, 42]],
		['(sort: { field: dueOn, order: ASC })', [42, 43, 40, 41]],
		['(sort: { field: dueOn, order: DESC })', [41, 40, 42, 43]],
		['(sort: { field: urgent, order: DESC })', [40, 41, 42, 43]],
		['(sort: { relation: { name: DESC } })', [42, 43, 41, 40]],
		['(sort: { relation: { project: { name: ASC } } })', [41, 42, 40, 43]],
		['(sort: { relation: { project: { customer: { name: DESC } } } })', [40, 43, 42, 41]],
		['(sort: {})', [40, 41, 42, 43]],
		['(sort: null)', [40, 41, 42, 43]],
		['', [40, 41, 42, 43]],
	])('as it asks by %s', async (args, expected) => {
		expect(await ids(args)).toEqual(expected);
	});

	it.each([
		'(sort: { field: name, order: ASC, relation: { id: ASC } })',
		'(sort: { relation: { name: ASC, id: ASC } })',
		'(sort: { relation: { project: { name: ASC, id: ASC } } })',
	])('by one key only: %s is refused', async (args) => {
		expect((await list(args)).json).toMatchObject({
			data: { allTask: null },
			errors: [{ message: 'Only one sort key is allowed' }],
		});
	});

	it.each([
		['an unknown property', '(sort: { field: colour })'],
		['a relation', '(sort: { field: project })'],
		['a to-many relation', '(sort: { relation: { watchers: { email: ASC } } })'],
		['an order that is none', '(sort: { field: name, order: UP })'],
	])('by nothing when it asks for %s', async (_problem, args) => {
		const { json } = await list(args);
		expect(json).not.toHaveProperty('data');
		expect(json.errors).not.toEqual([]);
	});

	it.each<[DataPersonality['ties'], boolean]>([
		['byId', true],
		['unstable', false],
	])('with equal keys in an order that is %s', async (ties, isSame) => {
		emulator.setPersonality({ ties });
		manyRoles(30);
		const args = '(sort: { field: createdAt, order: DESC })';
		const [one, other] = [await ids(args, 'Role'), await ids(args, 'Role')];
		expect(one.toString() === other.toString()).toBe(isSame);
		const byId = Array.from({ length: 30 }, (_each, index) => index + 1);
		expect([...one].sort((first, second) => first - second)).toEqual(byId);
		expect((await ids('(sort: { field: id, order: ASC })', 'Role')).length).toBe(30);
	});

	it('by a unique key in one order even where ties are unstable', async () => {
		emulator.setPersonality({ ties: 'unstable' });
		expect(await ids('(sort: { field: id, order: DESC })')).toEqual([43, 42, 41, 40]);
	});
});

describe('A list of the emulated Data API is paged', () => {
	it.each([
		['(take: 2)', [40, 41]],
		['(take: 2, skip: 1)', [41, 42]],
		['(skip: 3)', [43]],
		['(take: 0)', []],
		['(skip: 9)', []],
		['(take: null, skip: null)', [40, 41, 42, 43]],
	])('by %s, and counts all matches', async (args, expected) => {
		const { json } = await list(args);
		expect(json).toEqual({
			data: { allTask: { results: expected.map((id) => ({ id })), totalCount: 4 } },
		});
	});

	it('after filtering and sorting', async () => {
		const args = '(where: { id: { gt: 40 } }, sort: { field: id, order: DESC }, take: 1, skip: 1)';
		expect((await list(args)).json).toEqual({
			data: { allTask: { results: [{ id: 42 }], totalCount: 3 } },
		});
	});

	it.each(['(take: -1)', '(skip: -1)'])('not by %s', async (args) => {
		expect((await list(args)).json).toMatchObject({
			data: { allTask: null },
			errors: [{ message: expect.stringContaining('must not be negative') }],
		});
	});

	it.each<[DataPersonality['takeDefault'], number]>([
		[50, 50],
		[200, 200],
		['all', 210],
	])('by %s where nothing is asked for', async (takeDefault, size) => {
		emulator.setPersonality({ takeDefault });
		manyRoles(210);
		expect(await ids('', 'Role')).toHaveLength(size);
	});

	it('by 50 by default', async () => {
		manyRoles(51);
		expect(await ids('', 'Role')).toHaveLength(50);
	});

	it.each<[DataPersonality['takeOver'], number]>([
		['error', 5000],
		['clamp', 5000],
		['error', 200],
		['clamp', 200],
	])('with %s above %d', async (takeOver, takeMax) => {
		emulator.setPersonality({ takeOver, takeMax });
		manyRoles(210);
		const size = Math.min(210, takeMax);
		expect(await ids(`(take: ${takeMax})`, 'Role')).toHaveLength(size);
		const over = `(take: ${takeMax + 1})`;
		if (takeOver === 'clamp') expect(await ids(over, 'Role')).toHaveLength(size);
		else {
			expect((await list(over, 'Role')).json).toMatchObject({
				data: { allRole: null },
				errors: [{ message: `take must be at most ${takeMax}` }],
			});
		}
	});
});
