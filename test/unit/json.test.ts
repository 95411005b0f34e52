import fc from 'fast-check';
import { parseJson } from '../../nodes/BettyBlocks/app/json';

describe('JSON of an app', () => {
	it('keeps the digits of whole numbers that JavaScript would change, wherever they stand', () => {
		const digits = fc.stringMatching(/^-?[1-9]\d{0,30}$/);
		const text = fc.string({ unit: 'binary' });
		fc.assert(
			fc.property(fc.array(fc.oneof(digits, text)), (values) => {
				const written = values.map((value) =>
					/^-?\d+$/.test(value) ? value : JSON.stringify(value),
				);
				const expected = values.map((value) =>
					/^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value,
				);
				expect(parseJson(`[${written.join(',')}]`)).toEqual(expected);
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each(['0.1', '-0.5', '1e21', '0.30000000000000004', '123456789.12345678901234567890'])(
		'leaves %s a number',
		(text) => expect(parseJson(`{ "a": ${text} }`)).toEqual({ a: Number(text) }),
	);

	it('is none where the text is not JSON', () => {
		expect(parseJson('<html>')).toBeUndefined();
		expect(parseJson('{"a": 12345678901234567890')).toBeUndefined();
	});
});
