// What was seen, as text: ids and instants as differences, in digits of five bits.

/** Something seen at an instant. */
export type SeenEntry = [at: number, id: number];

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const VALUE_OF = new Map([...DIGITS].map((digit, value) => [digit, value]));

const BASE = 32;

/** A text with more is not one of ours. */
const MAX_ENTRIES = 1_000_000;

const FORM = /^(\d{1,16})\.(-?\d{1,17})\.([\w-]*)$/;

/**
 * Writes entries by instant, then by id. Each is its difference to the one before; equal differences
 * that follow each other are counted. Instants are whole and half milliseconds.
 */
export function encodeEntries(entries: Iterable<SeenEntry>): string {
	const sorted = [...entries].sort(([at, id], [other, otherId]) => at - other || id - otherId);
	const [first] = sorted;
	if (first === undefined) return '';
	const halves = sorted.map(([at]) => Math.round(2 * at));
	const steps = halves.map((half, index) => half - (halves[index - 1] ?? half));
	const unit = steps.reduce(commonDivisor, 0) || 1;
	let text = '';
	for (let index = 0; index < sorted.length; ) {
		const idStep = (at: number) => Number(sorted[at]?.[1]) - (sorted[at - 1]?.[1] ?? 0);
		let next = index + 1;
		while (next < sorted.length && steps[next] === steps[index] && idStep(next) === idStep(index))
			next++;
		const repeats = next - index - 1;
		text += digits((2 * Number(steps[index])) / unit + (repeats > 0 ? 1 : 0));
		text += digits(zigzag(idStep(index)));
		if (repeats > 0) text += digits(repeats);
		index = next;
	}
	return `${unit}.${halves[0]}.${text}`;
}

/** @returns undefined when the text is not one that `encodeEntries` writes */
export function decodeEntries(text: unknown): SeenEntry[] | undefined {
	if (text === '') return [];
	const [, unit, first, body] = (typeof text === 'string' ? FORM.exec(text) : null) ?? [];
	const numbers = body === undefined ? undefined : readDigits(body);
	if (numbers === undefined) return undefined;
	const entries: SeenEntry[] = [];
	let half = Number(first);
	let id = 0;
	for (let index = 0; index < numbers.length; ) {
		const step = numbers[index++] ?? NaN;
		const idStep = unzigzag(numbers[index++] ?? NaN);
		const times = step % 2 === 1 ? (numbers[index++] ?? NaN) + 1 : 1;
		if (!(entries.length + times <= MAX_ENTRIES)) return undefined;
		for (let time = 0; time < times; time++) {
			half += Math.floor(step / 2) * Number(unit);
			id += idStep;
			if (!Number.isSafeInteger(id) || id < 1 || !Number.isSafeInteger(half)) return undefined;
			entries.push([half / 2, id]);
		}
	}
	return entries;
}

/** Ids alone, in the same form. */
export function encodeIds(ids: Iterable<number>): string {
	return encodeEntries([...ids].map((id): SeenEntry => [0, id]));
}

/** @returns undefined when the text is not one that `encodeIds` writes */
export function decodeIds(text: unknown): Set<number> | undefined {
	const entries = decodeEntries(text);
	return entries && new Set(entries.map(([, id]) => id));
}

function digits(number: number): string {
	let text = '';
	let rest = number;
	do {
		const digit = rest % BASE;
		rest = Math.floor(rest / BASE);
		text += DIGITS[digit + (rest > 0 ? BASE : 0)];
	} while (rest > 0);
	return text;
}

function readDigits(text: string): number[] | undefined {
	const numbers: number[] = [];
	let number = 0;
	let place = 1;
	for (const digit of text) {
		const value = VALUE_OF.get(digit) ?? NaN;
		number += (value % BASE) * place;
		place *= BASE;
		if (!Number.isSafeInteger(number)) return undefined;
		if (value >= BASE) continue;
		numbers.push(number);
		number = 0;
		place = 1;
	}
	return place === 1 ? numbers : undefined;
}

function zigzag(number: number): number {
	return number < 0 ? -2 * number - 1 : 2 * number;
}

function unzigzag(number: number): number {
	return number % 2 === 1 ? -(number + 1) / 2 : number / 2;
}

function commonDivisor(a: number, b: number): number {
	return b === 0 ? a : commonDivisor(b, a % b);
}
