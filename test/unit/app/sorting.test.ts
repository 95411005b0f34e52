import type { AppRecord } from '../../../nodes/BettyBlocks/app/values/shown';
import {
	isOutOfOrder,
	isPlainlySorted,
	isTie,
	sortRows,
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

	it('are ties where they are the same in other digits', () => {
		const [a, b] = rows('1.50', 1.5) as [AppRecord, AppRecord];
		expect(isTie(key('price'), a, b)).toBe(true);
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
	])('of "%s" %j is the same in every app: %s', (kind, values, isPlain) => {
		expect(isPlainlySorted(rows(...values), [key(kind)])).toBe(isPlain);
	});
});
