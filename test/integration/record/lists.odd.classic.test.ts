import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import { forgetAppLimits } from '../../../nodes/BettyBlocks/node/concurrencyLimit';
import { executeContext } from '../../support/n8n';
import {
	isFoundOddly,
	ODD,
	oddApp,
	sortedOddly,
	type Meanwhile,
	type Oddities,
	type OddRow,
} from '../../support/oddApp';
import { useServer } from '../../support/server';
import { runs } from '../../support/runs';

const settings = (share: number) => ({ reporter, ...runs(Math.ceil(150 * share), 20) });

/** What fails is told with its seed; the rows may be many. */
function reporter<Drawn>(outcome: fc.RunDetails<Drawn>): void {
	if (!outcome.failed) return;
	const { seed, counterexamplePath, counterexample, errorInstance } = outcome;
	const [rows, ...others] = counterexample as [OddRow[], ...unknown[]];
	const few = rows.length > 5 ? `${rows.length} rows, ${JSON.stringify(rows[0])} …` : rows;
	throw new Error(
		`seed ${seed} (${counterexamplePath}): ${JSON.stringify([few, ...others])}\n${String(errorInstance)}`,
	);
}

const server = useServer();

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 4 });

const row = fc.record({
	gap: fc.integer({ min: 1, max: 4 }),
	name: optional(
		fc.constantFrom('a', 'B', 'b', 'Ä', 'zoë', 'Zoe\u0308', 'Zoe', 'ab', 'a b', '10', '9'),
	),
	branch: optional(fc.constantFrom('Food', 'Steel', 'Wood')),
	active: optional(fc.boolean()),
	employees: optional(fc.integer({ min: -3, max: 9 })),
	amount: optional(
		fc.constantFrom(
			'0.1',
			'0.1234567890123456789',
			'0.1234567890123456788',
			'-2',
			'90071992547409.935',
			'7',
		),
	),
	founded: optional(fc.constantFrom('2001-05-01', '2002-01-01', '2003-12-31')),
	called_at: optional(
		fc.constantFrom(
			'2024-05-01T08:00:00.000001Z',
			'2024-05-01T08:00:00.000002Z',
			'2023-05-01T08:00:00Z',
		),
	),
	opens: optional(fc.constantFrom('09:15', '14:30', '23:00')),
	group: optional(fc.constantFrom(1, 2, 3)),
});

type Drawn = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

const withIds = (drawn: Drawn[], start: number): OddRow[] => {
	let id = start;
	return drawn.map(({ gap, ...values }) => ({ id: (id += gap), ...values }));
};

/** Mostly small; now and then some drawn rows over and over, up to more than most apps return at once. */
const table: fc.Arbitrary<OddRow[]> = fc
	.record({
		drawn: fc.array(row, { maxLength: 70 }),
		times: fc.constantFrom(1, 1, 1, 1, 1, 25),
		start: fc.integer({ min: 0, max: 40 }),
	})
	.map(({ drawn, times, start }) =>
		withIds(Array.from({ length: times }, () => drawn).flat(), start),
	);

const oddities: fc.Arbitrary<Oddities> = fc.record({
	cap: fc.oneof(
		fc.integer({ min: 2, max: 80 }),
		fc.integer({ min: 1, max: 1_500 }),
		fc.constant(1e9),
	),
	offset: fc.constantFrom('ignored', 'supported', 'rejected'),
	ascending: fc.constantFrom('supported', 'supported', 'rejected', 'descending', 'unsorted'),
	filters: fc.constantFrom(
		'applied',
		'applied',
		'applied',
		'ignored',
		'rejected',
		'first',
		'last',
		'as equality',
		'and',
		'last value',
	),
	saved: fc.constantFrom('applied', 'ignored'),
	ids: fc.constantFrom('applied', 'ignored', 'rejected'),
	copies: fc.constantFrom(1, 1, 2),
	ties: fc.constantFrom('by id', 'shuffled'),
	collation: fc.constantFrom('letters', 'code points'),
	empties: fc.constantFrom('first', 'last'),
	usual: fc.constantFrom('id', 'newest', 'shuffled'),
	count: fc.constantFrom('none', 'of the page', '-1'),
	shown: fc.constant('everything'),
});

