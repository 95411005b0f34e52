// What proves that the rows of an app that may do as it likes are all there are.
import { AppError } from '../../../../nodes/BettyBlocks/app/errors';
import type { IdPage } from '../../../../nodes/BettyBlocks/rest/list/goOn';
import { readRecords, type Listed } from '../../../../nodes/BettyBlocks/rest/list/paging';

type Row = { id: number };

/** A list of records in an app that skips no rows, knows no conditions, and sorts by id. */
class PagedApp {
	/** As tests read it: `asc 10+9`, or `desc 5 from 7`. */
	readonly sent: string[] = [];
	/** The most rows that it returns at once, of so many that are asked for. */
	cap = (limit: number) => limit;
	ascending: 'supported' | 'refused' | 'descending' = 'supported';
	offset: 'supported' | 'ignored' | 'refused' = 'ignored';
	from: 'supported' | 'refused' = 'refused';
	order: 'id' | 'text' | 'given' = 'id';
	copies = 1;
	/** Called before each request with its number. */
	meanwhile: (request: number) => void = () => undefined;

	constructor(public ids: number[]) {}

	with(switches: Partial<PagedApp>): this {
		return Object.assign(this, switches);
	}

	readonly read = async ({
		limit,
		offset,
		from,
		direction,
	}: IdPage): Promise<Row[] | undefined> => {
		expect(['asc', 'desc']).toContain(direction);
		const place = `${offset === undefined ? '' : `+${offset}`}${from === undefined ? '' : ` from ${from}`}`;
		this.sent.push(`${direction} ${limit}${place}`);
		this.meanwhile(this.sent.length);
		if (offset !== undefined && this.offset === 'refused') return undefined;
		if (from !== undefined && this.from === 'refused') return undefined;
		if (direction === 'asc' && this.ascending === 'refused') return undefined;
		const sign = direction === 'asc' && this.ascending === 'supported' ? 1 : -1;
		const ids = this.sorted(sign).filter((id) => from === undefined || sign * (id - from) >= 0);
		const rows = ids.flatMap((id) => Array<Row>(this.copies).fill({ id }));
		const start = this.offset === 'supported' ? (offset ?? 0) : 0;
		return rows.slice(start, start + Math.min(limit, this.cap(limit)));
	};

	private sorted(sign: number): number[] {
		if (this.order === 'given') return this.ids;
		if (this.order === 'id') return this.ids.toSorted((a, b) => sign * (a - b));
		return this.ids.toSorted((a, b) => sign * (String(a) < String(b) ? -1 : 1));
	}
}

/** So many ids with gaps, as deletions leave them. */
const ids = (count: number, first = 1) =>
	Array.from({ length: count }, (_, index) => 3 * index + first);

const capOf = (rows: number) => (limit: number) => Math.min(limit, rows);

interface Reading extends Partial<Listed> {
	count?: number;
	pageSize?: number;
}

async function read(app: PagedApp, { count = Infinity, pageSize = 10, ...more }: Reading = {}) {
	const rows = await readRecords({ read: app.read, ...more }, count, pageSize);
	return rows.map(({ id }) => id);
}

const tooLarge = () =>
	new AppError({ kind: 'failed', message: 'Too large', remedy: 'smaller pages' });

const NO_MORE = /^Couldn't read all records: the app returns no more than /;

describe('A list of few records', () => {
	it('is one request where there are as many as are wanted', async () => {
		const single = new PagedApp([5]);
		expect([await read(single, { count: 1 }), single.sent]).toEqual([[5], ['asc 2']]);
		const more = new PagedApp(ids(9));
		expect([await read(more, { count: 2 }), more.sent]).toEqual([[1, 4], ['asc 2']]);
	});

	it('begins with more rows where one record comes over and over, which shows no order', async () => {
		const sorting = new PagedApp(ids(5)).with({ copies: 2 });
		expect(await read(sorting, { count: 1 })).toEqual([1]);
		expect(sorting.sent).toEqual(['asc 2', 'asc 8']);
		const other = new PagedApp(ids(5)).with({ copies: 2, ascending: 'descending' });
		expect(await read(other, { count: 1 })).toEqual([1]);
	});

	it('is as it was first seen where all of them are deleted meanwhile', async () => {
		const app = new PagedApp(ids(5));
		app.meanwhile = (request) => {
			if (request === 2) app.ids = [];
		};
		expect([await read(app), app.sent]).toEqual([ids(5), ['asc 10', 'desc 1']]);
	});

	it('has those that are created meanwhile, next to a single one as well', async () => {
		for (const [before, created] of [
			[[1], [1_000]],
			[ids(3), ids(9, 1_000)],
		] as const) {
			const app = new PagedApp([...before]);
			app.meanwhile = (request) => {
				if (request === 2) app.ids.push(...created);
			};
			expect(await read(app)).toEqual([...before, ...created]);
		}
	});

	it('is asked for others only where it has a single record', async () => {
		const never = async () => await Promise.resolve(false);
		expect(await read(new PagedApp(ids(2)), { oneIsAll: never })).toEqual([1, 4]);
		for (const ascending of ['supported', 'refused'] as const) {
			const capped = new PagedApp([5, 8]).with({ ascending, cap: capOf(1) });
			await expect(read(capped, { oneIsAll: never })).rejects.toThrow(
				"Couldn't read all records: the app returns one record at a time",
			);
		}
		const always = async ({ id }: object & { id?: unknown }) => await Promise.resolve(id === 5);
		expect(await read(new PagedApp([5]), { oneIsAll: always })).toEqual([5]);
	});
});

