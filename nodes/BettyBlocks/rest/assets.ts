import type { RemoteFile, Stream, UploadedAsset, UploadFile } from '../app/app';
import { InputError } from '../app/inputError';
import { parseJson } from '../app/json';
import { isRedirect, type Client } from './client';
import { baseName, newBoundary, wrapFile, type Envelope } from './multipart';
import type { Answer, ApiRequest, Body, FileAnswer } from './request';
import { chunksOf, streamFrom } from './streams';

/** What the part of the request is called, unless the app asks for another name. */
const DEFAULT_FIELD = 'file';

const MAX_REDIRECTS = 5;

/**
 * Uploads a file (`POST /assets`, vendor's article), streamed where its content is a stream. Never
 * sent again once the app may have it.
 *
 * @throws {NodeApiError} when the app does not take the file, or answers without its URL
 */
export async function uploadAsset(client: Client, file: UploadFile): Promise<UploadedAsset> {
	const { name: fileName, mimeType, field = DEFAULT_FIELD } = file;
	const request: ApiRequest = {
		method: 'POST',
		path: ['assets'],
		body: async () => {
			const envelope = wrapFile({ field, fileName, mimeType }, newBoundary());
			return toBody(envelope, await file.open(), file.size);
		},
		safety: 'once',
		purpose: 'upload the file',
		kind: `upload ${magnitude(file.size)}`,
		notFound: "The app doesn't take uploads at its address for files",
		notFoundAdvice: 'It may not offer uploads through its API',
	};
	const { answer } = await client.plain(request);
	const response = parseJson(answer.text) ?? answer.text;
	const url =
		urlIn(response, answer) ??
		client.refuse(request, answer, "The app took the file, but didn't answer with its URL");
	return { url: new URL(url, client.connection.origin).href, response };
}

/** Files of one magnitude differ by a factor of two at most. */
function magnitude(bytes = 0): number {
	return Math.ceil(Math.log2(bytes + 1));
}

/**
 * Fetches a file and hands it to `keep`, which reads it to its end.
 *
 * The credentials go to the app's own host only. Redirects are followed, as apps may keep files
 * elsewhere, and what holds for the first address holds for each further one.
 *
 * @param address absolute, or a path of the app
 * @throws {InputError} when the address is none of the web
 * @throws {NodeApiError} when the file does not come, or not to its end
 */
export async function downloadAsset<Kept>(
	client: Client,
	address: string,
	keep: (file: RemoteFile) => Promise<Kept>,
): Promise<Kept> {
	const first = webAddress(address, client.connection.origin);
	let url = first;
	let answer = await client.download(url);
	for (let hops = 0; isRedirect(answer); hops++) {
		if (hops === MAX_REDIRECTS) throw tooManyRedirects(first);
		url = webAddress(answer.headers.location ?? '', url.href);
		answer = await client.download(url);
	}
	try {
		return await keep({
			url: first.href,
			name: nameOf(answer, first),
			mimeType: answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase(),
			body: answer.body,
		});
	} catch (error) {
		return await Promise.reject(client.downloadError(url, answer, error));
	} finally {
		answer.body.destroy();
	}
}

function toBody({ head, tail, contentType }: Envelope, file: Buffer | Stream, size: number): Body {
	return Buffer.isBuffer(file)
		? { content: Buffer.concat([head, file, tail]), contentType }
		: {
				content: streamFrom(file, joined(head, file, size, tail)),
				contentType,
				size: head.length + size + tail.length,
			};
}

async function* joined(
	head: Buffer,
	file: Stream,
	size: number,
	tail: Buffer,
): AsyncGenerator<Buffer> {
	yield head;
	let read = 0;
	for await (const chunk of chunksOf(file)) {
		read += chunk.length;
		yield chunk;
	}
	// The length was announced: with too few bytes the app would wait, for ever.
	if (read !== size) throw changedSize(size, read);
	yield tail;
}

function changedSize(size: number, read: number): InputError {
	return new InputError(
		`The file has ${read} bytes, but n8n announced ${size}`,
		'Run the previous step again, so that n8n stores the file again',
	);
}

/** `{"url": …}`, a bare string or a `Location` header: which one an app sends is not documented. */
function urlIn(response: unknown, { headers }: Answer): string | undefined {
	const { url } = (typeof response === 'object' && response !== null ? response : {}) as {
		url?: unknown;
	};
	return [url, response, headers.location].find(isAddress)?.trim();
}

function isAddress(value: unknown): value is string {
	return typeof value === 'string' && /^\s*(https?:\/)?\/\S+\s*$/i.test(value);
}

/** @param base what a relative address is relative to */
function webAddress(address: string, base: string): URL {
	const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
	if (url !== undefined && address.trim() !== '' && /^https?:$/.test(url.protocol)) return url;
	throw new InputError(
		`${JSON.stringify(address)} isn't the address of a file`,
		'Enter an address that starts with https://, or the path of a file in the app',
	);
}

function tooManyRedirects({ host, pathname }: URL): InputError {
	return new InputError(
		`The file at ${host}${pathname} was not found: more than ${MAX_REDIRECTS} redirects followed each other`,
		'Open the URL in a browser, and use the address where the file is',
	);
}

/** What the server calls the file, or else what its address ends with. */
function nameOf({ headers }: FileAnswer, { pathname }: URL): string {
	return baseName(namedIn(headers['content-disposition'] ?? '') || decoded(pathname));
}

/** Reads `filename*` and `filename` (RFC 6266); the former can hold any character. */
function namedIn(disposition: string): string | undefined {
	const extended = /;\s*filename\*\s*=\s*"?utf-8'[^']*'([^;"\s]+)/i.exec(disposition)?.[1];
	if (extended !== undefined) return decoded(extended);
	const [, quoted, bare] =
		/;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
	return quoted === undefined ? bare : asUtf8(quoted.replace(/\\(.)/g, '$1'));
}

/** Headers are read as Latin-1, though many servers write UTF-8. */
function asUtf8(text: string): string {
	const bytes = Buffer.from(text, 'latin1');
	const utf8 = bytes.toString('utf8');
	return /[^\0-\xff]/.test(text) || utf8.includes('\ufffd') ? text : utf8;
}

function decoded(text: string): string {
	return text.replace(/(%[0-9a-f]{2})+/gi, (bytes) =>
		Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}
