/* eslint-disable @n8n/community-nodes/no-restricted-imports */
// What every app behind the interface does, whichever API it speaks.
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../nodes/BettyBlocks/app/errors';
import type { App, RecordQuery } from '../../nodes/BettyBlocks/app/app';
import { readFilter, type EnteredFilter } from '../../nodes/BettyBlocks/app/query/filter';
import type { Model } from '../../nodes/BettyBlocks/app/schema/models';
import type { AppPart } from '../../nodes/BettyBlocks/app/parts';
import type { Changes, ChangesWindow } from '../../nodes/BettyBlocks/app/stamped';
import { readSortKey } from '../../nodes/BettyBlocks/app/query/sorting';
import type { AppDefinition } from '../emulator/index.ts';
import { uuid } from '../support/app';
import { failure } from '../support/failure';

const ZONE = 'UTC';

const at = (hour: number) => new Date(Date.UTC(2026, 0, 5, hour)).toISOString();
const stamped = (hour: number) => ({ created_at: at(hour), updated_at: at(hour) });

/** The records that each app begins with. */
export const TASKS = [
	{ id: 1, name: 'Paint', hours: 3, urgent: true, ...stamped(1) },
	{ id: 2, name: 'Polish', hours: 12, urgent: false, ...stamped(2) },
	{ id: 3, name: 'Repair', hours: 3, urgent: false, ...stamped(3) },
	{ id: 4, name: 'Sweep', hours: 1, urgent: true, ...stamped(4) },
];

export const CONTENT = 'A file';

/** The models of each app, and its records. */
export const DEFINITION = {
	models: [
		{
			id: uuid('70'),
			name: 'Task',
			table: 'tasks',
			properties: [
				{ id: uuid('71'), name: 'id', kind: 'serial', options: {} },
				{ id: uuid('72'), name: 'name', kind: 'string', options: {} },
				{ id: uuid('73'), name: 'hours', kind: 'integer', options: {} },
				{ id: uuid('74'), name: 'urgent', kind: 'boolean', options: {} },
				{ id: uuid('75'), name: 'created_at', kind: 'date_time', options: {} },
				{ id: uuid('76'), name: 'updated_at', kind: 'date_time', options: {} },
			],
			records: TASKS,
		},
		{
			id: uuid('80'),
			name: 'Customer',
			table: 'customers',
			properties: [{ id: uuid('81'), name: 'id', kind: 'serial', options: {} }],
			records: [],
		},
	],
} satisfies Pick<AppDefinition, 'models'>;

export interface Subject {
	/** As new before each test. */
	app: () => Promise<App>;
	/** What it has besides what every app has. */
	parts: AppPart[];
	/** The name of the property that holds when a record was created. */
	created: string;
	/** @returns the URL of a file with the content */
	file: (app: App) => Promise<string>;
}

/** Everything of the window but where it begins. */
const whole: Omit<ChangesWindow, 'from'> = {
	enough: -Infinity,
	known: 0,
	most: Infinity,
	isKnown: () => false,
	isOver: () => false,
};

const entered = (
	...conditions: Array<[property: string, operator: string, value: unknown]>
): EnteredFilter => ({
	conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	combinator: 'and',
	groups: [],
});

