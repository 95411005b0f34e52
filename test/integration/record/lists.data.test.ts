import fc from 'fast-check';
import type { DataPersonality } from '../../emulator/data/index.ts';
import { executeJson } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { runs } from '../../support/runs';

const COUNT = 60;

const NAMES = ['b', 'A', 'é', '', 'ß', 'zz', 'c', '10', '9'];

/** Few values and many records, so that most are equal by what they are sorted by. */
const rows = manyTasks(COUNT).map((task, index) => ({
	...task,
	name: NAMES[index % NAMES.length],
	hours_spent: index % 5 === 0 ? null : index % 4,
	price: index % 3 === 0 ? null : index / 8,
	urgent: index % 2 === 0,
	due_on: `2026-01-${String((index % 6) + 1).padStart(2, '0')}`,
}));

const personalities = fc.record({
	totalCount: fc.constantFrom<DataPersonality['totalCount']>(
		...(['right', 'absent', 'ofPage', 'minusOne', 'capped', 'later'] as const),
	),
	ties: fc.constantFrom<DataPersonality['ties']>('byId', 'unstable'),
	takeMax: fc.constantFrom(5000, 200),
	takeOver: fc.constantFrom<DataPersonality['takeOver']>('error', 'clamp'),
});

describe('A list of a newer app', () => {
	const app = useDataApp(tasks(rows));
	const getMany = async (more: object) =>
		await executeJson({ parameters: onTasks('getAll', more), credential: app.credential });

	/** The order of the app, in which records that are equal come by ID. */
	const inAppOrder = async (property: string, direction: string): Promise<unknown[]> => {
		const query = `{ allTask(take: ${COUNT}, sort: { field: ${property}, order: ${direction.toUpperCase()} }) { results { id } } }`;
		app.emulator.setPersonality({ ties: 'byId' });
		const response = await fetch(app.emulator.runtimeUrl, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				authorization: `Bearer ${app.emulator.token()}`,
			},
			body: JSON.stringify({ query }),
		});
		const { data } = (await response.json()) as { data: { allTask: { results: object[] } } };
		return data.allTask.results.map((row) => (row as { id: number }).id);
	};

	it('is counted right, whatever the app counts', async () => {
		await fc.assert(
			fc.asyncProperty(personalities, fc.constantFrom(-1, 1, 3), async (personality, least) => {
				app.emulator.reset();
				app.emulator.setPersonality(personality);
				const conditions = [{ property: 'hoursSpent', operator: 'gt', value: least }];
				const count = await executeJson({
					parameters: onTasks('count', { filters: { conditions } }),
					credential: app.credential,
				});
				const met = rows.filter(({ hours_spent: spent }) => spent !== null && spent > least);
				expect(count).toEqual([{ count: met.length }]);
			}),
			runs(15, 20),
		);
	});

	it('goes on after the last record of the batch before', async () => {
		app.emulator.reset();
		const batch = async (startAfter: number) =>
			(await getMany({ returnAll: false, limit: 2, options: { startAfter } })).map(({ id }) => id);
		const all = (await getMany({ returnAll: true })).map(({ id }) => Number(id));
		expect(await batch(0)).toEqual(all.slice(0, 2));
		expect(await batch(all[1] ?? 0)).toEqual(all.slice(2, 4));
		expect(await batch(all.at(-2) ?? 0)).toEqual(all.slice(-1));
	});

	it('is complete and in the order of the app, whatever the app counts and however it pages', async () => {
		await fc.assert(
			fc.asyncProperty(
				personalities,
				fc.constantFrom('id', 'name', 'hoursSpent', 'price', 'urgent', 'dueOn', 'status'),
				fc.constantFrom('asc', 'desc'),
				fc.constantFrom(1, 3, 10, 29, 30, 31, 59, 60, 61, Infinity),
				fc.constantFrom(7, 10, 20, 60, 500),
				async (personality, property, direction, limit, pageSize) => {
					app.emulator.reset();
					const expected = await inAppOrder(property, direction);
					app.emulator.setPersonality(personality);
					app.credential.jwtToken = app.emulator.token();
					const found = await getMany({
						...(limit === Infinity ? { returnAll: true } : { returnAll: false, limit }),
						sort: { by: [{ property, direction }] },
						options: { pageSize, fields: 'id' },
					});
					expect(found.map(({ id }) => id)).toEqual(expected.slice(0, limit));
				},
			),
			runs(25, 20),
		);
	});

	it.each(['ofPage', 'capped', 'minusOne', 'absent', 'later'] as const)(
		'goes on behind a full page where the app counts: %s',
		async (totalCount) => {
			app.emulator.setPersonality({ totalCount });
			expect(await getMany({ returnAll: true, options: { pageSize: 10 } })).toHaveLength(COUNT);
			const sort = { by: [{ property: 'name', direction: 'asc' }] };
			expect(await getMany({ returnAll: true, sort, options: { pageSize: 10 } })).toHaveLength(
				COUNT,
			);
		},
	);

	it('of few among many equal records does not read them all', async () => {
		const sort = { by: [{ property: 'urgent', direction: 'asc' }] };
		const found = await getMany({ limit: 3, sort, options: { pageSize: 10 } });
		expect(found.map(({ id }) => id)).toEqual([2, 4, 6]);
		expect(app.asked().filter((fields) => fields === 'allTask')).toHaveLength(2);
	});

	it('needs no `skip` where records can be read by ID', async () => {
		app.emulator.fault({
			status: 200,
			body: '{"errors":[{"message":"Unknown argument \\"skip\\" on field \\"allTask\\""}]}',
			contains: 'skip',
			times: 100,
		});
		expect(await getMany({ returnAll: true, options: { pageSize: 10 } })).toHaveLength(COUNT);
		const sort = { by: [{ property: 'dueOn', direction: 'desc' }] };
		const sorted = await getMany({ returnAll: true, sort, options: { pageSize: 10 } });
		expect(sorted.map(({ dueOn }) => dueOn)).toEqual(
			rows.map((row) => row.due_on).sort((a, b) => (a < b ? 1 : -1)),
		);
		const byText = { by: [{ property: 'name', direction: 'asc' }] };
		const error = await failure(
			getMany({ returnAll: true, sort: byText, options: { pageSize: 10 } }),
		);
		expect(error.message).toMatch(/^Couldn't sort the records by "name"/);
	});

	it('is never returned with null in the place of a record', async () => {
		app.emulator.setPersonality({ nullRow: 'first' });
		const error = await failure(getMany({}));
		expect(error.message).toBe('The app returned null instead of a record of Task');
	});

	it.each(['text', '["list"]', '7'])('is never returned with %s as a record', async (entry) => {
		app.emulator.fault({
			status: 200,
			body: `{"data":{"allTask":{"results":[{"id":1},${entry === 'text' ? '"text"' : entry}],"totalCount":2}}}`,
			contains: 'allTask',
		});
		const error = await failure(getMany({}));
		expect(error.message).toMatch(/instead of a record of Task$/);
	});
});

