/** Record ids as text, runs of them as one part: `1-500,502`. Bulk imports so stay small. */
export type IdText = string;

const PART = /^([1-9]\d{0,15})(?:-([1-9]\d{0,15}))?$/;

/** More than that is no state of ours. */
export const MAX_IDS = 1_000_000;

/** Writes ids in ascending order, each once. */
export function encodeIds(ids: Iterable<number>): IdText {
	const sorted = [...new Set(ids)].sort((a, b) => a - b);
	const parts: string[] = [];
	for (let first = 0; first < sorted.length; ) {
		let last = first;
		while (sorted[last + 1] === Number(sorted[last]) + 1) last++;
		parts.push(last === first ? `${sorted[first]}` : `${sorted[first]}-${sorted[last]}`);
		first = last + 1;
	}
	return parts.join(',');
}

/** How many parts the text has, as a measure of its size. */
export function countParts(text: IdText): number {
	return text === '' ? 0 : text.split(',').length;
}

/** @returns undefined when the text is not one that `encodeIds` writes */
export function decodeIds(text: unknown): Set<number> | undefined {
	if (typeof text !== 'string') return undefined;
	const ids = new Set<number>();
	for (const part of text === '' ? [] : text.split(',')) {
		const [, first, last = first] = PART.exec(part) ?? [];
		if (first === undefined || Number(last) - Number(first) > MAX_IDS - ids.size) return undefined;
		for (let id = Number(first); id <= Number(last); id++) ids.add(id);
	}
	return ids;
}
