import type { IDataObject } from 'n8n-workflow';
import { AppError } from '../../../nodes/BettyBlocks/app/errors';
import type { AppRecord } from '../../../nodes/BettyBlocks/app/app';
import type { SortKey } from '../../../nodes/BettyBlocks/app/query/sorting';
import type { Client, GraphqlRequest } from '../../../nodes/BettyBlocks/data/client';
import { fetchList, fetchTogether } from '../../../nodes/BettyBlocks/data/list';
import { newBounds, type Table, type Wanted } from '../../../nodes/BettyBlocks/data/records';
import { failure } from '../../support/failure';

interface Asked {
	field?: string;
	order?: string;
	take: number;
	skip: number;
	where?: Where;
}

type Where = { _and?: Where[]; [property: string]: unknown };

const OPERATORS: Record<string, (value: never, criterion: never) => boolean> = {
	gt: (value, criterion) => value > criterion,
	lt: (value, criterion) => value < criterion,
	eq: (value, criterion) => value === criterion,
	in: (value, criterion: unknown[]) => criterion.includes(value),
};

const refusal = () => new AppError({ kind: 'refused', message: 'Refused' });

/** A newer app of one model, without HTTP. */
class TaskApp {
	/** As tests read it: `hours DESC 21+20 of {"id":…}`. */
	readonly sent: string[] = [];
	cap = Infinity;
	/** What it counts, of all that there are. */
	counts: (all: number) => number | undefined = (all) => all;
	/** Whether it tells the last record of a page by id. */
	tellsEnd = true;
	refuses: (asked: Asked) => boolean = () => false;
	/** What it makes of a question. */
	takes = (asked: Asked): Asked => asked;
	meanwhile: (request: number) => void = () => undefined;

	constructor(public rows: AppRecord[]) {}

	readonly table: Table = {
		client: { url: '', ask: async (request: GraphqlRequest) => this.answer(request) } as Client,
		entry: {
			...{ name: 'Task', all: 'allTask', one: 'oneTask', type: 'Task', isListType: false },
			where: 'TaskFilterInput',
		},
		bounds: newBounds(),
	};

	private answer({ query, variables }: GraphqlRequest): IDataObject {
		const text = /allTask\(([^)]*)\)/.exec(query)?.[1] ?? '';
		const [, field, order] = /sort: \{ field: (\w+), order: (\w+) \}/.exec(text) ?? [];
		const [take = 0, skip = 0] = ['take', 'skip'].map((name) =>
			Number(new RegExp(`${name}: (\\d+)`).exec(text)?.[1] ?? 0),
		);
		const where = variables?.where as Where | undefined;
		const asked = this.takes({ field, order, take, skip, where });
		const from = skip > 0 ? `+${skip}` : '';
		const only = where === undefined ? '' : ` of ${JSON.stringify(where)}`;
		this.sent.push(`${field ?? 'any'} ${order} ${take}${from}${only}`);
		this.meanwhile(this.sent.length);
		if (this.refuses(asked)) throw refusal();
		const found = this.found(asked);
		const shown = / results \{ ([^}]*) \}/.exec(query)?.[1]?.split(' ') ?? [];
		const results = found
			.slice(asked.skip, asked.skip + Math.min(asked.take, this.cap))
			.map((row) =>
				Object.fromEntries(Object.entries(row).filter(([name]) => shown.includes(name))),
			);
		const end = { results: found.slice(-1) };
		return {
			allTask: { results, totalCount: this.counts(found.length) },
			...(this.tellsEnd && query.includes('end:') && { end }),
		} as IDataObject;
	}

	private found({ field, order, where = {} }: Asked): AppRecord[] {
		const found = this.rows.filter((row) => meets(row, where));
		if (field === undefined) return found;
		const value = (row: AppRecord) => (row[field] ?? -Infinity) as number;
		const sign = order === 'DESC' ? -1 : 1;
		return found.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
	}
}

