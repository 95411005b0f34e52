/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
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

describe('The chunks of any other stream', () => {
	it('are passed on as they are, as somebody else may hold them', async () => {
		const pieces = [Buffer.from('one'), Buffer.alloc(100_000, 'x')];
		const passed: Buffer[] = [];
		for await (const chunk of chunksOf(Readable.from(pieces))) passed.push(chunk);
		expect(passed[0]).toBe(pieces[0]);
		expect(passed[1]).toBe(pieces[1]);
		expect(pieces[1]).toHaveLength(100_000);
	});
});
