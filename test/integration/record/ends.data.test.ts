import fc from 'fast-check';
import {
	startDataEmulator,
	type DataEmulator,
	type DataPersonality,
} from '../../emulator/data/index.ts';
import {
	APPLICATION_ID,
	manyTasks,
	onTasks,
	PASSWORD,
	PROFILE,
	tasks,
	USERNAME,
} from '../../support/dataApp';
import { executeJson } from '../../support/n8n';
import { runs } from '../../support/runs';

const RUNS = 40;

const HOURS = 7;

/** An app that cuts its pages off, or refuses large ones, wherever it likes, and counts as it likes. */
const apps = fc.record({
	count: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 3, max: 130 })),
	personality: fc.record({
		totalCount: fc.constantFrom<DataPersonality['totalCount']>(
			...(['right', 'absent', 'ofPage', 'minusOne', 'capped', 'later'] as const),
		),
		countCap: fc.integer({ min: 0, max: 130 }),
		takeMax: fc.oneof(fc.constantFrom(1, 2, 50, 100), fc.integer({ min: 3, max: 250 })),
		takeOver: fc.constantFrom<DataPersonality['takeOver']>('error', 'clamp'),
		ties: fc.constantFrom<DataPersonality['ties']>('byId', 'unstable'),
	}),
});

const asked = fc.record({
	limit: fc.oneof(fc.constantFrom(1, 2, Infinity), fc.integer({ min: 3, max: 140 })),
	property: fc.constantFrom(undefined, undefined, 'id', 'hoursSpent', 'name'),
	direction: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
	least: fc.constantFrom(undefined, -1, 0, 3, HOURS),
});

interface Row {
	id: number;
	hours_spent: number;
	name: string;
}

type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

function expectedOf(rows: Row[], { limit, property, direction, least }: Asked): number[] {
	const sign = direction === 'asc' ? 1 : -1;
	const key = ({ id, hours_spent: hours, name }: Row) =>
		property === 'hoursSpent' ? hours : property === 'name' ? name.toLowerCase() : id;
	const order = (a: Row, b: Row) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign);
	const met = rows.filter(({ hours_spent: hours }) => least === undefined || hours > least);
	const sorted = property === undefined ? met : met.sort((a, b) => order(a, b) || a.id - b.id);
	return sorted.slice(0, limit).map(({ id }) => id);
}

describe('The end of a list of a newer app', () => {
	let emulator: DataEmulator;
	const credential = () => ({
		application: emulator.application,
		applicationId: APPLICATION_ID,
		access: 'login' as const,
		authenticationProfileId: PROFILE,
		username: USERNAME,
		password: PASSWORD,
		jwtToken: emulator.token(),
	});

	const withApp = async (
		{ count, personality }: typeof apps extends fc.Arbitrary<infer Value> ? Value : never,
		act: (rows: Row[]) => Promise<void>,
	) => {
		emulator = await startDataEmulator({ app: tasks(manyTasks(count)), personality });
		try {
			await act(manyTasks(count) as unknown as Row[]);
		} finally {
			await emulator.close();
		}
	};

	const filtersOf = ({ least }: Asked) =>
		least === undefined
			? {}
			: { filters: { conditions: [{ property: 'hoursSpent', operator: 'gt', value: least }] } };

	it('is never taken from the count or the size of a page alone', async () => {
		await fc.assert(
			fc.asyncProperty(apps, asked, async (app, query) => {
				const { limit, property, direction } = query;
				await withApp(app, async (rows) => {
					const found = await executeJson({
						parameters: onTasks('getAll', {
							...(limit === Infinity ? { returnAll: true } : { returnAll: false, limit }),
							...(property !== undefined && { sort: { by: [{ property, direction }] } }),
							...filtersOf(query),
						}),
						credential: credential(),
					});
					expect(found.map(({ id }) => id)).toEqual(expectedOf(rows, query));
				});
			}),
			runs(RUNS),
		);
	});

	it('is reached by a count', async () => {
		await fc.assert(
			fc.asyncProperty(apps, asked, async (app, query) => {
				await withApp(app, async (rows) => {
					const found = await executeJson({
						parameters: onTasks('count', filtersOf(query)),
						credential: credential(),
					});
					const all = { ...query, limit: Infinity };
					expect(found).toEqual([{ count: expectedOf(rows, all).length }]);
				});
			}),
			runs(RUNS),
		);
	});
});
