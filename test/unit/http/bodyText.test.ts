import fc from 'fast-check';
import { bodyText } from '../../../nodes/BettyBlocks/http/bodyText';
import { runs } from '../../support/runs';

const TEXT = '{"name":"Café – €5"}';
const utf8 = Buffer.from(TEXT);
const utf16 = Buffer.from(TEXT, 'utf16le');
const swapped = Buffer.from(utf16).swap16();
const windows = Buffer.from([0x43, 0x61, 0x66, 0xe9, 0x20, 0x96, 0x20, 0x80]);

describe('The bytes of a response', () => {
	it.each<[string, Buffer, string | undefined, string]>([
		['UTF-8', utf8, 'application/json', TEXT],
		[
			'UTF-8 with a byte order mark',
			Buffer.concat([Buffer.from('efbbbf', 'hex'), utf8]),
			undefined,
			TEXT,
		],
		[
			'UTF-16 with a byte order mark',
			Buffer.concat([Buffer.from('fffe', 'hex'), utf16]),
			'text/plain',
			TEXT,
		],
		[
			'UTF-16, big end first, with a byte order mark',
			Buffer.concat([Buffer.from('feff', 'hex'), Buffer.from(utf16).swap16()]),
			'text/plain; charset=utf-8',
			TEXT,
		],
		['UTF-16 that is named', utf16, 'application/json; charset="UTF-16LE"', TEXT],
		['ISO-8859-1 that is named', Buffer.from([0x43, 0xe9]), 'text/html; charset=ISO-8859-1', 'Cé'],
		['windows-1252 that is named', windows, 'text/plain;charset=windows-1252', 'Café – €'],
		[
			'ISO-8859-15 that is named',
			Buffer.from([0xef, 0x20, 0xa4]),
			'text/csv;charset=iso-8859-15',
			'ï €',
		],
		[
			'ISO-8859-15 that is named at ease',
			Buffer.from([0xa4]),
			"text/csv; x=y; Charset = 'iso-8859-15'",
			'€',
		],
		[
			'UTF-8 with a byte order mark that is named otherwise',
			Buffer.from('efbbbfc3a9', 'hex'),
			'text/plain; charset=windows-1252',
			'é',
		],
		['windows-1252 that is not named', windows, 'application/json', 'Café – €'],
		['windows-1252 that is named UTF-8', windows, 'text/plain; charset=utf-8', 'Café – €'],
		['a charset that nobody knows', utf8, 'text/plain; charset=x-nobody', TEXT],
		['text of no type', utf8, undefined, TEXT],
		['text of a type for any bytes', utf8, 'application/octet-stream', TEXT],
		['JSON of a vendor', utf8, 'application/vnd.api+json', TEXT],
		['text of a type that only has that of a picture in it', utf8, 'x-image/list', TEXT],
		['text of a type that only has that of an archive in it', utf8, 'x-application/zip', TEXT],
		['a drawing', utf8, 'image/svg+xml', TEXT],
		['nothing', Buffer.alloc(0), undefined, ''],
		['UTF-16 that is not named', utf16, 'application/json', TEXT],
		['UTF-16 that is named without its order', swapped, 'text/plain; charset=utf-16', TEXT],
		['a charset with a short name', utf8, 'text/plain; charset="utf8"', TEXT],
		[
			'colours of a terminal',
			Buffer.from('\u001b[31mred\u001b[0m'),
			'text/plain',
			'\u001b[31mred\u001b[0m',
		],
		[
			'UTF-8 cut in the middle of a character',
			Buffer.from('é€').subarray(0, 4),
			'text/plain',
			'é\ufffd',
		],
	])('become text when they are %s', (_what, bytes, type, expected) => {
		expect(bodyText(bytes, type)).toBe(expected);
	});

	it.each<[string, Buffer, string | undefined]>([
		['a PDF', Buffer.from('%PDF-1.7 all letters'), 'application/pdf'],
		['a PDF of no type', Buffer.from('%PDF-1.7 all letters'), undefined],
		['a PDF that calls itself text', Buffer.from('%PDF-1.7 all letters'), 'text/plain'],
		['a picture that calls itself text', Buffer.from('89504e470d0a1a0a', 'hex'), 'text/plain'],
		['a picture', Buffer.from('89504e470d0a1a0a00', 'hex'), 'image/png'],
		['a spreadsheet', utf8, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
		['bytes of no type', Buffer.from([0, 1, 2, 3]), undefined],
		['a picture of a type that only has that of text in it', utf8, 'image/x-text/a'],
		[
			'a package of a type that only begins as that of JSON ends',
			utf8,
			'application/vnd.a+json-zip',
		],
		['a film of a type that only has that of a drawing in it', utf8, 'video/image/svg'],
		['bytes that begin as a letter of UTF-16 does', Buffer.from('P\0\x03\x04'), 'text/plain'],
		[
			'bytes that end as a letter of UTF-16, big end first',
			Buffer.from('\0P\x03\x04'),
			'text/plain',
		],
		['bytes that have what colours the text of a terminal', Buffer.from([27, 1, 27]), 'text/plain'],
		['bytes that call themselves text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'text/plain'],
	])('are no text when they are %s', (_what, bytes, type) => {
		expect(bodyText(bytes, type)).toBeUndefined();
	});
});

/** The bytes of a text in a charset of 256 characters. */
function inCharset(text: string, charset: string): Buffer {
	const all = new TextDecoder(charset).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
	return Buffer.from([...text].map((character) => all.indexOf(character)));
}

describe('Any text', () => {
	const wide = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}|\ufeff/u.test(text));
	const narrow = fc.string({ unit: fc.constantFrom(...'abc {}":,1 éüßñ€ŽœÆ\n\u001b') });

	it.each<[string, (text: string) => Buffer, boolean]>([
		['utf-8', (text) => Buffer.from(text), true],
		['utf-16le', (text) => Buffer.from(text, 'utf16le'), true],
		['utf-16be', (text) => Buffer.from(text, 'utf16le').swap16(), true],
		['windows-1252', (text) => inCharset(text, 'windows-1252'), false],
		['iso-8859-15', (text) => inCharset(text, 'iso-8859-15'), false],
	])('comes out of its bytes in %s as it was', (charset, encode, isWide) => {
		fc.assert(
			fc.property(isWide ? wide : narrow, (text) => {
				fc.pre(!text.startsWith('%PDF-'));
				expect(bodyText(encode(text), `text/plain; charset=${charset}`)).toBe(text);
			}),
			runs(300, 1),
		);
	});
});