function meets(row: AppRecord, where: Where): boolean {
	return Object.entries(where).every(([name, condition]) => {
		if (name === '_and') return (condition as Where[]).every((each) => meets(row, each));
		return Object.entries(condition as object).every(([operator, criterion]) =>
			OPERATORS[operator]?.(row[name] as never, criterion as never),
		);
	});
}

const range = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** So many tasks; each number of hours is that of four of them. */
const tasks = (count: number): AppRecord[] =>
	range(1, count).map((id) => ({ id, hours: (id * 7) % Math.ceil(count / 4), name: `Task ${id}` }));

const key = (name: string, direction: 'asc' | 'desc', kind = 'integer'): SortKey => ({
	property: { id: name, name, kind, options: {} },
	direction,
});

const wanted = (more: Partial<Wanted> & { names?: string[] } = {}): Wanted => ({
	where: undefined,
	selection: new Map((more.names ?? ['id', 'hours', 'name']).map((name) => [name, new Map()])),
	sort: [],
	limit: Infinity,
	...more,
});

const list = async (app: TaskApp, more: Parameters<typeof wanted>[0] = {}) =>
	(await fetchList(app.table, wanted(more))).map(({ id }) => id);

const refused = async (...parameters: Parameters<typeof list>) =>
	await failure(list(...parameters));

describe('A list by id', () => {
	it('is one request where the app tells its last record, whatever it counts', async () => {
		for (const count of [(all: number) => all, () => undefined]) {
			const app = new TaskApp(tasks(30));
			app.counts = count;
			expect(await list(app)).toEqual(range(1, 30));
			expect(app.sent).toEqual(['id ASC 1000']);
		}
	});

	it('goes on behind the last id of each page, in either direction, up to the limit', async () => {
		const app = new TaskApp(tasks(30));
		expect(await list(app, { pageSize: 10, limit: 25 })).toEqual(range(1, 25));
		expect(app.sent).toEqual([
			'id ASC 10',
			'id ASC 10 of {"id":{"gt":10}}',
			'id ASC 5 of {"id":{"gt":20}}',
		]);
		app.sent.length = 0;
		const down = { sort: [key('id', 'desc')], pageSize: 10 };
		expect(await list(app, down)).toEqual(range(1, 30).reverse());
		expect(app.sent[1]).toBe('id DESC 10 of {"id":{"lt":21}}');
	});

	it('goes on where the app caps a page, until nothing follows', async () => {
		const app = new TaskApp(tasks(30));
		app.cap = 7;
		expect(await list(app)).toEqual(range(1, 30));
		app.tellsEnd = false;
		app.counts = () => undefined;
		app.sent.length = 0;
		expect(await list(app)).toEqual(range(1, 30));
		expect(app.sent.at(-1)).toBe('id ASC 1000 of {"id":{"gt":30}}');
	});

	it('has the conditions on each page, and begins after an id', async () => {
		const app = new TaskApp(tasks(30));
		const where = { hours: { eq: 3 } };
		const all = app.rows.filter(({ hours }) => hours === 3).map(({ id }) => id);
		expect(await list(app, { where, after: Number(all[0]) })).toEqual(all.slice(1));
		expect(app.sent[0]).toBe(
			`id ASC 1000 of {"_and":[{"hours":{"eq":3}},{"id":{"gt":${String(all[0])}}}]}`,
		);
		const hidden = await refused(app, { after: 28, names: ['name'] });
		expect(hidden.message).toContain("doesn't apply 'where' or 'sort' to IDs");
	});

	it('asks again where more are counted than the end that was told, and is refused where none comes', async () => {
		const app = new TaskApp(tasks(30));
		app.counts = (all) => all + 2;
		const error = await refused(app, { limit: 40 });
		expect(error).toMatchObject({
			message:
				"Couldn't read all records: the app returned 30 and says there are 2 more, but doesn't return them",
			advice:
				'No records were output, because the list would be incomplete. Read 30 records or fewer',
		});
		expect(app.sent).toHaveLength(3);
		const once = new TaskApp(tasks(30));
		once.counts = (all) => all + (once.sent.length < 3 ? 2 : 0);
		expect(await list(once)).toEqual(range(1, 30));
		expect(await list(app, { limit: 30 })).toEqual(range(1, 30));
	});

	it('is refused where ids are out of order, come again, or are none', async () => {
		const message =
			"The app doesn't apply 'where' or 'sort' to IDs, so the list would be incomplete";
		const unsorted = new TaskApp(tasks(3).reverse());
		unsorted.takes = (asked) => ({ ...asked, field: undefined });
		expect(await refused(unsorted)).toMatchObject({
			message,
			advice: expect.stringMatching(/^No records were output. Check in the playground/),
		});
		const twice = new TaskApp([...tasks(2), ...tasks(2)]);
		expect(await refused(twice)).toMatchObject({ message });
		expect(await refused(twice, { sort: [key('id', 'desc')] })).toMatchObject({ message });
		const ignoring = new TaskApp(tasks(30));
		ignoring.takes = (asked) => ({ ...asked, where: undefined });
		expect(await refused(ignoring, { pageSize: 10 })).toMatchObject({ message });
		expect(await refused(new TaskApp([{ name: 'x' }]))).toMatchObject({ message });
		expect(await refused(new TaskApp([{ id: 2 ** 60 }]))).toMatchObject({ message });
	});

	it('is refused where the app shows null for its ids', async () => {
		const error = await refused(new TaskApp([{ id: null, name: 'x' } as never]));
		expect(error.message).toMatch(
			/^Couldn't read all records: the app returned 1 and hides their IDs/,
		);
		expect(error).toMatchObject({ advice: "Allow the user's role to read the property 'id'" });
	});

	it('has no more than the limit where the app returns more than it is asked for', async () => {
		const app = new TaskApp(tasks(9));
		app.takes = (asked) => ({ ...asked, take: 9 });
		expect(await list(app, { limit: 3 })).toEqual([1, 2, 3]);
	});

	it('asks for no record where none is wanted', async () => {
		const app = new TaskApp(tasks(3));
		expect(await list(app, { limit: 0 })).toEqual([]);
		expect(app.sent).toEqual([]);
	});
});

