// What a text says to whoever decodes it: escapes are resolved, and what is encoded as a whole is unpacked.
import { bytesOf, UNESCAPE, utf8, type Rule } from './escapes';

/** One way to read a text. Its characters are bytes (UTF-8, unless somebody encoded others). */
export interface Reading {
	bytes: string;
	/** Whether it was unpacked, which makes some sense of any letters. */
	isUnpacked: boolean;
	/** Where the bytes from one position to another come from in the text. */
	origin: (from: number, to: number) => Range;
}

export type Range = [start: number, end: number];

/** By byte: 1 where it belongs to a kind, 2 where it does unless a word ends there. */
type Kind = Uint8Array;

/** What a text has to be like for anybody to look into it: nothing else is decoded. */
export interface Sought {
	/** Of which a secret consists, however it is written. */
	isWritten: Kind;
	/** So many of them on end. */
	shortest: number;
	/** The same of what is decoded. */
	isPart: Kind;
	least: number;
	/** The first of the digits that a part is written in. */
	isFirst: Record<'hex' | 'base64', Kind>;
}

/** How many digits, which begin with the first of a byte, make how many bytes. */
const GROUPS = { hex: [2, 1], base64: [4, 3] } as const;

/** Encodings around each other; escapes don't count. */
const MAX_UNPACKED = 3;

/** Escapes around each other. */
const MAX_ESCAPED = 8;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_';

/** Whose lines may be broken. */
const IN_BASE64 = oneOf(`${BASE64}\r\n`);

const NUMBERS = '0123456789abcdefABCDEFxX \t\r\n+:,;.-';

const IN_NUMBERS = oneOf(NUMBERS);

const LETTERS = oneOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

const REMOVED = () => '';

const QUOTED_PRINTABLE: Rule = {
	pattern: /=(?:([\dA-F]{2})|[ \t]*\r?\n)/g,
	decode: (_soft, byte = '') => bytesOf(byte, 'hex'),
};

const FOLDED: Rule = { pattern: /\n[ \t]+/g, decode: () => '\n' };

const LINE_BREAKS: Rule = { pattern: /[\r\n]/g, decode: REMOVED };

const BETWEEN_HEX: Rule = { pattern: /\b0x|[^\da-f]/gi, decode: REMOVED };

const DECIMAL: Rule = {
	pattern: /(\d+)[\s,+]*/g,
	decode: (_each, code) => String.fromCharCode(Number(code) % 256),
};

/** In a form, a plus sign is a blank. */
const BLANKS: Rule = { pattern: /\+/g, decode: () => ' ' };

/** UTF-16 has zeros where there is ASCII, of which there is hardly a secret without. */
const HAS_UTF16 = /(?:[\x20-\x7e]\0){3}|(?:\0[\x20-\x7e]){3}/;

const UTF16: Rule[] = [
	(low: string, high = '') => low.charCodeAt(0) | (high.charCodeAt(0) << 8),
	(high: string, low = '') => (high.charCodeAt(0) << 8) | low.charCodeAt(0),
].map((codeOf) => ({
	pattern: /[^][^]?/g,
	decode: (pair) => utf8(codeOf(pair.charAt(0), pair.slice(1))).replaceAll('\0', ''),
}));

/**
 * @param secrets as bytes
 * @param knownBy how many characters of one are enough
 * @param least shorter ones are not looked for in what is decoded
 */
