import { readQuery } from '../../../../nodes/BettyBlocks/rest/list/query';
import { AppError } from '../../../../nodes/BettyBlocks/app/errors';
import { company, uuid } from '../../../support/app';
import { ListedApp } from '../../../support/listedApp';
import type { AppRecord, Personality } from '../../../emulator/index.ts';

type Key = [property: string, direction: 'asc' | 'desc'];

interface Read {
	ids: unknown[];
	/** What a person was told. */
	told: string[];
	/** The pages that were asked for, without conditions. */
	pages: string[];
}

const TOLD =
	'The node sorted these records itself. The app may put empty values and accented letters in other places.';

/** Thirty companies, three of each number of employees, in no order. */
const ROWS: AppRecord[] = Array.from({ length: 30 }, (_, index) => ({
	id: index + 1,
	name: `Company ${String.fromCharCode(97 + ((index * 7) % 26))}${index}`,
	employees: (index * 7) % 10,
	founded: `2020-01-${String(((index * 11) % 28) + 1).padStart(2, '0')}`,
}));

const appWith = (personality: Partial<Personality> = {}, rows = ROWS) =>
	new ListedApp(company(rows), personality);

async function read(app: ListedApp, limit: number, ...keys: Key[]): Promise<Read> {
	const told: string[] = [];
	const sort = keys.map(([property, direction]) => app.sortedBy(property, direction));
	app.sent.length = 0;
	const query = app.query([], { limit, sort, tell: (text) => told.push(text) });
	const rows = await readQuery(app.client, query);
	const names = new Map(app.model.properties.map(({ id, name }) => [id, name]));
	const pages = app.sent.map((search) => {
		const { limit: most, order = '' } = Object.fromEntries(new URLSearchParams(search));
		const [id = '', direction] = String(order).split(':');
		const isNarrowed = search.includes('filters') ? ' narrowed' : '';
		return `${most} ${names.get(id) ?? 'any'} ${direction}${isNarrowed}`;
	});
	return { ids: rows.map(({ id }) => id), told, pages };
}

/** As the app has them, equal ones by id. */
const expected = (limit: number, sign: 1 | -1, of: (row: AppRecord) => unknown, rows = ROWS) =>
	rows
		.toSorted((a, b) => {
			const [one, other] = [of(a), of(b)] as [number, number];
			return one === other ? Number(a.id) - Number(b.id) : (one < other ? -1 : 1) * sign;
		})
		.slice(0, limit)
		.map(({ id }) => id);

const employees = (row: AppRecord) => row.employees;

