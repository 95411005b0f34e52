// What a request sends: text, bytes, or a file in a multipart body.
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Stream, UploadFile } from '../app/parts';
import { InputError } from '../app/errors';
import { chunksOf, streamFrom } from './streams';

/** What a request sends. */
export interface Body {
	content: string | Buffer | Stream;
	contentType: string;
	/** The exact number of bytes that a stream yields. */
	size?: number;
}

/** A body takes at most this long to send, beside the time that the app has for its response. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

/** The part of a request's options that its body makes. */
export function withBody(
	headers: IDataObject | undefined,
	body: Body | undefined,
): Pick<IHttpRequestOptions, 'headers' | 'body'> {
	if (body === undefined) return { headers };
	const { content, contentType, size } = body;
	const length = size === undefined ? {} : { 'Content-Length': String(size) };
	return { body: content, headers: { ...headers, 'Content-Type': contentType, ...length } };
}

export function streamIn(body: Body | undefined): Stream | undefined {
	const content = body?.content;
	return typeof content === 'string' || Buffer.isBuffer(content) ? undefined : content;
}

/** The helper's timeout counts from the start, so what a large body needs is added to it. */
export function sendingMs(body: Body | undefined): number {
	const content = body?.content;
	const size = body?.size ?? (Buffer.isBuffer(content) ? content.length : 0);
	return Math.ceil((size / SLOWEST_BYTES_PER_SECOND) * 1000);
}

/** What a multipart body says of the file in it. */
export interface FilePart {
	/** The name of the part. */
	field: string;
	fileName: string;
	mimeType: string;
}

/** What stands around the bytes of a file in a multipart body. */
export interface Envelope {
	head: Buffer;
	tail: Buffer;
	/** The content type of the whole body. */
	contentType: string;
}

/** A boundary that no file contains: 122 bits of it are random. */
export function newBoundary(): string {
	return `----n8n-nodes-bettyblocks-${crypto.randomUUID()}`;
}

/**
 * Writes a multipart body with one file in it, without the file's own bytes. Names are written as
 * browsers and the `form-data` package do: UTF-8, with quotes and line breaks percent-encoded.
 *
 * @param fields parts with text, which come before the file
 */
export function wrapFile(
	{ field, fileName, mimeType }: FilePart,
	boundary: string,
	fields: Array<[name: string, value: string]> = [],
): Envelope {
	const head = [
		...fields.flatMap(([name, value]) => [
			`--${boundary}`,
			`Content-Disposition: form-data; name="${escape(name)}"`,
			'',
			value,
		]),
		`--${boundary}`,
		`Content-Disposition: form-data; name="${escape(field)}"; filename="${escape(baseName(fileName))}"`,
		`Content-Type: ${mimeType.replace(/\p{Cc}/gu, '')}`,
		'',
		'',
	].join('\r\n');
	return {
		head: Buffer.from(head),
		tail: Buffer.from(`\r\n--${boundary}--\r\n`),
		contentType: `multipart/form-data; boundary=${boundary}`,
	};
}

/**
 * The body of an upload, which is streamed where the file is a stream.
 *
 * @param field the name of the part with the file
 * @param fields parts with text, which come before it
 */
export async function uploadBody(
	{ name: fileName, mimeType, size, open }: UploadFile,
	field: string,
	fields: Array<[name: string, value: string]> = [],
): Promise<Body> {
	const { head, tail, contentType } = wrapFile(
		{ field, fileName, mimeType },
		newBoundary(),
		fields,
	);
	const file = await open();
	if (Buffer.isBuffer(file)) return { content: Buffer.concat([head, file, tail]), contentType };
	return {
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
	if (read !== size) {
		throw new InputError(
			`The file has ${read} bytes, but n8n reported ${size}`,
			'Run the previous step again, so that it outputs the file again',
		);
	}
	yield tail;
}

/** The last part of a path, Windows' included; `file` when there is none. */
export function baseName(path: string): string {
	const name = path.split(/[\\/]/).findLast((part) => part !== '');
	return name === undefined || name === '.' || name === '..' ? 'file' : name;
}

function escape(name: string): string {
	return name.replace(/["\p{Cc}]/gu, encodeURIComponent);
}
