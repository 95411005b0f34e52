import fc from 'fast-check';
import { InputError } from '../../../nodes/BettyBlocks/app/errors';
import { kindOf } from '../../../nodes/BettyBlocks/app/values/kinds';
import type { Property } from '../../../nodes/BettyBlocks/app/schema/models';
import { readCondition } from '../../../nodes/BettyBlocks/app/query/conditions';
import { checkMeant, checkValue, type Value } from '../../../nodes/BettyBlocks/app/values/values';
import { checkJsonText, toPositiveInteger } from '../../../nodes/BettyBlocks/parameters/converters';
import { runs } from '../../support/runs';

const ZONE = 'Europe/Amsterdam';
const REFUSED = Symbol('refused');

const property = (kind: string): Property => ({ id: 'p', name: 'thing', kind, options: {} });

/** The value as it is written, or that it is refused by name; any other error fails the test. */
function taken(kind: string, value: unknown): Value | typeof REFUSED {
	try {
		return checkValue('thing', property(kind), value, ZONE);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		expect((error as Error).message).toMatch(/^(Property )?"thing" /);
		expect((error as Error).message.length).toBeLessThan(300);
		return REFUSED;
	}
}

const digits = fc.stringMatching(/^\d{1,20}$/);
const numbers = fc.oneof(
	fc.constantFrom('+7', '-7', '+02', '-02', '007', '1e3', '1E-3', '.5', '5.', '1,5', '1.000,50'),
	fc.constantFrom('1,000', '1 000', '1_000', "1'000", '€ 5', '5%', '0x10', '0b1', '1e999', '--5'),
	fc.constantFrom('Infinity', '-Infinity', 'NaN', '٣', '１２', '½', '1e', '+', '.', '- 5', '1.2.3'),
	fc.constantFrom<unknown>(NaN, Infinity, -0, 1e21, 1e-7, 12345678901234567890n, 0.1 + 0.2),
	fc
		.tuple(fc.constantFrom('', '+', '-'), digits, fc.constantFrom('', '.5', 'e2', ' '))
		.map((all) => all.join('')),
	fc.double(),
	fc.integer(),
);
const days = fc.oneof(
	fc.constantFrom('31-12-2024', '2024-02-30', '2023-02-29', '2024-02-29', '0000-00-00', '2024-1-5'),
	fc.constantFrom('20241231', '12/31/2024', '2024-W01-1', '2024-366', '+002024-01-01', 'today'),
	fc.date({ noInvalidDate: false }),
	fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
);
const clocks = fc.oneof(
	fc.constantFrom(
		'24:00',
		'23:59:60',
		'14:30 ',
		' 9:05',
		'9:5',
		'14.30',
		'2:30 PM',
		'25:00',
		'14:60',
	),
	fc.constantFrom('14:30:00.123456789', '14:30:00,5', '14:30+02', '14:30 +02:00', '14:30Z', '1430'),
	fc.constantFrom('T14:30', '-1:00', '14:30:00.1234567890', '00:00:00'),
);
const moments = fc
	.tuple(
		days,
		fc.constantFrom('T', ' ', '  '),
		clocks,
		fc.constantFrom('', 'Z', '+02:00', '+02', ' +02:00'),
	)
	.map(([day, mark, clock, zone]) => `${String(day)}${mark}${clock}${zone}`);
const others = fc.oneof(
	fc.constantFrom('yes', 'no', 'ja', 'nee', 'on', 'off', 'True', ' false ', '1', '0', 't', 'Y'),
	fc.constantFrom<unknown>(
		true,
		false,
		1,
		0,
		2,
		-1,
		'2',
		'waar',
		'Invalid DateTime',
		'Invalid Date',
	),
	fc.constantFrom('\ud83d', 'a\ude00b', '__proto__', 'constructor', 'toString', '[object Object]'),
	fc.constantFrom<unknown>('null', 'undefined', '[]', '{}', '{"a":1,"a":2}', '["a",', [], {}, [[]]),
	fc.constantFrom<unknown>(() => 1, Symbol('x'), new Date(NaN), { id: '__proto__' }, { id: [1] }),
	fc.constant('x'.repeat(200_000)),
	fc.constant('['.repeat(20_000)),
	fc.anything({ maxDepth: 3, withDate: true, withBigInt: true }),
	fc.string({ unit: 'binary' }),
);
const anyValue = fc.oneof(numbers, days, clocks, moments, others);

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : String(value));

