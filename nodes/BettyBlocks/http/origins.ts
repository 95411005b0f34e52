// Texts that are made of other texts, and where each of their bytes came from.
import type { Rule } from './escapes';
import { stretches, type ByteKind, type Range } from './stretches';

/** One way to read a text. Its characters are bytes (UTF-8, unless somebody encoded others). */
export interface Reading {
	bytes: string;
	/** Whether it was unpacked, which makes some sense of any letters. */
	isUnpacked: boolean;
	/** Where the bytes from one position to another come from in the text. */
	origin: (from: number, to: number) => Range;
}

/** Between what is looked into. */
const GAP = '\x7f';

/** A text as it is. */
export function itself(bytes: string): Reading {
	return { bytes, isUnpacked: false, origin: (from, to) => [from, to] };
}

/** What is left of a text without all that is of another kind, or too short. */
export function onlyStretches(
	{ bytes, isUnpacked, origin }: Reading,
	kind: ByteKind,
	shortest: number,
): Reading {
	const found = stretches(bytes, kind, shortest);
	const kept = found.map(([start, end]) => bytes.slice(start, end)).join(GAP);
	const placesOfKept = () => {
		const all = new Int32Array(kept.length + 1);
		let at = 0;
		for (const [start, end] of found) {
			for (let place = start; place <= end; place++) all[at++] = place;
		}
		return all;
	};
	let places: Int32Array | undefined;
	return {
		bytes: kept,
		isUnpacked,
		origin: (from, to) => {
			places ??= placesOfKept();
			return origin(places[from] ?? 0, (places[to - 1] ?? 0) + 1);
		},
	};
}

export function partOf({ bytes, origin }: Reading, start: number, end: number): Reading {
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
export function rewritten(
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
