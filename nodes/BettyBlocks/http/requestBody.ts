import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Stream } from '../app/parts';

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
