// Escapes: one character written as several others.

/** Percent signs and `%u` · backslashes of JSON, JavaScript and C · HTML. */
const ESCAPE =
	/%(?:u[\da-f]{4}|[\da-f]{2})|\\(?:u[\da-f]{4}|u\{0*[\da-f]{1,6}\}|x[\da-f]{2}|[0-3][0-7]{2}|[^])|&(?:#x0*[\da-f]{1,6};?|#0*\d{1,7};?|[a-z][a-z\d]{1,23};)/gi;

/** How to rewrite a text. */
export interface Rule {
	pattern: RegExp;
	decode: (match: string, ...groups: Array<string | undefined>) => string;
}

export const UNESCAPE: Rule = { pattern: ESCAPE, decode: unescaped };

/** Those of JSON alone. */
export const BACKSLASHES: Rule = {
	pattern: /\\(?:u[\da-f]{4}|[^])/gi,
	decode: unescaped,
};

const CONTROLS: Record<string, string> = {
	...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '' },
};

/** In the order of their codes. */
const LATIN_NAMES =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Each with its character. */
const ASCII_NAMES =
	'Tab\t NewLine\n excl! quot" QUOT" num# dollar$ percnt% amp& AMP& apos\' lpar( rpar) ast* midast* plus+ comma, period. sol/ colon: semi; lt< LT< equals= gt> GT> quest? commat@ lsqb[ lbrack[ bsol\\ rsqb] rbrack] Hat^ lowbar_ UnderBar_ grave` DiacriticalGrave` lcub{ lbrace{ verbar| vert| VerticalLine| rcub} rbrace}';

const HTML_NAMES = new Map([
	...LATIN_NAMES.split(' ').map((name, at) => [name, utf8(0xa0 + at)] as const),
	...ASCII_NAMES.split(' ').map((each) => [each.slice(0, -1), each.slice(-1)] as const),
]);

function unescaped(escape: string): string {
	switch (escape.charAt(0)) {
		case '%':
			return /u/i.test(escape) ? utf8(hexIn(escape, -4)) : String.fromCharCode(hexIn(escape, -2));
		case '\\':
			return afterBackslash(escape.slice(1));
		default:
			return inHtml(escape.slice(1));
	}
}

function afterBackslash(letters: string): string {
	if (letters.length === 1) return CONTROLS[letters.toLowerCase()] ?? letters;
	switch (letters.charAt(0).toLowerCase()) {
		case 'u':
			return utf8(parseInt(letters.replace(/[u{}]/gi, ''), 16));
		case 'x':
			return String.fromCharCode(hexIn(letters, -2));
		default:
			return String.fromCharCode(parseInt(letters, 8));
	}
}

/** @param named as in `lt;` or `#x3c` */
function inHtml(named: string): string {
	// With a zero before it, an x says that the digits are hexadecimal.
	if (named.startsWith('#')) return utf8(parseInt(named.replace('#', '0')));
	return HTML_NAMES.get(named.slice(0, -1)) ?? `&${named}`;
}

function hexIn(text: string, from: number): number {
	return parseInt(text.slice(from), 16);
}

/** What becomes of UTF-8 where the halves of characters are escaped one by one. */
export function inHalves(text: string): string {
	return text.replace(/[^]/g, (unit) => utf8(unit.charCodeAt(0)));
}

/** The UTF-8 of a code point, also of half a one. */
export function utf8(code: number): string {
	if (code < 0x80) return String.fromCharCode(code);
	if (code >= 0xd800 && code < 0xe000) {
		return String.fromCharCode(0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
	}
	return code > 0x10ffff ? '' : bytesOf(String.fromCodePoint(code));
}

/** The UTF-8 of a text, or what it says in another encoding, as characters. */
export function bytesOf(text: string, charset?: BufferEncoding): string {
	return Buffer.from(text, charset).toString('latin1');
}
