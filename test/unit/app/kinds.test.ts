import { DateTime } from 'luxon';
import { kindOf } from '../../../nodes/BettyBlocks/app/values/kinds';
import type { Property } from '../../../nodes/BettyBlocks/app/schema/models';
import { checkValue } from '../../../nodes/BettyBlocks/app/values/values';
import { toRecordForm } from '../../../nodes/BettyBlocks/rest/form';

const ZONE = 'Europe/Amsterdam';

/** What is sent to the app for a value that was entered. */
const encode = (kind: string, value: unknown, options: Record<string, unknown> = {}) => {
	const property: Property = { id: '', name: 'thing', kind, options };
	const thing = checkValue('thing', property, value, ZONE);
	return toRecordForm({ properties: [property] }, { thing }).thing;
};

const WRITABLE_TEXT = [
	'string',
	'text',
	'rich_text',
	'email_address',
	'email',
	'phone_number',
	'url',
	'iban',
	'zipcode',
	'password',
	'login_token',
];
const READ_ONLY = [
	'serial',
	'auto_increment',
	'count',
	'sum',
	'string_expression',
	'text_expression',
	'integer_expression',
	'decimal_expression',
	'price_expression',
	'minutes_expression',
	'boolean_expression',
	'date_expression',
	'date_time_expression',
	'pdf',
	'signed_pdf',
	'google_document',
];

describe('Kinds of properties', () => {
	it.each(READ_ONLY)('%s cannot be written', (kind) => {
		expect(kindOf({ name: 'thing', kind })).toMatchObject({ writable: false, mappable: false });
	});

	it.each(['id', 'created_at', 'updated_at'])(
		'%s is kept by the app, whatever its kind',
		(name) => {
			expect(kindOf({ name, kind: 'date_time' }).writable).toBe(false);
			expect(kindOf({ name, kind: 'unheard_of' }).writable).toBe(false);
		},
	);

	it.each<[string, string]>([
		...WRITABLE_TEXT.map((kind): [string, string] => [kind, 'string']),
		['list', 'options'],
		['enum', 'options'],
		['boolean', 'boolean'],
		['integer', 'number'],
		['decimal', 'number'],
		['float', 'number'],
		['price', 'number'],
		['minutes', 'number'],
		['date', 'dateTime'],
		['date_time', 'dateTime'],
		['time', 'time'],
		['file', 'string'],
		['image', 'string'],
		['multi_file', 'string'],
		['multi_image', 'string'],
		['belongs_to', 'number'],
		['has_one', 'number'],
		['object', 'object'],
		['unheard_of', 'string'],
		['constructor', 'string'],
	])('%s is offered as %s', (kind, fieldType) => {
		expect(kindOf({ name: 'thing', kind })).toMatchObject({
			fieldType,
			writable: true,
			mappable: true,
		});
	});

	it.each(['has_many', 'has_and_belongs_to_many'])('%s is taken, but not offered', (kind) => {
		expect(kindOf({ name: 'thing', kind })).toMatchObject({ writable: true, mappable: false });
	});
});