describe('A list that goes on below a full page', () => {
	const PAGES = ['asc 5', 'asc 20+4'];

	it('is read by skipping rows, with a large page first, up to what is wanted', async () => {
		const app = new PagedApp(ids(30)).with({ offset: 'supported' });
		expect(await read(app, { pageSize: 5 })).toEqual(ids(30));
		expect(app.sent).toEqual([...PAGES, 'asc 5+23', 'asc 5+27', 'asc 5+29']);
		app.sent.length = 0;
		expect(await read(app, { pageSize: 5, count: 24 })).toEqual(ids(24));
		expect(app.sent).toEqual(PAGES);
	});

	it('is read by small pages where a large one is too large', async () => {
		const app = new PagedApp(ids(12)).with({ offset: 'supported' });
		app.meanwhile = () => {
			if (app.sent.at(-1)?.startsWith('asc 20')) throw tooLarge();
		};
		expect(await read(app, { pageSize: 5 })).toEqual(ids(12));
		expect(app.sent).toEqual([...PAGES, 'asc 5+4', 'asc 5+8', 'asc 5+11']);
	});

	it('is not read past another error', async () => {
		const app = new PagedApp(ids(12)).with({ offset: 'supported' });
		for (const error of [new AppError({ kind: 'failed', message: 'Broken' }), new Error('Bug')]) {
			app.meanwhile = () => {
				if (app.sent.at(-1) === 'asc 20+4') throw error;
			};
			await expect(read(app, { pageSize: 5 })).rejects.toBe(error);
		}
	});

	it('is read by ever larger pages where the app skips no rows, up to what is wanted', async () => {
		const app = new PagedApp(ids(95));
		expect(await read(app, { count: 40 })).toEqual(ids(40));
		expect(app.sent).toEqual(['asc 10', 'asc 40+9']);
		app.sent.length = 0;
		expect(await read(app)).toEqual(ids(95));
		expect(app.sent).toEqual(['asc 10', 'asc 40+9', 'asc 160', 'desc 1']);
		app.with({ offset: 'refused' }).sent.length = 0;
		expect(await read(app, { count: 95 })).toEqual(ids(95));
		expect(app.sent).toEqual(['asc 10', 'asc 40+9', 'asc 100']);
	});

	it('keeps the rows of a page where the app returns fewer when it is asked for more', async () => {
		const app = new PagedApp(ids(55)).with({ cap: (limit) => (limit > 50 ? 20 : limit) });
		expect(await read(app)).toEqual(ids(55));
		expect(app.sent).toEqual([
			'asc 10',
			'asc 40+9',
			'asc 160',
			'desc 1',
			'asc 40 from 118',
			'desc 500',
		]);
	});

	it('is refused where neither a larger page nor one from the other end can be had', async () => {
		const app = new PagedApp(ids(55));
		const pages: Array<() => Promise<Row[] | undefined>> = [
			async () => await Promise.reject(tooLarge()),
			async () => await Promise.resolve(undefined),
			async () => await Promise.resolve([]),
		];
		for (const page of pages) {
			const asked = async (of: IdPage) => (of.limit > 50 ? await page() : await app.read(of));
			await expect(read(app, { read: asked })).rejects.toThrow(NO_MORE);
		}
	});

	it('is read on by ids where the app caps a larger page', async () => {
		const app = new PagedApp(ids(95)).with({ cap: capOf(40), from: 'supported' });
		expect(await read(app)).toEqual(ids(95));
		expect(app.sent.slice(0, 5)).toEqual([
			...['asc 10', 'asc 40+9', 'asc 160', 'desc 1', 'asc 40 from 118'],
		]);
	});
});

