// What a text says to whoever decodes it: escapes are resolved, and what is encoded as a whole is unpacked.
import { BACKSLASHES, bytesOf, UNESCAPE, utf8, type Rule } from './escapes';
import { itself, onlyStretches, partOf, rewritten, type Reading } from './origins';
import { byteKind, stretches, type ByteKind } from './stretches';

/** What a text has to be like for anybody to look into it: nothing else is decoded. */
export interface Sought {
	/** Of which a secret consists, however it is written. */
	isWritten: ByteKind;
	/** So many of them on end. */
	shortest: number;
	/** The same of what is decoded. */
	least: number;
	/** The first of the digits that they are encoded in. */
	isFirst: Record<'hex' | 'base64', ByteKind>;
}

/** How many digits, which begin with the first of a byte, make how many bytes. */
const GROUPS = { hex: [2, 1], base64: [4, 3] } as const;

/** Encodings around each other; escapes don't count. */
const MAX_UNPACKED = 3;

/** Escapes around each other. */
const MAX_ESCAPED = 8;

const IN_EITHER_BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const BASE64URL = `${IN_EITHER_BASE64}-_`;

const BASE64 = `${IN_EITHER_BASE64}+/-_`;

const HEX = '0123456789abcdef';

const IN_BASE64 = byteKind(BASE64);

const NUMBERS = '0123456789abcdefABCDEFxX \t\r\n+:,;.-';

const IN_NUMBERS = byteKind(NUMBERS);

const REMOVED = () => '';

const QUOTED_PRINTABLE: Rule = {
	pattern: /=(?:[\dA-F]{2}|[ \t]*\r?\n)/g,
	// What stands at the end of a line is no digit, and becomes nothing.
	decode: (escape) => bytesOf(escape.slice(1), 'hex'),
};

/** Also of lines that begin with blanks. In a form, blanks are plus signs, which Base64 has as well. */
const LINE_BREAKS: Rule = { pattern: /[\r\n][ \t]*/g, decode: REMOVED };
const FORM_LINE_BREAKS: Rule = { pattern: /[\r\n][ \t+]*/g, decode: REMOVED };

const BETWEEN_HEX: Rule = { pattern: /\b0x|[^\da-f]/gi, decode: REMOVED };

const DECIMAL: Rule = {
	pattern: /(\d+)[\s,+]*/g,
	decode: (_each, code) => String.fromCharCode(Number(code) % 256),
};

/** In a form, a plus sign is a blank. */
const BLANKS: Rule = { pattern: /\+/g, decode: () => ' ' };

/** UTF-16 has zeros beside ASCII, of which there is hardly a secret without. */
const HAS_UTF16 = /(?:\0[\x20-\x7e]){2}/;

const UTF16: Rule[] = [
	(low: number, high: number) => low | (high << 8),
	(high: number, low: number) => (high << 8) | low,
].map((codeOf) => ({
	pattern: /[^][^]/g,
	decode: (pair) => utf8(codeOf(pair.charCodeAt(0), pair.charCodeAt(1))).replaceAll('\0', ''),
}));

/**
 * @param secrets as bytes
 * @param knownBy how many characters of one are enough
 * @param least shorter ones are not looked for in what is decoded
 * @param lost so many of their first characters may be missing there
 */
export function soughtFor(
	secrets: string[],
	knownBy: number,
	{ least, lost }: { least: number; lost: number },
): Sought {
	const lengths = secrets.map(({ length }) => length);
	const decoded = lengths.filter((length) => length >= least);
	const own = secrets.join('');
	const members = `${BASE64}${NUMBERS}%\\&#{}=\0${own}`;
	const isWritten = byteKind(members);
	const firsts = (digits: string, bits: number) =>
		[...new Set(members)].map((byte) => digits.charAt(byte.charCodeAt(0) >> bits)).join('');
	return {
		isWritten: own.includes(' ') ? isWritten : isWritten.fill(2, 0x20, 0x21),
		shortest: Math.min(knownBy, ...lengths),
		least: Math.max(least, Math.min(knownBy, ...decoded) - lost),
		isFirst: {
			hex: byteKind(firsts(HEX, 4) + firsts(HEX.toUpperCase(), 4)),
			base64: byteKind(firsts(BASE64, 2) + firsts(BASE64URL, 2)),
		},
	};
}

/**
 * Every reading of a text that may hold a secret, the text itself first; the others leave out whatever a
 * secret can't be in. The time grows with the length of the text.
 */
export function* readingsOf(text: string, sought: Sought): Generator<Reading> {
	const written = asBytes(text);
	yield written;
	yield* readings(written, sought, MAX_UNPACKED, sought.shortest);
}

