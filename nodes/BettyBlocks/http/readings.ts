// What a text says to whoever decodes it: escapes are resolved, and what is encoded as a whole is unpacked.

import { base64In, hexAlignments, numbersIn, type Sought } from './digits';
import { bytesOf, ESCAPE, escaped, MAY_BE_ESCAPED, utf8 } from './escapes';

/** One way to read a text. Its characters are bytes (UTF-8, unless somebody encoded others). */
export interface Reading {
	bytes: string;
	/** Whether it was unpacked, which makes some sense of any letters. */
	isUnpacked: boolean;
	/** Where the bytes from one position to another come from in the text. */
	origin: (from: number, to: number) => Range;
}

export type Range = [start: number, end: number];

type Decode = (match: string, ...groups: Array<string | undefined>) => string;

/** Encodings around each other; escapes don't count. */
const MAX_UNPACKED = 3;

/** Kinds of escapes around each other; one kind that is applied again and again counts once. */
const MAX_ESCAPED = 8;

const QUOTED_PRINTABLE = /=(?:([\dA-F]{2})|[ \t]*\r?\n)/g;

const SOFT_OR_HEX = new RegExp(QUOTED_PRINTABLE.source);

/**
 * Every reading of a text, the text itself first. The time grows with its length.
 *
 * @param sought bytes like which nothing is unpacked
 */
export function* readingsOf(text: string, sought: Sought): Generator<Reading> {
	yield* readings(asBytes(text), sought, MAX_UNPACKED);
}

function* readings(written: Reading, sought: Sought, depth: number): Generator<Reading> {
	yield written;
	const plain = unescaped(written);
	// In a form, a plus sign is a blank.
	const blank = plain.bytes.includes('+') ? [withBlanks(plain)] : [];
	const others = plain === written ? blank : [plain, ...blank];
	yield* others;
	const pairs = new Set([written, plain]);
	for (const outer of pairs)
		for (const inner of inUtf16(outer)) yield* readings(inner, sought, depth);
	if (depth === 0) return;
	// What is quoted may have broken lines in the middle of an escape.
	const quoted = [written, ...others].map(quotedPrintable).filter((each) => each !== undefined);
	for (const inner of quoted) yield* readings(inner, sought, depth - 1);
	for (const outer of [plain, ...blank]) {
		for (const inner of unpacked(outer, sought)) yield* readings(inner, sought, depth - 1);
	}
}

function withBlanks(reading: Reading): Reading {
	return unescaped({ ...reading, bytes: reading.bytes.replaceAll('+', ' ') });
}

/** Text without escapes of any kind, which is the same for a text and for that text escaped. */
export function withoutEscapes(bytes: string): string {
	return unescaped({ bytes, isUnpacked: false, origin: (from, to) => [from, to] }).bytes;
}

function asBytes(text: string): Reading {
	const itself: Reading = { bytes: text, isUnpacked: false, origin: (from, to) => [from, to] };
	if (Buffer.byteLength(text) === text.length) return itself;
	return rewritten(itself, /[^\0-\x7f]/gu, (character) => bytesOf(character), bytesOf(text));
}

function unescaped(written: Reading): Reading {
	let reading = written;
	for (let times = 0; times < MAX_ESCAPED && MAY_BE_ESCAPED.test(reading.bytes); times++) {
		const next = rewritten(reading, ESCAPE, escaped);
		if (next.bytes === reading.bytes) return reading;
		reading = next;
	}
	return reading;
}