describe('A list that the app caps', () => {
	it('is read on from the last id, up to the record at its end, or what is wanted', async () => {
		const app = new PagedApp(ids(19)).with({ cap: capOf(7), from: 'supported' });
		expect(await read(app)).toEqual(ids(19));
		expect(app.sent).toEqual(['asc 10', 'desc 1', 'asc 7 from 19', 'asc 7 from 37']);
		app.sent.length = 0;
		expect(await read(app, { count: 13 })).toEqual(ids(13));
		expect(app.sent).toEqual(['asc 10', 'desc 1', 'asc 7 from 19']);
	});

	it('is read by skipping rows once the record to go on from was deleted', async () => {
		const app = new PagedApp(ids(19)).with({
			...{ cap: capOf(7), from: 'supported', offset: 'supported' },
		});
		app.meanwhile = (request) => {
			if (request === 3) app.ids = app.ids.filter((id) => id !== 19);
		};
		expect(await read(app)).toEqual(ids(19));
		expect(app.sent.filter((page) => page.includes('from'))).toEqual(['asc 7 from 19']);
	});

	it('takes no further page where it skips no rows, and the page from the end does not meet it', async () => {
		const app = new PagedApp(ids(20)).with({ cap: capOf(7) });
		await expect(read(app)).rejects.toThrow(`${NO_MORE.source.slice(1)}7 at once`);
		expect(app.sent).toEqual(['asc 10', 'desc 1', 'asc 7 from 19', 'asc 7+6', 'desc 500']);
	});
});

describe('A list whose rows are in order by chance', () => {
	const besides = (app: PagedApp) => async (known: number[]) =>
		await Promise.resolve(app.ids.filter((id) => !known.includes(id)).map((id) => ({ id })));

	it('has the lower ids that a capped page doesn’t show', async () => {
		const app = new PagedApp([4, 7, 10, 1]).with({
			...{ order: 'given', cap: capOf(3), from: 'supported' },
		});
		expect(await read(app, { besides: besides(app) })).toEqual([1, 4, 7, 10]);
	});

	it('has the lower ids below a full page', async () => {
		const app = new PagedApp([4, 7, 10, 1]).with({ order: 'given', from: 'supported' });
		expect(await read(app, { besides: besides(app), pageSize: 3 })).toEqual([1, 4, 7, 10]);
	});
});

describe('A list from the highest id down', () => {
	const NONE_SHOWN = /highest ID down, and doesn't show whether there are more$/;
	const down = (all: number[], switches: Partial<PagedApp> = {}) =>
		new PagedApp(all).with({ ascending: 'refused', ...switches });

	it('is one page where that ends with the lowest id that can be, or has nothing', async () => {
		for (const all of [ids(50), []]) {
			const app = down(all);
			expect([await read(app), app.sent]).toEqual([all, ['asc 10', 'desc 100']]);
		}
	});

	it('is one larger page where the app skips no rows', async () => {
		const app = down(ids(250), { offset: 'refused' });
		expect(await read(app)).toEqual(ids(250));
		expect(app.sent).toEqual(['asc 10', 'desc 100', 'desc 400+99', 'desc 400']);
	});

	it('is read on by skipping rows, or by ids where a larger page is capped', async () => {
		const skipping = down(ids(250), { offset: 'supported' });
		expect(await read(skipping)).toEqual(ids(250));
		const capped = down(ids(400, 2), { cap: capOf(250), from: 'supported' });
		expect(await read(capped)).toEqual(ids(400, 2));
		expect(capped.sent).toContain('desc 250 from 452');
		const short = down(ids(20, 2), { cap: capOf(7), from: 'supported' });
		expect(await read(short)).toEqual(ids(20, 2));
	});

	it('ends with fewer rows than the app was seen to return, unless they are all that it was asked for', async () => {
		const wasLarger = (rows: number) => rows < 200;
		const short = down([5, 8]);
		expect([await read(short, { wasLarger }), short.sent]).toEqual([
			[5, 8],
			['asc 10', 'desc 100'],
		]);
		const full = down(ids(150, 4));
		expect(await read(full, { wasLarger })).toEqual(ids(150, 4));
		expect(full.sent.at(-1)).toBe('desc 400+99');
		await expect(read(down([5, 8]), { wasLarger: () => false })).rejects.toThrow(NONE_SHOWN);
		await expect(read(down(ids(150, 4)), { wasLarger: () => false })).rejects.toThrow(NONE_SHOWN);
	});

	/** Asks an app that returns some of the records that have certain ids. */
	const asking = (found: (ids: number[]) => number[] | undefined) => {
		const asked: number[][] = [];
		const withIds = async (of: number[]) => {
			asked.push(of);
			return await Promise.resolve(found(of)?.map((id) => ({ id })));
		};
		return { asked, withIds };
	};

	it('ends where no record has any of the lower ids, a hundred ids at a time with a known one', async () => {
		const all = [150, 151];
		const { asked, withIds } = asking((of) => all.filter((id) => of.includes(id)));
		expect(await read(down(all), { withIds })).toEqual(all);
		expect(asked.map(({ length }) => length)).toEqual([100, 51]);
		const others = asked.flatMap(([known, ...below]) => {
			expect(known).toBe(150);
			return below;
		});
		expect(others).toEqual(Array.from({ length: 149 }, (_, index) => 149 - index));
		const few = asking(() => [100]);
		expect(await read(down([100, 101]), { withIds: few.withIds })).toEqual([100, 101]);
		expect(few.asked.map(({ length }) => length)).toEqual([100]);
		const two = asking(() => [2]);
		expect(await read(down([2, 3]), { withIds: two.withIds })).toEqual([2, 3]);
		expect(two.asked).toEqual([[2, 1]]);
	});

	it('is refused where a record has a lower id, or the app can’t be asked', async () => {
		for (const found of [[5, 8], [3], [], undefined]) {
			const { withIds } = asking(() => found);
			await expect(read(down([5, 9]), { withIds })).rejects.toThrow(NONE_SHOWN);
		}
		await expect(read(down([5, 9]))).rejects.toThrow(NONE_SHOWN);
	});

	it('asks for lower ids twenty times at most', async () => {
		const { asked, withIds } = asking(([known = 0]) => [known]);
		expect(await read(down([1_980, 1_981]), { withIds })).toEqual([1_980, 1_981]);
		expect(asked).toHaveLength(20);
		await expect(read(down([1_981, 1_982]), { withIds })).rejects.toThrow(NONE_SHOWN);
		expect(asked).toHaveLength(20);
	});
});

