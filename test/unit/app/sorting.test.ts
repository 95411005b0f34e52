import type { AppRecord } from '../../../nodes/BettyBlocks/app/values/shown';
import {
	isOutOfOrder,
	isPlainlySorted,
	isTie,
	readSortKey,
	sortRows,
	sortTies,
	type SortKey,
} from '../../../nodes/BettyBlocks/app/query/sorting';

const key = (kind: string, direction: SortKey['direction'] = 'asc'): SortKey => ({
	property: { id: 'v', name: 'value', kind, options: {} },
	direction,
});

const rows = (...values: unknown[]): AppRecord[] =>
	values.map((value, index) => ({ id: index + 1, value }) as AppRecord);

const order = (kind: string, ...values: unknown[]) =>
	sortRows(rows(...values), [key(kind)]).map(({ value }) => value);

describe('Values that differ beyond what JavaScript keeps', () => {
	it('are no ties', () => {
		const times = ['2026-01-01T10:00:00.123457Z', '2026-01-01T10:00:00.123456Z'];
		expect(order('date_time', ...times)).toEqual([times[1], times[0]]);
		const numbers = ['90071992547409.936', '90071992547409.935'];
		expect(order('decimal', ...numbers)).toEqual([numbers[1], numbers[0]]);
		const [a, b] = rows('0.1234567890123456789', '0.1234567890123456788') as [AppRecord, AppRecord];
		expect(isTie(key('decimal'), a, b)).toBe(false);
	});

	it.each<[string, unknown, unknown, boolean]>([
		['price', '1.50', 1.5, true],
		['date_time', '2026-01-01T10:00:00.000Z', '2026-01-01T10:00:00.000000Z', true],
		['string', '', null, true],
		['string', null, null, true],
		['integer', 5, null, false],
		['integer', null, 5, false],
	])('are ties or not as %s: %j and %j, %s', (kind, one, other, isSame) => {
		const [a, b] = rows(one, other) as [AppRecord, AppRecord];
		expect(isTie(key(kind), a, b)).toBe(isSame);
	});
});

describe('The order of records', () => {
	it.each<[string, unknown[], boolean]>([
		['integer', [2, 1], true],
		['integer', [1, null, 2], false],
		['boolean', [true, false], true],
		['time', ['14:30', '09:15'], true],
		['string', ['beta', 'alpha'], true],
		// Capitals come first in some alphabets, and accents anywhere.
		['string', ['a', 'B'], false],
		['string', ['B', 'a'], false],
		['string', ['é', 'f'], false],
		['integer', [3, null, 2], true],
		['integer', ['x', 2], false],
		['integer', [1, 1], false],
		['string', ['a', 'a'], false],
	])('of "%s" %j is wrong for every app: %s', (kind, values, isWrong) => {
		expect(isOutOfOrder(rows(...values), key(kind))).toBe(isWrong);
	});

	it.each<[string, unknown[], boolean]>([
		['string', ['alpha', 'beta'], true],
		['string', ['a', 'B'], false],
		['string', [null, 'a'], false],
		['string', ['a', 'a'], true],
		['integer', [1, 2], true],
		['integer', [null, null, 3], false],
		['integer', [null, null], true],
		['integer', ['x', 2], false],
		['string', ['a', 'B', 'c'], false],
		['string', ['é', 'f'], false],
		['integer', [1, null], false],
		['integer', [5, 'abc'], false],
		['string', ['a', 'á'], false],
		['string', ['á', 'a'], false],
		['string', ['~', 'b'], false],
	])('of "%s" %j is the same in every app: %s', (kind, values, isPlain) => {
		expect(isPlainlySorted(rows(...values), [key(kind)])).toBe(isPlain);
	});

	it('is the same in every app where the first key that differs says so', () => {
		const other: SortKey = { ...key('string'), property: { ...TEXT, id: 'o', name: 'other' } };
		const pair = (value: unknown, more: unknown) =>
			[
				{ id: 1, value: 1, other: 'a' },
				{ id: 2, value, other: more },
			] as AppRecord[];
		const isPlain = (records: AppRecord[]) => isPlainlySorted(records, [key('integer'), other]);
		expect(isPlain(pair(1, 'b'))).toBe(true);
		expect(isPlain(pair(1, 'B'))).toBe(false);
		expect(isPlain(pair(2, 'B'))).toBe(true);
	});

	it('is wrong the other way round when it is to be descending', () => {
		expect(isOutOfOrder(rows(2, 1), key('integer', 'desc'))).toBe(false);
		expect(isOutOfOrder(rows(1, 2), key('integer', 'desc'))).toBe(true);
	});
});

const TEXT = { id: 'v', name: 'value', kind: 'string', options: {} };

