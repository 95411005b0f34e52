import fc from 'fast-check';
import { Secrets } from '../../../nodes/BettyBlocks/http/secrets';
import { runs } from '../../support/runs';

type Form = (text: string) => string;

const numbered =
	(write: (code: number) => string): Form =>
	(text) =>
		[...text].map((character) => write(character.codePointAt(0) ?? 0)).join('');
const unicode: Form = (text) =>
	text
		.split('')
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');

/** Ways in which text is escaped character by character. */
const ESCAPED: Record<string, Form> = {
	'percent-encoded': encodeURIComponent,
	'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
	'percent-encoded as a form': (text) => encodeURIComponent(text).replaceAll('%20', '+'),
	'in JSON': (text) => JSON.stringify(text).slice(1, -1),
	'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
	'in JSON by code units': unicode,
	'in HTML by decimal numbers': numbered((code) => `&#${code};`),
	'in HTML by hexadecimal numbers': numbered((code) => `&#x${code.toString(16).toUpperCase()};`),
	'in HTML by names': (text) =>
		text.replace(
			/[&<>"']/g,
			(each) =>
				({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[each] ?? '',
		),
	'in HTML twice': (text) => text.replaceAll('&', '&amp;amp;').replaceAll('<', '&amp;lt;'),
};

/** Ways in which text is written as a whole. */
const WHOLE: Record<string, Form> = {
	'as it is': (text) => text,
	'in Base64': (text) => Buffer.from(text).toString('base64'),
	'in Base64 without padding': (text) => Buffer.from(text).toString('base64').replace(/=/g, ''),
	'in Base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
	'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
};

const lines =
	(length: number, end: string): Form =>
	(text) =>
		text.replace(new RegExp(`.{${length}}`, 'g'), `$&${end}`);
const base64: Form = (text) => Buffer.from(text).toString('base64');
const hex: Form = (text) => Buffer.from(text).toString('hex');
const pairs: Form[] = [
	(text) => (hex(text).match(/../g) ?? []).join(':'),
	(text) => (hex(text).toUpperCase().match(/../g) ?? []).join(' '),
	(text) => (hex(text).match(/../g) ?? []).map((byte) => `0x${byte}`).join(', '),
	(text) => (hex(text).match(/../g) ?? []).map((byte) => `\\x${byte}`).join(''),
	(text) => (hex(text).match(/../g) ?? []).map((byte) => `%${byte}`).join(''),
];
const PUNCTUATION = 'excl num dollar percnt amp apos lpar rpar ast plus comma hyphen period sol'
	.split(' ')
	.map((name, at): [string, string] => [`!#$%&'()*+,-./`.charAt(at), name]);
const NAMES = new Map([
	...PUNCTUATION.filter(([, name]) => name !== 'hyphen'),
	...Object.entries({
		'=': 'equals',
		'@': 'commat',
		'<': 'lt',
		'>': 'gt',
		'"': 'quot',
		é: 'eacute',
	}),
	...Object.entries({ ':': 'colon', ';': 'semi', '?': 'quest', '\\': 'bsol', _: 'lowbar' }),
]);
const TOKEN = /\\+u?\{?[\da-fx]*\}?|&\S{1,9};|%(?:25)*[\da-f]{2}|=..|./gis;

/** Lines are broken between what is escaped on its own. */
const quotedPrintable: Form = (text) =>
	(
		[...Buffer.from(text)]
			.map((byte) =>
				byte > 32 && byte < 127 && byte !== 61
					? String.fromCharCode(byte)
					: `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
			)
			.join('')
			.match(TOKEN) ?? []
	)
		.map((token, at) => (at % 20 === 19 ? `${token}=\r\n` : token))
		.join('');

/** Every encoding, to be put around each other. */
const ENCODINGS: Form[] = [
	...Object.values(ESCAPED).filter((form) => form !== ESCAPED['in HTML twice']),
	...Object.values(WHOLE),
	...[60, 64, 76].flatMap((length) =>
		['\n', '\r\n', '\r\n '].map(
			(end): Form =>
				(text) =>
					lines(length, end)(base64(text)),
		),
	),
	...pairs,
	(text) => hex(text).toUpperCase(),
	(text) => text.replace(/[^a-z\d]/gi, (each) => NAMES.get(each)?.replace(/.+/, '&$&;') ?? each),
	numbered((code) => `\\u{${code.toString(16)}}`),
	quotedPrintable,
	(text) => Buffer.from(text, 'utf16le').toString('base64'),
	(text) => Buffer.from(text, 'utf16le').swap16().toString('hex'),
	(text) => JSON.stringify(Buffer.from(text)),
];

const fragment = (all: Form): Form => {
	const tried = (text: string) => {
		try {
			return all(text);
		} catch {
			return text;
		}
	};
	return tried;
};

/** Other code than the product's: what somebody finds who knows in which order to decode. */
const DECODERS: Form[] = [
	(text) => text.replace(/(%[\da-f]{2})+/gi, fragment(decodeURIComponent)),
	(text) => text.replace(/(%[\da-f]{2})+/gi, fragment(decodeURIComponent)).replaceAll('+', ' '),
	(text) =>
		text.replace(
			/\\(u[\da-f]{4}|["\\/bfnrt])/gi,
			fragment((each) => String(JSON.parse(`"${each}"`))),
		),
	(text) =>
		text.replace(/\\u\{([\da-f]+)\}/gi, (_all, code: string) =>
			String.fromCodePoint(parseInt(code, 16)),
		),
	(text) => text.replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code))),
	(text) =>
		text.replace(/&#x([\da-f]+);/gi, (_all, code: string) =>
			String.fromCodePoint(parseInt(code, 16)),
		),
	(text) =>
		[...NAMES].reduce((so, [character, name]) => so.replaceAll(`&${name};`, character), text),
	...['utf8', 'utf16le'].flatMap((charset) =>
		[0, 1, 2, 3].map(
			(skipped): Form =>
				(text) =>
					text.replace(/[\w+/\s-]{8,}/g, (run) =>
						Buffer.from(run.replace(/\s/g, '').slice(skipped), 'base64').toString(
							charset as BufferEncoding,
						),
					),
		),
	),
	(text) =>
		text.replace(/((0x|\\x)?[\da-f]{2}[:,\s]*)+/gi, (run) =>
			Buffer.from(run.replace(/0x|[^\da-f]/gi, ''), 'hex').toString(),
		),
	(text) =>
		text
			.replace(/=\r\n/g, '')
			.replace(/(=[\dA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString()),
	(text) =>
		text.replace(/(\d+,)+\d+/g, (run) => Buffer.from(run.split(',').map(Number)).toString()),
];

/** What becomes an escape along with what stands behind it, or before it. */
const GLUE = ['\\', '%', '&', '4b', 'lt;', 'nA', 'x41'];

/** Everything that a text can be decoded to in some steps. */
function decodings(text: string, steps: number): Set<string> {
	const all = new Set([text]);
	for (let step = 0; step < steps; step++) {
		for (const each of [...all]) for (const decode of DECODERS) all.add(decode(each));
	}
	return all;
}

/** Nobody escapes the letters of such a text. */
const LEAVING_LETTERS = Object.keys(ESCAPED).filter((form) => !/numbers|units/.test(form));

const key = fc
	.string({ minLength: 8, maxLength: 60, unit: 'grapheme' })
	.filter((text) => text.isWellFormed() && !/[\p{Cc}*]/u.test(text));

describe('A secret is hidden', () => {
	it.each(Object.keys(WHOLE))('whatever it is, %s, and however that is escaped', (whole) => {
		const forms = whole === 'as it is' ? Object.keys(ESCAPED) : LEAVING_LETTERS;
		fc.assert(
			fc.property(key, fc.constantFrom(...forms), (secret, form) => {
				const written = ESCAPED[form]?.(WHOLE[whole]?.(secret) ?? '') ?? '';
				const hidden = new Secrets(secret).hide(`sent (${written}) today`);
				expect(hidden.length).toBeLessThan(25);
				expect(hidden).toMatch(/^sent \(\*\*\*/);
			}),
			runs(150, 1),
		);
	});

	it('in encodings around each other, whatever stands before and behind it', () => {
		const secretive = fc
			.string({
				unit: fc.constantFrom(...`abcxyzABC0189-_.~!#$%&'()*+,/:;<=>?@[]^{|}"\\ é漢🙂`),
				minLength: 8,
				maxLength: 50,
			})
			.filter((text) => text.replace(/[^a-z\d]/gi, '').length > 5);
		const around = fc.constantFrom(
			'',
			' ',
			'{"a":"',
			'user:',
			'x-',
			'\n',
			'"}',
			'<b>',
			'& ',
			'; ',
			'é',
			...GLUE,
		);
		const layer = fc.tuple(fc.constantFrom(...ENCODINGS.keys()), around, around);
		fc.assert(
			fc.property(secretive, fc.array(layer, { maxLength: 3 }), (secret, layers) => {
				const written = layers.reduce(
					(text, [encoding, before, after]) =>
						`${before}${ENCODINGS[encoding]?.(text) ?? ''}${after}`,
					secret,
				);
				const hidden = new Secrets(secret).hide(`sent (${written}) today`);
				expect(hidden).toContain('***');
				const found = [...decodings(hidden, 2)].filter((text) => text.includes(secret));
				expect(found).toEqual([]);
			}),
			runs(1000, 13),
		);
	});

	it.each(['\\', '%', '&'])('also where it makes an escape with a %s beside it', (beside) => {
		const beginnings = ['n', 'b', 't', 'x41', 'u0041', '012', '4a', 'lt;', 'amp;', '#65;', 'u{41}'];
		const forms = Object.values(ESCAPED).slice(0, 5);
		for (const beginning of beginnings) {
			const secret = `${beginning}s"cret<key+1`;
			for (const form of forms) {
				const hidden = new Secrets(secret).hide(`(${form(`${beside}${secret}`)})`);
				expect(hidden).toMatch(/^\(\S{0,5}\*\*\*\)$/);
				const ending = `s"cret<key+1${beside}`;
				const behind = new Secrets(ending).hide(`(${form(`${ending}${beginning}`)})`);
				expect(behind).toMatch(/^\(\*\*\*/);
			}
		}
	});

	it.each<[string, Form]>([
		[
			'behind a percent sign, in hexadecimal digits on several lines, in JSON',
			(text) => `%${pairs[0]!(text).slice(0, 23)}=\\r\\n${pairs[0]!(text).slice(23)}`,
		],
		[
			'behind a percent sign, in hexadecimal digits between percent-encoded colons',
			(text) => `%${encodeURIComponent(pairs[0]!(text))}`,
		],
		[
			'in Base64 on several lines that begin with blanks, in a form',
			(text) => encodeURIComponent(lines(6, '\r\n ')(base64(text))).replaceAll('%20', '+'),
		],
	])('%s', (_name, write) => {
		expect(new Secrets('a-secret-key').hide(`sent (${write('a-secret-key')}) today`)).toMatch(
			/^sent \((%(61%3A)?)?\*\*\*\) today$/,
		);
	});

	it('inside something else that is written in Base64', () => {
		for (const before of ['', 'a', 'ab', 'abc']) {
			const text = Buffer.from(`${before}a-secret-key!`).toString('base64');
			const hidden = new Secrets('a-secret-key').hide(text);
			expect(hidden).toContain('***');
			expect(Buffer.from(hidden.replaceAll('*', ''), 'base64').toString()).not.toContain('cret');
		}
	});

	it('when it is a token of any length, also one that is not known', () => {
		const token = `eyJ${'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0'.repeat(60)}.c2lnbmF0dXJl_-x`;
		expect(new Secrets(token).hide(`Bearer ${token}, and on`)).toBe('Bearer ***, and on');
		const secrets = new Secrets();
		expect(secrets.hide(`Bearer eyJhbGciOiJI.eyJzdWIi.c2ln`)).toContain('eyJ');
		secrets.hideTokens();
		expect(secrets.hide(`Bearer eyJhbGciOiJI.eyJzdWIi.c2ln`)).toBe('Bearer ***');
	});

	it.each<[string, string, string]>([
		['a-secret-key', 'a-secret-key', '***'],
		['a secret key', '(a+secret+key)', '(***)'],
		['a+secret+key', '(a secret key)', '(***)'],
		['a+secret+key', '(a+secret+key)', '(***)'],
		['<a-key', '(&lt;a-key)', '(***)'],
		['&lt;a-key', '(<a-key)', '(***)'],
		['a-secret-key', '100 %a-secret-key', '100 %***'],
		['ns"cret<key', '(\\ns%22cret%3Ckey)', '(***)'],
		['a&secret%', '(a%26secret%41)', '(***%41)'],
		['a-secret-key', `(${base64('a-secret-key!')})`, '(***IQ==)'],
		['a-secret-keys', `(${base64('a-secret-keys')}=)`, '(***=)'],
		['a-secret-key', `(${base64('a-secret-key').replace(/.{4}/g, '$&\r\n\r\n')})`, '(***\r\n\r\n)'],
		['se-key', `(${base64('se-key')})`, '(***)'],
		['se-key', `(${hex('se-key')})`, '(***)'],
	])('%s in %j', (secret, text, expected) => {
		expect(new Secrets(secret).hide(text)).toBe(expected);
	});

	it.each<[string, (secret: string) => Buffer]>([
		['Latin-1', (secret) => Buffer.from(secret, 'latin1')],
		['UTF-16', (secret) => Buffer.from(secret, 'utf16le')],
		['UTF-16, big end first', (secret) => Buffer.from(secret, 'utf16le').swap16()],
	])('in the bytes of %s, whichever letters it has', (_charset, encode) => {
		for (const secret of ['øÿþýüûúù', 'é-secret-key']) {
			for (const form of ['base64', 'base64url', 'hex'] as const) {
				const hidden = new Secrets(secret).hide(`(${encode(secret).toString(form)})`);
				expect(hidden).toMatch(/^\(\*\*\*=*\)$/);
			}
		}
	});

	it('by its first forty characters, as far as it goes', () => {
		const long = 'a-secret-key-'.repeat(8);
		const hide = (text: string) => new Secrets(long).hide(text);
		expect(hide(`(${long.slice(0, 50)}… and on)`)).toBe('(***… and on)');
		expect(hide(`(${long.slice(0, 40)}XYZ)`)).toBe('(***XYZ)');
		expect(hide(`(${long})(${long})`)).toBe('(***)(***)');
		expect(hide(`(${long.slice(0, 39)})`)).toBe(`(${long.slice(0, 39)})`);
	});

	it('that begins as an escape ends, in digits behind a percent sign', () => {
		const written = encodeURIComponent(pairs[0]!('s-secret'));
		expect(new Secrets('s-secret').hide(`(%${written})`)).toMatch(/^\((%73%3A)?\*\*\*\)$/);
	});

	it('beside others, of which an empty one is none', () => {
		const secrets = new Secrets('', 'a-secret-key');
		secrets.add('', 'b-secret-key');
		expect(secrets.hide('a-secret-key, b-secret-key, and on')).toBe('***, ***, and on');
		expect(new Secrets('').hide('a text')).toBe('a text');
	});

	it('in headers, also in one that comes several times', () => {
		const headers = {
			location: '/x?k=a-secret-key',
			'set-cookie': ['a', 'k=a-secret-key'],
			age: 5,
			etag: undefined,
		};
		expect(new Secrets('a-secret-key').hideInHeaders(headers)).toEqual({
			location: '/x?k=***',
			'set-cookie': ['a', 'k=***'],
			age: 5,
			etag: undefined,
		});
	});
});

