/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import FormData from 'form-data';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
	baseName,
	newBoundary,
	sendingMs,
	streamIn,
	uploadBody,
	withBody,
	wrapFile,
} from '../../../nodes/BettyBlocks/http/requestBody';

const CONTENT = Buffer.from([0, 13, 10, 45, 45, 255, 34, 13, 10]);

/** The body that the `form-data` package writes, and the length that it announces. */
function written(
	field: string,
	fileName: string,
	contentType: string,
	boundary: string,
): { body: Buffer; length: number; contentType: string } {
	const form = new FormData();
	form.setBoundary(boundary);
	form.append(field, CONTENT, { filename: fileName, contentType });
	return {
		body: form.getBuffer(),
		length: form.getLengthSync(),
		contentType: form.getHeaders()['content-type'],
	};
}

function ours(field: string, fileName: string, mimeType: string, boundary: string) {
	const { head, tail, contentType } = wrapFile({ field, fileName, mimeType }, boundary);
	const body = Buffer.concat([head, CONTENT, tail]);
	return { body, length: head.length + CONTENT.length + tail.length, contentType };
}

describe('A multipart body', () => {
	it.each([
		['file', 'invoice.pdf', 'application/pdf'],
		['file', 'a "quoted" name.txt', 'text/plain; charset=utf-8'],
		['file', 'Rechnung für Müller – €5 発票 🧾.pdf', 'application/pdf'],
		['file', 'line\r\nContent-Type: text/html\r\n\r\nbreak.txt', 'text/plain'],
		['file', '../../etc/passwd', 'text/plain'],
		['file', '/var/tmp/report.csv', 'text/csv'],
		['file', "it's 100%;=a.txt", 'text/plain'],
		['a "part"\r\nX: y', 'x.bin', 'application/octet-stream'],
	])('for %j and %j is what form-data writes, to the byte', (field, fileName, mimeType) => {
		const boundary = '----boundary';
		expect(ours(field, fileName, mimeType, boundary)).toEqual(
			written(field, fileName, mimeType, boundary),
		);
	});

	it('holds nothing of a type that would start a header of its own', () => {
		const { head } = wrapFile({ field: 'f', fileName: 'x', mimeType: 'a/b\r\nX-Evil: 1' }, 'b');
		expect(head.toString()).not.toMatch(/^X-Evil/m);
		expect(head.toString()).toContain('Content-Type: a/bX-Evil: 1\r\n');
	});

	it('has a boundary that is never the same, and that a header can carry as it is', () => {
		const boundaries = new Set(Array.from({ length: 100 }, newBoundary));
		expect(boundaries.size).toBe(100);
		for (const boundary of boundaries) expect(boundary).toMatch(/^[\w-]{30,70}$/);
	});

	it('is read back by a parser that is not ours', async () => {
		const { head, tail, contentType } = wrapFile(
			{ field: 'file', fileName: 'é "x".pdf', mimeType: 'application/pdf' },
			newBoundary(),
		);
		const body = Buffer.concat([head, CONTENT, tail]);
		const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
		const file = form.get('file') as File;
		expect([file.name, file.type]).toEqual(['é "x".pdf', 'application/pdf']);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(CONTENT);
	});
});

describe('The body of an upload', () => {
	const FIELDS: Array<[string, string]> = [
		['key "1"', 'a\r\nb'],
		['acl', ''],
	];
	const upload = async (file: Buffer | Readable, size = CONTENT.length) =>
		await uploadBody(
			{ name: 'a.bin', mimeType: 'a/b', size, open: async () => await Promise.resolve(file) },
			'file',
			FIELDS,
		);
	const readBack = async (body: Buffer, contentType: string) => {
		const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
		const file = form.get('file') as File;
		expect(Buffer.from(await file.arrayBuffer())).toEqual(CONTENT);
		expect([...form.keys()]).toEqual([...FIELDS.map(([name]) => name), 'file']);
		expect(FIELDS.map(([name]) => form.get(name))).toEqual(FIELDS.map(([, value]) => value));
		return file.name;
	};

	it('has its fields before the file, in memory', async () => {
		const { content, contentType, size } = await upload(CONTENT);
		expect(size).toBeUndefined();
		expect(await readBack(content as Buffer, contentType)).toBe('a.bin');
	});

	it('has nothing but the file unless told', async () => {
		const file = { name: 'a.bin', mimeType: 'a/b', size: CONTENT.length };
		const open = async () => await Promise.resolve(CONTENT);
		const { content, contentType } = await uploadBody({ ...file, open }, 'file');
		const headers = { 'content-type': contentType };
		const form = await new Response(content as Buffer, { headers }).formData();
		expect([...form.keys()]).toEqual(['file']);
	});

	it('is a stream of the length that is announced', async () => {
		const chunks = [CONTENT.subarray(0, 4), CONTENT.subarray(4)];
		const { content, contentType, size } = await upload(Readable.from(chunks));
		const body = await buffer(content as Readable);
		expect(body).toHaveLength(size ?? 0);
		expect(await readBack(body, contentType)).toBe('a.bin');
	});

	it.each([CONTENT.length - 1, CONTENT.length + 1])(
		'fails when a file has another length than announced: %i',
		async (size) => {
			const { content } = await upload(Readable.from([CONTENT]), size);
			await expect(buffer(content as Readable)).rejects.toMatchObject({
				message: `The file has ${CONTENT.length} bytes, but n8n reported ${size}`,
				advice: 'Run the previous step again, so that it outputs the file again',
			});
		},
	);
});

describe('The name in a path', () => {
	it.each([
		['invoice.pdf', 'invoice.pdf'],
		['/a/b/c.txt', 'c.txt'],
		['C:\\Users\\me\\c.txt', 'c.txt'],
		['a/b/', 'b'],
		['', 'file'],
		['/', 'file'],
		['..', 'file'],
		['a/.', 'file'],
		['.env', '.env'],
	])('of %j is %j', (path, name) => {
		expect(baseName(path)).toBe(name);
	});
});

const contentType = 'text/plain';

describe('The body of a request', () => {
	it('comes with its type, and with its length where only we know it', () => {
		expect(withBody({ A: 'b' }, { content: 'x', contentType })).toEqual({
			body: 'x',
			headers: { A: 'b', 'Content-Type': 'text/plain' },
		});
		expect(withBody(undefined, { content: 'x', contentType, size: 0 })).toEqual({
			body: 'x',
			headers: { 'Content-Type': 'text/plain', 'Content-Length': '0' },
		});
		expect(withBody({ A: 'b' }, undefined)).toEqual({ headers: { A: 'b' } });
	});

	it('is a stream, or is none', () => {
		const stream = Readable.from(['x']);
		expect(streamIn({ content: stream, contentType, size: 1 })).toBe(stream);
		expect(streamIn({ content: 'x', contentType })).toBeUndefined();
		expect(streamIn({ content: Buffer.from('x'), contentType })).toBeUndefined();
		expect(streamIn(undefined)).toBeUndefined();
	});

	it('has a second for each 50,000 bytes, and text none', () => {
		const stream = Readable.from([]);
		expect(sendingMs({ content: stream, contentType, size: 100_000 })).toBe(2_000);
		expect(sendingMs({ content: stream, contentType, size: 1 })).toBe(1);
		expect(sendingMs({ content: Buffer.alloc(25_000), contentType })).toBe(500);
		expect(sendingMs({ content: 'x'.repeat(50_000), contentType })).toBe(0);
		expect(sendingMs(undefined)).toBe(0);
	});
});
