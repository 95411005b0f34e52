import {
	BACKSLASHES,
	bytesOf,
	inHalves,
	UNESCAPE,
	utf8,
	type Rule,
} from '../../../nodes/BettyBlocks/http/escapes';

/** A text as it is read, of which the bytes are UTF-8. */
const read = (text: string, { pattern, decode }: Rule = UNESCAPE) =>
	Buffer.from(bytesOf(text).replace(pattern, decode), 'latin1').toString();

describe('An escape', () => {
	it.each([
		['%41%4a%4A', 'AJJ'],
		['%C3%A9', 'é'],
		['%2541', '%41'],
		['%u0041%U20ac', 'A€'],
		['%', '%'],
		['%4', '%4'],
		['%4g%u004', '%4g%u004'],
	])('with a percent sign is read as in a URL: %s → %s', (text, expected) => {
		expect(read(text)).toBe(expected);
	});

	it.each([
		['\\u0041\\U20AC', 'A€'],
		['\\u{41}\\u{1F600}\\u{000041}', 'A😀A'],
		['\\u{00000000000000e9}', 'é'],
		['\\u{110000}!', '!'],
		['\\u{1234567}', 'u{1234567}'],
		['\\u004', 'u004'],
		['\\x41\\X6a', 'Aj'],
		['\\xc3\\xa9', 'é'],
		['\\x4', 'x4'],
		['\\101\\303\\251', 'Aé'],
		['\\401', '401'],
		['\\18', '18'],
		['\\b\\f\\n\\r\\t\\v', '\b\f\n\r\t\v'],
		['\\N', '\n'],
		['a\\0b', 'ab'],
		['\\"\\/\\\\\\a', '"/\\a'],
		['\\\n', '\n'],
		['\\', '\\'],
	])('with a backslash is read as in JSON, JavaScript and C: %j → %j', (text, expected) => {
		expect(read(text)).toBe(expected);
	});

	it.each([
		['&#65;&#066;&#8364;', 'AB€'],
		['&#65', 'A'],
		['&#x41;&#X6a;&#x20AC;&#x0041', 'Aj€A'],
		['&#1114112;!', '!'],
		['&#12345678', '8'],
		['&#xg;&#;', '&#xg;&#;'],
		['&lt;&GT;&amp;&quot;&apos;', '<>&"\''],
		['&amp;lt;', '&lt;'],
		['&lt &a; &b1;', '&lt &a; &b1;'],
		['&eacute;&Eacute;&yuml;&nbsp;&iexcl;', 'éÉÿ\u00a0¡'],
		['&frac12;&sup2;', '½²'],
		['&unknown;', '&unknown;'],
		['&Tab;&NewLine;&excl;&bsol;&lbrace;&rcub;&VerticalLine;', '\t\n!\\{}|'],
	])('of HTML is read as browsers do: %s → %j', (text, expected) => {
		expect(read(text)).toBe(expected);
	});

	it.each([
		['\\u0041\\n\\"', 'A\n"'],
		['%41&lt;\\x41\\101\\u{41}', '%41&lt;x41101u{41}'],
		['\\\n\\', '\n\\'],
	])('of JSON is read without any other: %j → %j', (text, expected) => {
		expect(read(text, BACKSLASHES)).toBe(expected);
	});
});

describe('UTF-8', () => {
	it.each([
		[0, '\0'],
		[0x7f, '\x7f'],
		[0x80, '\xc2\x80'],
		[0xe9, '\xc3\xa9'],
		[0x20ac, '\xe2\x82\xac'],
		[0xd7ff, '\xed\x9f\xbf'],
		[0xd800, '\xed\xa0\x80'],
		[0xd83d, '\xed\xa0\xbd'],
		[0xdfff, '\xed\xbf\xbf'],
		[0xe000, '\xee\x80\x80'],
		[0x1f600, '\xf0\x9f\x98\x80'],
		[0x10ffff, '\xf4\x8f\xbf\xbf'],
		[0x110000, ''],
	])('of the code %d is %j', (code, expected) => {
		expect(utf8(code)).toBe(expected);
	});

	it('has the halves of a character on their own where they are escaped so', () => {
		expect(inHalves('aé\n😀')).toBe('a\xc3\xa9\n\xed\xa0\xbd\xed\xb8\x80');
	});
});