describe('A short secret', () => {
	it.each(['(a-key)', '(a%2Dkey)', '(a&#45;key)'])('is hidden in %s', (text) => {
		expect(new Secrets('a-key').hide(text)).toBe('(***)');
	});

	it('is not looked for in what is decoded, where it may stand by chance', () => {
		const numbers = Buffer.from('(a-key)').join(', ');
		for (const text of [
			numbers,
			'it is a=2Dkey',
			...[hex, base64].map((encode) => encode('it is a-key of ours')),
		]) {
			expect(new Secrets('a-key').hide(text)).toBe(text);
			expect(new Secrets('a-key', 'a-secret-key').hide(text)).toBe(text);
		}
	});
});

describe('Hiding secrets', () => {
	it.each<[string, string]>([
		['a-secret-key', 'the secret-key of it'],
		['a-secret-key', 'Bearer eyJhbGciOiJI.eyJzdWIi.c2ln'],
		['&amp;&lt;a', '1&<a2'],
		['se-key', base64('no-key-at-all')],
		['s-e-key', hex('no-e-key-at-all')],
	])('of %s leaves %j as it is', (secret, text) => {
		expect(new Secrets(secret).hide(text)).toBe(text);
	});

	it('takes nothing else away, in a text of many records with several of them', () => {
		const forms = ['a-secret-key', 'a%2Dsecret%2Dkey', hex('a-secret-key'), base64('a-secret-key')];
		const text = (written: readonly string[]) =>
			JSON.stringify(
				Array.from({ length: 400 }, (_each, id) => ({
					id,
					note: `"Zoë" said:\n${written[id % 100] ?? 'Nothing'}, on 2026-03-12T09:41:27Z`,
				})),
			);
		const hidden = new Secrets('a-secret-key').hide(text(forms));
		expect(hidden).toBe(text(forms.map(() => '***')));
	});

	it('leaves any other text as it is', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), (text) => {
				expect(new Secrets('a-secret-key').hide(text)).toBe(text);
			}),
			runs(200, 1),
		);
	});
});
