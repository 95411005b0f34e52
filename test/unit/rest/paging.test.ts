import fc from 'fast-check';
import type { PageReader } from '../../../nodes/BettyBlocks/rest/list/goOn';
import { readRecords } from '../../../nodes/BettyBlocks/rest/list/paging';
import { runs } from '../../support/runs';

interface Table {
	ids: number[];
	offset: 'supported' | 'ignored' | 'refused';
	/** The most rows the app returns at once. */
	cap?: number;
	/** Whether the app sorts as asked. */
	sorted?: boolean;
	/** What it makes of ascending order. */
	ascending?: 'refused' | 'descending';
	/** How often each record comes. */
	copies?: number;
	/** Called before each request with its number, to change the table while it is read. */
	meanwhile?: (request: number, table: Table) => void;
}

function reader(table: Table): PageReader {
	let requests = 0;
	return async ({ limit, offset = 0, direction }) => {
		table.meanwhile?.(++requests, table);
		if (table.offset === 'refused' && offset > 0) return undefined;
		if (table.ascending === 'refused' && direction === 'asc') return undefined;
		const ids = Array<number[]>(table.copies ?? 1)
			.fill(table.ids)
			.flat();
		const isAscending = direction === 'asc' && table.ascending === undefined;
		if (table.sorted !== false) ids.sort((a, b) => (isAscending ? a - b : b - a));
		const from = table.offset === 'supported' ? offset : 0;
		return ids.slice(from, from + Math.min(limit, table.cap ?? Infinity)).map((id) => ({ id }));
	};
}

/** Ids with gaps, as deletions leave them. */
const ids = (count: number) => Array.from({ length: count }, (_, index) => 3 * index + 1);

async function readIds(table: Table, count = Infinity, pageSize = 10): Promise<number[]> {
	const rows = await readRecords({ read: reader(table) }, count, pageSize);
	return rows.map((row) => Number(row.id));
}

async function countRequests(table: Table, count = Infinity, pageSize = 10): Promise<number> {
	let requests = 0;
	const read = reader(table);
	await readRecords(
		{
			read: async (page) => {
				requests++;
				return await read(page);
			},
		},
		count,
		pageSize,
	);
	return requests;
}

describe('Reading all records', () => {
	const SIZES = [0, 1, 2, 9, 10, 11, 19, 20, 21, 95];

	it.each(SIZES)('is complete for %d of them where offset works', async (size) => {
		expect(await readIds({ ids: ids(size), offset: 'supported' })).toEqual(ids(size));
	});

	it.each(SIZES)('is complete for %d of them where offset is ignored', async (size) => {
		expect(await readIds({ ids: ids(size), offset: 'ignored' })).toEqual(ids(size));
	});

	it.each(SIZES)('is complete for %d of them where offset works under a cap', async (size) => {
		expect(await readIds({ ids: ids(size), offset: 'supported', cap: 7 })).toEqual(ids(size));
	});

	it('is complete under a cap where offset is ignored when both ends meet', async () => {
		expect(await readIds({ ids: ids(13), offset: 'ignored', cap: 7 })).toEqual(ids(13));
	});

	it('says so when a cap makes it impossible', async () => {
		await expect(readIds({ ids: ids(14), offset: 'ignored', cap: 7 })).rejects.toThrow(
			/^Couldn't read all records: the app returns no more than 7/,
		);
		await expect(readIds({ ids: ids(500), offset: 'ignored', cap: 7 })).rejects.toThrow(
			/^Couldn't read all records/,
		);
	});

	it('never passes a part for the whole, whatever the app does', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { maxLength: 120 }),
				fc.constantFrom('supported' as const, 'ignored' as const),
				fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
				fc.integer({ min: 1, max: 40 }),
				fc.option(fc.integer({ min: 1, max: 150 }), { nil: Infinity }),
				async (unsorted, offset, cap, pageSize, count) => {
					const sorted = [...unsorted].sort((a, b) => a - b);
					const outcome = await readIds({ ids: unsorted, offset, cap }, count, pageSize).catch(
						() => 'refused' as const,
					);
					const possible =
						cap === undefined || (offset === 'supported' && cap > 1) || sorted.length <= cap;
					if (possible) expect(outcome).toEqual(sorted.slice(0, count));
					else expect(['refused', sorted.slice(0, count)]).toContainEqual(outcome);
				},
			),
			runs(2_000),
		);
	});

	it('asks for one row from the other end, and no more, when a page is short', async () => {
		expect(await countRequests({ ids: ids(5), offset: 'ignored' })).toBe(2);
	});

	it('asks once when there is nothing', async () => {
		expect(await countRequests({ ids: [], offset: 'ignored' })).toBe(1);
	});

	it('returns each record once when others are deleted while it reads', async () => {
		const table: Table = {
			ids: ids(60),
			offset: 'supported',
			meanwhile: (request, { ids: left }) => {
				if (request === 2) left.splice(0, 9);
				if (request === 4) left.splice(20, 15);
			},
		};
		const read = await readIds(table);
		expect(new Set(read).size).toBe(read.length);
		expect(read).toEqual(expect.arrayContaining(table.ids));
	});

	it('finds the records that are created while it reads', async () => {
		const table: Table = {
			ids: ids(5),
			offset: 'ignored',
			meanwhile: (request, { ids: all }) => {
				if (request === 2) all.push(1_000);
			},
		};
		expect(await readIds(table)).toEqual([...ids(5), 1_000]);
	});
});

