import FormData from 'form-data';
import { baseName, newBoundary, wrapFile } from '../../../nodes/BettyBlocks/http/requestBody';

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
