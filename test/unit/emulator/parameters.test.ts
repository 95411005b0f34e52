import { ParameterError, parseParameters } from '../../emulator/parameters.ts';

describe('Parameters, parsed the Rails way,', () => {
	it.each([
		['', {}],
		['a=1&b=&c', { a: '1', b: '', c: null }],
		['a=1&a=2', { a: '2' }],
		['&&a=1&', { a: '1' }],
		['a=x+y%20z%2B', { a: 'x y z+' }],
		['a=b=c', { a: 'b=c' }],
		['record[name]=x', { record: { name: 'x' } }],
		['record%5Bname%5D=x', { record: { name: 'x' } }],
		['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
		['a[]=1&a[]=2', { a: ['1', '2'] }],
		['a[]', { a: [null] }],
		['a[b][]=1&a[b][]=2', { a: { b: ['1', '2'] } }],
		['a[0]=x&a[1]=y', { a: { 0: 'x', 1: 'y' } }],
		['a[][x]=1&a[][y]=2&a[][x]=3', { a: [{ x: '1', y: '2' }, { x: '3' }] }],
		['a[][x][y]=1&a[][x][z]=2&a[][x][y]=3', { a: [{ x: { y: '1', z: '2' } }, { x: { y: '3' } }] }],
		['__proto__[x]=1&a[__proto__]=2', { a: {} }],
	])('turn %s into %j', (encoded, expected) => {
		expect(parseParameters(encoded)).toEqual(expected);
	});

	it('start a new list element when a key comes again', () => {
		const form = 'f[][criteria]=1&f[][path][]=u&f[][criteria]=2&f[][path][]=v';
		expect(parseParameters(form)).toEqual({
			f: [
				{ criteria: '1', path: ['u'] },
				{ criteria: '2', path: ['v'] },
			],
		});
	});

	it('cannot tell elements apart that start with a nested list, as in Rails', () => {
		const form = 'f[][path][]=u&f[][criteria]=1&f[][path][]=v&f[][criteria]=2';
		expect(parseParameters(form)).toEqual({
			f: [{ path: ['u', 'v'], criteria: '1' }, { criteria: '2' }],
		});
	});

	it.each(['a=1&a[b]=2', 'a=1&a[]=2', 'a[]=1&a[b]=2', 'a=%ff', 'a=%', `a${'[b]'.repeat(200)}=1`])(
		'are refused when they make no sense: %s',
		(encoded) => {
			expect(() => parseParameters(encoded)).toThrow(ParameterError);
		},
	);
});