/** What a value of a kind must be, if it was taken for what somebody entered. */
const MEANT: Record<string, (entered: unknown, value: Value) => boolean> = {
	decimal: (entered, value) =>
		/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(textOf(entered)) &&
		!/^[+-]0\d/.test(textOf(entered)) &&
		/^-?\d+(\.\d+)?$/.test(String(value)) &&
		Number(value) === Number(textOf(entered)) + 0,
	integer: (entered, value) =>
		/^-?\d+$/.test(String(value)) && Number(value) === Number(textOf(entered)) + 0,
	minutes: (entered, value) =>
		/^\d{1,6}:\d\d$/.test(String(value))
			? value === textOf(entered)
			: Number(value) === Number(textOf(entered)) + 0,
	boolean: (entered, value) =>
		(value === true ? ['true', '1'] : ['false', '0']).includes(textOf(entered).toLowerCase()),
	date: (entered, value) => {
		const day = String(value);
		const isReal = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
		const isInstant = entered instanceof Date || /(z|utc|gmt)$/i.test(textOf(entered));
		return isReal && (isInstant || textOf(entered).startsWith(day));
	},
	date_time: (entered, value) => {
		const text = entered instanceof Date ? entered.toISOString() : textOf(entered);
		const isZoned = /(z|[+-]\d\d:?\d\d)$/i.test(text.slice(10));
		const isRead = new Date(String(value)).getTime();
		return (
			!/ [+-]|[+-]\d\d$/.test(text.slice(10)) &&
			(isZoned
				? isRead === Date.parse(text.replace(',', '.'))
				: String(value).startsWith(text.slice(0, 10)))
		);
	},
	time: (entered, value) =>
		/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/.test(String(value)) && entered !== null,
	belongs_to: (entered, value) => {
		const id =
			typeof entered === 'object' && entered !== null && 'id' in entered ? entered.id : entered;
		return Number.isSafeInteger(value) && Number(value) > 0 && Number(textOf(id)) === value;
	},
	string: (entered, value) => typeof entered !== 'string' || value === entered,
	unheard_of: (entered, value) => typeof entered !== 'string' || value === entered,
};

describe('Whatever is entered', () => {
	it.each(Object.keys(MEANT))(
		'for a property of kind %s is taken as it is meant, or refused by name',
		(kind) => {
			fc.assert(
				fc.property(anyValue, (entered) => {
					const value = taken(kind, entered);
					if (value === REFUSED || value === null) return;
					expect([entered, value, MEANT[kind]?.(entered, value)]).toEqual([entered, value, true]);
				}),
				runs(3000, 1),
			);
		},
	);

	it('for a property of any other kind is taken or refused by name', () => {
		const kinds = ['list', 'file', 'multi_file', 'has_many', 'object', 'password', 'constructor'];
		fc.assert(
			fc.property(fc.constantFrom(...kinds), anyValue, (kind, entered) => {
				const value = taken(kind, entered);
				if (typeof entered !== 'string' || value === REFUSED || value === null) return;
				const isList =
					kindOf(property(kind)).isToMany ?? kindOf(property(kind)).files === 'several';
				if (!isList) expect([entered, entered.trim()]).toContain(value);
			}),
			runs(3000, 1),
		);
	});

	it.each([NaN, Infinity, 'Invalid DateTime', '2025-07-01T14:00:00+02', '2025-07-01 14:00 +02:00'])(
		'for an input of no known kind is refused where no app reads it as it is meant: %p',
		(value) => {
			expect(() => checkMeant('The input "x"', { a: [value] })).toThrow(/^The input "x" /);
		},
	);

	it.each(['+2', ' 2 ', '2', '2.0', '2e0', 2])('as a whole number may be %p', (entered) => {
		expect(toPositiveInteger(entered, 'Limit')).toBe(2);
	});

	it.each(['+02', '0x2', '2,0', '1_0', '', ' ', 'Infinity', '2.5', true, null, [2]])(
		'as a whole number is refused in the name of its parameter: %p',
		(entered) => {
			expect(() => toPositiveInteger(entered, 'Limit')).toThrow(/^'Limit' must be/);
		},
	);
});

describe('The values of Is One Of', () => {
	const model = { id: 'm', name: 'Company', properties: [property('string')] };
	const listed = (value: unknown) =>
		readCondition([model], model, { property: 'thing', operator: 'in', value }, ZONE).criteria;

	it.each([
		['"a, b", "c"', ['a, b', 'c']],
		['"a, b", c', ['a, b', 'c']],
		['c, "a, b"', ['c', 'a, b']],
		['"say ""hi"", you", x', ['say "hi", you', 'x']],
		['"say \\"hi\\", you", "x"', ['say "hi", you', 'x']],
		['5" pipe, 6" pipe', ['5" pipe', '6" pipe']],
		['"Best" Company, x', ['"Best" Company', 'x']],
		['a, , b,', ['a', 'b']],
		['["a, b"]', ['a, b']],
	])('keep their commas in quotes: %s', (value, expected) => {
		expect(listed(value)).toEqual(expected);
	});

	it.each(['"a, b', 'x, "a, b', '["a", "b"'])(
		'are refused where a quote or a list has no end: %s',
		(value) => {
			expect(() => listed(value)).toThrow(/^The values of the condition on "thing" aren't a valid/);
		},
	);

	it('come back as they were put into quotes', () => {
		const text = fc.string({ minLength: 1, unit: fc.constantFrom(...'ab ,"\\') });
		fc.assert(
			fc.property(
				fc.array(
					text.filter((each) => each.trim() !== ''),
					{ minLength: 1 },
				),
				(values) => {
					const json = values.map((value) => JSON.stringify(value)).join(', ');
					expect(listed(json)).toEqual(values);
				},
			),
			runs(500, 1),
		);
	});
});

describe('Text that is JSON', () => {
	it.each(['{"a":1,"\\u0061":2}', '[{"a":1,"a":2}]', '['.repeat(600) + ']'.repeat(600)])(
		'is refused where an app would lose something of it',
		(text) => {
			expect(() => checkJsonText(text, 'Body')).toThrow(
				/^'Body' (has the name "a" twice|is nested)/,
			);
		},
	);

	it.each(['[{"a":1},{"a":2}]', 'text', '[not json, a: 1, a: 2]', '"a"'])(
		'is left as it is: %s',
		(text) => {
			expect(() => checkJsonText(text, 'Body')).not.toThrow();
		},
	);
});