describe('Records with certain ids', () => {
	it('come each by its own, with what is shown of them', async () => {
		const app = new TaskApp(tasks(30));
		const recordOf = await fetchTogether(app.table, new Map([['name', new Map()]]), [9, 4, 77]);
		expect([recordOf(4), recordOf(9)]).toEqual([{ name: 'Task 4' }, { name: 'Task 9' }]);
		expect(() => recordOf(77)).toThrow('No record 77 was found in the model "Task"');
		expect(app.sent).toEqual(['id ASC 3 of {"id":{"in":[9,4,77]}}']);
	});

	it('are refused where others come', async () => {
		const app = new TaskApp(tasks(30));
		app.takes = (asked) => ({ ...asked, where: undefined });
		await expect(fetchTogether(app.table, new Map(), [5])).rejects.toThrow(
			/ignored the record IDs/,
		);
	});
});

describe('A list in the order of a property', () => {
	const byHours = (direction: 'asc' | 'desc') => ({ sort: [key('hours', direction)] });
	const expected = (rows: AppRecord[], sign: 1 | -1, limit = Infinity) =>
		rows
			.toSorted((a, b) => sign * (Number(a.hours) - Number(b.hours)) || Number(a.id) - Number(b.id))
			.slice(0, limit)
			.map(({ id }) => id);

	it('is one page where that is shorter than what was asked for, what is equal by id', async () => {
		const app = new TaskApp(tasks(30).reverse());
		app.cap = 40;
		app.table.bounds.largest = 40;
		expect(await list(app, byHours('desc'))).toEqual(expected(app.rows, -1));
		expect(app.sent).toEqual(['hours DESC 1000']);
	});

	it('goes on from the last known record of each page, by ever larger ones', async () => {
		const app = new TaskApp(tasks(300));
		expect(await list(app, { ...byHours('asc'), pageSize: 100 })).toEqual(expected(app.rows, 1));
		expect(app.sent).toEqual([
			...['hours ASC 100', 'hours ASC 101+99', 'hours ASC 101+199', 'hours ASC 101+299'],
		]);
	});

	it('ends with a page that shows nothing behind the known one, where the largest had as many', async () => {
		const app = new TaskApp(tasks(20));
		app.cap = 20;
		app.counts = () => undefined;
		expect(await list(app, byHours('asc'))).toEqual(expected(app.rows, 1));
		expect(app.sent).toEqual(['hours ASC 1000', 'hours ASC 81+19']);
	});

	it('reads beyond the limit only until the last ones are told apart', async () => {
		const app = new TaskApp(tasks(40));
		expect(await list(app, { ...byHours('asc'), limit: 8 })).toEqual(expected(app.rows, 1, 8));
		expect(app.sent).toEqual(['hours ASC 9']);
	});

	it('has nothing where there is nothing, or nothing is wanted', async () => {
		const empty = new TaskApp([]);
		expect([await list(empty, byHours('asc')), empty.sent]).toEqual([[], ['hours ASC 1000']]);
		expect(await list(new TaskApp(tasks(5)), { ...byHours('asc'), limit: 0 })).toEqual([]);
	});

	it('asks for equal ones beyond the limit where the app caps its pages', async () => {
		for (const cap of [5, 6]) {
			const app = new TaskApp(tasks(40).reverse());
			app.cap = cap;
			expect(await list(app, { ...byHours('asc'), limit: 6 })).toEqual(expected(app.rows, 1, 6));
		}
	});

	it('asks for the lowest ids of those that equal the last one', async () => {
		const app = new TaskApp(tasks(40).reverse());
		expect(await list(app, { ...byHours('asc'), limit: 6 })).toEqual(expected(app.rows, 1, 6));
		expect(app.sent).toEqual(['hours ASC 7', 'id ASC 2 of {"hours":{"eq":1}}']);
		app.sent.length = 0;
		const where = { id: { gt: 3 } };
		const some = app.rows.filter(({ id }) => Number(id) > 3);
		expect(await list(app, { ...byHours('asc'), where, limit: 5 })).toEqual(expected(some, 1, 5));
		expect(app.sent.at(-1)).toContain('"_and":[{"id":{"gt":3}},{"hours":{"eq":1}}]');
	});

	it('is read by id, and sorted here, where the app can’t tell which are equal', async () => {
		const refusing = new TaskApp(tasks(40).reverse());
		refusing.refuses = ({ where }) => JSON.stringify(where ?? '').includes('eq');
		const ignoring = new TaskApp(tasks(40).reverse());
		ignoring.takes = (asked) =>
			JSON.stringify(asked.where ?? '').includes('eq') ? { ...asked, where: undefined } : asked;
		const fewer = new TaskApp(tasks(40).reverse());
		fewer.takes = (asked) =>
			JSON.stringify(asked.where ?? '').includes('eq')
				? { ...asked, where: { id: { eq: 1 } } }
				: asked;
		const only = (...ids: number[]) => {
			const app = new TaskApp(tasks(40).reverse());
			app.takes = (asked) =>
				JSON.stringify(asked.where ?? '').includes('eq')
					? { ...asked, where: { id: { in: ids } } }
					: asked;
			return app;
		};
		// One of the two that are missing, and one of them with one that isn't equal.
		for (const app of [refusing, ignoring, fewer, only(3), only(3, 4)]) {
			expect(await list(app, { ...byHours('asc'), limit: 6 })).toEqual(expected(app.rows, 1, 6));
			expect(app.sent).toContain('id ASC 1000');
		}
	});

	it('is read by id, and sorted here, where pages don’t fit together', async () => {
		const drifting: Array<(app: TaskApp) => void> = [
			// It skips no records.
			(app) => (app.refuses = ({ skip }) => skip > 0),
			(app) => (app.takes = (asked) => ({ ...asked, skip: 0 })),
			(app) => (app.takes = (asked) => ({ ...asked, skip: asked.skip && asked.skip + 1 })),
			// One went while another came, or one went.
			(app) => {
				app.meanwhile = (request) => {
					if (request === 2) app.rows.splice(0, 1, { id: 500, hours: 2, name: 'New' });
				};
			},
			(app) => {
				app.meanwhile = (request) => {
					if (request === 2) app.rows = app.rows.filter(({ id }) => id !== 40);
				};
			},
			// It doesn't sort.
			(app) =>
				(app.takes = (asked) => (asked.field === 'hours' ? { ...asked, field: undefined } : asked)),
			// What follows is gone.
			(app) => {
				app.meanwhile = (request) => {
					if (request === 2) app.rows = app.rows.filter(({ hours }) => Number(hours) < 2);
				};
			},
			// It doesn't count, and begins behind the known record, or one comes again as it has moved.
			(app) => {
				app.counts = () => undefined;
				app.takes = (asked) => ({ ...asked, skip: asked.skip && asked.skip + 1 });
			},
			(app) => {
				app.counts = () => undefined;
				app.meanwhile = (request) => {
					if (request !== 2) return;
					const [first, ...others] = app.rows.toSorted((a, b) => Number(a.hours) - Number(b.hours));
					app.rows = [{ ...first, hours: 9 }, ...others, { id: 500, hours: 0, name: 'New' }];
				};
			},
			// It counts more than it shows.
			(app) => (app.counts = (all) => (app.sent.length <= 5 ? all + 3 : all)),
		];
		for (const drift of drifting) {
			const app = new TaskApp(tasks(40));
			app.cap = 15;
			drift(app);
			expect(await list(app, byHours('asc'))).toEqual(expected(app.rows, 1));
			expect(app.sent.some((each) => each.startsWith('id ASC'))).toBe(true);
		}
	});

	it('is read by id where the app returns one record at a time', async () => {
		const app = new TaskApp(tasks(5));
		app.cap = 1;
		expect(await list(app, byHours('asc'))).toEqual(expected(app.rows, 1));
		expect(app.sent.slice(0, 2)).toEqual(['hours ASC 1000', 'id ASC 1000']);
	});

	it('fails where the app refuses its first page', async () => {
		const app = new TaskApp(tasks(5));
		app.refuses = ({ field }) => field === 'hours';
		expect(await refused(app, byHours('asc'))).toMatchObject({ kind: 'refused' });
	});
});