export function soughtFor(secrets: string[], knownBy: number, least: number): Sought {
	const lengths = secrets.map(({ length }) => length);
	const own = secrets.join('');
	const isEncoded = oneOf(`${BASE64}${NUMBERS}%\\&#{}=\0${own}`);
	// What is encoded once more is printable; so is a secret, unless it shows otherwise.
	const printable = Array.from({ length: 0x5f }, (_each, at) => String.fromCharCode(0x20 + at));
	const parts = [...new Set(`${printable.join('')}\0\t\r\n${own}`)];
	const firsts = (encoding: BufferEncoding) =>
		parts.map((part) => Buffer.from(part, 'latin1').toString(encoding).charAt(0)).join('');
	return {
		isWritten: own.includes(' ') ? isEncoded : isEncoded.fill(2, 0x20, 0x21),
		shortest: Math.min(knownBy, ...lengths),
		isPart: oneOf(parts.join('')),
		least: Math.min(knownBy, ...lengths.filter((length) => length >= least)),
		isFirst: {
			hex: oneOf(firsts('hex') + firsts('hex').toUpperCase()),
			base64: oneOf(firsts('base64') + firsts('base64url')),
		},
	};
}

/** Every reading of a text that may hold a secret, the text itself first. The time grows with its length. */
export function* readingsOf(text: string, sought: Sought): Generator<Reading> {
	const written = asBytes(text);
	yield written;
	const bytes = Buffer.from(written.bytes, 'latin1');
	for (const [from, to] of stretches(bytes, sought.isWritten, sought.shortest)) {
		yield* readings({ ...partOf(written, from, to), isUnpacked: false }, sought, MAX_UNPACKED);
	}
}

function* readings(written: Reading, sought: Sought, depth: number): Generator<Reading> {
	for (const reading of unescapings(written)) {
		yield rewritten(reading, BLANKS);
		for (const inner of inUtf16(reading)) yield* readings(inner, sought, depth);
		if (depth === 0) continue;
		const quoted = rewritten(reading, QUOTED_PRINTABLE);
		if (quoted !== reading) yield* readings({ ...quoted, isUnpacked: true }, sought, depth - 1);
		for (const inner of unpacked(reading, sought)) yield* readings(inner, sought, depth - 1);
	}
}

/** Text without escapes, in which a plus sign is a blank: the same for a text and for that text escaped. */
export function plain(bytes: string): string {
	return (
		[...unescapings(itself(bytes))].map((reading) => rewritten(reading, BLANKS).bytes).at(-1) ?? ''
	);
}

function itself(bytes: string): Reading {
	return { bytes, isUnpacked: false, origin: (from, to) => [from, to] };
}

function asBytes(text: string): Reading {
	if (Buffer.byteLength(text) === text.length) return itself(text);
	const rule: Rule = { pattern: /[^\0-\x7f]/gu, decode: (each) => bytesOf(each) };
	return rewritten(itself(text), rule, bytesOf(text));
}

/**
 * A text, and what is left of it each time that escapes are resolved. One by one, as an escape may seem to
 * begin in what stands before a secret: a backslash, and a key that begins with an n.
 */
