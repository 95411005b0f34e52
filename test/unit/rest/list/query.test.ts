import {
	readMatches,
	readQuery,
	readSomeMatches,
} from '../../../../nodes/BettyBlocks/rest/list/query';
import { AppError } from '../../../../nodes/BettyBlocks/app/errors';
import { company, uuid } from '../../../support/app';
import { failure } from '../../../support/failure';
import { ListedApp, ZONE, type Conditions } from '../../../support/listedApp';
import type { AppRecord, Personality } from '../../../emulator/index.ts';

const ROWS: AppRecord[] = Array.from({ length: 30 }, (_, index) => ({
	id: index + 1,
	name: `Company ${index + 1}`,
	email: `company-${index + 1}@example.org`,
	employees: index % 4,
}));

const appWith = (personality: Partial<Personality> = {}, rows = ROWS) =>
	new ListedApp(company(rows), personality);

const range = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Null where there is none, which Jest would not notice. */
const idOf = ({ id }: { id?: unknown }) => id ?? null;

const read = async (
	app: ListedApp,
	more: Parameters<ListedApp['query']>[1] = {},
	conditions: Conditions = [],
) => (await readQuery(app.client, app.query(conditions, more))).map(idOf);

const limits = (app: ListedApp) => app.sent.map((search) => search.split('&')[0]);

