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
	if (!isNamedText && (FILE.test(type) || bytes.subarray(0, 5).equals(PDF))) return undefined;
	const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
	const charset = marked?.[0] ?? charsetIn(contentType);
	const charsets = [charset, 'utf-8', 'windows-1252'].filter((each) => each !== undefined);
	for (const each of charsets) {
		const text = decoded(bytes, each);
		if (text !== undefined) return BINARY.test(text) ? undefined : text;
	}
	return undefined;
}

function charsetIn(contentType: string): string | undefined {
	return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1];
}

/** @returns undefined for bytes that the charset doesn't have, and for one that nobody knows */
function decoded(bytes: Buffer, charset: string): string | undefined {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