/** What may be encoded in a text: in hexadecimal or decimal numbers, in Base64. */
function* unpacked(reading: Reading, sought: Sought): Generator<Reading> {
	const { bytes } = reading;
	for (const [from, to] of numbersIn(bytes, sought)) {
		const list = partOf(reading, from, to);
		if (list.bytes.includes(',')) yield rewritten(list, /(\d+)[\s,]*/g, character);
		const digits = rewritten(list, /\b0x|[^\da-f]/gi, () => '');
		for (const skipped of hexAlignments(digits.bytes, sought)) {
			yield decoded(digits, skipped, 'hex', 2);
		}
	}
	const unfolded = /\n[ \t]/.test(bytes) ? rewritten(reading, /\n[ \t]+/g, () => '\n') : reading;
	for (const { from, to, skipped } of base64In(unfolded.bytes, sought)) {
		const run = partOf(unfolded, from, to + lengthOfPadding(unfolded.bytes, to));
		const digits = /[\r\n]/.test(run.bytes) ? rewritten(run, /[\r\n]/g, () => '') : run;
		yield decoded(digits, skipped, 'base64', 4 / 3);
	}
}

/** UTF-16 has zeros where there is ASCII, of which there is hardly a secret without. */
const UTF16 = /(?:[\x20-\x7e]\0){3}|(?:\0[\x20-\x7e]){3}/;

function inUtf16(reading: Reading): Reading[] {
	if (!UTF16.test(reading.bytes)) return [];
	const decode: Decode = (pair, _one, other) =>
		utf8(pair.charCodeAt(0) | ((other ?? '').charCodeAt(0) << 8));
	const decodeBigEnd: Decode = (pair, one = '') => decode([...pair].reverse().join(''), '', one);
	return [reading, partOf(reading, 1, reading.bytes.length)].flatMap((half) =>
		[decode, decodeBigEnd].map((each) =>
			rewritten(half, /([^])([^]?)/g, (...pair) => each(...pair).replaceAll('\0', '')),
		),
	);
}

function quotedPrintable(reading: Reading): Reading | undefined {
	if (!SOFT_OR_HEX.test(reading.bytes)) return undefined;
	const inner = rewritten(reading, QUOTED_PRINTABLE, (_soft, byte = '') => bytesOf(byte, 'hex'));
	return { ...inner, isUnpacked: true };
}

const character: Decode = (_each, code) => String.fromCharCode(Number(code) % 256);

function lengthOfPadding(bytes: string, at: number): number {
	return /^={0,2}/.exec(bytes.slice(at, at + 2))?.[0].length ?? 0;
}

function partOf({ bytes, origin }: Reading, start: number, end: number): Reading {
	return {
		bytes: bytes.slice(start, end),
		isUnpacked: true,
		origin: (from, to) => origin(start + from, start + to),
	};
}

/** @param digitsPerByte how many digits make a byte */
function decoded(
	digits: Reading,
	skipped: number,
	encoding: BufferEncoding,
	digitsPerByte: number,
): Reading {
	const bytes = bytesOf(digits.bytes.slice(skipped), encoding);
	const { length } = digits.bytes;
	const end = (to: number) => Math.min(length, skipped + Math.ceil(to * digitsPerByte));
	return {
		bytes,
		isUnpacked: true,
		origin: (from, to) =>
			digits.origin(
				skipped + Math.floor(from * digitsPerByte),
				// What pads the last one belongs to it.
				to === bytes.length ? length : end(to),
			),
	};
}

/** @param bytes what comes of it, where that is known already */
function rewritten(
	source: Reading,
	pattern: RegExp,
	decode: Decode,
	bytes = source.bytes.replace(pattern, decode),
): Reading {
	let places: Record<'starts' | 'ends', Int32Array> | undefined;
	const origin: Reading['origin'] = (from, to) => {
		places ??= placesOf(source.bytes, pattern, decode, bytes.length);
		return source.origin(places.starts[from] ?? 0, places.ends[to - 1] ?? 0);
	};
	return { bytes, isUnpacked: source.isUnpacked, origin };
}

/** Where each of the bytes begins and ends in the source. */
function placesOf(source: string, pattern: RegExp, decode: Decode, length: number) {
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
		const { length: made } = decode(...(match as unknown as Parameters<Decode>));
		starts.fill(match.index, at, at + made);
		ends.fill(copied, at, at + made);
		at += made;
	}
	copyUntil(source.length);
	return { starts, ends };
}