/** Describes an app as one that keeps to the interface. */
export function describeApp(name: string, { app: start, parts, created, file }: Subject): void {
	let app: App;
	let task: Model;
	beforeEach(async () => {
		app = await start();
		task = await app.schema.resolve({ table: 'Task' });
	});

	const query = async (
		filter: EnteredFilter,
		more: Partial<RecordQuery> = {},
	): Promise<RecordQuery> => {
		const paths = filter.conditions.map(({ property }) => String(property));
		const models = await app.schema.models({ model: { table: 'Task' }, paths });
		const read = readFilter(models, task, filter, ZONE);
		return { model: task, ...read, sort: [], limit: Infinity, zone: ZONE, otherWays: '', ...more };
	};
	const list = async (filter: EnteredFilter, more: Partial<RecordQuery> = {}) =>
		(await app.records.list(await query(filter, more))).map(({ id }) => id);
	const sortedBy = (property: string, direction: string) => [
		readSortKey(task, { property, direction }),
	];
	const changes = (): Changes => {
		const property = task.properties.find((each) => each.name === created);
		return app.changes({
			model: task,
			orderBy: { id: property?.id ?? '', name: created },
			idProperty: task.properties.find((each) => each.name === 'id')?.id,
			zone: ZONE,
		});
	};

	describe(`${name}: the schema`, () => {
		it('has every model, with the properties of those that are wanted', async () => {
			const models = await app.schema.models();
			expect(models.map((model) => model.name).sort()).toEqual(['Customer', 'Task']);
			const found = models.find((model) => model.name === 'Task');
			const names = found?.properties.map((property) => property.name);
			expect(names).toEqual(expect.arrayContaining(['id', 'name', 'hours', 'urgent', created]));
		});

		it('resolves a model by its name and by its ID', async () => {
			expect(task.name).toBe('Task');
			expect(await app.schema.resolve({ uuid: task.id })).toMatchObject({ name: 'Task' });
		});

		it('says which models there are when none is meant', async () => {
			const error = await failure(app.schema.resolve({ table: 'gone' }));
			expect(error).toMatchObject({ kind: 'input' });
			expect(error.message).toContain('"gone"');
			expect((error as unknown as AppError).advice).toMatch(/Task/);
		});
	});

	describe(`${name}: reading`, () => {
		it('gets a record by its ID', async () => {
			expect(await app.records.get(task, 2)).toMatchObject({ id: 2, name: 'Polish' });
		});

		it('reports a record that is missing', async () => {
			expect(await failure(app.records.get(task, 99))).toMatchObject({ kind: 'missing' });
		});

		it('lists all records by ID', async () => {
			expect(await list(entered())).toEqual([1, 2, 3, 4]);
		});

		it.each<[EnteredFilter, number[]]>([
			[entered(['name', 'eq', 'Paint']), [1]],
			[entered(['hours', 'gt', '3']), [2]],
			[entered(['hours', 'lteq', '3']), [1, 3, 4]],
			[entered(['hours', 'in', ['1', '12']]), [2, 4]],
			[entered(['hours', 'eq', '3'], ['urgent', 'eq', 'false']), [3]],
			[{ ...entered(['hours', 'gt', '3'], ['urgent', 'eq', 'true']), combinator: 'or' }, [1, 2, 4]],
			[entered(['name', 'eq', 'Nothing']), []],
		])('lists the records that meet %j', async (filter, ids) => {
			expect(await list(filter)).toEqual(ids);
		});

		it('sorts, and records that are equal by ID', async () => {
			expect(await list(entered(), { sort: sortedBy('hours', 'desc') })).toEqual([2, 1, 3, 4]);
			expect(await list(entered(), { sort: sortedBy('hours', 'asc') })).toEqual([4, 1, 3, 2]);
		});

		it('ends at the limit', async () => {
			expect(await list(entered(), { limit: 2 })).toEqual([1, 2]);
			const first = { limit: 1, sort: sortedBy('hours', 'desc') };
			expect(await list(entered(), first)).toEqual([2]);
		});

		it('lists the records with certain IDs, and those after one', async () => {
			expect(await list(entered(), { ids: [1, 4, 77] })).toEqual([1, 4]);
			expect(await list(entered(), { ids: [] })).toEqual([]);
			expect(await list(entered(), { after: 2 })).toEqual([3, 4]);
		});

		it('counts as many records as it lists, where it counts', async () => {
			const counted = await app.records.count?.(await query(entered(['hours', 'eq', '3'])));
			expect([undefined, 2]).toContain(counted);
		});

		it('finds whether one record matches, or several', async () => {
			const match = async (...conditions: Parameters<typeof entered>) => {
				const { model, zone, otherWays, ...found } = await query(entered(...conditions));
				return { model, zone, otherWays, conditions: found.conditions };
			};
			const idsOf = async (wanted: 'some' | 'all', of: Awaited<ReturnType<typeof match>>) =>
				(await app.records.matches(of, wanted)).map(({ id }) => id);
			expect(await idsOf('some', await match(['name', 'eq', 'Sweep']))).toEqual([4]);
			expect(await idsOf('some', await match(['name', 'eq', 'Nothing']))).toEqual([]);
			expect(await idsOf('some', await match(['hours', 'eq', '3']))).toHaveLength(2);
			expect(await idsOf('all', await match(['hours', 'lteq', '3']))).toEqual([1, 3, 4]);
		});

		it('reads several records at once, each its own, where it can', async () => {
			const recordOf = await app.records.together?.get(task, [1, 3, 99]);
			if (recordOf === undefined) return;
			expect(recordOf(3)).toMatchObject({ id: 3, name: 'Repair' });
			expect(() => recordOf(99)).toThrow(AppError);
		});

		it('refuses what it would drop without a word', async () => {
			const { fields, saved, groups, sortKeys } = app.records.can;
			const all = await query(entered());
			const keys = ['hours', 'name', 'urgent'].flatMap((property) => sortedBy(property, 'asc'));
			const dropped: Array<Partial<RecordQuery> | false> = [
				!fields && { fields: ['name'] },
				!saved && { viewId: uuid('e1') },
				!saved && { filterId: uuid('e2') },
				!groups && { groups: [{ conditions: [], combinator: 'or' }] },
				sortKeys < keys.length && { sort: keys },
			];
			const wanted = dropped.filter((each) => each !== false);
			expect(wanted).not.toEqual([]);
			for (const each of wanted) {
				const error = await failure(app.records.list({ ...all, ...each }));
				expect(error).toMatchObject({ kind: 'input' });
			}
		});
	});

	describe(`${name}: files`, () => {
		it('are downloaded with their names', async () => {
			const url = await file(app);
			const kept = await app.files.download(url, async (remote) => ({
				...remote,
				text: (await buffer(remote.body)).toString(),
			}));
			expect(kept).toMatchObject({ url, name: 'letter.txt', text: CONTENT });
		});

		it('are reported when they are missing', async () => {
			const url = `${await file(app)}.gone`;
			const download = app.files.download(url, async () => undefined);
			expect(await failure(download)).toMatchObject({ kind: 'missing' });
		});
	});

	describe(`${name}: changes`, () => {
		it('has the newest records, newest first', async () => {
			expect((await changes().newest(2)).map(({ id }) => id)).toEqual([4, 3]);
		});

		it('has all records from an instant on, stamped', async () => {
			const from = Date.parse(at(3));
			const read = await changes().read({ ...whole, from }, {});
			const found = read.records.filter((record) => Number(record.at) >= from);
			expect(found.map(({ id }) => id).sort()).toEqual([3, 4]);
			expect(found.map((record) => record.at).sort()).toEqual([from, Date.parse(at(4))]);
			expect(read.from).toBeLessThanOrEqual(from);
			expect(read.below).toBe(Infinity);
		});

		it('has every record where none is left out', async () => {
			const read = await changes().read({ ...whole, from: -Infinity }, {});
			expect(read.records.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
		});
	});

	describe(`${name}: parts`, () => {
		it('are those that the API is said to have', () => {
			const all: AppPart[] = [
				...(['writer', 'assets', 'modelActions'] as const),
				...(['uploads', 'actions', 'endpoints', 'queries'] as const),
			];
			expect(all.filter((part) => app[part] !== undefined).sort()).toEqual([...parts].sort());
		});

		it('write records, where the app has a writer', async () => {
			const { writer } = app;
			if (writer === undefined) return;
			const { id } = await writer.create(task, { name: 'New', hours: '7' });
			const changed = await writer.update(task, Number(id), { hours: '8' });
			expect(changed).toMatchObject({ record: { id, name: 'New' }, mayStillArrive: false });
			const { name: kept, hours } = await app.records.get(task, Number(id));
			expect([kept, Number(hours)]).toEqual(['New', 8]);
			await writer.delete(task, Number(id));
			expect(await failure(app.records.get(task, Number(id)))).toMatchObject({ kind: 'missing' });
			expect(await failure(writer.delete(task, Number(id)))).toMatchObject({ kind: 'missing' });
			const late = writer.update(task, Number(id), { hours: '9' });
			expect(await failure(late)).toMatchObject({ kind: 'missing' });
		});
	});
}

/** A file to upload. */
export const LETTER = {
	name: 'letter.txt',
	mimeType: 'text/plain',
	size: CONTENT.length,
	open: async () => Buffer.from(CONTENT),
};
