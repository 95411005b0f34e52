import { toFormValue, toRecordForm } from '../../../nodes/BettyBlocks/rest/form';

const property = (name: string, kind: string) => ({ id: name, name, kind, options: {} });

const MODEL = {
	properties: [
		property('name', 'string'),
		property('tags', 'object'),
		property('group', 'belongs_to'),
		property('parts', 'has_many'),
	],
};

const form = (values: Parameters<typeof toRecordForm>[1]) => toRecordForm(MODEL, values);

describe('A record in a form', () => {
	it('has text, and nothing as empty text', () => {
		expect(form({ name: 'a', unknown: 1.5, none: null, yes: true })).toEqual({
			name: 'a',
			unknown: '1.5',
			none: '',
			yes: 'true',
		});
	});

	it('names related records by their IDs', () => {
		expect(form({ group: '3', parts: ['1', '2'] })).toEqual({
			group: { id: '3' },
			parts: [{ id: '1' }, { id: '2' }],
		});
		expect(form({ group: null, parts: null })).toEqual({ group: { id: '' }, parts: '' });
	});

	it('has lists and objects in an order in which they come back', () => {
		const lines: Array<Record<string, string>> = [
			{ n: '1', sku: 'a' },
			{ sku: 'b', m: '2' },
		];
		const [first, second] = form({ tags: lines }).tags as [object, object];
		expect([first, second].map((each) => Object.entries(each))).toEqual([
			[
				['sku', 'a'],
				['n', '1'],
			],
			[
				['sku', 'b'],
				['m', '2'],
			],
		]);
	});

	it.each<[Parameters<typeof toFormValue>[0], string]>([
		[[['a'], ['b']], "a list that a form can't carry"],
		[{ 'a[b': 'c' }, 'the name "a[b", which a form reads as nested values'],
		[{ a: [] }, "an empty list or object, which a form can't carry"],
	])('is refused for a property with %j', (value, what) => {
		expect(() => form({ tags: value })).toThrow(
			expect.objectContaining({
				message: `Property "tags" has ${what}`,
				advice:
					'The app accepts only text, and lists and objects of text. Leave this property out, or write its value as JSON text',
			}) as Error,
		);
	});

	it('writes each value as text, however deep', () => {
		expect(toFormValue({ a: [1, { b: null }], c: false })).toEqual({
			a: ['1', { b: '' }],
			c: 'false',
		});
	});
});
