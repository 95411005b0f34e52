import { createHash } from 'node:crypto';

import type { Emulator } from '../../emulator/index.ts';
import {
	authorisation,
	fetchReply,
	startSample,
	type Reply,
	type Send,
} from '../../emulator/samples.ts';

describe('Assets of the emulated app', () => {
	let emulator: Emulator;
	let send: Send;

	beforeAll(async () => {
		({ emulator, send } = await startSample());
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	const content = new Uint8Array(70_000).map((_byte, index) => (index * 7 + (index >> 8)) % 256);

	async function upload(field = 'file', name = 'a b.png', type = 'image/png'): Promise<Reply> {
		const body = new FormData();
		body.append('note', 'first');
		body.append(field, new Blob([content], { type }), name);
		return await send('/assets', { body });
	}

	async function uploadRaw(body: string, boundary = 'XX'): Promise<Reply> {
		const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` };
		return await send('/assets/', { method: 'POST', body, headers });
	}

	async function download(url: string, headers = {}): Promise<Response> {
		return await fetch(url, { headers });
	}

	it('answer the URL in an object, as a text, or as Location', async () => {
		const asObject = await upload();
		expect(asObject.status).toBe(201);
		expect(asObject.json).toEqual({ url: `${emulator.application}/uploads/1/a%20b.png` });
		emulator.setPersonality({ asset: 'string' });
		expect((await upload()).json).toBe(`${emulator.application}/uploads/2/a%20b.png`);
		emulator.setPersonality({ asset: 'location' });
		const asLocation = await upload();
		expect([asLocation.status, asLocation.text]).toEqual([201, '']);
		expect(asLocation.headers.get('location')).toMatch(/\/uploads\/3\/a%20b\.png$/);
	});

	it('are served byte for byte, with the content type they came with', async () => {
		const { url } = (await upload()).json as { url: string };
		const response = await download(url);
		expect(response.headers.get('content-type')).toBe('image/png');
		expect(response.headers.get('content-length')).toBe('70000');
		expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
		const head = await fetch(url, { method: 'HEAD' });
		expect([head.status, await head.text()]).toEqual([200, '']);
	});

	it('are served to everyone, or to users only', async () => {
		const { url } = (await upload()).json as { url: string };
		emulator.setPersonality({ assetAccess: 'private' });
		expect((await download(url)).status).toBe(401);
		expect((await download(url, { authorization: authorisation })).status).toBe(200);
		emulator.setPersonality({ assetAccess: 'public' });
		expect((await download(url)).status).toBe(200);
	});

	it('are not found at any other address, nor changed there', async () => {
		const { url } = (await upload()).json as { url: string };
		expect((await download(`${url}x`)).status).toBe(404);
		expect((await fetch(url, { method: 'DELETE' })).status).toBe(404);
	});

	it('need the part to have the right name', async () => {
		expect((await upload('upload')).status).toBe(400);
		emulator.setPersonality({ assetField: 'upload' });
		expect((await upload('upload')).status).toBe(201);
		expect((await upload('file')).status).toBe(400);
	});

	it('need to be files in a multipart body', async () => {
		expect((await send('/assets', { form: 'file=x' })).status).toBe(400);
		expect((await send('/assets', { json: { file: 'x' } })).status).toBe(400);
		expect((await send('/assets', { method: 'POST' })).status).toBe(400);
		const body = new FormData();
		body.append('file', 'only a text');
		expect((await send('/assets', { body })).status).toBe(400);
	});

	it('are recorded by name, type, size and hash; a large body is not kept as text', async () => {
		await upload();
		const sha256 = createHash('sha256').update(content).digest('hex');
		const file = { filename: 'a b.png', contentType: 'image/png', size: 70_000, sha256 };
		expect(emulator.requests[0]).toMatchObject({ body: { note: 'first', file }, rawBody: '' });
		const listed = await fetchReply(`${emulator.application}/__emulator/assets`);
		expect(listed.json).toEqual([{ field: 'file', ...file, location: '/uploads/1/a%20b.png' }]);
	});

	it('keep a small body as text', async () => {
		const body = new FormData();
		body.append('file', new Blob(['hello']), 'h.txt');
		await send('/assets', { body });
		expect(emulator.requests[0]?.rawBody).toContain('hello');
	});

	it.each([
		['a name in quotes', 'filename="a\\"b.txt"', 'a"b.txt'],
		['a name with a percent-encoded quote', 'filename="a%22b.txt"', 'a"b.txt'],
		['a bare name', 'filename=a.txt', 'a.txt'],
		['an encoded name', 'filename="x"; filename*=UTF-8\'\'na%C3%AFef.txt', 'naïef.txt'],
		['no name', 'filename=""', ''],
	])('take %s', async (_form, filename, expected) => {
		const head = `Content-Disposition: form-data; name="file"; ${filename}`;
		const reply = await uploadRaw(`--XX\r\n${head}\r\n\r\ntext\r\n--XX--\r\n`);
		expect(reply.status).toBe(201);
		expect(emulator.requests[0]?.body).toMatchObject({
			file: { filename: expected, contentType: 'application/octet-stream', size: 4 },
		});
	});

	it('may be empty, and hold what looks like a boundary', async () => {
		const part = (name: string, text: string) =>
			`--XX\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n\r\n${text}\r\n`;
		await uploadRaw(`preamble\r\n${part('file', '')}${part('b', '\r\n--X\r\n--X')}--XX--`);
		expect(emulator.requests[0]?.body).toMatchObject({ file: { size: 0 }, b: { size: 10 } });
	});

	it.each([
		[
			'ends too early',
			'--XX\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nte',
		],
		['has no boundary', 'nothing'],
		['has a part without name', '--XX\r\nContent-Disposition: form-data\r\n\r\ntext\r\n--XX--'],
		['has a broken boundary line', '--XXoops\r\n\r\n\r\n--XX--'],
		['has endless headers', `--XX\r\n${'a: b\r\n'.repeat(5000)}`],
	])('answer 400 when the body %s', async (_problem, body) => {
		expect((await uploadRaw(body)).status).toBe(400);
	});

	it('are forgotten on reset', async () => {
		const { url } = (await upload()).json as { url: string };
		emulator.reset();
		expect((await download(url)).status).toBe(404);
		expect((await upload()).json).toEqual({ url });
	});
});