describe('A list that is not sorted by id', () => {
	const UNSORTED = /doesn't sort them by ID$/;
	const sortingTexts = (count: number, switches: Partial<PagedApp> = {}) =>
		new PagedApp(ids(count)).with({ order: 'text', offset: 'supported', ...switches });
	const shuffled = (count: number) => ids(count).sort((a, b) => (a % 7) - (b % 7) || b - a);

	it('is complete where the app skips rows, in whichever direction it can be read', async () => {
		const app = sortingTexts(20, { cap: capOf(13) });
		expect(await read(app, { pageSize: 100 })).toEqual(ids(20));
		expect(app.sent).toEqual([...['asc 100', 'desc 100', 'asc 13+12', 'asc 13+19']]);
		const down = sortingTexts(20, { cap: capOf(13), ascending: 'refused' });
		expect(await read(down, { pageSize: 100 })).toEqual(ids(20));
		expect(await read(down, { count: 1 })).toEqual([1]);
		const longer = sortingTexts(150);
		expect(await read(longer, { pageSize: 500 })).toEqual(ids(150));
		expect(await read(longer, { pageSize: 20 })).toEqual(ids(150));
	});

	it('has no more records than are wanted', async () => {
		const app = sortingTexts(50, { cap: capOf(20) });
		expect(await read(app, { count: 30, pageSize: 100 })).toEqual(ids(30));
		const unsorted = new PagedApp([9, 4, 7]).with({ order: 'given' });
		expect(await read(unsorted, { count: 1 })).toEqual([9]);
	});

	it('is all there is with fewer rows than the API returns unless asked, and no sooner', async () => {
		const of = (count: number) => new PagedApp(shuffled(count)).with({ order: 'given' });
		expect(await read(of(99), { pageSize: 500 })).toEqual(ids(99));
		await expect(read(of(100), { pageSize: 500 })).rejects.toThrow(UNSORTED);
		await expect(read(of(120), { pageSize: 20 })).rejects.toThrow(UNSORTED);
	});

	it('has what the app shows besides the records that are known, until that is nothing', async () => {
		const all = shuffled(200);
		const app = new PagedApp(all).with({ order: 'given', cap: capOf(60) });
		const asked: number[] = [];
		const besides = async (known: number[]) => {
			asked.push(known.length);
			const others = all.filter((id) => !known.includes(id)).slice(0, 80);
			return await Promise.resolve(others.map((id) => ({ id })));
		};
		expect(await read(app, { besides, pageSize: 500 })).toEqual(ids(200));
		expect(asked).toEqual([60, 140, 200]);
	});

	it('is refused where the app has too many for one request, can’t be asked, or shows known ones', async () => {
		const app = new PagedApp(shuffled(201)).with({ order: 'given' });
		const none = async () => await Promise.resolve([]);
		await expect(read(app, { besides: none, pageSize: 500 })).rejects.toThrow(UNSORTED);
		const few = new PagedApp(shuffled(20)).with({ order: 'given' });
		const refused = async () => await Promise.resolve(undefined);
		const known = async ([id = 0]: number[]) => await Promise.resolve([{ id }]);
		for (const besides of [refused, known]) {
			await expect(read(few, { besides })).rejects.toThrow(UNSORTED);
		}
	});
});
