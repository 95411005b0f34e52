import { readRefusal } from '../../../nodes/BettyBlocks/rest/responseErrors';

const lines = (body: string | object) =>
	readRefusal(typeof body === 'string' ? body : JSON.stringify(body)).lines;

describe('What an app says when it refuses', () => {
	it('is one line a property, in its name', () => {
		expect(
			lines({ errors: { first_name: ['is_required'], email: ['is_invalid', 'is_too_long'] } }),
		).toEqual(['first_name is required', 'email is invalid, is too long']);
	});

	it.each([
		[{ errors: { name: 'is_required' } }, ['name is required']],
		[{ errors: { name: [{ code: 'is_required' }] } }, ['name is required']],
		[{ errors: { name: { message: 'Too short' } } }, ['name Too short']],
		[{ errors: { group: { name: ['is_required'] } } }, ['group name is required']],
		[{ errors: { base: ['Closed on Sundays'] } }, ['Closed on Sundays']],
		[{ errors: { 'weird"key': ['<b>'] } }, ['weird"key <b>']],
	])('understands %j', (body, expected) => {
		expect(readRefusal(JSON.stringify(body))).toEqual({ lines: expected, aboutProperties: true });
	});

	it.each<[string | object, string[]]>([
		[{ errors: ['one', 'two'] }, ['one, two']],
		[{ errors: 'broken_record' }, ['broken record']],
		[{ error: 'not_allowed' }, ['not allowed']],
		[{ error: { message: 'No' } }, ['No']],
		[{ message: 'Stop it' }, ['Stop it']],
		[{ anything: 1 }, ['{"anything":1}']],
		['"text"', ['text']],
		['plain text\n', ['plain text']],
		['', []],
		['null', []],
	])('understands %j', (body, expected) => {
		expect(lines(body)).toEqual(expected);
	});

	it('is the readable part of a page', () => {
		const page =
			'<!DOCTYPE html><html><head><title>Oops</title><style>b{}</style></head>' +
			'<body><h1>Bad&nbsp;thing</h1><script>alert(1)</script><p>a &lt; b &amp; c</p></body></html>';
		expect(lines(page)).toEqual(['Oops Bad thing a < b & c']);
	});

	it('is cut to a length that people read', () => {
		expect(lines('x'.repeat(10_000))[0]).toHaveLength(300);
	});
});