describe('An app that does only what is documented', () => {
	const SIZES = [1, 2, 10, 11, 99, 100, 250, 500, 510];

	it.each(
		SIZES.flatMap((size) =>
			(['refused', 'descending'] as const).map((ascending) => ({ size, ascending })),
		),
	)('is read as a whole, and from its first record on: %j', async ({ size, ascending }) => {
		const table: Table = { ids: ids(size), offset: 'refused', ascending };
		expect(await readIds(table, Infinity, 1_000)).toEqual(ids(size));
		expect(await readIds(table, 1, 1_000)).toEqual([1]);
	});

	it('is read as a whole where it skips records, however round its number is', async () => {
		for (const size of [100, 250, 500]) {
			const table: Table = { ids: ids(size), offset: 'supported', ascending: 'refused' };
			expect(await readIds(table, Infinity, 500)).toEqual(ids(size));
			expect(await readIds({ ...table, cap: 100 }, Infinity, 500)).toEqual(ids(size));
		}
	});

	it.each(['refused', 'descending'] as const)(
		'is read as a whole where it skips records, whatever its cap: %s',
		async (ascending) => {
			const table: Table = { ids: ids(400), offset: 'supported', ascending, cap: 130 };
			expect(await readIds(table, Infinity, 500)).toEqual(ids(400));
		},
	);
});

describe('An app that returns a record twice', () => {
	it.each([5, 60, 120, 400])('is read with each of %d records once', async (size) => {
		for (const offset of ['supported', 'ignored'] as const) {
			expect(await readIds({ ids: ids(size), offset, copies: 2 }, Infinity, 500)).toEqual(
				ids(size),
			);
			expect(await readIds({ ids: ids(size), offset, copies: 2 }, 3, 500)).toEqual(ids(3));
		}
	});
});

describe('Records that go while others are read', () => {
	it.each([10, 500])('leave none out that was there all the time, by pages of %d', async (page) => {
		const table: Table = {
			ids: ids(2_000),
			offset: 'supported',
			meanwhile: (request, { ids: left }) => {
				if (request === 2) left.splice(0, 1_000);
			},
		};
		const read = await readIds(table, Infinity, page);
		expect(read).toEqual(expect.arrayContaining(table.ids));
		expect(new Set(read).size).toBe(read.length);
	});

	it('leave none out under a cap that is smaller than a page', async () => {
		const table: Table = {
			ids: ids(350),
			offset: 'supported',
			cap: 100,
			meanwhile: (request, { ids: left }) => {
				if (request === 4) left.splice(7, 1);
			},
		};
		const read = await readIds(table, Infinity, 500);
		expect(read).toEqual(expect.arrayContaining(table.ids));
	});
});

describe('Reading up to a limit', () => {
	it('asks for no more than the limit, in one request', async () => {
		expect(await readIds({ ids: ids(30), offset: 'supported' }, 4)).toEqual(ids(4));
		expect(await countRequests({ ids: ids(30), offset: 'supported' }, 4)).toBe(1);
	});

	it.each(['supported', 'ignored'] as const)(
		'goes beyond a page where offset is %s',
		async (offset) => {
			expect(await readIds({ ids: ids(95), offset }, 34)).toEqual(ids(34));
		},
	);

	it('reads what there is when the limit is larger', async () => {
		expect(await readIds({ ids: ids(12), offset: 'ignored' }, 500)).toEqual(ids(12));
	});
});

describe('An app that does not sort by id', () => {
	const unsorted = (size: number) => ids(size).sort((a, b) => (a % 7) - (b % 7) || b - a);

	it('is believed for a table that is shorter than the default limit of the API', async () => {
		const table: Table = { ids: unsorted(20), offset: 'ignored', sorted: false };
		expect(await readIds(table, Infinity, 500)).toHaveLength(20);
	});

	it('is believed as well when its own order happens to be that of the ids', async () => {
		const table: Table = { ids: ids(20), offset: 'ignored', sorted: false };
		expect(await readIds(table, Infinity, 500)).toEqual(ids(20));
		const longer: Table = { ids: ids(150), offset: 'ignored', sorted: false };
		await expect(readIds(longer, Infinity, 500)).rejects.toThrow(/doesn't sort/);
	});

	it('is not believed to have returned everything beyond that', async () => {
		const table: Table = { ids: unsorted(150), offset: 'ignored', sorted: false };
		await expect(readIds(table, Infinity, 500)).rejects.toThrow(/doesn't sort/);
	});

	it('is not asked to sort when the limit is reached anyway', async () => {
		const table: Table = { ids: unsorted(150), offset: 'ignored', sorted: false };
		expect(await readIds(table, 50, 500)).toHaveLength(50);
	});
});
