/** What a secret is rewritten to can't be chance with this many characters. */
const LEAST_LENGTH = 6;

/** Of a longer secret, so many characters are enough to know it by. */
const KNOWN_BY = 40;

/** What the rest of a longer secret is made of. */
const REST = String.raw`(?:[\w.~+/=-]|%(?:25)*[0-9a-fA-F]{2}|\\{1,16}u[0-9a-fA-F]{4}|&(?:amp;)*#[xX]?[0-9a-fA-F]+;)*`;

const HTML_NAMES: Record<string, string> = {
	'&': 'amp',
	'<': 'lt',
	'>': 'gt',
	'"': 'quot',
	"'": 'apos',
};

/** A token of a login, whatever it says. */
const ANY_TOKEN = /\beyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g;

/** What nobody may see. What an app returns may repeat it, in any of the forms that text takes on the way. */
export class Secrets {
	private readonly known = new Set<string>();
	private pattern: RegExp | undefined;
	private hidesTokens = false;

	constructor(...secrets: string[]) {
		this.add(...secrets);
	}

	/** @param secrets empty ones don't count */
	add(...secrets: string[]): void {
		const before = this.known.size;
		for (const secret of secrets) if (secret !== '') this.known.add(secret);
		if (this.known.size > before) this.pattern = undefined;
	}

	/** Hides whatever looks like a token, as there may be one that isn't known. */
	hideTokens(): void {
		this.hidesTokens = true;
	}

	/** The text with `***` in the place of secrets. */
	hide(text: string): string {
		const hidden = this.known.size === 0 ? text : text.replace(this.matcher, '***');
		return this.hidesTokens ? hidden.replace(ANY_TOKEN, '***') : hidden;
	}

	private get matcher(): RegExp {
		return (this.pattern ??= patternOf([...this.known]));
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
}

function patternOf(secrets: string[]): RegExp {
	const rewritten = new Set(secrets.flatMap(rewritings));
	const patterns = [...secrets.map(inAnyForm), ...[...rewritten].map(asWritten)];
	return new RegExp(patterns.sort((a, b) => b.length - a.length).join('|'), 'g');
}

/** What a secret becomes as a whole: hexadecimal digits, or Base64 wherever it stands in it. */
function rewritings(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const hex = bytes.toString('hex');
	const forms = [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((before) => base64(bytes, before))];
	return forms.filter((form) => form.length >= LEAST_LENGTH);
}

/** @param before bytes in front of it; characters that they, or those behind it, have a part in are left out */
function base64(bytes: Buffer, before: number): string[] {
	const whole = Buffer.concat([Buffer.alloc(before), bytes]);
	const text = whole.toString('base64');
	const part = text.slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
	const forms = before === 0 ? [text, text.replace(/=+$/, ''), part] : [part];
	return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** Letters and digits are left as they are by whoever writes such a text; three characters may be escaped. */
function asWritten(text: string): string {
	return text.replace(/[+/=]/g, (character) => characterInAnyForm(character, ONE_OR_MORE));
}

/** Backslashes, as JSON in JSON doubles them. */
const ONE_OR_MORE = String.raw`\\{1,16}`;

/** The same where a search begins: only the first of them does, or a text full of them would take for ever. */
const FROM_THE_FIRST = String.raw`(?<!\\)\\+`;

/** Matches a text however each of its characters is escaped, and however often. */
function inAnyForm(text: string): string {
	const characters = [...text.toWellFormed()];
	const pattern = characters
		.slice(0, KNOWN_BY)
		.map((character, at) => characterInAnyForm(character, at === 0 ? FROM_THE_FIRST : ONE_OR_MORE))
		.join('');
	return characters.length > KNOWN_BY ? pattern + REST : pattern;
}

function characterInAnyForm(character: string, backslashes: string): string {
	const code = character.codePointAt(0) ?? 0;
	const name = HTML_NAMES[character];
	const units = character.split('').map((unit) => hexOf(unit.charCodeAt(0), 4));
	const bytes = [...Buffer.from(character)].map((byte) => `%(?:25)*${hexOf(byte, 2)}`);
	return `(?:${[
		...(character === '\\' ? [backslashes] : []),
		...(name === undefined ? [] : [`&(?:amp;)*${name};`]),
		...(/["'/]/.test(character) ? [backslashes + character] : []),
		...(character === ' ' ? [String.raw`\+`] : []),
		character.replace(/[$()*+./?[\\\]^{|}]/, String.raw`\$&`),
		bytes.join(''),
		units.map((unit) => `${backslashes}u${unit}`).join(''),
		`&(?:amp;)*#(?:0*${code}|[xX]0*${hexOf(code, 1)});`,
	].join('|')})`;
}

/** Hexadecimal digits in capital or small letters. */
function hexOf(number: number, digits: number): string {
	const hex = number.toString(16).padStart(digits, '0');
	return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
