import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../emulator/index.ts';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { executeJson } from '../../support/n8n';
import { runs } from '../../support/runs';

type Combinator = 'and' | 'or';

interface Condition {
	property: string;
	operator: string;
	value: string;
}

interface Group {
	combineFilters: Combinator;
	conditions: Condition[];
}

interface Filter extends Group {
	groups: Group[];
}

const isOpen: Condition = { property: 'status', operator: 'eq', value: 'open' };
const isDone: Condition = { property: 'status', operator: 'eq', value: 'done' };
const named = (name: string): Condition => ({ property: 'name', operator: 'eq', value: name });
const takes = (operator: string, hours: number): Condition => ({
	...{ property: 'hoursSpent', operator, value: String(hours) },
});

/** As n8n saves it. */
const saved = ({ combineFilters, conditions, groups }: Filter): IDataObject => ({
	combineFilters,
	filters: {
		...(conditions.length > 0 && { conditions }),
		...(groups.length > 0 && {
			groups: groups.map((group) => ({
				combineFilters: group.combineFilters,
				filters: { conditions: group.conditions },
			})),
		}),
	},
});

describe('Groups of conditions, in a newer app', () => {
	const rows = manyTasks(40);
	const app = useDataApp(tasks(rows));
	const getMany = async (more: object) =>
		await executeJson({
			parameters: onTasks('getAll', { returnAll: true, ...more }),
			credential: app.credential,
		});
	const ids = async (filter: Filter) => (await getMany(saved(filter))).map(({ id }) => id);

	it('count as one condition each', async () => {
		const early: Group = { combineFilters: 'or', conditions: [named('Task 1'), named('Task 2')] };
		expect(await ids({ combineFilters: 'and', conditions: [isOpen], groups: [early] })).toEqual([
			1,
		]);
		const busy: Group = { combineFilters: 'and', conditions: [isDone, takes('gteq', 6)] };
		const groups = [early, busy];
		expect(await ids({ combineFilters: 'or', conditions: [], groups })).toEqual([1, 2, 14, 28]);
		const { variables } = app.emulator.requests.at(-1)?.body as { variables: IDataObject };
		expect(variables).toEqual({
			where: {
				_or: [
					{ _or: [{ name: { eq: 'Task 1' } }, { name: { eq: 'Task 2' } }] },
					{ _and: [{ status: { eq: 'done' } }, { hoursSpent: { gteq: 6 } }] },
				],
			},
		});
	});

	it('go together with IDs', async () => {
		const groups: Group[] = [{ combineFilters: 'or', conditions: [isOpen, takes('gt', 5)] }];
		const filter = saved({ combineFilters: 'or', conditions: [], groups });
		const found = await getMany({ ...filter, options: { ids: '1, 2, 14' } });
		expect(found.map(({ id }) => id)).toEqual([1, 14]);
	});

	it('match any of their conditions unless somebody says otherwise', async () => {
		const filters = { groups: [{ filters: { conditions: [named('Task 1'), named('Task 2')] } }] };
		expect((await getMany({ filters })).map(({ id }) => id)).toEqual([1, 2]);
	});

	it('that are empty are refused before anything is asked for, as they would mean everything', async () => {
		for (const group of [{}, { filters: {} }, { filters: { conditions: [] } }]) {
			app.emulator.clearRequests();
			const error = await failure(getMany({ filters: { groups: [group] } }));
			expect(error.message).toBe('A group of conditions is empty');
			expect(app.asked()).not.toContain('allTask');
		}
	});

	it('that ask for emptiness are not believed where the app ignores it', async () => {
		app.emulator.setPersonality({ nullFilter: 'ignored' });
		const isEmpty = { property: 'name', operator: 'doesNotExist', value: '' };
		for (const combineFilters of ['and', 'or'] as const) {
			const groups: Group[] = [{ combineFilters: 'or', conditions: [isEmpty, takes('gt', 100)] }];
			const error = await failure(getMany(saved({ combineFilters, conditions: [isOpen], groups })));
			expect(error.message).toMatch(/ignored the conditions? .*"name Is Empty"/);
		}
	});

	it('find what they should, whatever they are', async () => {
		const condition = fc.oneof(
			fc.constantFrom(isOpen, isDone),
			fc.record({
				property: fc.constant('hoursSpent'),
				operator: fc.constantFrom('eq', 'neq', 'gt', 'gteq', 'lt', 'lteq'),
				value: fc.integer({ min: -1, max: 7 }).map(String),
			}),
			fc.record({
				property: fc.constant('name'),
				operator: fc.constantFrom('eq', 'startsWith', 'endsWith', 'matches'),
				value: fc.constantFrom('Task 1', 'Task 3', '3', 'none'),
			}),
		);
		const combineFilters = fc.constantFrom<Combinator>('and', 'or');
		const filter = fc
			.record({
				combineFilters,
				conditions: fc.array(condition, { maxLength: 3 }),
				groups: fc.array(
					fc.record({
						combineFilters,
						conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
					}),
					{ maxLength: 3 },
				),
			})
			.filter(({ conditions, groups }) => conditions.length + groups.length > 0);
		await fc.assert(
			fc.asyncProperty(filter, async (entered) => {
				const expected = rows.filter((row) => belongs(row, entered)).map(({ id }) => id);
				expect(await ids(entered)).toEqual(expected);
			}),
			runs(150),
		);
	});
});

/** Written from the meaning of the operators, without the code under test. */
function belongs(
	row: AppRecord,
	{ combineFilters, conditions, groups = [] }: Group & { groups?: Group[] },
): boolean {
	const verdicts = [
		...conditions.map((condition) => meets(row, condition)),
		...groups.map((group) => belongs(row, group)),
	];
	return combineFilters === 'and' ? verdicts.every(Boolean) : verdicts.some(Boolean);
}

function meets(row: AppRecord, { property, operator, value }: Condition): boolean {
	if (property === 'hoursSpent') {
		const [hours, other] = [Number(row.hours_spent), Number(value)];
		const comparisons: Record<string, boolean> = {
			eq: hours === other,
			neq: hours !== other,
			gt: hours > other,
			gteq: hours >= other,
			lt: hours < other,
			lteq: hours <= other,
		};
		return comparisons[operator] ?? false;
	}
	const text = String(row[property]).toLowerCase();
	const part = value.toLowerCase();
	const comparisons: Record<string, boolean> = {
		eq: text === part,
		startsWith: text.startsWith(part),
		endsWith: text.endsWith(part),
		matches: text.includes(part),
	};
	return comparisons[operator] ?? false;
}
