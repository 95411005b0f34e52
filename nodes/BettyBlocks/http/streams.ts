import { sleep } from 'n8n-workflow';
import { CHUNK_BYTES, type Stream } from '../app/parts';

/** How often a file that is on its way is looked at. */
export const LOOK_MS = 200;

/** A download that brings less within its time-out makes no progress. */
const LEAST_BYTES = 1_024;

/**
 * Buffers that the chunks of a file take turns in. A pipe holds one chunk on its way to the socket
 * and one more that it has read ahead; that many times as much is room to be sure.
 */
const BUFFERS = 16;

/**
 * Makes a stream that yields the chunks, and closes the source along with it. Node's own module is
 * out of reach here, but every stream knows its class.
 */
export function streamFrom(source: Stream, chunks: AsyncIterable<Buffer>): Stream {
	const { from } = source.constructor as unknown as {
		from: (chunks: AsyncIterable<Buffer>, options: { objectMode: boolean }) => Stream;
	};
	const stream = from(chunks, { objectMode: false });
	// A stream that is destroyed before its first chunk does not reach the source by itself.
	return stream.once('close', () => source.destroy());
}

/**
 * The chunks of a stream, to be sent in their order. Those of a file on disk come in buffers that
 * are used again, and what the file stream made is given back at once: otherwise V8 lets some 64 MB
 * of dead chunks pile up in any process before it clears them. A chunk is good until as many more
 * were asked for as there are buffers.
 */
export async function* chunksOf(source: Stream): AsyncGenerator<Buffer> {
	const isFileOnDisk = 'fd' in source && 'bytesRead' in source;
	const buffers: Buffer[] = [];
	let turn = 0;
	for await (const chunk of source as AsyncIterable<Buffer>) {
		if (isFileOnDisk && chunk.length <= CHUNK_BYTES) {
			const buffer = (buffers[turn] ??= Buffer.allocUnsafeSlow(CHUNK_BYTES));
			turn = (turn + 1) % BUFFERS;
			chunk.copy(buffer);
			const { length } = chunk;
			giveBack(chunk);
			yield buffer.subarray(0, length);
		} else {
			yield chunk;
		}
	}
}

/** Frees the memory of a chunk that nobody else holds. */
function giveBack({ buffer, length }: Buffer): void {
	const { transfer } = buffer as { transfer?: (length: number) => ArrayBuffer };
	if (length === buffer.byteLength) transfer?.call(buffer, 0);
}

/**
 * Passes the source on, but fails when too little comes for too long. The time that the reader takes
 * does not count.
 *
 * @param stalledMs milliseconds within which at least 1,024 bytes have to come
 * @param stalledError what it fails with
 */
export function endingWhenStalled(source: Stream, stalledMs: number, stalledError: Error): Stream {
	const look = Math.min(stalledMs, LOOK_MS);
	const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
	let isWaiting = false;
	let waitedMs = 0;
	let bytes = 0;
	let giveUp: (error: Error) => void = () => undefined;

	// A source that waits for its own source cannot be destroyed, so the wait itself is ended.
	async function next(): Promise<IteratorResult<Buffer>> {
		return await new Promise((resolve, reject) => {
			isWaiting = true;
			giveUp = reject;
			iterator.next().then(resolve, reject);
		});
	}
	async function* chunks(): AsyncGenerator<Buffer> {
		for (let result = await next(); !result.done; result = await next()) {
			isWaiting = false;
			count(result.value);
			yield result.value;
		}
	}
	function count({ length }: Buffer): void {
		bytes += length;
		if (bytes < LEAST_BYTES) return;
		bytes = 0;
		waitedMs = 0;
	}
	async function watch(): Promise<void> {
		while (!stream.destroyed) {
			await sleep(look);
			if (isWaiting) waitedMs += look;
			if (waitedMs >= stalledMs) giveUp(stalledError);
		}
	}
	const stream = streamFrom(source, chunks());
	void watch();
	return stream;
}