describe('The first records in the order of a property', () => {
	it('take one page with one more than is wanted, and a look at the other end, once', async () => {
		const app = appWith({ tieOrder: 'shuffled' });
		const first = await read(app, 3, ['employees', 'desc']);
		expect(first.ids).toEqual(expected(3, -1, employees));
		expect(first.pages).toEqual(['4 employees desc', '1 employees asc']);
		expect(first.told).toEqual([]);
		const again = await read(app, 6, ['employees', 'desc']);
		expect(again.pages).toEqual(['7 employees desc']);
		expect(again.ids).toEqual(expected(6, -1, employees));
	});

	it('take no look at the other end for what the API’s documentation has as its example', async () => {
		const { ids, pages } = await read(appWith(), 3, ['id', 'desc']);
		expect([ids, pages]).toEqual([[30, 29, 28], ['4 id desc']]);
	});

	it('take a look at the other end for ids upwards', async () => {
		const { ids, pages } = await read(appWith(), 3, ['id', 'asc']);
		expect([ids, pages]).toEqual([
			[1, 2, 3],
			['4 id asc', '1 id desc'],
		]);
	});

	it('are not those of a page that is in order by chance', async () => {
		const rows = [9, 8, 7, 6, 50].map((count, index) => ({ id: index + 1, employees: count }));
		const app = appWith({ unknownOrder: 'ignored' }, rows);
		app.takes = (query) =>
			String(query.order).startsWith(uuid('c4')) ? { ...query, order: 'unknown' } : query;
		expect((await read(app, 3, ['employees', 'desc'])).ids).toEqual([5, 1, 2]);
		// It doesn't sort the other way, or has something else at the other end.
		const refusing = appWith({ unknownOrder: 'ignored' }, rows);
		refusing.takes = app.takes;
		refusing.meanwhile = () => {
			if (refusing.sent.at(-1) === `limit=1&order=${uuid('c4')}:asc`)
				throw new AppError({ kind: 'refused', message: 'Refused' });
		};
		expect((await read(refusing, 3, ['employees', 'desc'])).ids).toEqual([5, 1, 2]);
		const other = appWith({ unknownOrder: 'ignored' }, rows);
		other.takes = app.takes;
		other.returns = (all) =>
			other.sent.at(-1) === `limit=1&order=${uuid('c4')}:asc` ? rows.slice(1, 2) : all;
		expect((await read(other, 3, ['employees', 'desc'])).ids).toEqual([5, 1, 2]);
	});

	it('are fewer than wanted where there are no more', async () => {
		const { ids, pages } = await read(appWith(), 40, ['employees', 'desc']);
		expect(ids).toEqual(expected(30, -1, employees));
		expect(pages.slice(0, 2)).toEqual(['41 employees desc', '1 employees asc']);
	});

	it('ask for those that equal the last one, lowest id first, where they go on', async () => {
		const { ids, pages } = await read(appWith({ tieOrder: 'shuffled' }), 4, ['employees', 'asc']);
		expect(ids).toEqual(expected(4, 1, employees));
		expect(pages).toEqual(['5 employees asc', '1 employees desc', '2 id asc narrowed']);
	});

	it('are those that come first by the second property among equal ones', async () => {
		const app = appWith({ tieOrder: 'shuffled' });
		const { ids } = await read(app, 4, ['employees', 'asc'], ['name', 'desc']);
		const byName = ROWS.toSorted((a, b) => (String(a.name) < String(b.name) ? 1 : -1));
		const sorted = byName.toSorted((a, b) => Number(a.employees) - Number(b.employees));
		expect(ids).toEqual(sorted.slice(0, 4).map(({ id }) => id));
	});

	it('are read further where it can’t be asked for equal ones, and sorted by id', async () => {
		for (const filters of ['ignored', 'rejected'] as const) {
			const app = appWith({ tieOrder: 'shuffled', filters }, [
				...ROWS,
				...Array.from({ length: 600 }, (_, n) => ({ id: n + 100, employees: 0 })),
			]);
			const { ids, pages } = await read(app, 4, ['employees', 'asc']);
			expect(ids).toEqual([1, 11, 21, 100]);
			expect(pages.filter((page) => page.includes('employees asc'))).toEqual([
				...['5 employees asc', '500 employees asc'].map(String),
				'2000 employees asc',
			]);
		}
	});

	it('are sorted here where more are equal than are read beyond the limit', async () => {
		const many = Array.from({ length: 2_100 }, (_, n) => ({ id: n + 1, employees: 0 }));
		const app = appWith({ tieOrder: 'shuffled', filters: 'rejected' }, [
			...many,
			{ id: 5_000, employees: 1 },
		]);
		const { ids, pages } = await read(app, 3, ['employees', 'asc']);
		expect(ids).toEqual([1, 2, 3]);
		expect(pages.filter((page) => page.includes('employees asc'))).toEqual([
			...['4', '500', '2000', '2003'].map((most) => `${most} employees asc`),
		]);
	});

	it('are all of the app’s that it returns where the limit is what every app takes', async () => {
		const rows = Array.from({ length: 700 }, (_, index) => ({ id: index + 1, employees: index }));
		const { ids, pages } = await read(appWith({}, rows), 500, ['employees', 'desc']);
		expect(ids).toEqual(expected(500, -1, employees, rows));
		expect(pages[0]).toBe('500 employees desc');
	});

	it('are sorted here, and told of, where the app does not sort', async () => {
		const app = appWith({ unknownOrder: 'ignored', defaultOrder: 'shuffled' });
		app.takes = (query) => {
			const isById = String(query.order).startsWith(uuid('c1'));
			return isById ? query : { ...query, order: 'unknown' };
		};
		const { ids, told } = await read(app, 5, ['employees', 'desc']);
		expect([ids, told]).toEqual([expected(5, -1, employees), []]);
		const names = await read(app, 5, ['name', 'asc']);
		expect(names.ids).toEqual(expected(5, 1, ({ name }) => name));
	});

	it('are sorted here where the app sorts in one direction alone', async () => {
		const app = appWith({ ascending: 'descending' });
		const { ids } = await read(app, 3, ['employees', 'asc']);
		expect(ids).toEqual(expected(3, 1, employees));
		const refusing = await read(appWith({ ascending: 'rejected' }), 3, ['employees', 'asc']);
		expect(refusing.ids).toEqual(expected(3, 1, employees));
	});

	it('are sorted here where a record comes twice', async () => {
		const { ids } = await read(appWith({ rows: 'twice' }), 3, ['employees', 'desc']);
		expect(ids).toEqual(expected(3, -1, employees));
	});

	it('are sorted here where there are fewer than wanted', async () => {
		const { ids, pages } = await read(appWith(), 30, ['employees', 'desc']);
		expect(ids).toEqual(expected(30, -1, employees));
		expect(pages[0]).toBe('31 employees desc');
	});
});

