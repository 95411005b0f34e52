// The only place where the bytes of a response become text.
import { typeOf } from './response';

/** Types whose content is never text, whatever its bytes look like. */
const FILE = /^(image|audio|video|font)\/|^application\/(pdf|zip|gzip|msword|vnd\.)/;

/** Types that are text, also where their name begins like a file's. */
const TEXT = /^text\/|[/+](json|xml)$|^image\/svg/;

const BYTE_ORDER_MARKS: Array<[charset: string, mark: number[]]> = [
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16le', [0xff, 0xfe]],
	['utf-16be', [0xfe, 0xff]],
];

/** Control characters that no text has: all but blanks, and but those that are letters in older charsets. */
const BINARY = /[^\P{Cc}\s\u007f-\u009f]/u;

/** What colours the text of a terminal. */
const ESCAPE_CHARACTER = '\u001b';

/** Zeros that ASCII has in UTF-16, which is not always named. */
const UNMARKED: Array<[charset: string, RegExp]> = [
	['utf-16le', /([\t\n\r -~]\0){2}/],
	['utf-16be', /(\0[\t\n\r -~]){2}/],
];

const PDF = Buffer.from('%PDF-');

/**
 * Decodes the body of a response: by its byte order mark, by the charset that the response names, or
 * else as UTF-8, and as windows-1252 where it isn't.
 *
 * @param contentType the header as it came
 * @returns undefined for what is no text
 */
export function bodyText(bytes: Buffer, contentType = ''): string | undefined {
	const type = typeOf({ headers: { 'content-type': contentType } });
	const isNamedText = TEXT.test(type);
	const isFile = !isNamedText && FILE.test(type);
	if (isFile || bytes.subarray(0, PDF.length).equals(PDF)) return undefined;
	const shown = isNamedText ? unmarkedCharset(bytes) : undefined;
	const charset = markedCharset(bytes) ?? shown ?? charsetIn(contentType);
	const text =
		decoded(bytes, charset) ??
		decoded(bytes, 'utf-8') ??
		cutOff(bytes) ??
		new TextDecoder('windows-1252').decode(bytes);
	const isBinary = text.split(ESCAPE_CHARACTER).some((part) => BINARY.test(part));
	return isBinary ? undefined : text;
}

function markedCharset(bytes: Buffer): string | undefined {
	return BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

function unmarkedCharset(bytes: Buffer): string | undefined {
	const beginning = bytes.toString('latin1', 0, 4);
	return UNMARKED.find(([, form]) => form.test(beginning))?.[0];
}

/** UTF-8 of which the last character isn't all there: some other one shows that it is UTF-8. */
function cutOff(bytes: Buffer): string | undefined {
	const text = decoded(bytes, 'utf-8', { stream: true });
	return text?.match(/[^\0-\x7f]/) ? `${text}\ufffd` : undefined;
}

function charsetIn(contentType: string): string | undefined {
	return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1];
}

/**
 * @param charset UTF-8 unless it is told
 * @returns undefined for bytes that the charset doesn't have, and for one that nobody knows
 */
function decoded(
	bytes: Buffer,
	charset: string | undefined,
	options: { stream?: boolean } = {},
): string | undefined {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes, options);
	} catch {
		return undefined;
	}
}
