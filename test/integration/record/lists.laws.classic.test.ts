import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
	startEmulator,
	type AppDefinition,
	type AppRecord,
	type Personality,
} from '../../emulator/index.ts';
import { COMPANY, company, onCompanies, uuid } from '../../support/app';
import { executeJson } from '../../support/n8n';
import { runs } from '../../support/runs';

const VIEW = uuid('f0');
const FILTER = uuid('f1');

const NAMES = ['Alkmaar', 'Breda', 'Cadzand', 'Delft', 'alkmaar bv'];

/** Companies with gaps between their ids, and empty values among the others. */
const table = (maxLength: number) =>
	fc
		.array(
			fc.record({
				gap: fc.integer({ min: 1, max: 4 }),
				name: fc.option(fc.constantFrom(...NAMES)),
				employees: fc.option(fc.integer({ min: -3, max: 9 })),
				active: fc.option(fc.boolean()),
				revenue: fc.option(
					fc.integer({ min: 0, max: 3_000 }).map((thousandths) => thousandths / 1_000),
				),
				founded: fc.option(fc.constantFrom('2001-05-01', '2002-01-01', '2003-12-31')),
				group: fc.option(fc.constantFrom({ id: 1 }, { id: 2 })),
			}),
			{ maxLength },
		)
		.chain((rows) =>
			fc.integer({ min: 0, max: 30 }).map((start) => {
				let id = start;
				return rows.map(({ gap, ...row }): AppRecord => ({ id: (id += gap), ...row }));
			}),
		);

type Row = Record<string, unknown>;

/** What the emulated app means by each operator: an oracle of its own. */
const HOLDS: Record<string, (value: unknown, asked: unknown) => boolean> = {
	eq: (value, asked) => value === asked,
	neq: (value, asked) => value !== asked,
	gt: (value, asked) => value !== null && Number(value) > Number(asked),
	gteq: (value, asked) => value !== null && Number(value) >= Number(asked),
	lt: (value, asked) => value !== null && Number(value) < Number(asked),
	lteq: (value, asked) => value !== null && Number(value) <= Number(asked),
	in: (value, asked) => (asked as unknown[]).includes(value),
	nin: (value, asked) => !(asked as unknown[]).includes(value),
	matches: (value, asked) => part(value).includes(part(asked)),
	startsWith: (value, asked) => part(value).startsWith(part(asked)),
	doesNotMatch: (value, asked) => value === null || !part(value).includes(part(asked)),
	exists: (value) => value !== null,
	doesNotExist: (value) => value === null,
};

const part = (value: unknown): string => (value === null ? '\0' : String(value).toLowerCase());

const condition = fc.oneof(
	fc.record({
		property: fc.constant('employees'),
		operator: fc.constantFrom('eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'),
		value: fc.integer({ min: -3, max: 9 }),
	}),
	fc.record({
		property: fc.constant('employees'),
		operator: fc.constantFrom('in', 'nin'),
		value: fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 4 }),
	}),
	fc.record({
		property: fc.constant('name'),
		operator: fc.constantFrom('eq', 'neq', 'matches', 'startsWith', 'doesNotMatch'),
		value: fc.constantFrom(...NAMES, 'a', 'br', 'nothing'),
	}),
	fc.record({
		property: fc.constant('revenue'),
		operator: fc.constantFrom('eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'),
		value: fc.integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 100),
	}),
	fc.record({
		property: fc.constantFrom('name', 'employees', 'founded', 'group', 'revenue'),
		operator: fc.constantFrom('exists', 'doesNotExist'),
		value: fc.constant(''),
	}),
);

type Entered = { property: string; operator: string; value: unknown };

const meets = (row: Row, { property, operator, value }: Entered): boolean =>
	HOLDS[operator]?.(row[property] ?? null, value) === true;

const personality = fc.record(
	{
		offset: fc.constantFrom('ignored', 'supported', 'rejected'),
		ascending: fc.constantFrom('supported', 'rejected', 'descending'),
		rows: fc.constantFrom('once', 'twice'),
		filters: fc.constantFrom('supported', 'ignored', 'rejected'),
		filtersApplied: fc.constantFrom('all', 'first', 'last', 'eq'),
		groups: fc.constantFrom('as asked', 'and'),
		severalValues: fc.constantFrom('all', 'last'),
		tieOrder: fc.constantFrom('id', 'shuffled'),
		cap: fc.integer({ min: 2, max: 60 }),
		refusedLimit: fc.constantFrom(null, 100, 200, 500),
		shownDigits: fc.constantFrom('all', '15', 'cents'),
		unknownView: fc.constantFrom('notFound', 'ignored'),
	},
	{ requiredKeys: [] },
) as fc.Arbitrary<Partial<Personality>>;