describe('Values to write', () => {
	const zoned = DateTime.fromISO('2026-03-29T01:30:00+01:00', { setZone: true });
	const day = new Date('2026-03-29T00:30:00Z');

	it.each<[kind: string, value: unknown, encoded: unknown]>([
		['string', 'Émile & "Co" [1]', 'Émile & "Co" [1]'],
		['string', 42, '42'],
		['string', true, 'true'],
		['string', zoned, '2026-03-29T01:30:00.000+01:00'],
		['list', 'Food', 'Food'],
		['list', ['Food', 'Steel'], ['Food', 'Steel']],
		['boolean', true, 'true'],
		['boolean', false, 'false'],
		['boolean', 'TRUE', 'true'],
		['boolean', 0, 'false'],
		['boolean', '1', 'true'],
		['integer', 0, '0'],
		['integer', -7, '-7'],
		['integer', ' 12 ', '12'],
		['integer', 1e21, '1000000000000000000000'],
		['decimal', 0.1, '0.1'],
		['decimal', 1e-7, '0.0000001'],
		['decimal', '1.50', '1.50'],
		['price', 12345678901234567890n, '12345678901234567890'],
		['minutes', '1:30', '1:30'],
		['date', zoned, '2026-03-29'],
		['date', day, '2026-03-29'],
		['integer', '07', '7'],
		['integer', '+7', '7'],
		['integer', '1e3', '1000'],
		['integer', '3.0', '3'],
		['integer', '12345678901234567890', '12345678901234567890'],
		['decimal', 1e-21, '0.000000000000000000001'],
		['decimal', '.5', '0.5'],
		['date', '2026-03-29', '2026-03-29'],
		// Local midnight in summer time, as a JavaScript date and as its text.
		['date', new Date('2025-06-30T22:00:00Z'), '2025-07-01'],
		['date', '2025-06-30T22:00:00.000Z', '2025-07-01'],
		['date', '2025-07-01T00:00:00+09:00', '2025-07-01'],
		['date', '2025-07-01T00:00:00Z', '2025-07-01'],
		['time', new Date('2025-07-01T12:30:00Z'), '14:30:00'],
		['time', '9:05', '09:05'],
		// As systems show a time without a day, and in no zone.
		['time', '2000-01-01T09:15:00.000Z', '09:15:00'],
		['time', '2000-01-01 09:15:00 UTC', '09:15:00'],
		['time', '1970-01-01T09:15:30Z', '09:15:30'],
		['time', '0001-01-01T23:15:00', '23:15:00'],
		['time', '1899-12-30T09:15:00.250Z', '09:15:00.250'],
		['time', '2000-01-01T00:00:00Z', '00:00:00'],
		['date_time', '2025-07-01T14:00:00.123456', '2025-07-01T14:00:00.123456+02:00'],
		['decimal', '90071992547409.935', '90071992547409.935'],
		['price', '0.1234567890123456789', '0.1234567890123456789'],
		['file', '/media/1/a b.pdf', '/media/1/a b.pdf'],
		['file', '//my-app.example/a.pdf', '//my-app.example/a.pdf'],
		['image', { url: '/uploads/1/a.png', thumb: { url: '/t.png' } }, '/uploads/1/a.png'],
		['image', { url: null }, ''],
		[
			'multi_file',
			'["data", "https://my-app.example/old.pdf"]',
			['data', 'https://my-app.example/old.pdf'],
		],
		['multi_file', [{ url: '/a.pdf' }, { url: null }], ['/a.pdf']],
		['multi_file', '/uploads/1/a.pdf', ['/uploads/1/a.pdf']],
		['has_many', '[1, 2]', [{ id: '1' }, { id: '2' }]],
		['object', { value: 7, unit: 'm' }, '{"value":7,"unit":"m"}'],
		['date_time', '2025-07-01T14:00:00', '2025-07-01T14:00:00+02:00'],
		['date_time', '2025-01-01 14:00', '2025-01-01T14:00:00+01:00'],
		['date_time', '2025-07-01', '2025-07-01T00:00:00+02:00'],
		['date_time', '2025-07-01 12:00:00 UTC', '2025-07-01T12:00:00Z'],
		['date_time', '2025-07-01T12:00:00 UTC', '2025-07-01T12:00:00Z'],
		['date_time', '2025-07-01T12:00 gmt', '2025-07-01T12:00Z'],
		['date', '  ', ''],
		['integer', '\u00a0', ''],
		['string', '  ', '  '],
		['multi_file', [], ''],
		['multi_image', {}, ''],
		['has_many', [], ''],
		['belongs_to', '03', { id: '3' }],
		['date', '2026-03-29T00:00:00.000+02:00', '2026-03-29'],
		['time', '2026-03-29T09:05:00', '09:05:00'],
		['time', '09:05', '09:05'],
		['date_time', zoned, '2026-03-29T01:30:00.000+01:00'],
		['date_time', day, '2026-03-29T00:30:00.000Z'],
		['time', zoned, '01:30:00'],
		['belongs_to', 3, { id: '3' }],
		['belongs_to', '3', { id: '3' }],
		['belongs_to', { id: 3, name: 'South' }, { id: '3' }],
		['belongs_to', { id: null }, { id: '' }],
		['has_many', [1, { id: 2 }], [{ id: '1' }, { id: '2' }]],
		['has_many', 1, [{ id: '1' }]],
		['object', { a: [1] }, '{"a":[1]}'],
		['unheard_of', 'x', 'x'],
		['unheard_of', { a: 1, b: [null, false] }, { a: '1', b: ['', 'false'] }],
	])('%s %p is sent as %j', (kind, value, encoded) => {
		expect(encode(kind, value)).toEqual(encoded);
	});

	it.each<[kind: string, value: unknown, reason: RegExp]>([
		['integer', 'twelve', /"thing" must be a whole number, for example 12, but got "twelve"/],
		['integer', '1,5', /must be a whole number/],
		['integer', '3.7', /must be a whole number.*but got "3.7"/],
		['integer', 3.7, /must be a whole number.*but got 3.7/],
		['integer', NaN, /must be a whole number.*but got NaN/],
		['integer', Infinity, /must be a whole number/],
		['integer', true, /must be a whole number/],
		['decimal', '1.2.3', /must be a number/],
		['decimal', '-', /must be a number/],
		['decimal', '1e999', /must be a number/],
		['minutes', 'long', /must be a number of minutes/],
		['date', '31-12-2025', /must be a date, for example 2025-12-31, but got "31-12-2025"/],
		['date', '01-02-2025', /must be a date/],
		['date', '2025-02-30', /must be a date/],
		['date', 'n.v.t.', /must be a date/],
		['date', '-', /must be a date/],
		['date', '45986', /must be a date/],
		['date_time', '2025-13-01T10:00', /must be a date and time/],
		['date_time', '2025-12-01T25:00', /must be a date and time/],
		['date_time', 'tomorrow', /must be a date and time/],
		['date_time', '2025-07-01T14:00 +02:00', /must be a date and time/],
		['date_time', '2025-07-01T14:00:00+02', /must be a date and time/],
		['date', '2025-07-01T14:00:00 +02:00', /must be a date/],
		['time', '2025-07-01T14:00:00+02', /must be a time/],
		['time', '14:30 +02:00', /must be a time/],
		['string', 'Invalid DateTime', /must be text, but got "Invalid DateTime"/],
		['list', 'Invalid Date', /must be one of the values in its list/],
		['unheard_of', { a: ['Invalid DateTime'] }, /must be text/],
		['object', { a: [Number.NaN] }, /must be an object with valid dates and numbers/],
		['object', { a: DateTime.invalid('x') }, /must be an object with valid dates and numbers/],
		['object', [new Date(Number.NaN)], /must be an object with valid dates and numbers/],
		['object', 'Invalid DateTime', /must be an object with valid dates and numbers/],
		['object', () => 1, /must be an object/],
		['date', 'Invalid DateTime', /must be a date/],
		['file', 'Invalid DateTime', /must be a URL/],
		['object', { 'half \ud83d': 1 }, /half a character/],
		['object', '{"a":1,"\\u0061":2}', /an object without duplicate names/],
		['unheard_of', [[1], [2]], /a list that a form can't carry/],
		['unheard_of', { a: {} }, /an empty list or object/],
		['unheard_of', [{ a: [] }], /an empty list or object/],
		['unheard_of', { 'a[b]': 1 }, /the name "a\[b\]"/],
		['unheard_of', { '': 1 }, /the name ""/],
		['time', '24:00', /must be a time, for example 14:30/],
		['time', '2025-12-01', /must be a time/],
		['time', 'noon', /must be a time/],
		['string', 'cut \ud83d', /half a character/],
		['unheard_of', { a: ['\udc00'] }, /half a character/],
		['boolean', 'perhaps', /must be true or false, but got "perhaps"/],
		['boolean', 2, /must be true or false/],
		['date', 5, /must be a date.*but got 5/],
		['date', DateTime.fromISO('nonsense'), /must be a date.*but got an invalid date/],
		['date_time', new Date('nonsense'), /must be a date and time/],
		['string', { a: 1 }, /must be text, but got an object/],
		['string', ['a'], /must be text, but got a list/],
		['belongs_to', 'South', /must be the ID of a record.*but got "South"/],
		['belongs_to', 0, /must be the ID of a record/],
		['belongs_to', -1, /must be the ID of a record/],
		['belongs_to', 1.5, /must be the ID of a record/],
		['belongs_to', [1], /must be the ID of a record.*but got a list/],
		['has_many', ['x'], /must be the ID of a record/],
	])('%s refuses %p, in the name of the property', (kind, value, reason) => {
		expect(() => encode(kind, value)).toThrow(reason);
	});

	it.each(['string', 'integer', 'boolean', 'date', 'object', 'has_many', 'unheard_of'])(
		'%s is cleared by null and by empty text',
		(kind) => {
			expect(encode(kind, null)).toBe('');
			expect(encode(kind, '')).toBe('');
		},
	);

	it('clears a relation by an empty id', () => {
		expect(encode('belongs_to', null)).toEqual({ id: '' });
		expect(encode('belongs_to', '')).toEqual({ id: '' });
	});

	it('takes from a list what the app says is in it, and names that otherwise', () => {
		const options = { values: ['Food', { name: 'Steel', value: 'steel' }] };
		expect(encode('list', 'steel', options)).toBe('steel');
		expect(() => encode('list', 'Wood', options)).toThrow('but got "Wood"');
		expect(() => encode('enum', ['Food', 'Wood'], options)).toThrow('but got "Wood"');
	});

	it.each([
		['31-12-2025', 'dd-MM-yyyy'],
		['12/31/2025', 'MM/dd/yyyy'],
		['1.2.2025', 'd.M.yyyy'],
		['31-12-2025 9:05', 'dd-MM-yyyy H:mm'],
		['31/12/25 10:05:00', 'dd/MM/yy HH:mm:ss'],
	])('a date written as %s leads to an expression that reads it', (entered, format) => {
		const expression = `DateTime.fromFormat($json.date, '${format}')`;
		expect(() => encode('date', entered)).toThrow(
			expect.objectContaining({ advice: expect.stringContaining(expression) }) as Error,
		);
		expect(DateTime.fromFormat(entered, format).isValid).toBe(true);
	});

	it('takes a choice in any form of Unicode for the one in the list', () => {
		const options = { values: ['Café', 'Open'] };
		expect(encode('list', 'Cafe\u0301', options)).toBe('Café');
	});

	it('refuses values that are nested too deeply for anybody', () => {
		let deep: unknown = 'x';
		for (let depth = 0; depth < 50_000; depth++) deep = { deep };
		for (const kind of ['object', 'unheard_of', 'multi_file']) {
			expect(() => encode(kind, deep)).toThrow('"thing" is nested too deeply');
		}
	});

	it('refuses what only looks like a value', () => {
		expect(() => encode('string', { toString: 1 })).toThrow(
			'"thing" must be text, but got an object',
		);
		expect(() => encode('integer', { toString: 1 })).toThrow('but got an object');
		expect(() => encode('date', { toISO: 1, isValid: true })).toThrow('"thing" must be a date');
	});

	it('goes by the value alone where nothing is known of the property', () => {
		expect(encode('unheard_of', { id: 1 })).toEqual({ id: '1' });
		expect(encode('unheard_of', zoned)).toBe('2026-03-29T01:30:00.000+01:00');
	});
});
