import { encodeForm } from '../../../nodes/BettyBlocks/rest/form';

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
