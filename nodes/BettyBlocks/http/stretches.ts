// Where bytes of a kind stand on end.

export type Range = [start: number, end: number];

/** By byte: 1 where it belongs to a kind, 2 where it does unless a word ends there. */
export type ByteKind = Uint8Array;

const LETTERS = byteKind('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

/**
 * Stretches of bytes of a kind. By hand, as a pattern would remember each byte on the way; and from behind,
 * as one that isn't of the kind rules out whatever begins before it.
 *
 * @param shortest how many of the kind there have to be
 * @param step looks only at each so-many-th byte, from the first one on
 */
export function stretches(
	bytes: string,
	kind: ByteKind,
	shortest: number,
	first = 0,
	step = 1,
): Range[] {
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

function isOf(kind: ByteKind, bytes: string, at: number): boolean {
	const member = kind[bytes.charCodeAt(at)];
	return member === 1 || (member === 2 && !endsWord(bytes, at));
}

/** Whether a word ends before a place: more letters than a number or an escape (`\\n`) ends with. */
function endsWord(bytes: string, at: number): boolean {
	return [1, 2, 3].every((before) => LETTERS[bytes.charCodeAt(at - before)] === 1);
}

export function byteKind(bytes: string): ByteKind {
	const kind = new Uint8Array(256);
	for (const byte of Buffer.from(bytes, 'latin1')) kind[byte] = 1;
	return kind;
}
