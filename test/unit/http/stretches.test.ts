import { byteKind, stretches } from '../../../nodes/BettyBlocks/http/stretches';

const DIGIT = byteKind('0123456789');

/** Digits, and blanks unless a word ends there. */
const NUMBERS = byteKind('0123456789').fill(2, 0x20, 0x21);

/** What is found, as text. */
const foundIn = (text: string, kind = DIGIT, shortest = 2) =>
	stretches(text, kind, shortest).map(([start, end]) => text.slice(start, end));

describe('Stretches of a kind', () => {
	it.each<[string, string[]]>([
		['', []],
		['1', []],
		['12', ['12']],
		['a', []],
		['12a', ['12']],
		['a12', ['12']],
		['1a2a3', []],
		['12a3b456c78', ['12', '456', '78']],
		['1a23b4', ['23']],
		['1234567', ['1234567']],
	])('are found whole in %j', (text, expected) => {
		expect(foundIn(text)).toEqual(expected);
	});

	it('are found at their places, each of at least so many', () => {
		expect(stretches('123 45 6789', DIGIT, 3)).toEqual([
			[0, 3],
			[7, 11],
		]);
		expect(stretches('1a', DIGIT, 1)).toEqual([[0, 1]]);
		expect(stretches('123 45 6789', DIGIT, 5)).toEqual([]);
	});

	it.each<[number, number, Array<[number, number]>]>([
		[
			0,
			2,
			[
				[0, 4],
				[8, 12],
			],
		],
		[1, 2, [[3, 7]]],
		[2, 2, [[8, 12]]],
		[0, 3, [[0, 6]]],
	])(
		'are found from byte %d on where only each of so many (%d) counts',
		(first, step, expected) => {
			expect(stretches('1a23b5cd7z9', DIGIT, 2, first, step)).toEqual(expected);
		},
	);

	it.each<[string, string[]]>([
		['12 34', ['12 34']],
		['  ', ['  ']],
		['cats 12', ['12']],
		['Cats  12', [' 12']],
		['at 12', [' 12']],
		['a1t 12', ['1', ' 12']],
		['1ts 12', ['1', ' 12']],
		['at1 12', ['1 12']],
		['\\n 12', [' 12']],
		['cats12 34', ['12 34']],
		['12 cats', ['12 ']],
	])('do not begin with a blank where a word ends, in %j', (text, expected) => {
		expect(foundIn(text, NUMBERS, 1)).toEqual(expected);
	});

	it('are of bytes that are not ASCII as well', () => {
		expect(foundIn('a\xe9\xff\xe9b', byteKind('\xe9\xff'))).toEqual(['\xe9\xff\xe9']);
	});
});
