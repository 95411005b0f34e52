/**
 * Record ids as text, in the shorter of two forms: runs (`1-500,502`), which bulk imports make, or
 * bitmaps (`4*Fw`: the ids 4096, 4097, 4098 and 4100), which records in random order make.
 */
export type IdText = string;

const RUN = /^([1-9]\d{0,15})(?:-([1-9]\d{0,15}))?$/;
const BITMAP = /^(0|[1-9]\d{0,12})\*([\w-]{1,171})$/;

/** Ids in a bitmap. */
const BLOCK = 1_024;

/** A text that names more ids is not one of ours. */
export const MAX_IDS = 1_000_000;

/** Writes ids in ascending order, each once. */
export function encodeIds(ids: Iterable<number>): IdText {
	const sorted = [...new Set(ids)].sort((a, b) => a - b);
	const runs = encodeRuns(sorted);
	if (runs.length < BLOCK) return runs;
	const bitmaps = encodeBitmaps(sorted);
	return runs.length <= bitmaps.length ? runs : bitmaps;
}

/** @returns undefined when the text is not one that `encodeIds` writes */
export function decodeIds(text: unknown): Set<number> | undefined {
	if (typeof text !== 'string') return undefined;
	const ids = new Set<number>();
	for (const part of text === '' ? [] : text.split(',')) {
		if (!addRun(ids, part) && !addBitmap(ids, part)) return undefined;
	}
	return ids;
}

function encodeRuns(sorted: number[]): IdText {
	const parts: string[] = [];
	for (let first = 0; first < sorted.length; ) {
		let last = first;
		while (sorted[last + 1] === Number(sorted[last]) + 1) last++;
		parts.push(last === first ? `${sorted[first]}` : `${sorted[first]}-${sorted[last]}`);
		first = last + 1;
	}
	return parts.join(',');
}

function encodeBitmaps(sorted: number[]): IdText {
	const bitmaps = new Map<number, Buffer>();
	for (const id of sorted) {
		const block = Math.floor(id / BLOCK);
		const bitmap = bitmaps.get(block) ?? Buffer.alloc(BLOCK / 8);
		const bit = id % BLOCK;
		const byte = Math.floor(bit / 8);
		bitmap[byte] = Number(bitmap[byte]) | (1 << bit % 8);
		bitmaps.set(block, bitmap);
	}
	return [...bitmaps].map(([block, bits]) => `${block}*${bits.toString('base64url')}`).join(',');
}

function addRun(ids: Set<number>, part: string): boolean {
	const [, first, last = first] = RUN.exec(part) ?? [];
	if (first === undefined || Number(last) - Number(first) > MAX_IDS - ids.size) return false;
	for (let id = Number(first); id <= Number(last); id++) ids.add(id);
	return true;
}

function addBitmap(ids: Set<number>, part: string): boolean {
	const [, block, bits] = BITMAP.exec(part) ?? [];
	if (block === undefined || bits === undefined || ids.size > MAX_IDS) return false;
	Buffer.from(bits, 'base64url').forEach((byte, index) => {
		for (let bit = 0; bit < 8; bit++) {
			if (byte & (1 << bit)) ids.add(Number(block) * BLOCK + index * 8 + bit);
		}
	});
	return true;
}
