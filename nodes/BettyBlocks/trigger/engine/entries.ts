// What was seen, as text.

/** Something seen at an instant. */
export type SeenEntry = [at: number, id: number];

/** A text with more is not one of ours. */
const MAX_ENTRIES = 1_000_000;

const FORM = /^(?:(?:[.:][\da-z]+)?[+-][\da-z]+(?:\*[\da-z]+)?)*$/;

const BASE = 36;

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
	for (let index = 0; index < text.length; ) {
		const sign = text[index];
		let number = 0;
		for (let digit; (digit = digitOf(text.charCodeAt(++index))) !== undefined; ) {
			number = BASE * number + digit;
		}
		if (sign === '.' || sign === ':') {
			step = sign === '.' ? number : -number;
			continue;
		}
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

/** Digits are `0` to `9` and `a` to `z`. */
function digitOf(code: number): number | undefined {
	if (code >= 97) return code - 87;
	return code >= 48 && code <= 57 ? code - 48 : undefined;
}
