import type { AppRecord } from '../../../../nodes/BettyBlocks/app/app';
import {
	eachOnce,
	isSorted,
	keyOf,
	lastId,
	sorted,
	walkPages,
	type PlaceInList,
} from '../../../../nodes/BettyBlocks/rest/list/pages';

const range = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => from + index);

interface Walking {
	/** Maximum number of rows of the app's own. */
	cap?: number;
	first: number[];
	window?: number;
	enough?: number;
	/** What a page is, unless it is a piece of the list. */
	page?: (place: PlaceInList<number>, request: number) => number[] | undefined;
}

/** Walks through a list of numbers. @returns what it found, and the places it asked for */
async function walk(list: number[], { first, window = 3, enough = Infinity, page }: Walking) {
	const places: Array<[offset: number, last: number | undefined]> = [];
	const walked = await walkPages<number>(
		async (place) => {
			places.push([place.offset, place.last]);
			expect(place.limit).toBe(window);
			const { offset, limit } = place;
			return page === undefined ? list.slice(offset, offset + limit) : page(place, places.length);
		},
		first,
		{ keyOf: (row) => `#${row}`, window, isEnough: ({ length }) => length >= enough },
	);
	return { ...walked, places };
}

describe('A list that is read in pages', () => {
	it('goes on from the last known row, until a short page shows nothing but that', async () => {
		expect(await walk(range(1, 7), { first: [1, 2, 3] })).toEqual({
			rows: range(1, 7),
			ended: 'end',
			places: [
				[2, 3],
				[4, 5],
				[6, 7],
			],
		});
	});

	it('ends once the rows are enough, before anything is asked where they are', async () => {
		const { rows, ended, places } = await walk(range(1, 9), { first: [1, 2, 3], enough: 4 });
		expect([rows, ended, places.length]).toEqual([range(1, 5), 'enough', 1]);
		expect((await walk(range(1, 9), { first: [1, 2, 3], enough: 3 })).places).toEqual([]);
	});

	it('is stuck where a page is refused, or the offset ignored', async () => {
		const refused = await walk([], { first: [1, 2, 3], page: () => undefined });
		expect([refused.ended, refused.rows, refused.places]).toEqual(['stuck', [1, 2, 3], [[2, 3]]]);
		const ignored = await walk([], { first: [1, 2, 3], page: () => [1, 2, 3] });
		expect([ignored.ended, ignored.places.length]).toEqual(['stuck', 1]);
	});

	it('is stuck where the offset is ignored though its first rows are one record', async () => {
		const ignored = await walk([], { first: [1, 1, 2], page: () => [1, 1, 2] });
		expect([ignored.ended, ignored.places.length]).toEqual(['stuck', 1]);
	});

	it('goes on from its first row where all behind that have gone', async () => {
		const walked = await walk([1, 4, 5, 6], { first: [1, 2, 3] });
		expect([walked.rows, walked.ended]).toEqual([range(1, 6), 'end']);
		expect(walked.places.slice(0, 3).map(([offset]) => offset)).toEqual([2, 0, 2]);
	});

	it('is not taken for one whose offset is ignored where its first page has one row alone', async () => {
		const twice = [1, 1, 1, 1, 2];
		expect(await walk(twice, { first: [1, 1] })).toMatchObject({ rows: [1, 2], ended: 'end' });
		const alone = await walk([1, 2, 3], { first: [1] });
		expect([alone.rows, alone.ended]).toEqual([[1, 2, 3], 'end']);
	});

	it('goes back by half a page where rows before have gone', async () => {
		const list = range(1, 20);
		const { rows, ended, places } = await walk(list, {
			first: range(1, 6),
			window: 6,
			page: ({ offset, limit }) => list.filter((row) => row > 4).slice(offset, offset + limit),
		});
		expect([rows, ended]).toEqual([list, 'end']);
		expect(places.slice(0, 3).map(([offset]) => offset)).toEqual([5, 2, 0]);
	});

	it('is stuck where even the first row is unknown', async () => {
		const { ended, places } = await walk([], { first: [1, 2, 3], page: () => [9, 10, 11] });
		expect([ended, places.map(([offset]) => offset)]).toEqual(['stuck', [2, 0]]);
	});

	it('is stuck after twenty pages that show nothing new, and not after nineteen', async () => {
		const idle = await walk([], { first: [1, 2, 3], page: () => [2, 3, 3] });
		expect([idle.ended, idle.places.length]).toEqual(['stuck', 20]);
		const late = await walk([], {
			first: [1, 2, 3],
			page: (_place, request) => (request < 20 ? [2, 3, 3] : request === 20 ? [3, 4] : [4]),
		});
		expect([late.ended, late.rows]).toEqual(['end', [1, 2, 3, 4]]);
		const again = await walk([], {
			first: [1, 2, 3],
			page: (_place, request) => (request === 5 ? [3, 4] : [2, 3, 3]),
		});
		expect([again.ended, again.places.length]).toEqual(['stuck', 25]);
	});

	it('goes on behind a full page of the last row, which an app may return twice', async () => {
		const list = [1, 2, 3, 3, 3, 3, 4];
		expect(await walk(list, { first: [1, 2, 3] })).toMatchObject({
			rows: [1, 2, 3, 4],
			ended: 'end',
		});
	});

	it('goes on by the rows that came, where they are fewer than a page', async () => {
		const list = range(1, 9);
		const { rows, places } = await walk(list, {
			first: [1, 2, 3],
			page: ({ offset }) => list.slice(offset, offset + 2),
		});
		expect(rows).toEqual(list);
		expect(places.map(([offset]) => offset)).toEqual([2, 3, 4, 5, 6, 7, 8]);
	});
});

describe('Records of a page', () => {
	const ids = (...all: unknown[]) => all.map((id) => ({ id }) as AppRecord);

	it('are told apart by their ids, or by all they show where that is hidden', () => {
		expect(eachOnce([{ id: 1, n: 1 }, { id: '2' }, { id: 1, n: 2 }])).toEqual([
			{ id: 1, n: 2 },
			{ id: '2' },
		]);
		expect(eachOnce([{ n: 1 }, { n: 2 }, { n: 1 }])).toEqual([{ n: 1 }, { n: 2 }]);
		expect([keyOf({ id: '7' }), keyOf({ n: 1 })]).toEqual([7, '{"n":1}']);
		expect([lastId(ids(3, 5)), lastId([])]).toEqual([5, NaN]);
	});

	it('are in order where each follows the one before, in the direction asked for', () => {
		expect(isSorted(ids(1, 2, 2, 5), 'asc')).toBe(true);
		expect(isSorted(ids(1, 3, 2), 'asc')).toBe(false);
		expect(isSorted(ids(5, 2, 2, 1), 'desc')).toBe(true);
		expect(isSorted(ids(5, 1, 2), 'desc')).toBe(false);
		expect(isSorted([], 'asc')).toBe(true);
		expect(isSorted(ids(undefined), 'asc')).toBe(false);
		expect(isSorted(ids(0), 'asc')).toBe(false);
	});

	it('are none where they are out of order, or the page was refused', () => {
		expect(sorted(ids(1, 2), 'asc')).toEqual(ids(1, 2));
		expect(sorted(ids(2, 1), 'asc')).toBeUndefined();
		expect(sorted(undefined, 'asc')).toBeUndefined();
	});
});
