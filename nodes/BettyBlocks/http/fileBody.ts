import type { Stream } from '../app/parts';
import { InputError } from '../app/errors';
import type { Body } from './requestBody';
import type { Envelope } from './multipart';
import { chunksOf, streamFrom } from './streams';

/** The body of an upload: the file between the parts of its envelope, streamed where it is a stream. */
export function toBody(
	{ head, tail, contentType }: Envelope,
	file: Buffer | Stream,
	size: number,
): Body {
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
		`The file has ${read} bytes, but n8n reported ${size}`,
		'Run the previous step again, so that it outputs the file again',
	);
}