const query = fc.record({
	conditions: fc.array(condition, { maxLength: 3 }) as fc.Arbitrary<Entered[]>,
	combinator: fc.constantFrom('and', 'or'),
	sort: fc.option(
		fc.record({
			property: fc.constantFrom('employees', 'founded', 'name', 'active', 'id'),
			direction: fc.constantFrom('asc', 'desc'),
		}),
	),
	limit: fc.option(fc.integer({ min: 1, max: 40 })),
	pageSize: fc.option(fc.integer({ min: 2, max: 50 })),
	through: fc.constantFrom('nothing', 'nothing', 'view', 'filter'),
});

type Query = typeof query extends fc.Arbitrary<infer Value> ? Value : never;

const parametersOf = ({ conditions, combinator, sort, limit, pageSize, through }: Query) =>
	onCompanies('getAll', {
		...(limit === null ? { returnAll: true } : { returnAll: false, limit }),
		filters: conditions.length > 0 ? { conditions } : {},
		combineFilters: combinator,
		sort: sort === null ? {} : { by: [sort] },
		options: {
			...(pageSize !== null && { pageSize }),
			...(through === 'view' && { viewId: VIEW }),
			...(through === 'filter' && { filterId: FILTER }),
		},
	} as object) as never;

/** Empty values come first; letters count as the emulated app counts them; what is equal is in the order of ids. */
const sortValue = (value: unknown): unknown =>
	typeof value === 'string' ? value.toLowerCase() : value;

function expected(
	records: AppRecord[],
	{ conditions, combinator, sort, limit, through }: Query,
): unknown[] {
	const rows = (records as unknown as Row[])
		.filter(({ active }) => through !== 'filter' || active === true)
		.filter((row) => {
			const met = conditions.map((each) => meets(row, each));
			return (
				conditions.length === 0 ||
				(combinator === 'and' ? !met.includes(false) : met.includes(true))
			);
		})
		.sort((a, b) => {
			const [one, other] = [a, b].map((row) => sortValue(row[sort?.property ?? 'id'] ?? null));
			const isLess = one === null ? other !== null : other !== null && one! < other!;
			const order = one === other ? 0 : isLess ? -1 : 1;
			return (sort?.direction === 'desc' ? -order : order) || Number(a.id) - Number(b.id);
		});
	return rows.slice(0, limit ?? Infinity).map(({ id }) => id);
}

async function read(
	records: AppRecord[],
	behaviour: Partial<Personality>,
	parameters: never,
): Promise<IDataObject[]> {
	const app: AppDefinition = {
		...company(records),
		views: [{ id: VIEW, model: COMPANY, columns: ['c2', 'c4', 'c6', 'c7'].map(uuid) }],
		filters: [
			{
				id: FILTER,
				model: COMPANY,
				definition: { path: [uuid('c6')], predicate: 'eq', criteria: true },
			},
		],
	};
	const emulator = await startEmulator({ app, personality: behaviour });
	try {
		return await executeJson({
			credential: {
				application: emulator.application,
				email: 'api@example.com',
				apiKey: 'a-secret-key',
			},
			parameters,
		});
	} finally {
		await emulator.close();
	}
}

const REFUSALS =
	/^(Couldn't read all records|This app can't filter by|The app refuses the condition|The app ignored the filter)/;

const idsOf = (rows: IDataObject[]) => rows.map(({ id }) => id);

describe('A list of records', () => {
	it('is exactly what was asked for, in the app that is most likely', async () => {
		await fc.assert(
			fc.asyncProperty(table(60), query, async (records, asked) => {
				expect(idsOf(await read(records, {}, parametersOf(asked)))).toEqual(
					expected(records, asked),
				);
			}),
			runs(20, 6),
		);
	});

	it('is exactly what was asked for or refused in plain words, whatever an app does', async () => {
		await fc.assert(
			fc.asyncProperty(table(80), personality, query, async (records, behaviour, asked) => {
				const outcome = await read(records, behaviour, parametersOf(asked)).then(
					idsOf,
					(error: Error) => error.message,
				);
				if (typeof outcome === 'string') expect(outcome).toMatch(REFUSALS);
				else expect(outcome).toEqual(expected(records, asked));
			}),
			runs(40, 6),
		);
	});
});