describe('An app that ignores conditions', () => {
	const app = useDataApp(tasks(rows), { whereApplied: 'ignored' });
	const run = async (operation: string, more: object) =>
		await executeJson({ parameters: onTasks(operation, more), credential: app.credential });
	const where = (...conditions: object[]) => ({ filters: { conditions } });

	it.each([
		['a number', where({ property: 'hoursSpent', operator: 'eq', value: 2 })],
		['a text', where({ property: 'name', operator: 'eq', value: 'zz' })],
		['part of a text', where({ property: 'name', operator: 'matches', value: 'z' })],
		['a date', where({ property: 'dueOn', operator: 'gt', value: '2026-01-04' })],
		['yes or no', where({ property: 'urgent', operator: 'isTrue', value: '' })],
		['a choice', where({ property: 'status', operator: 'in', value: 'done' })],
		['a pattern', where({ property: 'name', operator: 'regex', value: '^z' })],
		['a related record', where({ property: 'project.name', operator: 'eq', value: 'Move' })],
		['nothing', where({ property: 'hoursSpent', operator: 'doesNotExist', value: '' })],
		['a file', where({ property: 'photo', operator: 'exists', value: '' })],
		[
			'several things',
			where(
				{ property: 'hoursSpent', operator: 'lt', value: 3 },
				{ property: 'urgent', operator: 'isTrue', value: '' },
			),
		],
	])('is found out by Get Many: %s', async (_what, conditions) => {
		for (const fields of ['', 'id']) {
			const error = await failure(run('getAll', { ...conditions, options: { fields } }));
			expect(error.message).toMatch(/^The app ignored the condition/);
		}
	});

	it('is found out by Get, and by Get Many with IDs', async () => {
		const recordId = { __rl: true, mode: 'id', value: '7' };
		for (const options of [{}, { fields: 'name' }]) {
			const error = await failure(run('get', { recordId, options }));
			expect(error.message).toBe('The app ignored the ID 7 and returned the record 1 of Task');
		}
		const listed = await failure(run('getAll', { options: { ids: '7, 8' } }));
		expect(listed.message).toBe('The app ignored the record IDs and returned other records');
	});

	it('is found out between pages as well', async () => {
		const error = await failure(run('getAll', { returnAll: true, options: { pageSize: 10 } }));
		expect(error.message).toMatch(/doesn't apply 'where' or 'sort' to IDs/);
	});

	it('is not blamed for conditions that every record meets', async () => {
		const conditions = where({ property: 'id', operator: 'gt', value: 0 });
		expect(await run('getAll', { ...conditions, limit: 5 })).toHaveLength(5);
	});
});
