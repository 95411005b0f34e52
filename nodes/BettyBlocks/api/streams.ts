import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** A stream of Node.js, which only n8n's types name. */
export type Stream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

const LONGEST_LOOK_MS = 250;

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
 * Passes the source on, but fails when nothing comes for too long.
 *
 * @param idleMs milliseconds without a byte
 * @param idleError what it fails with
 */
export function endingWhenIdle(source: Stream, idleMs: number, idleError: Error): Stream {
	const look = Math.min(idleMs, LONGEST_LOOK_MS);
	const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
	let waitedMs = 0;
	let giveUp: (error: Error) => void = () => undefined;

	// A source that waits for its own source cannot be destroyed, so the wait itself is ended.
	async function next(): Promise<IteratorResult<Buffer>> {
		return await new Promise((resolve, reject) => {
			waitedMs = 0;
			giveUp = reject;
			iterator.next().then(resolve, reject);
		});
	}
	async function* chunks(): AsyncGenerator<Buffer> {
		for (let result = await next(); !result.done; result = await next()) yield result.value;
	}
	async function watch(): Promise<void> {
		while (!stream.destroyed) {
			await sleep(look);
			waitedMs += look;
			if (waitedMs >= idleMs) giveUp(idleError);
		}
	}
	const stream = streamFrom(source, chunks());
	void watch();
	return stream;
}