function* readings(
	whole: Reading,
	sought: Sought,
	depth: number,
	shortest = sought.least,
): Generator<Reading> {
	for (const reading of unescapings(onlyStretches(whole, sought.isWritten, shortest))) {
		yield rewritten(reading, BLANKS);
		for (const inner of inUtf16(reading)) yield* readings(inner, sought, depth, shortest);
		if (depth === 0) continue;
		const quoted = rewritten(reading, QUOTED_PRINTABLE);
		if (quoted !== reading) yield* readings({ ...quoted, isUnpacked: true }, sought, depth - 1);
		for (const inner of unpacked(reading, sought)) yield* readings(inner, sought, depth - 1);
	}
}

/** Text without escapes, in which a plus sign is a blank: the same for a text and for that text escaped. */
export function plain(bytes: string): string {
	const written = itself(bytes);
	return rewritten([...withoutEscapes(written)].at(-1) ?? written, BLANKS).bytes;
}

function asBytes(text: string): Reading {
	// Nearly all text is ASCII, which is its own bytes.
	if (Buffer.byteLength(text) === text.length) return itself(text);
	const rule: Rule = { pattern: /[^\0-\x7f]/gu, decode: (each) => bytesOf(each) };
	return rewritten(itself(text), rule, bytesOf(text));
}

/**
 * A text, and what is left of it each time that escapes are resolved. One by one, as an escape may seem to
 * begin in what stands before a secret: a backslash, and a key that begins with an n. For the same reason
 * also what is left without those of JSON alone: a percent sign may stand before hexadecimal digits.
 */
function* unescapings(written: Reading): Generator<Reading> {
	yield written;
	yield* withoutEscapes(written);
	const ofJson = /[%&]/.test(written.bytes) ? rewritten(written, BACKSLASHES) : written;
	if (ofJson === written) return;
	yield ofJson;
	yield* withoutEscapes(ofJson);
}

function* withoutEscapes(written: Reading): Generator<Reading> {
	let reading = written;
	for (let times = 0; times < MAX_ESCAPED; times++) {
		const next = rewritten(reading, UNESCAPE);
		if (next === reading) return;
		yield next;
		reading = next;
	}
}

function inUtf16(reading: Reading): Reading[] {
	if (!reading.bytes.includes('\0') || !HAS_UTF16.test(reading.bytes)) return [];
	const halves = [reading, partOf(reading, 1, reading.bytes.length)];
	return halves.flatMap((half) => UTF16.map((rule) => rewritten(half, rule)));
}

/** What may be encoded in a text: in decimal or hexadecimal numbers, in Base64. */
function* unpacked(reading: Reading, sought: Sought): Generator<Reading> {
	for (const [from, to] of stretches(reading.bytes, IN_NUMBERS, 2 * sought.least)) {
		const list = partOf(reading, from, to);
		const decimal = rewritten(list, DECIMAL);
		if (decimal !== list) yield decimal;
		yield* decoded(rewritten(list, BETWEEN_HEX), 'hex', sought);
	}
	const joined = rewritten(reading, LINE_BREAKS);
	yield* inBase64(joined, sought);
	const inForm = rewritten(reading, FORM_LINE_BREAKS);
	if (inForm.bytes !== joined.bytes) yield* inBase64(inForm, sought);
}

function* inBase64(joined: Reading, sought: Sought): Generator<Reading> {
	const shortest = Math.ceil((sought.least * 4) / 3);
	for (const [from, to] of stretches(joined.bytes, IN_BASE64, shortest)) {
		let end = to;
		while (end < to + 2 && joined.bytes.charAt(end) === '=') end++;
		yield* decoded(partOf(joined, from, end), 'base64', sought);
	}
}

/** What digits say, whichever of them is the first of a byte. */
function* decoded(
	digits: Reading,
	encoding: 'hex' | 'base64',
	{ isWritten, least, isFirst }: Sought,
): Generator<Reading> {
	const [size, made] = GROUPS[encoding];
	const { length } = digits.bytes;
	const groups = Math.floor(least / made);
	for (let skipped = 0; skipped < size; skipped++) {
		if (!stretches(digits.bytes, isFirst[encoding], groups, skipped, size).length) continue;
		const bytes = bytesOf(digits.bytes.slice(skipped), encoding);
		if (!stretches(bytes, isWritten, least).length) continue;
		const place = (at: number) => skipped + (at * size) / made;
		// What pads the last byte belongs to it.
		const end = (to: number) => (to === bytes.length ? length : Math.ceil(place(to)));
		yield {
			bytes,
			isUnpacked: true,
			origin: (from, to) => digits.origin(Math.floor(place(from)), end(to)),
		};
	}
}
