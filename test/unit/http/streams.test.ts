/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CHUNK_BYTES } from '../../../nodes/BettyBlocks/app/parts';
import { chunksOf, streamFrom } from '../../../nodes/BettyBlocks/http/streams';

const content = randomFillSync(Buffer.alloc(30 * CHUNK_BYTES + 12_345));
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-bettyblocks-streams-'));
const path = join(folder, 'file');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A file as n8n's binary store opens it. */
const openFile = async () => (await open(path)).createReadStream({ highWaterMark: CHUNK_BYTES });

/** Lets other work go on for a number of rounds. */
async function rounds(count: number): Promise<void> {
	for (let round = 0; round < count; round++) await new Promise((done) => setImmediate(done));
}

beforeAll(() => writeFileSync(path, content));
afterAll(() => rmSync(folder, { recursive: true }));

describe('The chunks of a file on disk', () => {
	it('are the file, also for a reader that looks at each long after it came', async () => {
		const hash = createHash('sha256');
		const slow = new Writable({
			highWaterMark: 64 * 1024,
			write: (chunk: Buffer, _encoding, done) => {
				void rounds(20).then(() => {
					hash.update(chunk);
					done();
				});
			},
		});
		const source = await openFile();
		await pipeline(streamFrom(source, chunksOf(source)), slow);
		expect(hash.digest('hex')).toBe(sha256(content));
	});

	it('are the file over HTTP, to a server that reads haltingly', async () => {
		const hash = createHash('sha256');
		const server = createServer((incoming, response) => {
			incoming.on('data', (chunk: Buffer) => {
				hash.update(chunk);
				incoming.pause();
				void rounds(5).then(() => incoming.resume());
			});
			incoming.on('end', () => response.end());
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const source = await openFile();
		const outgoing = request({ port: (server.address() as AddressInfo).port, method: 'POST' });
		streamFrom(source, chunksOf(source)).pipe(outgoing);
		const [answer] = (await once(outgoing, 'response')) as [Readable];
		answer.resume();
		await once(answer, 'end');
		server.close();
		expect(hash.digest('hex')).toBe(sha256(content));
	});

	it('give back the memory that they were read into', async () => {
		const source = await openFile();
		const read: Buffer[] = [];
		source.on('data', (chunk) => read.push(chunk as Buffer));
		source.pause();
		let bytes = 0;
		for await (const chunk of chunksOf(source)) bytes += chunk.length;
		expect(bytes).toBe(content.length);
		expect(read.length).toBeGreaterThan(20);
		expect(read.every((chunk) => chunk.buffer.byteLength === 0)).toBe(true);
	});
});

/** What looks like a file on disk. */
const fileOf = (chunks: Buffer[], more: object = { fd: 1, bytesRead: 0 }) =>
	Object.assign(Readable.from(chunks), more);

/** A chunk whose memory nobody else holds. */
const chunkOf = (text: string) => Buffer.from(Uint8Array.from(Buffer.from(text)).buffer);

describe('A chunk of a file on disk', () => {
	it('is good until sixteen more were asked for, and its buffer is used again then', async () => {
		const texts = Array.from({ length: 18 }, (_each, at) => `chunk ${at}`);
		const yielded: Buffer[] = [];
		for await (const chunk of chunksOf(fileOf(texts.map(chunkOf)))) {
			yielded.push(chunk);
			expect(yielded.slice(-16).map(String)).toEqual(texts.slice(0, yielded.length).slice(-16));
		}
		expect(yielded).toHaveLength(18);
		expect(new Set(yielded.map(({ buffer }) => buffer)).size).toBe(16);
	});

	it('that is larger than a buffer is passed on as it is', async () => {
		const [most, larger] = [Buffer.alloc(CHUNK_BYTES, 'x'), Buffer.alloc(CHUNK_BYTES + 1, 'y')];
		const yielded: Buffer[] = [];
		for await (const chunk of chunksOf(fileOf([most, larger]))) yielded.push(chunk);
		expect(yielded[0]).not.toBe(most);
		expect(yielded[0]?.equals(Buffer.alloc(CHUNK_BYTES, 'x'))).toBe(true);
		expect(yielded[1]).toBe(larger);
	});

	it('that is a part of memory that others hold does not give it back', async () => {
		const memory = chunkOf('one and two');
		const [chunk] = await streamFrom(
			fileOf([]),
			chunksOf(fileOf([memory.subarray(0, 3)])),
		).toArray();
		expect(String(chunk)).toBe('one');
		expect(memory.toString()).toBe('one and two');
	});
});

describe('The chunks of any other stream', () => {
	it.each([{ fd: 1 }, { bytesRead: 0 }])(
		'are passed on, though it has %j as files have',
		async (more) => {
			const piece = chunkOf('one');
			for await (const chunk of chunksOf(fileOf([piece], more))) expect(chunk).toBe(piece);
			expect(piece.toString()).toBe('one');
		},
	);

	it('are passed on as they are, as somebody else may hold them', async () => {
		const pieces = [Buffer.from('one'), Buffer.alloc(100_000, 'x')];
		const passed: Buffer[] = [];
		for await (const chunk of chunksOf(Readable.from(pieces))) passed.push(chunk);
		expect(passed[0]).toBe(pieces[0]);
		expect(passed[1]).toBe(pieces[1]);
		expect(pieces[1]).toHaveLength(100_000);
	});
});

describe('A stream of chunks', () => {
	it('is one of bytes, of the class of its source, which is closed along with it', async () => {
		const source = fileOf([]);
		const stream = streamFrom(source, chunksOf(fileOf([Buffer.from('one')])));
		expect(stream.readableObjectMode).toBe(false);
		expect(await stream.toArray()).toEqual([Buffer.from('one')]);
		await rounds(1);
		expect(source.destroyed).toBe(true);
	});

	it('closes its source, too, where it is closed before anything came', async () => {
		const source = new PassThrough();
		streamFrom(source, chunksOf(source)).destroy();
		await rounds(2);
		expect(source.destroyed).toBe(true);
	});
});
