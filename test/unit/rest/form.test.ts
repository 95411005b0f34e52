import fc from 'fast-check';
import { DateTime } from 'luxon';
import { readActionId } from '../../../nodes/BettyBlocks/app/schema/ids';
import { encodeForm, encodeInputs } from '../../../nodes/BettyBlocks/rest/form';
import { parseParameters } from '../../emulator/parameters.ts';

const decoded = (form: Parameters<typeof encodeForm>[0]) => decodeURIComponent(encodeForm(form));

describe('Form encoding', () => {
	it('names nested values in brackets', () => {
		expect(decoded({ record: { name: 'Robert', group: { id: '1' } } })).toBe(
			'record[name]=Robert&record[group][id]=1',
		);
	});

	it('repeats a name with empty brackets for a list', () => {
		expect(decoded({ ids: ['1', '2'], tags: [{ id: '3' }, { id: '4' }] })).toBe(
			'ids[]=1&ids[]=2&tags[][id]=3&tags[][id]=4',
		);
	});

	it('writes filters as the vendor sends them', () => {
		const condition = { path: ['u1'], predicate: 'eq', criteria: '1' };
		expect(decoded({ filters: [{ conditions: [condition], operator: 'and' }] })).toBe(
			'filters[][conditions][][path][]=u1&filters[][conditions][][predicate]=eq' +
				'&filters[][conditions][][criteria]=1&filters[][operator]=and',
		);
	});

	it('percent-encodes whatever has a meaning in a form, in names and values', () => {
		expect(encodeForm({ 'a&b=[c]': 'x&y=z +%"é\n' })).toBe(
			'a%26b%3D%5Bc%5D=x%26y%3Dz%20%2B%25%22%C3%A9%0A',
		);
	});

	it('keeps an empty value and leaves out what holds nothing', () => {
		expect(encodeForm({ cleared: '', none: [], nothing: {} })).toBe('cleared=');
	});
});

const UUID = '0123456789abcdef0123456789abcdef';
const MODEL = 'f'.repeat(32);

describe('What a person enters for an action', () => {
	it.each([
		UUID,
		` ${UUID.toUpperCase()}\n`,
		'01234567-89ab-cdef-0123-456789abcdef',
		`https://my-app.bettyblocks.com/builder/models/${MODEL}/actions/${UUID}`,
		`https://my-app.bettyblocks.com/builder/models/${MODEL}/actions/${UUID}/events/${'e'.repeat(32)}`,
		`https://my-app.bettyblocks.com/builder/actions/${UUID}/edit`,
		`https://my-app.bettyblocks.com/builder/models/${MODEL}#${UUID}`,
		`https://my-app.bettyblocks.com/builder/${UUID}`,
	])('%j is its UUID', (entered) => {
		expect(readActionId(entered, 'Action ID')).toBe(UUID);
	});

	it.each([
		'approve',
		UUID.slice(1),
		`${UUID}0`,
		'https://my-app.bettyblocks.com/builder',
		`https://my-app.bettyblocks.com/builder/models/${MODEL}/actions`,
		'../../models',
	])('%j is refused', (entered) => {
		expect(() => readActionId(entered, 'Action ID')).toThrow(
			/^'Action ID' must be a UUID or a URL with one/,
		);
	});

	it.each(['', ' ', null, undefined, 5, {}])('%j is empty', (entered) => {
		expect(() => readActionId(entered, 'Action ID')).toThrow("'Action ID' is empty");
	});
});