describe('A list by id', () => {
	it('is complete where the app caps what it returns at once, and skips no rows', async () => {
		const app = appWith({ maxLimit: 7 });
		expect(await read(app)).toEqual(range(1, 30));
		expect(app.sent[0]).toBe(`limit=500&order=${uuid('c1')}:asc`);
		expect(app.sent[1]).toBe(`limit=1&order=${uuid('c1')}:desc`);
		expect(app.sent[2]).toContain('[predicate]=gt');
		expect(app.sent[2]).toContain('[criteria]=6');
		expect(app.sent[2]).toContain(`&order=${uuid('c1')}:asc`);
	});

	it('is complete from the highest id down where the app sorts in no other way', async () => {
		const app = appWith({ maxLimit: 7, ascending: 'rejected' });
		expect(await read(app)).toEqual(range(1, 30));
		const below = app.sent.filter((search) => search.includes('[predicate]=lt'));
		expect(below[0]).toContain('[criteria]=25');
		expect(app.proofs.refusesUpwards).toBe(true);
	});

	it('asks an app that refuses to sort upwards no more for it', async () => {
		const app = appWith({ ascending: 'rejected' });
		await read(app);
		expect(limits(app)).toEqual(['limit=500', 'limit=100', 'limit=500']);
		app.sent.length = 0;
		expect(await read(app, { limit: 3 })).toEqual([1, 2, 3]);
		expect(app.sent.every((search) => !search.includes(':asc'))).toBe(true);
	});

	it('ends where a shorter page than one that was seen shows that it’s the last', async () => {
		const app = appWith();
		await read(app);
		app.sent.length = 0;
		expect(await read(app, {}, [['employees', 'eq', 2]])).toEqual([3, 7, 11, 15, 19, 23, 27]);
		expect(app.sent).toHaveLength(1);
		expect(await read(app, {}, [['id', 'eq', 5]])).toEqual([5]);
		expect(app.sent).toHaveLength(2);
	});

	it('has the pages that were asked for', async () => {
		const app = appWith({ offset: 'supported' });
		expect(await read(app, { pageSize: 10 })).toEqual(range(1, 30));
		expect(limits(app)[0]).toBe('limit=10');
		expect(await read(app, { limit: 4 })).toEqual([1, 2, 3, 4]);
		expect(limits(app).at(-1)).toBe('limit=4');
	});

	it('is asked for in smaller pages where the app refuses large ones, from then on', async () => {
		for (const [refusedLimit, sizes] of [
			[100, ['limit=900', 'limit=500', 'limit=100', 'limit=1']],
			[500, ['limit=900', 'limit=500', 'limit=1']],
		] as const) {
			const app = appWith({ refusedLimit });
			expect(await read(app, { pageSize: 900 })).toEqual(range(1, 30));
			expect(limits(app)).toEqual(sizes);
			expect(app.proofs).toMatchObject({ maxLimit: refusedLimit, refusesUpwards: false });
			app.sent.length = 0;
			await read(app, { pageSize: 900 });
			expect(limits(app)).toEqual([`limit=${refusedLimit}`, 'limit=1']);
		}
	});

	it('has a single record where the app returns it alone, and has no other', async () => {
		const one = appWith({}, ROWS.slice(4, 5));
		expect(await read(one)).toEqual([5]);
		expect(limits(one)).toEqual(['limit=500', 'limit=4', 'limit=1', 'limit=1']);
		const single = appWith({ maxLimit: 1 });
		const error = await failure(read(single));
		expect(error.message).toBe("Couldn't read all records: the app returns one record at a time");
		expect(await read(appWith({}, []), {})).toEqual([]);
	});

	it('has a single record of several that match', async () => {
		const app = appWith();
		expect(
			await read(app, {}, [
				['employees', 'eq', 2],
				['id', 'lt', 4],
			]),
		).toEqual([3]);
		expect(limits(app)).toEqual(['limit=500', 'limit=4', 'limit=1']);
	});

	it('is complete where the app doesn’t sort, as it shows none besides', async () => {
		const app = appWith({}, ROWS);
		app.takes = (query) => ({ ...query, order: undefined });
		const shuffled = appWith({ defaultOrder: 'shuffled' });
		shuffled.takes = app.takes;
		expect(await read(shuffled)).toEqual(range(1, 30));
		expect(shuffled.sent.some((search) => /^limit=500&.*=nin&/.test(search))).toBe(true);
		const capped = appWith({ defaultOrder: 'shuffled', maxLimit: 7 });
		capped.takes = app.takes;
		expect(await read(capped)).toEqual(range(1, 30));
	});

	it('is complete where a model shows no property for its id', async () => {
		const definition = company(ROWS);
		const [model] = definition.models;
		model?.properties.splice(0, 1);
		const app = new ListedApp(definition);
		expect(await read(app)).toEqual(range(1, 30));
		expect(app.sent.every((search) => !search.includes('order'))).toBe(true);
		const capped = new ListedApp(definition, { maxLimit: 7 });
		await expect(read(capped)).resolves.toHaveLength(7);
		const one = company(ROWS.slice(4, 5));
		one.models[0]?.properties.splice(0, 1);
		expect(await read(new ListedApp(one))).toEqual([5]);
	});

	it('is complete where the app sorts downwards alone, and none has the lower ids', async () => {
		const app = appWith(
			{ maxLimit: 7, ascending: 'rejected', filters: 'rejected' },
			ROWS.slice(4, 11),
		);
		expect(await read(app)).toEqual(range(5, 11));
		expect(app.sent.at(-1)).toBe(`limit=5&order=${uuid('c1')}:desc&ids=5,4,3,2,1`);
	});

	it('has a single record where the app takes no conditions', async () => {
		for (const filters of ['rejected', 'ignored'] as const) {
			expect(await read(appWith({ filters }, ROWS.slice(4, 5)))).toEqual([5]);
		}
	});

	it('is not one of several records that match where the app returns another one without conditions', async () => {
		const app = appWith({ maxLimit: 1 });
		app.meanwhile = () => {
			if (app.sent.at(-1)?.includes('[predicate]=neq'))
				throw new AppError({ kind: 'refused', message: 'Refused' });
		};
		const error = await failure(read(app, {}, [['employees', 'eq', 2]]));
		expect(error.message).toMatch(/one record at a time$/);
	});

	it('is read on by ids where several conditions have to be met', async () => {
		const app = appWith({ maxLimit: 3 });
		const both: Conditions = [
			['employees', 'lt', 3],
			['id', 'gt', 12],
		];
		const expected = ROWS.filter(({ id, employees }) => Number(id) > 12 && Number(employees) < 3);
		expect(await read(app, {}, both)).toEqual(expected.map(({ id }) => id));
	});

	it('fails where a page fails for another reason than what it was asked for', async () => {
		const app = appWith({ maxLimit: 7 });
		const error = new AppError({ kind: 'passing', message: 'The app is down' });
		app.meanwhile = (request) => {
			if (request === 3) throw error;
		};
		expect(await failure(read(app))).toBe(error);
	});

	it('asks once for rows to be skipped where the app refuses that', async () => {
		const app = appWith({ offset: 'rejected' });
		expect(await read(app, { pageSize: 10 })).toEqual(range(1, 30));
		expect(limits(app)).toEqual(['limit=10', 'limit=40', 'limit=100', 'limit=1']);
	});
});

