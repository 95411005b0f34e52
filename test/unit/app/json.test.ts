import fc from 'fast-check';
import {
	isTooDeep,
	MAX_DEPTH,
	parseJson,
	parseList,
	repeatedName,
} from '../../../nodes/BettyBlocks/app/values/json';
import { toJsonObject } from '../../../nodes/BettyBlocks/parameters/converters';
import { runs } from '../../support/runs';

const number = fc.oneof(
	fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,25})?$/),
	fc.stringMatching(/^-?[1-9]\d{0,30}(\.\d{1,25})?[eE][+-]?[1-9]\d{0,2}$/),
	fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const text = fc.string({ unit: 'binary' });

/** Whether JavaScript writes a number with the digits that it was given, whatever its form. */
const isKept = (digits: string) => {
	const kept = Number(digits);
	if (!Number.isFinite(kept)) return false;
	const [exact, shown] = [digits, String(kept)].map((each) => {
		const [, sign, whole = '', fraction = '', exponent = '0'] =
			/^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(each) ?? [];
		const significant = (whole + fraction).replace(/^0+/, '');
		const trimmed = significant.replace(/0+$/, '');
		const scale = Number(exponent) - fraction.length + significant.length - trimmed.length;
		return trimmed === '' ? '0' : `${sign}${trimmed}e${scale}`;
	});
	return exact === shown;
};

describe('JSON from outside', () => {
	it('keeps the digits of every number that JavaScript would change, wherever it stands', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.boolean(), number, text)), (values) => {
				const written = values.map(([isNumber, digits, other]) =>
					isNumber ? digits : JSON.stringify(other),
				);
				const expected = values.map(([isNumber, digits, other]) => {
					if (!isNumber) return other;
					return isKept(digits) ? JSON.parse(digits) : digits;
				});
				expect(parseJson(`[${written.join(',')}]`)).toEqual(expected);
				expect(parseJson(`{"a":[${written.join(' , ')}]}`)).toEqual({ a: expected });
			}),
			runs(2_000, 1),
		);
	});

	it.each<[string, unknown]>([
		['0.1', 0.1],
		['-0.5', -0.5],
		['1e21', 1e21],
		['0.30000000000000004', 0.30000000000000004],
		['90071992547409.935', '90071992547409.935'],
		['0.1234567890123456789', '0.1234567890123456789'],
		['-12345678901234567890', '-12345678901234567890'],
		['1e400', '1e400'],
		['1e-400', '1e-400'],
		['12.50', 12.5],
	])('%s is read as %p', (digits, value) =>
		expect(parseJson(`{"a":${digits}}`)).toEqual({ a: value }),
	);

	it('is none where the text is not JSON', () => {
		for (const none of ['<html>', '{"a": 12345678901234567890', '[01234567890123456789]', '']) {
			expect(parseJson(none)).toBeUndefined();
		}
	});

	it('is read up to a depth that every call stack holds, and no deeper', () => {
		for (const [open, close] of [
			['[', ']'],
			['{"a":', '}'],
		] as const) {
			const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
			expect(parseJson(nested(MAX_DEPTH))).toBeDefined();
			expect(isTooDeep(nested(MAX_DEPTH))).toBe(false);
			for (const depth of [MAX_DEPTH + 1, 100_000]) {
				expect(parseJson(nested(depth))).toBeUndefined();
				expect(isTooDeep(nested(depth))).toBe(true);
				expect(isTooDeep(JSON.parse(nested(depth)))).toBe(true);
			}
		}
		expect(parseJson(JSON.stringify({ a: '['.repeat(10_000) }))).toBeDefined();
	});

	it('tells a list that was entered as text from any other text', () => {
		expect(parseList(' ["A", "B"] ')).toEqual(['A', 'B']);
		for (const other of ['A, B', '[A', '{"a":1}', '']) expect(parseList(other)).toBeUndefined();
	});

	it('finds a name that is given twice in any object, however it is spelled', () => {
		const escaped = (name: string) =>
			`"${[...name].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
		fc.assert(
			fc.property(fc.string(), fc.jsonValue(), fc.boolean(), (name, value, isNested) => {
				const entry = `${JSON.stringify(value)}`;
				const twice = `{${JSON.stringify(name)} : ${entry}, ${escaped(name)}:1}`;
				expect(repeatedName(isNested ? `[1,{"${name.length}":[${twice}]}]` : twice)).toBe(name);
				expect(repeatedName(entry)).toBeUndefined();
			}),
			runs(500, 2),
		);
	});
});

describe('A JSON parameter', () => {
	const read = (entered: unknown) => toJsonObject(entered, 'Values (JSON)');

	it('refuses a name that is given twice, also in an object within', () => {
		for (const twice of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"x":[{"a":1,"a":1}]}']) {
			expect(() => read(twice)).toThrow(
				`'Values (JSON)' has the name "a" twice in the same object`,
			);
		}
		expect(read('{"a":{"a":1},"b":[{"a":1},{"a":2}]}')).toHaveProperty('a');
	});

	it('keeps the digits of numbers', () => {
		expect(read('{"a": 90071992547409.935}')).toEqual({ a: '90071992547409.935' });
	});

	it('that is blank is an empty object', () => {
		for (const blank of ['', '  ', '\n']) expect(read(blank)).toEqual({});
	});

	it('names what is nested too deeply, as text and as an object', () => {
		const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
		const message = `'Values (JSON)' is nested more than ${MAX_DEPTH} levels deep`;
		expect(() => read(deep)).toThrow(message);
		expect(() => read(JSON.parse(deep))).toThrow(message);
		const circle: Record<string, unknown> = {};
		circle.a = circle;
		expect(() => read(circle)).toThrow(message);
	});
});