describe('The first records of many that are equal', () => {
	const alike = Array.from({ length: 12 }, (_, index) => ({
		id: index + 1,
		name: index < 6 ? 'a' : 'b',
		revenue: index < 6 ? 1.5 : 2.5,
		founded: index < 6 ? '2020-01-01' : '2021-01-01',
		branch: index < 6 ? 'Food' : 'Steel',
		active: index >= 6,
		employees: index < 6 ? 1 : 2,
	}));

	it.each(['employees', 'founded', 'branch', 'active'])(
		'are asked for by their %s, which the app keeps as it shows it',
		async (property) => {
			const app = appWith({ tieOrder: 'shuffled' }, alike);
			const { ids, pages } = await read(app, 2, [property, 'asc']);
			expect([ids, pages.at(-1)]).toEqual([[1, 2], '2 id asc narrowed']);
		},
	);

	it.each(['name', 'revenue'])(
		'are not asked for by their %s, which the app may keep in another form',
		async (property) => {
			const app = appWith({ tieOrder: 'shuffled' }, alike);
			const { ids, pages } = await read(app, 2, [property, 'asc']);
			expect(ids).toEqual([1, 2]);
			expect(pages.some((page) => page.includes('narrowed'))).toBe(false);
		},
	);

	it('are sorted here where the app has others for those that are asked for', async () => {
		const app = appWith({ tieOrder: 'shuffled' }, alike);
		app.returns = (rows) =>
			app.sent.at(-1)?.includes('filters')
				? rows.map((row, index) => (index === 0 ? row : { ...row, employees: 2 }))
				: rows;
		expect((await read(app, 2, ['employees', 'asc'])).ids).toEqual([1, 2]);
	});

	it('are sorted here where the app leaves some of them out when asked for them', async () => {
		const app = appWith({ tieOrder: 'shuffled' }, alike);
		app.returns = (rows) => (app.sent.at(-1)?.includes('filters') ? rows.slice(0, -1) : rows);
		expect((await read(app, 2, ['employees', 'asc'])).ids).toEqual([1, 2]);
	});

	const showing = (app: ListedApp, branchOf: (row: AppRecord) => unknown) => {
		app.returns = (rows) =>
			rows.map((row) => ({ ...row, branch: branchOf(row as AppRecord) }) as unknown as AppRecord);
		return app;
	};

	it('are read further where the app takes others for equal', async () => {
		const app = showing(appWith({}, alike), ({ id, branch }) => (id === 2 ? 'food' : branch));
		const { ids, pages } = await read(app, 3, ['branch', 'asc']);
		expect(ids).toEqual([1, 2, 3]);
		expect(pages).toContain('500 branch asc');
	});

	it.each([[''], [['Food']]])('are not asked for by a value such as %j', async (shown) => {
		const app = showing(appWith({}, alike), ({ branch }) => (branch === 'Food' ? shown : branch));
		const { ids, pages } = await read(app, 2, ['branch', 'asc']);
		expect(ids).toEqual([1, 2]);
		expect(pages.some((page) => page.includes('narrowed'))).toBe(false);
	});

	it('are sorted without a word where nobody is to be told', async () => {
		const app = appWith({ unknownOrder: 'ignored' }, [
			{ id: 1, name: 'Ä' },
			{ id: 2, name: 'b' },
		]);
		app.takes = (query) =>
			String(query.order).startsWith(uuid('c2')) ? { ...query, order: 'unknown' } : query;
		const query = app.query([], { sort: [app.sortedBy('name', 'desc')] });
		expect(await readQuery(app.client, query)).toHaveLength(2);
	});
});