describe('A list in the order of a property', () => {
	const zeros = [1, 5, 9, 13, 17, 21, 25, 29];
	const sorted = [...zeros, ...zeros.map((id) => id + 1), ...zeros.map((id) => id + 2)];

	it('has the first of those that are equal, which are asked for by ids', async () => {
		const app = appWith({ tieOrder: 'shuffled' });
		const sort = [app.sortedBy('employees', 'asc')];
		expect(await read(app, { sort, limit: 3 })).toEqual([1, 5, 9]);
		expect(app.sent.at(-1)).toContain('[predicate]=eq');
		expect(app.proofs.refusesUpwards).toBe(false);
	});

	it('is read by ids, and sorted here, where the app doesn’t sort, or all are wanted', async () => {
		const app = appWith({ unknownOrder: 'ignored' });
		app.takes = (query) =>
			String(query.order).startsWith(uuid('c1')) ? query : { ...query, order: 'unknown' };
		const sort = [app.sortedBy('employees', 'asc')];
		expect(await read(app, { sort, limit: 10 })).toEqual(sorted.slice(0, 10));
		expect((await read(appWith(), { sort })).slice(0, 22)).toEqual(
			sorted.filter((id) => id <= 30).slice(0, 22),
		);
	});
});

describe('The records after an id', () => {
	it('are asked for by a condition', async () => {
		const app = appWith();
		expect(await read(app, { after: 27 })).toEqual([28, 29, 30]);
		expect(app.sent.every((search) => search.includes('[predicate]=gt'))).toBe(true);
		expect(await read(app, { after: 27, limit: 1 })).toEqual([28]);
	});

	it('are those of all where the app applies no such condition', async () => {
		for (const filters of ['ignored', 'rejected'] as const) {
			const app = appWith({ filters });
			expect(await read(app, { after: 27, limit: 2 })).toEqual([28, 29]);
		}
	});

	it('are those of all where another condition would be enough', async () => {
		const any: Conditions = [
			['employees', 'eq', 1],
			['employees', 'eq', 2],
		];
		const app = appWith();
		expect(await read(app, { after: 25, combinator: 'or' }, any)).toEqual([26, 27, 30]);
		expect(app.sent.some((search) => search.includes('[predicate]=gt'))).toBe(false);
		const one = appWith();
		expect(await read(one, { after: 25, combinator: 'or' }, any.slice(0, 1))).toEqual([26, 30]);
		expect(one.sent[0]).toContain('[operator]=and');
		expect(await read(appWith(), { after: 25 }, any.slice(0, 1))).toEqual([26, 30]);
	});

	it('are those of certain ids where these are asked for', async () => {
		const app = appWith();
		expect(await read(app, { after: 3, ids: [2, 4, 7, 9], limit: 2 })).toEqual([4, 7]);
		expect(app.sent).toEqual(['limit=4&ids=2,4,7,9']);
	});
});

