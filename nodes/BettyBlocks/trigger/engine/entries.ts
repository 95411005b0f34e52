// What was seen, as text.

/** Something seen at an instant. */
export type SeenEntry = [at: number, id: number];

/** A text with more is not one of ours. */
const MAX_ENTRIES = 1_000_000;

const FORM = /^(?:(?:[.:][\da-z]+)?[+-][\da-z]+(?:\*[\da-z]+)?)*$/;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

const BASE = DIGITS.length;

const VALUE_OF = new Map([...DIGITS].map((digit, value) => [digit, value]));

/**
 * Writes entries by instant, then by id, each as its difference to the one before: in time after `.` or `:`
 * (backwards) where it isn't the same again, by id after `+` or `-`, and after `*` how often both follow
 * again. Instants are whole and half milliseconds.
 */
export function encodeEntries(entries: Iterable<SeenEntry>): string {
	const sorted = [...entries].sort(([at, id], [other, otherId]) => at - other || id - otherId);
	const runs: Array<{ text: string; more: number }> = [];
	let [half, step, id] = [0, 0, 0];
	for (const [at, nextId] of sorted) {
		const nextStep = 2 * at - half;
		const time = nextStep === step ? '' : signed(nextStep, '.', ':');
		const text = `${time}${signed(nextId - id, '+', '-')}`;
		const last = runs.at(-1);
		if (last?.text === text) last.more++;
		else runs.push({ text, more: 0 });
		[half, step, id] = [2 * at, nextStep, nextId];
	}
	return runs.map(({ text, more }) => `${text}${more > 0 ? signed(more, '*', '') : ''}`).join('');
}

/** @returns undefined when the text is not one that `encodeEntries` writes */
export function decodeEntries(text: unknown): SeenEntry[] | undefined {
	if (typeof text !== 'string' || !FORM.test(text)) return undefined;
	const entries: SeenEntry[] = [];
	let [half, step, id, idStep] = [0, 0, 0, 0];
	for (const [sign, number] of numbersIn(text)) {
		if (sign === '.') step = number;
		else if (sign === ':') step = -number;
		if (sign === '.' || sign === ':') continue;
		if (sign !== '*') idStep = sign === '+' ? number : -number;
		const last = entries.length + (sign === '*' ? number : 1);
		if (last > MAX_ENTRIES) return undefined;
		while (entries.length < last) {
			half += step;
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

function signed(number: number, plus: string, minus: string): string {
	return `${number < 0 ? minus : plus}${Math.abs(number).toString(BASE)}`;
}

/** Each sign, with the number that follows it. */
function* numbersIn(text: string): Iterable<[sign: string, number: number]> {
	let [sign, number] = ['', 0];
	for (const char of text) {
		const value = VALUE_OF.get(char);
		if (value === undefined && sign !== '') yield [sign, number];
		if (value === undefined) [sign, number] = [char, 0];
		else number = BASE * number + value;
	}
	if (sign !== '') yield [sign, number];
}
