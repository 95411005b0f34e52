// What was seen, as text.

/** Something seen at an instant. */
export type SeenEntry = [at: number, id: number];

/** A text with more is not one of ours. */
const MAX_ENTRIES = 1_000_000;

const BASE = 36;

/** The step in time where it isn't that of the entry before, the step from id to id, how often both follow. */
const RUN = /(?:\.(-?[\da-z]{1,11}))?([+-][\da-z]{1,11})(?:\*([\da-z]{1,4}))?/g;

/**
 * Writes entries by instant, then by id, each as its difference to the one before. Instants are whole and
 * half milliseconds.
 */
export function encodeEntries(entries: Iterable<SeenEntry>): string {
	const sorted = [...entries].sort(([at, id], [other, otherId]) => at - other || id - otherId);
	const runs: Array<{ text: string; times: number }> = [];
	let [half, id, step] = [0, 0, 0];
	for (const [at, nextId] of sorted) {
		const nextStep = 2 * at - half;
		const idStep = `${nextId < id ? '' : '+'}${(nextId - id).toString(BASE)}`;
		const text = nextStep === step ? idStep : `.${nextStep.toString(BASE)}${idStep}`;
		const last = runs.at(-1);
		if (last?.text === text) last.times++;
		else runs.push({ text, times: 1 });
		[half, id, step] = [2 * at, nextId, nextStep];
	}
	return runs
		.map(({ text, times }) => (times > 1 ? `${text}*${times.toString(BASE)}` : text))
		.join('');
}

/** @returns undefined when the text is not one that `encodeEntries` writes */
export function decodeEntries(text: unknown): SeenEntry[] | undefined {
	if (typeof text !== 'string') return undefined;
	const entries: SeenEntry[] = [];
	let [length, half, id, step] = [0, 0, 0, 0];
	for (const [run, newStep, idStep = '', times = '1'] of text.matchAll(RUN)) {
		length += run.length;
		if (newStep !== undefined) step = parseInt(newStep, BASE);
		const last = entries.length + parseInt(times, BASE);
		if (last > MAX_ENTRIES) return undefined;
		while (entries.length < last) {
			half += step;
			id += parseInt(idStep, BASE);
			if (!Number.isSafeInteger(id) || id < 1 || !Number.isSafeInteger(half)) return undefined;
			entries.push([half / 2, id]);
		}
	}
	return length === text.length ? entries : undefined;
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