describe('Records with certain ids', () => {
	it('come by id, or sorted as asked, up to the limit', async () => {
		const app = appWith();
		expect(await read(app, { ids: [9, 4, 77] })).toEqual([4, 9]);
		expect(app.sent).toEqual(['limit=3&ids=9,4,77', 'limit=1&ids=77']);
		const sort = [app.sortedBy('employees', 'asc')];
		expect(await read(app, { ids: [4, 9, 3], sort })).toEqual([9, 3, 4]);
		expect(await read(app, { ids: [4, 9, 3], limit: 2 })).toEqual([3, 4]);
		app.sent.length = 0;
		expect(await read(app, { ids: [] })).toEqual([]);
		expect(app.sent).toEqual([]);
	});

	it('come by id where the app has them in another order', async () => {
		const app = appWith();
		app.returns = (rows) => rows.toReversed();
		expect(await read(app, { ids: [2, 9, 4, 7] })).toEqual([2, 4, 7, 9]);
	});

	it('are asked for again where the app caps what it returns', async () => {
		const app = appWith({ maxLimit: 2 });
		expect(await read(app, { ids: [1, 2, 3, 4, 5] })).toEqual([1, 2, 3, 4, 5]);
		expect(limits(app)).toEqual(['limit=5', 'limit=3', 'limit=1']);
	});

	it('are asked for a hundred at a time', async () => {
		const app = appWith();
		expect(await read(app, { ids: range(1, 120) })).toEqual(range(1, 30));
		expect(limits(app)).toEqual(['limit=100', 'limit=70', 'limit=20']);
	});

	it('are refused where the app returns others', async () => {
		const app = appWith();
		app.takes = (query) => ({ ...query, ids: undefined });
		expect(await failure(read(app, { ids: [9] }))).toMatchObject({
			message: 'The app ignored the list of IDs and returned other records',
			remedy: 'one by one',
		});
	});
});

describe('A list with more values than a URL can hold', () => {
	const emails = (count: number) =>
		Array.from({ length: count }, (_, index) => `company-${index + 1}@example.org`);
	const inEmails = (count: number): Conditions => [['email', 'in', emails(count)]];
	const valuesOf = (app: ListedApp) =>
		app.sent.map((search) => (search.match(/criteria\]\[\]=company/g) ?? []).length);

	it('is asked for in parts, and comes as one', async () => {
		// 83 characters each, or 84.
		const app = appWith();
		expect(await read(app, {}, inEmails(47))).toEqual(range(1, 30));
		expect(valuesOf(app)[0]).toBe(47);
		const parted = appWith();
		const many = await read(parted, { limit: 29 }, [['employees', 'lt', 9], ...inEmails(60)]);
		expect(many).toEqual(range(1, 29));
		expect(new Set(valuesOf(parted))).toContain(47);
		expect(new Set(valuesOf(parted))).toContain(13);
		const asked = parted.sent.filter((search) => search.includes('company-'));
		expect(asked.every((search) => search.includes('[predicate]=lt'))).toBe(true);
	});

	it('is one request as long as the values fit, whatever stands before them', async () => {
		const app = appWith();
		const name = (index: number) => `company-${String(index).padStart(32, '0')}`;
		const names = [...range(1, 40).map(name), 'company-7'.padEnd(40, '7')];
		// A hundred characters each, with what stands around them.
		await read(app, {}, [
			['id', 'in', [1, 2]],
			['name', 'in', names],
		]);
		expect(valuesOf(app).slice(0, 1)).toEqual([40]);
		expect(valuesOf(app)).toContain(1);
		expect(Math.max(...valuesOf(app))).toBe(40);
	});

	it('is asked for at once where no record may have one of the values', async () => {
		const app = appWith();
		const none: Conditions = [['employees', 'nin', [0, ...range(100, 200)]]];
		expect(await read(app, {}, none)).toEqual(range(1, 30).filter((id) => id % 4 !== 1));
	});

	it('is sorted as a whole', async () => {
		const app = appWith();
		const sort = [app.sortedBy('employees', 'desc')];
		const found = await read(app, { sort, limit: 3 }, inEmails(60));
		expect(found).toEqual([4, 8, 12]);
	});

	it('is asked for at once where any condition is enough, but for a single one', async () => {
		const app = appWith();
		const any: Conditions = [['employees', 'eq', 1], ...inEmails(60)];
		expect(await read(app, { combinator: 'or' }, any)).toEqual(range(1, 30));
		expect(valuesOf(app)[0]).toBe(60);
		const one = appWith();
		expect(await read(one, { combinator: 'or' }, inEmails(60))).toEqual(range(1, 30));
		expect(valuesOf(one)[0]).toBe(47);
	});

	it('is at its end with the first part that has some, where any records will do', async () => {
		const app = appWith({}, ROWS.slice(0, 1));
		expect(await read(app, { isAnyOrder: true, limit: 1 }, inEmails(60))).toEqual([1]);
		expect(app.sent.filter((search) => search.includes('company-'))).toHaveLength(1);
		expect(limits(app)[0]).toBe('limit=1');
		const late = appWith({}, [{ ...ROWS[0], id: 1, email: 'company-60@example.org' }]);
		expect(await read(late, { isAnyOrder: true, limit: 1 }, inEmails(60))).toEqual([1]);
		expect(await read(appWith({}, []), { isAnyOrder: true, limit: 1 }, inEmails(60))).toEqual([]);
		const few = appWith();
		const some: Conditions = [['employees', 'eq', 2]];
		expect(await read(few, { isAnyOrder: true, limit: 1 }, some)).toEqual([3]);
		expect(limits(few)).toEqual(['limit=1']);
	});
});