describe('Inputs in a form', () => {
	const fetchBack = (inputs: object) => parseParameters(encodeForm(encodeInputs(inputs, 'UTC')));

	it.each<[object, object]>([
		[
			{ a: 'x & y=z', b: '' },
			{ a: 'x & y=z', b: '' },
		],
		[{ a: null }, { a: '' }],
		[
			{ a: true, b: false, c: 0, d: -1.5, e: 1e21 },
			{ a: 'true', b: 'false', c: '0', d: '-1.5', e: '1000000000000000000000' },
		],
		[
			{
				at: new Date('2026-03-01T12:00:00Z'),
				day: DateTime.fromISO('2026-03-01T12:00:00Z').toUTC(),
			},
			{ at: '2026-03-01T12:00:00.000Z', day: '2026-03-01T12:00:00.000Z' },
		],
		[{ ids: [1, 2, 3] }, { ids: ['1', '2', '3'] }],
		[{ customer: { name: 'A', tags: ['x', 'y'] } }, { customer: { name: 'A', tags: ['x', 'y'] } }],
		[
			{ lines: [{ sku: 'a', n: 1 }, { sku: 'b' }, { sku: 'c', n: 3 }] },
			{ lines: [{ sku: 'a', n: '1' }, { sku: 'b' }, { sku: 'c', n: '3' }] },
		],
		[
			{ lines: [{ tags: ['x', 'y'], id: 1 }, { sub: [{ a: 1 }, { a: 2 }], id: 2 }, 'z'] },
			{
				lines: [{ tags: ['x', 'y'], id: '1' }, { sub: [{ a: '1' }, { a: '2' }], id: '2' }, 'z'],
			},
		],
		[{ none: [] }, {}],
	])('%j come back as %j', (inputs, expected) => {
		expect(fetchBack(inputs)).toEqual(expected);
	});

	it.each([
		{ lines: [{ a: 1 }, { b: 2 }] },
		{ lines: [{}, { a: 1 }] },
		{ lines: [[1, 2], [3]] },
		{ lines: [{ a: [1] }, { a: [2] }] },
		{
			lines: [
				{ 1: ['x'], id: 1 },
				{ 1: ['y'], id: 2 },
			],
		},
		{ lines: [{ a: 1 }, { a: { b: 1 } }] },
		{ order: { lines: [{ a: [{ x: 1 }, { y: 2 }] }] } },
	])('%j are refused, as they would come back as something else', (inputs) => {
		expect(() => encodeInputs(inputs, 'UTC')).toThrow(/has a list that a form can't carry/);
	});

	it.each<[object, string, string]>([
		[
			{ lines: [[1], [2]] },
			`The input "lines" has a list that a form can't carry`,
			'The entries of a list must be text, or objects that have the same text field',
		],
		[
			{ a: { 'b]': 1 } },
			'The input "a" has the name "b]", which a form reads as nested values',
			'The entries of a list must be text, or objects that have the same text field',
		],
		[
			{ a: { '': 1 } },
			'The input "a" has the name "", which a form reads as nested values',
			'The entries of a list must be text, or objects that have the same text field',
		],
		[
			{ a: { b: [] } },
			`The input "a" has an empty list or object, which a form can't carry`,
			'The entries of a list must be text, or objects that have the same text field',
		],
		[
			{ a: ['x', {}] },
			`The input "a" has a list that a form can't carry`,
			'The entries of a list must be text, or objects that have the same text field',
		],
		[
			{ [`[${'x'.repeat(100)}`]: 1 },
			`The name of the input "[${'x'.repeat(79)}" has brackets, which a form reads as nested values`,
			'Use a name without brackets',
		],
		[
			{ a: { [`[${'x'.repeat(100)}`]: 1 } },
			`The input "a" has the name "[${'x'.repeat(79)}", which a form reads as nested values`,
			'The entries of a list must be text, or objects that have the same text field',
		],
	])('are refused in words that name them: %j', (inputs, message, advice) => {
		expect(() => encodeInputs(inputs, 'UTC')).toThrow(
			expect.objectContaining({ message, advice, remedy: 'another encoding' }) as Error,
		);
	});

	it('with numbers for names come back where one object has them', () => {
		expect(fetchBack({ a: [{ 1: 'x', id: 'y' }] })).toEqual({ a: [{ 1: 'x', id: 'y' }] });
		const lines = [
			{ a1: 'x', id: '1' },
			{ id: '2', a1: 'y' },
		];
		expect(fetchBack({ lines })).toEqual({ lines });
	});

	it('with a digit in the names of an object come back, and with numbers for names are refused', () => {
		const lines = [{ '1a': 'x' }, { '1a': 'y' }];
		expect(fetchBack({ lines })).toEqual({ lines });
		for (const number of ['1', '12']) {
			const numbered = [{ id: 'x', [number]: 'y' }, { id: 'z' }];
			expect(() => encodeInputs({ numbered }, 'UTC')).toThrow(/a list that a form can't carry/);
		}
	});

	it('that are empty text come back, in objects and lists as well', () => {
		expect(fetchBack({ a: { b: '' }, c: [''] })).toEqual({ a: { b: '' }, c: [''] });
	});

	it('come back where the only object of a list has no text', () => {
		expect(fetchBack({ a: [{ b: ['x'] }] })).toEqual({ a: [{ b: ['x'] }] });
	});

	it('are refused by name when they are no value at all', () => {
		expect(() => encodeInputs({ amount: NaN }, 'UTC')).toThrow(/^"amount" must be a number/);
	});
});

describe('Whatever inputs there are', () => {
	const name = fc.stringMatching(/^[a-z]{1,3}$/);
	const { value } = fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			fc.string(),
			fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
			fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 3 }),
		),
	}));

	it('come back from a form as they were, or are refused', () => {
		let carried = 0;
		fc.assert(
			fc.property(fc.dictionary(name, value, { maxKeys: 3 }), (inputs) => {
				const encoded = encodedOrRefused(inputs);
				if (encoded === undefined) return;
				carried++;
				expect(parseParameters(encodeForm(encoded))).toEqual({ ...inputs });
			}),
		);
		expect(carried).toBeGreaterThan(20);
	});

	function encodedOrRefused(inputs: object) {
		try {
			return encodeInputs(inputs, 'UTC');
		} catch {
			return undefined;
		}
	}
});
