import fc from 'fast-check';
import { Secrets } from '../../nodes/BettyBlocks/http/secrets';

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
			{ seed: 1, numRuns: 150 },
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

	it('in headers, also in one that comes several times', () => {
		const headers = { location: '/x?k=a-secret-key', 'set-cookie': ['a', 'k=a-secret-key'] };
		expect(new Secrets('a-secret-key').hideInHeaders(headers)).toEqual({
			location: '/x?k=***',
			'set-cookie': ['a', 'k=***'],
		});
	});
});

describe('Hiding secrets', () => {
	it('leaves any other text as it is', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 200 }), (text) => {
				expect(new Secrets('a-secret-key').hide(text)).toBe(text);
			}),
			{ seed: 1, numRuns: 200 },
		);
	});

	it.each(['\\', '%25', '%', '&amp;', '&#0', '\\u00', 'a', '='])(
		'of a text full of %j takes no time that grows with its square',
		(piece) => {
			const text = piece.repeat(2_000_000 / piece.length);
			expect(new Secrets('a-secret&"key\\/').hide(text)).toBe(text);
		},
	);
});