describe('Looking a record up', () => {
	const matching = async (app: ListedApp, wanted: 'some' | 'all', ...conditions: Conditions) => {
		const { model, proofs, conditions: read } = app.query(conditions);
		const match = { model, proofs, conditions: read, zone: ZONE, otherWays: '' };
		const find = wanted === 'some' ? readSomeMatches : readMatches;
		return (await find(app.client, match)).map(idOf);
	};

	it('takes one request where there is none, or several: two of them, lowest id first', async () => {
		const app = appWith();
		expect(await matching(app, 'some', ['employees', 'eq', 9])).toEqual([]);
		expect(await matching(app, 'some', ['employees', 'eq', 2])).toEqual([15, 19]);
		expect(limits(app)).toEqual(['limit=4', 'limit=4']);
		expect(app.sent[0]).toContain(`&order=${uuid('c1')}:desc`);
	});

	it('takes a look at whether the app returns several, where there is one', async () => {
		const app = appWith();
		expect(await matching(app, 'some', ['id', 'eq', 5])).toEqual([5]);
		expect(await matching(app, 'some', ['id', 'eq', 6])).toEqual([6]);
		expect(limits(app)).toEqual(['limit=4', 'limit=4', 'limit=4']);
		expect(app.sent[1]).toBe('limit=4');
	});

	it('finds another one from the other end where the app returns one at a time', async () => {
		const app = appWith({ maxLimit: 1 });
		expect(await matching(app, 'some', ['employees', 'eq', 2])).toEqual([3, 27]);
		expect(limits(app)).toEqual(['limit=4', 'limit=4', 'limit=1']);
		expect(app.sent[2]).not.toContain('order');
		expect(await matching(app, 'some', ['id', 'eq', 5])).toEqual([5]);
	});

	it('takes what the app shows where a model has no property for its id', async () => {
		const definition = company(ROWS);
		definition.models[0]?.properties.splice(0, 1);
		const app = new ListedApp(definition, { maxLimit: 1 });
		expect(await matching(app, 'some', ['employees', 'eq', 2])).toEqual([3]);
		expect(limits(app)).toEqual(['limit=4', 'limit=4']);
		expect(app.sent.every((search) => !search.includes('order'))).toBe(true);
	});

	it('has all that match, lowest id first, by pages of a hundred', async () => {
		const app = appWith();
		expect(await matching(app, 'all', ['employees', 'eq', 2], ['id', 'gt', 20])).toEqual([23, 27]);
		expect(limits(app)[0]).toBe('limit=100');
	});
});