const condition = fc.oneof(
	fc.record({
		property: fc.constant('employees' as const),
		operator: fc.constantFrom('eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'),
		value: fc.integer({ min: -3, max: 9 }).map(String),
	}),
	fc.record({
		property: fc.constant('amount' as const),
		operator: fc.constantFrom('gt', 'lteq', 'eq'),
		value: fc.constantFrom('0.1234567890123456789', '0.12', '7', '90071992547409.935'),
	}),
	fc.record({
		property: fc.constant('called_at' as const),
		operator: fc.constantFrom('gt', 'gteq', 'lt'),
		value: fc.constantFrom('2024-05-01T08:00:00.000001Z', '2023-06-01T08:00:00Z'),
	}),
	fc.record({
		property: fc.constant('employees' as const),
		operator: fc.constantFrom('in', 'nin'),
		value: fc
			.array(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 4 })
			.map((list) => list.join(', ')),
	}),
	fc.record({
		property: fc.constantFrom(
			'name' as const,
			'branch' as const,
			'group' as const,
			'opens' as const,
		),
		operator: fc.constantFrom('exists', 'doesNotExist'),
		value: fc.constant(''),
	}),
	fc.record({
		property: fc.constant('group' as const),
		operator: fc.constantFrom('eq', 'neq', 'in'),
		value: fc.constantFrom('1', '2', '5'),
	}),
	fc.record({
		property: fc.constant('branch' as const),
		operator: fc.constantFrom('eq', 'neq', 'matches'),
		value: fc.constantFrom('Food', 'Wood', 'Iron'),
	}),
);
type Condition = typeof condition extends fc.Arbitrary<infer Value> ? Value : never;

const asked = fc.record({
	conditions: fc.array(condition, { maxLength: 2 }),
	combinator: fc.constantFrom('and', 'or'),
	sort: optional(
		fc.record({
			property: fc.constantFrom(
				'id',
				'name',
				'branch',
				'active',
				'employees',
				'amount',
				'founded',
				'called_at',
				'opens',
			),
			direction: fc.constantFrom('asc', 'desc'),
		}),
	),
	limit: fc.option(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 600 }))),
	pageSize: fc.option(fc.integer({ min: 2, max: 50 })),
	through: fc.constantFrom('nothing', 'nothing', 'nothing', 'view', 'filter'),
});
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

const WIRE: Record<string, string> = { doesNotExist: 'does_not_exist' };

const meets = (each: OddRow, { conditions, combinator, through }: Asked): boolean => {
	if (through === 'filter' && each.active !== true) return false;
	const found = conditions.map(({ property, operator, value }: Condition) =>
		isFoundOddly(each, {
			predicate: WIRE[operator] ?? operator,
			criteria: ['in', 'nin'].includes(operator) ? value.split(', ') : [value],
			name: property,
		}),
	);
	return (
		found.length === 0 || (combinator === 'and' ? !found.includes(false) : found.includes(true))
	);
};

interface Read {
	ids?: number[];
	rows?: IDataObject[];
	refusal?: string;
	/** Whether it was told that the node sorted the records. */
	isTold: boolean;
	requests: number;
}

async function run(model: string, operation: string, more: object): Promise<Read> {
	forgetAppLimits();
	const before = server.requests.length;
	const context = executeContext({
		credential: { application: server.origin, email: 'api@example.com', apiKey: 'a-secret-key' },
		parameters: {
			resource: 'record',
			operation,
			model: { __rl: true, mode: 'id', value: model },
			...more,
		} as never,
	});
	const told = () => context.hints.some(({ message }) => message.startsWith('The node sorted'));
	try {
		const [output = []] = await new BettyBlocks().execute.call(context);
		const rows = output.map(({ json }) => json);
		const ids = rows.map(({ id }) => Number(id));
		return { ids, rows, isTold: told(), requests: server.requests.length - before };
	} catch (error) {
		const refusal = (error as Error).message;
		return { refusal, isTold: false, requests: server.requests.length - before };
	}
}

const getMany = async ({ conditions, combinator, sort, limit, pageSize, through }: Asked) =>
	await run(ODD.model, 'getAll', {
		...(limit === null ? { returnAll: true } : { returnAll: false, limit }),
		filters: conditions.length > 0 ? { conditions } : {},
		combineFilters: combinator,
		sort: sort === null ? {} : { by: [sort] },
		options: {
			...(pageSize !== null && { pageSize }),
			...(through === 'view' && { viewId: ODD.view }),
			...(through === 'filter' && { filterId: ODD.filter }),
		},
	});

const REFUSALS =
	/^(Couldn't read all records|This app can't filter by|The app refuses the condition|The app ignored the (filter|view))/;

const orderIn = (odd: Oddities, { sort }: Asked, rows: OddRow[]) =>
	sortedOddly(
		rows,
		(sort?.property ?? 'id') as keyof OddRow,
		(sort?.direction as never) ?? 'asc',
		odd,
	);