describe('Sorting', () => {
	it.each<[string, unknown[], unknown[]]>([
		['integer', [10, 9, -1], [-1, 9, 10]],
		['integer', [1, null, 0], [null, 0, 1]],
		['integer', [1, '', 0], ['', 0, 1]],
		['integer', ['0', '-5', 'x'], ['-5', '0', 'x']],
		['boolean', [true, false, 'true', 'false'], [false, 'false', true, 'true']],
		['string', ['b', 'a', 'C', 'á'], ['a', 'á', 'b', 'C']],
		['string', ['10', '9'], ['10', '9']],
		['string', ['a9', 'a10'], ['a10', 'a9']],
		['integer', ['abc', 5, '4x', 3], [3, '4x', 5, 'abc']],
		[
			'date_time',
			['2026-01-01T12:00:00+02:00', '2026-01-01T11:00:00Z', '2026-01-01T09:00:00Z'],
			['2026-01-01T09:00:00Z', '2026-01-01T12:00:00+02:00', '2026-01-01T11:00:00Z'],
		],
		[
			'date_time',
			['2026-01-01T10:00:00,123456Z', '2026-01-01T10:00:00,123455Z'],
			['2026-01-01T10:00:00,123455Z', '2026-01-01T10:00:00,123456Z'],
		],
	])('puts %s %j in the order %j', (kind, values, sorted) => {
		expect(order(kind, ...values)).toEqual(sorted);
	});

	it('puts what is equal in the order of IDs, in either direction', () => {
		const equal = [{ id: 10 }, { id: 9 }].map((row) => ({ ...row, value: 1 }) as AppRecord);
		for (const direction of ['asc', 'desc'] as const) {
			expect(sortRows(equal, [key('integer', direction)]).map(({ id }) => id)).toEqual([9, 10]);
		}
	});

	it('goes by the second key where the first is equal', () => {
		const second: SortKey = {
			property: { ...TEXT, id: 'o', name: 'other' },
			direction: 'desc',
		};
		const records = [
			{ id: 1, value: 2, other: 'a' },
			{ id: 2, value: 1, other: 'a' },
			{ id: 3, value: 1, other: 'b' },
		] as AppRecord[];
		expect(sortRows(records, [key('integer'), second]).map(({ id }) => id)).toEqual([3, 2, 1]);
	});

	it('leaves the order of the app between unequal records', () => {
		const records = [
			{ id: 4, value: 'b' },
			{ id: 3, value: 'b' },
			{ id: 2, value: 'a' },
			{ id: 1, value: 'b' },
		] as AppRecord[];
		const tied = sortTies(records, [key('string')]).map(({ id }) => id);
		expect(tied).toEqual([3, 4, 2, 1]);
		expect(sortTies(records, [])).toEqual(records);
		expect(sortTies([], [key('string')])).toEqual([]);
	});

	it('refuses records that do not show what they are sorted by', () => {
		expect(() => sortRows([{ id: 1 }, { id: 2 }], [key('string')])).toThrow(
			expect.objectContaining({
				message: `Records can't be sorted by "value", because the view doesn't show it`,
				advice: 'Add the property to the columns of the view, or sort by another property',
			}) as Error,
		);
	});
});

describe('A key to sort by', () => {
	const model = {
		id: 'thing',
		name: 'Thing',
		properties: [TEXT, { id: 'f', name: 'photo', kind: 'image', options: {} }],
	};
	const read = (property?: unknown, direction?: unknown) =>
		readSortKey(model, { property, direction });

	it('is ascending unless told', () => {
		expect(read('value')).toEqual({ property: TEXT, direction: 'asc' });
		expect(read('value', 'asc')).toEqual({ property: TEXT, direction: 'asc' });
		expect(read('value', 'desc')).toEqual({ property: TEXT, direction: 'desc' });
	});

	it.each<[unknown, unknown, string, string]>([
		[undefined, 'asc', 'A sort entry has no property', 'Choose a property to sort by'],
		[' ', 'asc', 'A sort entry has no property', 'Choose a property to sort by'],
		[7, 'asc', 'A sort entry has no property', 'Choose a property to sort by'],
		[
			'photo',
			'asc',
			`Records can't be sorted by "photo", which is of kind image`,
			'Choose a property with text, a number or a date to sort by',
		],
		[
			'value',
			'up',
			'The sort direction must be asc or desc, but got "up"',
			'Choose Ascending or Descending for each property to sort by',
		],
	])('is refused: %j %j', (property, direction, message, advice) => {
		expect(() => read(property, direction)).toThrow(
			expect.objectContaining({ message, advice }) as Error,
		);
	});
});
