// Where a text may hold bytes that were written in digits: hexadecimal, decimal, or those of Base64.

/** Some digits of a text that can be decoded, and are worth it. */
export interface Digits {
	from: number;
	to: number;
	/** How many digits of it come before the first byte. */
	skipped: number;
}

type Stretch = [from: number, to: number];

/** What bytes have to be like for anybody to look at them. */
export interface Sought {
	/** By byte: whether it may be a part. */
	isPart: Uint8Array;
	/** So many parts on end. */
	least: number;
}

const DIGITS_PER_BYTE = 4 / 3;

const BASE64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];

const NO_DIGIT = 255;

/** By character: the value of a digit. */
const BASE64_VALUES = valuesOf([...BASE64.entries(), [62, '-'], [63, '_']]);

const HEX_VALUES = valuesOf(
	[...'0123456789abcdefABCDEF'].map((each) => [parseInt(each, 16), each]),
);

const IN_BASE64 = members([...BASE64, ...'-_\r\n']);

const IN_NUMBERS = members([...'0123456789abcdefABCDEFxX \t\r\n:,;.-']);

/** Stretches that may be Base64, whose lines may be broken. */
export function base64In(text: string, sought: Sought): Digits[] {
	const shortest = Math.ceil(sought.least * DIGITS_PER_BYTE);
	return stretches(text, IN_BASE64, shortest).flatMap(([from, to]) =>
		base64Alignments(text.slice(from, to), sought).map((skipped) => ({ from, to, skipped })),
	);
}

/** Stretches that may be a list of numbers. */
export function numbersIn(text: string, { least }: Sought): Stretch[] {
	return stretches(text, IN_NUMBERS, 2 * least);
}

/** From which of the digits on hexadecimal numbers make bytes that are sought: 0, 1, or both. */
export function hexAlignments(digits: string, sought: Sought): number[] {
	const onEnd = [0, 0];
	const found = new Set<number>();
	for (let at = 1; at < digits.length; at++) {
		const byte = (valueAt(HEX_VALUES, digits, at - 1) << 4) | valueAt(HEX_VALUES, digits, at);
		count(onEnd, (at - 1) % 2, byte, sought, found);
	}
	return [...found];
}

/** The same for Base64, of which each four digits make three bytes. */
function base64Alignments(digits: string, sought: Sought): number[] {
	const onEnd = [0, 0, 0, 0];
	const found = new Set<number>();
	let before = NO_DIGIT;
	for (let at = 0, digit = 0; at < digits.length; at++) {
		const value = valueAt(BASE64_VALUES, digits, at);
		if (value === NO_DIGIT) continue;
		// The two digits hold the first, the second or the third byte of four that begin in three places.
		for (let part = 0; part < 3 && before !== NO_DIGIT; part++) {
			const byte = ((before << (2 + 2 * part)) | (value >> (4 - 2 * part))) & 0xff;
			count(onEnd, (digit + 3 - part) % 4, byte, sought, found);
		}
		before = value;
		digit += 1;
	}
	return [...found];
}

/** Counts bytes on end that are sought. */
function count(
	onEnd: number[],
	alignment: number,
	byte: number,
	{ isPart, least }: Sought,
	found: Set<number>,
): void {
	const counted = isPart[byte] === 1 ? (onEnd[alignment] ?? 0) + 1 : 0;
	onEnd[alignment] = counted;
	if (counted === least) found.add(alignment);
}

/**
 * Stretches of characters of a kind. By hand, as a pattern would remember each character on the way; and
 * from behind, as one that isn't of the kind rules out whatever begins before it.
 */
function stretches(text: string, isMember: Uint8Array, shortest: number): Stretch[] {
	const found: Stretch[] = [];
	for (let from = 0; from + shortest <= text.length; ) {
		let at = from + shortest - 1;
		while (at >= from && isMember[text.charCodeAt(at)] === 1) at--;
		if (at < from) {
			at = from + shortest;
			while (isMember[text.charCodeAt(at)] === 1) at++;
			found.push([from, at]);
		}
		from = at + 1;
	}
	return found;
}

function valueAt(values: Uint8Array, text: string, at: number): number {
	return values[text.charCodeAt(at)] ?? NO_DIGIT;
}

function valuesOf(digits: Array<[value: number, digit: string]>): Uint8Array {
	const values = new Uint8Array(256).fill(NO_DIGIT);
	for (const [value, digit] of digits) values[digit.charCodeAt(0)] = value;
	return values;
}

function members(characters: string[]): Uint8Array {
	const isMember = new Uint8Array(256);
	for (const character of characters) isMember[character.charCodeAt(0)] = 1;
	return isMember;
}