describe('The first records where some have no value', () => {
	const rows = ROWS.map((row, index) => (index % 3 === 0 ? { ...row, employees: null } : row));

	it('have those without one where the app has them, by id', async () => {
		const { ids, pages } = await read(appWith({ tieOrder: 'shuffled' }, rows), 4, [
			'employees',
			'asc',
		]);
		expect(ids).toEqual([1, 4, 7, 10]);
		expect(pages.at(-1)).toBe('4 id asc narrowed');
	});
});

describe('All records in the order of a property', () => {
	const texts = (...names: Array<string | null>) =>
		names.map((name, index) => ({ id: index + 1, name: name as string }));

	it('are read by id, and need no page of the app’s where their order is plain', async () => {
		const { ids, pages, told } = await read(appWith(), Infinity, ['employees', 'asc']);
		expect(ids).toEqual(expected(30, 1, employees));
		expect(pages.some((page) => page.includes('employees'))).toBe(false);
		expect(told).toEqual([]);
	});

	it('stand as the app has them where one page shows them all', async () => {
		const app = appWith({}, texts('b', 'Ä', 'a', 'Z'));
		const { ids, told, pages } = await read(app, Infinity, ['name', 'asc']);
		expect([ids, told]).toEqual([[3, 1, 4, 2], []]);
		expect(pages.slice(-2)).toEqual(['4 name asc', '1 name desc']);
	});

	it('are sorted here, and told of, where the app does not sort them, or shows others', async () => {
		const unsorted = appWith({}, texts('b', 'Ä', 'a', 'Z'));
		unsorted.takes = (query) =>
			String(query.order).startsWith(uuid('c2')) ? { ...query, order: `${uuid('c1')}:asc` } : query;
		expect(await read(unsorted, Infinity, ['name', 'asc'])).toMatchObject({ told: [TOLD] });
		const here = await read(unsorted, Infinity, ['name', 'asc']);
		for (const id of [9, 1]) {
			const others = appWith({}, texts('b', 'Ä', 'a', 'Z'));
			others.returns = (rows) =>
				others.sent.at(-1)?.startsWith('limit=4&order=c2')
					? rows.map((row, index) => (index === 0 ? { ...row, id } : row))
					: rows;
			const { ids, told } = await read(others, Infinity, ['name', 'asc']);
			expect([ids, told]).toEqual([here.ids, [TOLD]]);
		}
	});

	it('are not asked for in one page where they are more than every app takes', async () => {
		const many = texts(...Array.from({ length: 501 }, (_, n) => (n === 3 ? 'Ä' : `b${n}`)));
		const { told, pages } = await read(appWith({}, many), Infinity, ['name', 'asc']);
		expect([told, pages.some((page) => page.includes('name'))]).toEqual([[TOLD], false]);
		const fewer = await read(appWith({}, many.slice(1)), Infinity, ['name', 'asc']);
		expect(fewer.pages).toContain('500 name asc');
	});
});