function* unescapings(written: Reading): Generator<Reading> {
	let reading = written;
	for (let times = 0; ; times++) {
		yield reading;
		const next = times < MAX_ESCAPED ? rewritten(reading, UNESCAPE) : reading;
		if (next === reading) return;
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
	const numbers = Buffer.from(reading.bytes, 'latin1');
	for (const [from, to] of stretches(numbers, IN_NUMBERS, 2 * sought.least)) {
		const list = partOf(reading, from, to);
		if (list.bytes.includes(',')) yield rewritten(list, DECIMAL);
		yield* decoded(rewritten(list, BETWEEN_HEX), 'hex', sought);
	}
	const unfolded = rewritten(reading, FOLDED);
	const bytes = unfolded === reading ? numbers : Buffer.from(unfolded.bytes, 'latin1');
	for (const [from, to] of stretches(bytes, IN_BASE64, Math.ceil((sought.least * 4) / 3))) {
		let end = to;
		while (end < to + 2 && unfolded.bytes.charAt(end) === '=') end++;
		const run = partOf(unfolded, from, end);
		yield* decoded(rewritten(run, LINE_BREAKS), 'base64', sought);
	}
}

/** What digits say, whichever of them is the first of a byte. */
function* decoded(
	digits: Reading,
	encoding: 'hex' | 'base64',
	{ isPart, least, isFirst }: Sought,
): Generator<Reading> {
	const [size, made] = GROUPS[encoding];
	const characters = Buffer.from(digits.bytes, 'latin1');
	const { length } = characters;
	for (let skipped = 0; skipped < size; skipped++) {
		const groups = Math.floor(least / made);
		if (!stretches(characters, isFirst[encoding], groups, skipped, size).length) continue;
		const bytes = Buffer.from(digits.bytes.slice(skipped), encoding);
		if (!stretches(bytes, isPart, least).length) continue;
		const place = (at: number) => skipped + (at * size) / made;
		// What pads the last byte belongs to it.
		const end = (to: number) => (to === bytes.length ? length : Math.ceil(place(to)));
		yield {
			bytes: bytes.toString('latin1'),
			isUnpacked: true,
			origin: (from, to) => digits.origin(Math.floor(place(from)), Math.min(length, end(to))),
		};
	}
}

/**
 * Stretches of bytes of a kind. By hand, as a pattern would remember each byte on the way; and from behind,
 * as one that isn't of the kind rules out whatever begins before it.
 *
 * @param shortest how many of the kind there have to be
 * @param step looks only at each so-many-th byte, from the first one on
 */
function stretches(bytes: Buffer, kind: Kind, shortest: number, first = 0, step = 1): Range[] {
	const found: Range[] = [];
	const { length } = bytes;
	const reach = (shortest - 1) * step;
	for (let from = first; from + reach < length; ) {
		let at = from + reach;
		while (at >= from && isOf(kind, bytes, at)) at -= step;
		if (at < from) {
			at = from + reach;
			while (at < length && isOf(kind, bytes, at)) at += step;
			found.push([from, at]);
		}
		from = at + step;
	}
	return found;
}

function isOf(kind: Kind, bytes: Buffer, at: number): boolean {
	const member = kind[bytes[at] ?? 0];
	return member === 1 || (member === 2 && !endsWord(bytes, at));
}

/** Whether a word ends before a place: more letters than a number or an escape (`\\n`) ends with. */
function endsWord(bytes: Buffer, at: number): boolean {
	return [1, 2, 3].every((before) => LETTERS[bytes[at - before] ?? 0] === 1);
}

function oneOf(bytes: string): Kind {
	const kind = new Uint8Array(256);
	for (const byte of Buffer.from(bytes, 'latin1')) kind[byte] = 1;
	return kind;
}

function partOf({ bytes, origin }: Reading, start: number, end: number): Reading {
	return {
		bytes: bytes.slice(start, end),
		isUnpacked: true,
		origin: (from, to) => origin(start + from, start + to),
	};
}

/**
 * @param bytes what comes of it, where that is known already
 * @returns the reading itself where nothing changes
 */
function rewritten(
	source: Reading,
	rule: Rule,
	bytes = source.bytes.replace(rule.pattern, rule.decode),
): Reading {
	if (bytes === source.bytes) return source;
	let places: Record<'starts' | 'ends', Int32Array> | undefined;
	const origin: Reading['origin'] = (from, to) => {
		places ??= placesOf(source.bytes, rule, bytes.length);
		return source.origin(places.starts[from] ?? 0, places.ends[to - 1] ?? 0);
	};
	return { bytes, isUnpacked: source.isUnpacked, origin };
}

/** Where each of the bytes begins and ends in the source. */
function placesOf(source: string, { pattern, decode }: Rule, length: number) {
	const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
	let at = 0;
	let copied = 0;
	const copyUntil = (end: number) => {
		for (; copied < end; copied++, at++) {
			starts[at] = copied;
			ends[at] = copied + 1;
		}
	};
	for (const match of source.matchAll(pattern)) {
		copyUntil(match.index);
		copied = match.index + match[0].length;
		const { length: made } = decode(...(match as unknown as Parameters<Rule['decode']>));
		starts.fill(match.index, at, at + made);
		ends.fill(copied, at, at + made);
		at += made;
	}
	copyUntil(source.length);
	return { starts, ends };
}