describe('A list that is sorted here', () => {
	const byName = (direction: 'asc' | 'desc', more: Partial<Wanted> = {}) => ({
		sort: [key('name', direction, 'string')],
		...more,
	});
	const named = (...names: Array<string | null>): AppRecord[] =>
		names.map((name, index) => ({ id: index + 1, name }));
	/** An app that sorts by its own alphabet, and returns two records at once, of which it counts one more. */
	const drifting = (rows: AppRecord[]) => {
		const app = new TaskApp(rows);
		app.cap = 2;
		app.counts = (all) => (app.sent.length < 3 ? all + app.sent.length : all);
		return app;
	};

	it('has the app’s own alphabet, and what is equal there by id', async () => {
		const app = drifting(named('b', 'Z', 'a', 'b', 'ä'));
		expect(await list(app, byName('asc'))).toEqual([2, 3, 1, 4, 5]);
		expect(app.sent.filter((each) => each.startsWith('name ASC 1000'))).toEqual(
			['', '', '+2', '+4'].map((skip) => `name ASC 1000${skip}`),
		);
		const down = drifting(named('b', 'Z', 'a', 'b', 'ä'));
		expect(await list(down, byName('desc'))).toEqual([5, 1, 4, 3, 2]);
	});

	it('takes values for equal that the app has among each other', async () => {
		const app = drifting(named('b', 'B', 'b', 'a', 'c'));
		const order = ['a', 'b', 'B', 'b', 'c'];
		app.takes = (asked) => (asked.field === 'name' ? { ...asked, field: undefined } : asked);
		const rows = app.rows;
		app.meanwhile = () => {
			const byId = app.sent.at(-1)?.startsWith('id') ?? false;
			app.rows = byId
				? rows
				: order.map((name, index) => ({ id: [4, 1, 2, 3, 5][index] as number, name }));
		};
		expect(await list(app, byName('asc'))).toEqual([4, 1, 2, 3, 5]);
	});

	it('has what changed since the list was read at its end', async () => {
		const app = drifting(named('b', 'c', 'a'));
		app.meanwhile = () => {
			const name = app.sent.at(-1)?.startsWith('id') ? 'aa' : 'b';
			app.rows = app.rows.map((row) => (row.id === 1 ? { ...row, name } : row));
		};
		expect(await list(app, byName('asc'))).toEqual([3, 2, 1]);
		const two = drifting([]);
		two.meanwhile = () => {
			two.rows = two.sent.at(-1)?.startsWith('id') ? named('c', 'b', 'a') : named('a', 'a', 'a');
		};
		expect(await list(two, byName('asc'))).toEqual([3, 2, 1]);
	});

	it('is sorted by numbers where the app shows no order, and refused by texts or with gaps', async () => {
		const refusing = (rows: AppRecord[]) => {
			const app = drifting(rows);
			app.refuses = ({ skip }) => skip > 0;
			return app;
		};
		const numbers = refusing(tasks(5));
		expect(await list(numbers, { sort: [key('hours', 'desc')] })).toEqual([1, 3, 5, 2, 4]);
		expect(await refused(refusing(named('b', 'a', 'c')), byName('asc'))).toMatchObject({
			message:
				'Couldn\'t sort the records by "name": the app doesn\'t return its sorted list in pages',
			advice: expect.stringMatching(/^Remove the sort, and sort in a separate step/),
		});
		const gaps = [
			{ id: 1, hours: 4 },
			{ id: 2, hours: null },
			{ id: 3, hours: 2 },
		] as AppRecord[];
		expect((await refused(refusing(gaps), { sort: [key('hours', 'asc')] })).message).toContain(
			'Couldn\'t sort the records by "hours"',
		);
		const none = [1, 2, 3].map((id) => ({ id, hours: null }) as unknown as AppRecord);
		expect(await list(refusing(none), { sort: [key('hours', 'asc')] })).toEqual([1, 2, 3]);
	});
});