describe('A list of an app that does most things in its own way', () => {
	it('is exactly what was asked for, or refused in plain words', async () => {
		await fc.assert(
			fc.asyncProperty(table, oddities, asked, async (rows, odd, query) => {
				server.answer = oddApp(rows, odd);
				const { ids, refusal, isTold } = await getMany(query);
				if (refusal !== undefined) return void expect(refusal).toMatch(REFUSALS);
				const all = rows.filter((each) => meets(each, query));
				const expected = orderIn(odd, query, all).slice(0, query.limit ?? undefined);
				const isOwnOrder = odd.ascending === 'unsorted' && query.sort === null;
				if (!isTold && !isOwnOrder) return void expect(ids).toEqual(expected.map(({ id }) => id));
				// The order is the node's own, and it says so, or that of an app that knows no other.
				const known = new Set(all.map(({ id }) => id));
				expect(new Set(ids).size).toBe(expected.length);
				expect(ids?.every((id) => known.has(id))).toBe(true);
			}),
			settings(1),
		);
	}, 600_000);

	it('lacks no record that was there all the time while others came, went and changed', async () => {
		const change = fc.record({
			at: fc.integer({ min: 1, max: 6 }),
			what: fc.constantFrom('create', 'delete', 'change', 'delete'),
			which: fc.nat(2_000),
		});
		const changes = fc.array(change, { minLength: 1, maxLength: 8 });
		// Whether a saved filter counts is told by comparing lists, which must stand still for three requests.
		const unsorted = asked
			.filter(({ through }) => through !== 'filter')
			.map((query) => ({ ...query, sort: null }));
		await fc.assert(
			fc.asyncProperty(table, oddities, unsorted, changes, async (drawn, odd, query, plan) => {
				const rows = drawn.map((each) => ({ ...each }));
				const touched = new Set<number>();
				const meanwhile: Meanwhile = (request, current) => {
					for (const { what, which } of plan.filter(({ at }) => at === request)) {
						const target = current[which % Math.max(1, current.length)];
						if (what === 'create' || target === undefined) {
							const id = Math.max(0, ...drawn.map((each) => each.id), ...touched) + 1;
							touched.add(id);
							current.push({ ...(target ?? EMPTY), id });
						} else {
							touched.add(target.id);
							if (what === 'delete') current.splice(current.indexOf(target), 1);
							else current[current.indexOf(target)] = { ...target, employees: 3, active: true };
						}
					}
				};
				server.answer = oddApp(rows, odd, meanwhile);
				const { ids, refusal } = await getMany(query);
				if (refusal !== undefined) return void expect(refusal).toMatch(REFUSALS);
				const found = new Set(ids);
				expect(found.size).toBe(ids?.length);
				if (odd.ascending !== 'unsorted') {
					expect([...found]).toEqual([...found].sort((a, b) => a - b));
				}
				const stable = drawn.filter(({ id }) => !touched.has(id));
				const isFull = query.limit !== null && found.size === query.limit;
				if (isFull && odd.ascending === 'unsorted') return;
				const end = isFull ? Math.max(...found) : Infinity;
				const wanted = stable.filter((each) => meets(each, query) && each.id <= end);
				expect(wanted.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
				const unwanted = stable.filter((each) => !meets(each, query));
				expect(unwanted.map(({ id }) => id).filter((id) => found.has(id))).toEqual([]);
			}),
			settings(0.5),
		);
	}, 600_000);

	it('of related records is complete, or refused in plain words', async () => {
		const shown = fc.constantFrom('everything' as const, 'no relations' as const);
		await fc.assert(
			fc.asyncProperty(table, oddities, shown, async (rows, drawn, shown) => {
				const odd = { ...drawn, shown };
				server.answer = oddApp(rows, odd);
				const options = { relatedRecords: ['companies'] };
				const read = await run(ODD.groups, 'get', { recordId: 2, options });
				const of = (id: number) => rows.filter(({ group }) => group === id).map((each) => each.id);
				if (read.refusal !== undefined) {
					expect(read.refusal).toMatch(/^(Couldn't read|This app can't filter|The app refuses)/);
					return;
				}
				const [{ companies }] = read.rows as [{ companies: OddRow[] }];
				expect(companies.map(({ id }) => id)).toEqual(of(2));
				if (shown === 'no relations') expect(companies).toEqual([]);
			}),
			settings(0.3),
		);
	}, 600_000);
});

const EMPTY: OddRow = {
	id: 0,
	name: null,
	branch: null,
	active: null,
	employees: null,
	amount: null,
	founded: null,
	called_at: null,
	opens: null,
	group: null,
};
