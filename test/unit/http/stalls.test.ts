/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { PassThrough, Readable } from 'node:stream';
import { endingWhenStalled } from '../../../nodes/BettyBlocks/http/streams';

const mockLooks = { waits: [] as number[], end: (): void => undefined };

jest.mock('n8n-workflow', () => ({
	sleep: async (milliseconds: number) => {
		mockLooks.waits.push(milliseconds);
		await new Promise<void>((resolve) => (mockLooks.end = resolve));
	},
}));

/** Lets everything happen that waits for nothing. */
const settled = async () => await new Promise((done) => setImmediate(done));

/** Lets the time go on until the download is looked at so many more times. */
async function looks(count: number): Promise<void> {
	for (let look = 0; look < count; look++) {
		await settled();
		mockLooks.end();
		await settled();
	}
}

const stalled = new Error('No more bytes came');

/** A download that is being read, by somebody who takes one chunk after the other. */
function reading(source: Readable, stalledMs = 600) {
	const stream = endingWhenStalled(source, stalledMs, stalled);
	const failed = jest.fn();
	stream.on('error', failed);
	return { stream, failed };
}

const bring = async (source: PassThrough, bytes: number) => {
	source.write(Buffer.alloc(bytes));
	await settled();
};

beforeEach(() => (mockLooks.waits = []));

describe('A download', () => {
	it('comes as it is, down to its last byte, and then is not looked at any more', async () => {
		const pieces = ['one', ' and ', 'x'.repeat(2_000)].map((text) => Buffer.from(text));
		const { stream } = reading(Readable.from(pieces));
		expect(Buffer.concat(await stream.toArray())).toEqual(Buffer.concat(pieces));
		await looks(3);
		expect(mockLooks.waits).toEqual([200]);
	});

	it('that is empty is no stalled one', async () => {
		expect(await reading(Readable.from([])).stream.toArray()).toEqual([]);
	});

	it.each([
		[600, 200, 3],
		[500, 200, 3],
		[200, 200, 1],
		[150, 150, 1],
	])('that brings nothing for %d ms fails, being looked at each %d', async (ms, wait, count) => {
		const source = new PassThrough();
		const { stream, failed } = reading(source, ms);
		stream.resume();
		await looks(count - 1);
		expect(failed).not.toHaveBeenCalled();
		await looks(1);
		expect(failed).toHaveBeenCalledWith(stalled);
		expect(source.destroyed).toBe(true);
		expect(new Set(mockLooks.waits)).toEqual(new Set([wait]));
	});

	it('that brings 1,024 bytes in time, at once or bit by bit, goes on', async () => {
		const source = new PassThrough();
		const { stream, failed } = reading(source);
		stream.resume();
		await looks(1);
		for (const pieces of [[1_024], [512, 512], [1_000, 23, 1], [5_000]]) {
			for (const bytes of pieces) await bring(source, bytes);
			await looks(2);
		}
		expect(failed).not.toHaveBeenCalled();
		await looks(1);
		expect(failed).toHaveBeenCalledWith(stalled);
	});

	it('that brings less fails, whatever it brought before', async () => {
		const source = new PassThrough();
		const { stream, failed } = reading(source);
		stream.resume();
		await bring(source, 5_000);
		for (const bytes of [1_000, 22, 1]) {
			expect(failed).not.toHaveBeenCalled();
			await bring(source, bytes);
			await looks(1);
		}
		expect(failed).toHaveBeenCalledWith(stalled);
	});

	it('is not failed by the time that its reader takes, before or in between', async () => {
		const source = new PassThrough();
		const { stream, failed } = reading(source);
		await looks(9);
		await bring(source, 500_000);
		stream.once('readable', () => undefined);
		await looks(9);
		stream.resume();
		await looks(2);
		expect(failed).not.toHaveBeenCalled();
	});

	it('that breaks off fails with its fault', async () => {
		const source = new PassThrough();
		const { stream, failed } = reading(source);
		stream.resume();
		source.destroy(new Error('reset'));
		await settled();
		expect(failed).toHaveBeenCalledWith(new Error('reset'));
	});
});
