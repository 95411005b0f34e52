import { bytesOf, inHalves } from './escapes';
import type { Reading } from './origins';
import { plain, readingsOf, soughtFor, type Sought } from './readings';
import type { Range } from './stretches';

/** With this many characters it can't be chance that letters become a secret when they are decoded. */
const LEAST_LENGTH = 6;

/** Of a longer secret, so many characters are enough to know it by. */
const KNOWN_BY = 40;

/** What is decoded may lack as many of its first characters, which seemed to be part of an escape. */
const LOST = 2;

/** A token of a login, whatever it says. */
const ANY_TOKEN = /(?<![\w-])eyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g;

/** What nobody may see. What an app returns may repeat it, in any of the forms that text takes on the way. */
export class Secrets {
	private readonly secrets = new Set<string>();
	/** Those to hide, in each of the forms that are searched for. */
	private readonly known = new Set<string>();
	private sought: Sought | undefined;
	private hidesTokens = false;

	constructor(...secrets: string[]) {
		this.add(...secrets);
	}

	/** @param secrets empty ones don't count */
	add(...secrets: string[]): void {
		for (const secret of secrets) {
			if (secret === '' || this.secrets.has(secret)) continue;
			this.secrets.add(secret);
			for (const form of formsOf(secret)) this.known.add(form);
			this.sought = undefined;
		}
	}

	/** Hides whatever looks like a token, as there may be one that isn't known. */
	hideTokens(): void {
		this.hidesTokens = true;
	}

	/** The text with `***` in the place of secrets. */
	hide(text: string): string {
		if (this.known.size === 0 && !this.hidesTokens) return text;
		this.sought ??= soughtFor([...this.known], KNOWN_BY, { least: LEAST_LENGTH, lost: LOST });
		if (Buffer.byteLength(text) < this.sought.shortest && !this.hidesTokens) return text;
		const found: Range[] = [];
		for (const reading of readingsOf(text, this.sought)) this.search(reading, found);
		return withoutRanges(text, found);
	}

	hideInHeaders<Headers extends object>(headers: Headers): Headers {
		// A header that comes several times is a list.
		const hidden = (value: unknown): unknown =>
			Array.isArray(value)
				? value.map(hidden)
				: typeof value === 'string'
					? this.hide(value)
					: value;
		const entries = Object.entries(headers).map(([name, value]) => [name, hidden(value)]);
		return Object.fromEntries(entries) as Headers;
	}

	private search(reading: Reading, found: Range[]): void {
		const { bytes, isUnpacked, origin } = reading;
		for (const form of this.known) {
			if (isUnpacked && form.length < LEAST_LENGTH) continue;
			const lost = isUnpacked && form.length >= LEAST_LENGTH + LOST ? LOST : 0;
			for (const [from, to] of occurrences(bytes, form.slice(lost))) {
				found.push(origin(Math.max(0, from - lost), to));
			}
		}
		if (!this.hidesTokens) return;
		for (const { 0: token, index } of bytes.matchAll(ANY_TOKEN)) {
			found.push(origin(index, index + token.length));
		}
	}
}

/** What to look for: the secret as bytes of any charset, and what is left of them without escapes. */
function formsOf(secret: string): Set<string> {
	const charsets = [bytesOf(secret.toWellFormed()), ...inOtherCharsets(secret)];
	const others = charsets.flatMap((bytes) =>
		// Its end may seem to begin an escape along with what stands behind it.
		[bytes, bytes.replace(/[\\%&]$/, '')].flatMap(plainForms),
	);
	return new Set([...charsets, ...others.filter(({ length }) => length >= LEAST_LENGTH)]);
}

/** What is left without escapes, alone and where the beginning seems to end one. */
function plainForms(bytes: string): string[] {
	const own = plain(bytes);
	const behind = ['\\', '%', '&'].map((before) => plain(before + bytes));
	return [own, ...behind.filter((form) => !form.endsWith(own))];
}

/** ASCII is the same in each, apart from zeros, which are no part of a reading. */
function inOtherCharsets(secret: string): string[] {
	if (/^[\0-\x7f]*$/.test(secret)) return [];
	const utf16 = Buffer.from(secret, 'utf16le');
	const bigEndFirst = Buffer.from(utf16).swap16();
	const latin = /[^\0-\xff]/.test(secret) ? [] : [secret];
	return [inHalves(secret), utf16.toString('latin1'), bigEndFirst.toString('latin1'), ...latin];
}

function* occurrences(bytes: string, form: string): Generator<Range> {
	const known = form.slice(0, KNOWN_BY);
	for (let from = bytes.indexOf(known); from >= 0; ) {
		let to = from + known.length;
		while (to - from < form.length && bytes[to] === form[to - from]) to++;
		yield [from, to];
		from = bytes.indexOf(known, to);
	}
}

function withoutRanges(text: string, ranges: Range[]): string {
	const hidden: string[] = [];
	let copied = 0;
	for (const [start, end] of ranges.sort(([one], [other]) => one - other)) {
		if (start >= copied) hidden.push(text.slice(copied, start), '***');
		copied = Math.max(copied, end);
	}
	return hidden.join('') + text.slice(copied);
}
