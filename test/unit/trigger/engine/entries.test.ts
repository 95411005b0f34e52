import {
	decodeEntries,
	decodeIds,
	encodeEntries,
	encodeIds,
	type SeenEntry,
} from '../../../../nodes/BettyBlocks/trigger/engine/entries';

describe('What was seen is written', () => {
	it.each<[string, SeenEntry[], string]>([
		['nothing', [], ''],
		[
			'by instant and then by id',
			[
				[5, 9],
				[5, 7],
				[2, 8],
			],
			'.4+8.6-1.0+2',
		],
		[
			'with a run of equal differences as one',
			[
				[0, 1],
				[0, 2],
				[0, 3],
				[0, 7],
			],
			'+1*2+4',
		],
		[
			'with instants that are equally far apart',
			[
				[1, 1],
				[2, 2],
				[3, 3],
			],
			'.2+1+1*1',
		],
		[
			'with an entry that is there twice',
			[
				[0, 5],
				[0, 5],
			],
			'+5+0',
		],
		[
			'with half milliseconds',
			[
				[0.5, 1],
				[1.5, 1],
			],
			'.1+1.2+0',
		],
		[
			'with instants before 1970',
			[
				[-3, 1],
				[-1, 40],
			],
			':6+1.4+13',
		],
		['with large numbers, in few characters', [[1_767_225_600_000, 100_000]], '.193pczk00+255s'],
	])('%s, and read again', (_what, entries, text) => {
		expect(encodeEntries(entries)).toBe(text);
		const sorted = [...entries].sort(([at, id], [other, otherId]) => at - other || id - otherId);
		expect(decodeEntries(text)).toEqual(sorted);
	});

	it('as ids alone where there are no instants', () => {
		expect(encodeIds([30, 10, 20, 20])).toBe('+a*1+0+a');
		expect(decodeIds('+a*1+0+a')).toEqual(new Set([10, 20, 30]));
		expect(decodeIds('')).toEqual(new Set());
		expect(decodeIds('+')).toBeUndefined();
	});
});

describe('A text is not one of what was seen', () => {
	it.each([
		['no text', 5],
		['no text, though a list looks like one', []],
		['something before it', 'x+1'],
		['something behind it', '+1 '],
		['a time without an id', '.1'],
		['two times', '.1.1+1'],
		['a time without a number', '.+1'],
		['an id without a number', '+'],
		['a repetition without a number', '+1*'],
		['a repetition of nothing', '*5'],
		['the id 0', '+0'],
		['an id below 1', '+5-5'],
		['an id that is too large to be exact', '+2gosa7pa2gw'],
		['an instant that is too large to be exact', '.2gosa7pa2gw+1'],
	])('when it has %s', (_what, text) => expect(decodeEntries(text)).toBeUndefined());

	it('when it has more than a million entries', () => {
		expect(decodeIds('+1*lflr')?.size).toBe(1_000_000);
		expect(decodeIds('+1*lfls')).toBeUndefined();
	});
});
