import fc from 'fast-check';
import { executeJson } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { runs } from '../../support/runs';

const COUNT = 60;

const RUNS = 10;

/** Something that happens in the app just before a page is read. */
const edits = fc.array(
	fc.record({
		page: fc.integer({ min: 2, max: 7 }),
		what: fc.constantFrom('create', 'delete', 'update', 'swap'),
		id: fc.integer({ min: 1, max: COUNT }),
		hours: fc.integer({ min: 0, max: 6 }),
	}),
	{ maxLength: 6 },
);

describe('All records of a newer app that changes meanwhile', () => {
	const app = useDataApp(tasks(manyTasks(COUNT)));

	/** Makes the edits as the pages are asked for. */
	function whileReading(planned: Array<{ page: number; act: () => void }>): void {
		let pages = 0;
		const { requests } = app.emulator;
		const push = Array.prototype.push.bind(requests);
		requests.push = (...entries) => {
			pages++;
			for (const { page, act } of planned) if (page === pages) act();
			return push(...entries);
		};
	}

	it.each(['byId', 'unstable'] as const)(
		'are all there once, with and without a sort (ties: %s)',
		async (ties) => {
			await fc.assert(
				fc.asyncProperty(
					edits,
					fc.constantFrom(undefined, 'hoursSpent', 'name', 'id'),
					fc.constantFrom('asc', 'desc'),
					async (planned, property, direction) => {
						app.emulator.reset();
						app.emulator.setPersonality({ ties });
						app.credential.jwtToken = app.emulator.token();
						const touched = new Set<number>();
						const gone = new Set<number>();
						const remove = (id: number) => {
							if (gone.has(id)) return;
							gone.add(id);
							app.emulator.delete('Task', id);
						};
						const create = (hours: number) =>
							app.emulator.create('Task', { name: `Task ${hours}`, hours_spent: hours });
						// The first two requests ask for the schema.
						whileReading(
							planned.map(({ page, what, id, hours }) => ({
								page: page + 2,
								act: () => {
									if (what === 'create' || what === 'swap') create(hours);
									if (what === 'delete' || what === 'swap') remove(id);
									if (what === 'update' && !gone.has(id)) {
										touched.add(id);
										app.emulator.update('Task', id, { hours_spent: hours });
									}
								},
							})),
						);
						const sort = { by: property === undefined ? [] : [{ property, direction }] };
						const rows = await executeJson({
							parameters: onTasks('getAll', {
								...{ returnAll: true, sort, options: { pageSize: 10 } },
							}),
							credential: app.credential,
						});
						const ids = rows.map(({ id }) => Number(id));
						expect(new Set(ids).size).toBe(ids.length);
						const lasting = Array.from({ length: COUNT }, (_, index) => index + 1).filter(
							(id) => !gone.has(id),
						);
						expect(ids).toEqual(expect.arrayContaining(lasting));
						if (property !== 'hoursSpent') return;
						const hours = rows
							.filter(({ id }) => !touched.has(Number(id)))
							.map(({ hoursSpent }) => Number(hoursSpent));
						const sorted = [...hours].sort((a, b) => (direction === 'asc' ? a - b : b - a));
						expect(hours).toEqual(sorted);
					},
				),
				{
					...runs(RUNS),
					// One record less and one more: neither the count nor an ID tells.
					examples: [[[{ page: 2, what: 'swap', id: 1, hours: 2 }], 'name', 'asc']],
				},
			);
		},
		60_000,
	);

	afterEach(() => {
		Reflect.deleteProperty(app.emulator.requests, 'push');
	});
});