describe('A list of records whose ids are hidden', () => {
	const hidden = (count: number) => new TaskApp(range(1, count).map((hours) => ({ hours })));
	const read = async (app: TaskApp, more: Partial<Wanted> = {}) =>
		(await fetchList(app.table, wanted({ names: ['hours'], ...more }))).map(({ hours }) => hours);

	it('is one page, as long as that is all there is', async () => {
		const app = hidden(5);
		expect(await read(app)).toEqual(range(1, 5));
		expect(app.sent).toEqual(['any undefined 1000', 'any undefined 1+5']);
		app.sent.length = 0;
		expect(await read(app, { limit: 3, sort: [key('hours', 'desc')] })).toEqual([5, 4, 3]);
		expect(app.sent).toEqual(['hours DESC 3']);
		app.table.bounds.largest = 6;
		expect(await read(app)).toEqual(range(1, 5));
		expect(app.sent).toHaveLength(2);
		expect(await read(hidden(0))).toEqual([]);
	});

	it('is refused where there are more, or it can’t be seen', async () => {
		const capped = hidden(9);
		capped.cap = 4;
		const advice = "Allow the user's role to read the property 'id'";
		expect(await failure(read(capped))).toMatchObject({
			message:
				"Couldn't read all records: the app returned 4 and hides their IDs, which are needed to request the next page",
			advice: `${advice}, or read 4 records or fewer`,
		});
		const counting = hidden(3);
		counting.counts = (all) => all + 1;
		await expect(read(counting)).rejects.toThrow(/returned 3 and hides/);
		const refusing = hidden(3);
		refusing.refuses = ({ skip }) => skip > 0;
		await expect(read(refusing)).rejects.toThrow(/returned 3 and hides/);
		const empty = hidden(0);
		empty.counts = () => 2;
		expect(await failure(read(empty))).toMatchObject({ advice });
		expect(empty.sent).toHaveLength(1);
	});
});
