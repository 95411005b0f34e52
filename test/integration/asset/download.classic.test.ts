import { useApp } from '../../support/app';
import { bytesOf, setBinaryMode, storeBinary, type BinaryMode } from '../../support/binary';
import { failure } from '../../support/failure';
import { invoices, onAsset } from '../../support/invoices';
import { execute, executeJson } from '../../support/n8n';
import { useServer } from '../../support/server';

const app = useApp(invoices(), { assetAccess: 'private' });
const foreign = useServer();
const CONTENT = Buffer.from('%PDF-1.7 a file\r\n');

/** Puts a file into the app, and forgets how it got there. */
async function uploaded(fileName = 'invoice.pdf', mimeType = 'application/pdf'): Promise<string> {
	const [output] = await executeJson({
		credential: app.credential,
		parameters: onAsset('upload'),
		items: [{ json: {}, binary: { data: await storeBinary(CONTENT, { fileName, mimeType }) } }],
	});
	app.emulator.clearRequests();
	return String(output?.url);
}

const download = async (url: unknown, more: object = {}) => {
	const [output] = await execute({
		credential: app.credential,
		parameters: onAsset('download', { url: url as string, ...more }),
	});
	return output;
};

/** Makes the app answer one request for a file with a redirect. */
const redirect = (location: string, status = 302) =>
	app.emulator.fault({ path: '/uploads', status, headers: { Location: location }, body: '' });

describe.each<BinaryMode>(['filesystem', 'default'])('Download, with files in mode %s', (mode) => {
	beforeAll(async () => await setBinaryMode(mode));

	it('logs in to the app, and keeps the name and the type', async () => {
		const url = await uploaded();
		const output = await download(url);
		expect(output).toMatchObject({
			json: {
				url,
				fileName: 'invoice.pdf',
				mimeType: 'application/pdf',
				fileSize: CONTENT.length,
			},
			binary: { data: { fileName: 'invoice.pdf', mimeType: 'application/pdf' } },
			pairedItem: { item: 0 },
		});
		expect(await bytesOf(output?.binary?.data)).toEqual(CONTENT);
		expect(app.sent()).toEqual(['GET /uploads/1/invoice.pdf']);
		expect(app.emulator.requests[0]?.authorised).toBe(true);
	});

	it('fetches from another host without a login', async () => {
		foreign.answer = (_request, response) => {
			response.writeHead(200, { 'Content-Type': 'image/png' }).end(CONTENT);
		};
		const output = await download(`${foreign.origin}/photos/me.png?size=2`);
		expect(output?.json).toMatchObject({ fileName: 'me.png', mimeType: 'image/png' });
		expect(await bytesOf(output?.binary?.data)).toEqual(CONTENT);
		expect(foreign.requests).toHaveLength(1);
		expect(foreign.requests[0]?.url).toBe('/photos/me.png?size=2');
		expect(foreign.requests[0]?.headers.authorization).toBeUndefined();
	});

	it('keeps a file that is larger than any buffer on its way', async () => {
		const content = Buffer.alloc(5_000_000, 'a large file ');
		foreign.answer = (_request, response) => response.end(content);
		const output = await download(`${foreign.origin}/large.bin`);
		expect(output?.json.fileSize).toBe(content.length);
		expect((await bytesOf(output?.binary?.data)).equals(content)).toBe(true);
	});

	it('keeps an empty file', async () => {
		const output = await download(`${foreign.origin}/empty.txt`);
		expect(output?.json).toMatchObject({ fileName: 'empty.txt', fileSize: 0 });
	});

	it('says so when a file breaks off', async () => {
		foreign.answer = (_request, response) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write(CONTENT, () => response.destroy());
		};
		const error = await failure(download(`${foreign.origin}/x.pdf`));
		expect(error.message).toBe(
			`The connection to the server at ${foreign.origin.slice(7)} was interrupted`,
		);
		expect(error.context.itemIndex).toBe(0);
	});

	it('says so when a file stops coming', async () => {
		foreign.answer = (_request, response) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write(CONTENT);
		};
		const refused = download(`${foreign.origin}/x.pdf`, { options: { timeout: 100 } });
		expect((await failure(refused)).message).toMatch(/did not respond within 0.1 seconds/);
	});

	it('says so when n8n cannot keep the file', async () => {
		const refused = execute({
			credential: app.credential,
			parameters: onAsset('download', { url: await uploaded(), outputBinaryProperty: ' ' }),
		});
		await expect(refused).rejects.toThrow("'Put Output File in Field' is empty");
		expect(app.emulator.requests).toHaveLength(0);
	});
});

describe('The address of a file', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it.each(['/uploads/1/invoice.pdf', ' uploads/1/invoice.pdf '])(
		'may be the path %j of the app',
		async (path) => {
			const url = await uploaded();
			const output = await download(path);
			expect(output?.json.url).toBe(url);
			expect(app.emulator.requests[0]?.authorised).toBe(true);
		},
	);

	it.each([
		'file:///etc/passwd',
		'ftp://files.example/x',
		'data:text/plain,hello',
		'javascript:alert(1)',
		'C:\\files\\x.pdf',
		'https://',
		'http://[x',
	])('%j is refused before any request', async (url) => {
		const error = await failure(download(url));
		expect(error.message).toBe(`${JSON.stringify(url)} isn't the URL of a file`);
		expect(error.description).toMatch(/starts with https:\/\//);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it.each([
		['', "'URL' is empty"],
		['={{ null }}', "'URL' is empty"],
		['={{ ({ url: 1 }) }}', `'URL' must be text, but got {"url":1}`],
	])('%j is refused by name', async (url, reason) => {
		await expect(download(url)).rejects.toThrow(reason);
	});

	it('is evaluated for each item, and so is the field', async () => {
		const urls = [await uploaded('a.pdf'), `${foreign.origin}/b.pdf`];
		const output = await execute({
			credential: app.credential,
			parameters: onAsset('download', {
				url: '={{ $json.url }}',
				outputBinaryProperty: '={{ "file" + $itemIndex }}',
			}),
			items: urls.map((url) => ({ json: { url } })),
		});
		expect(output.map(({ json }) => json.fileName)).toEqual(['a.pdf', 'b.pdf']);
		expect(output.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['file0'], ['file1']]);
	});

	it.each<[headers: Record<string, string>, path: string, name: string]>([
		[{}, '/a/report%20%C3%A9.pdf?x=/y.txt', 'report é.pdf'],
		[{}, '/', 'file'],
		[{}, '/a%2F..%2Fb.pdf', 'b.pdf'],
		[{ 'Content-Disposition': 'attachment; filename="q \\"1\\".pdf"' }, '/x', 'q "1".pdf'],
		[{ 'Content-Disposition': 'inline; filename=plain.pdf; size=3' }, '/x', 'plain.pdf'],
		[
			{ 'Content-Disposition': `attachment; filename="e.pdf"; filename*=UTF-8''%E2%82%AC%201.pdf` },
			'/x',
			'€ 1.pdf',
		],
		[{ 'Content-Disposition': 'attachment; filename="../../etc/passwd"' }, '/x', 'passwd'],
		[{ 'Content-Disposition': 'attachment; filename=""' }, '/x.pdf', 'x.pdf'],
		[
			{ 'Content-Disposition': Buffer.from('attachment; filename="é.pdf"').toString('latin1') },
			'/x',
			'é.pdf',
		],
		[{ 'Content-Disposition': 'attachment' }, '/x.pdf', 'x.pdf'],
	])('with headers %j and the path %j gives the name %j', async (headers, path, name) => {
		foreign.answer = (_request, response) => response.writeHead(200, headers).end(CONTENT);
		const output = await download(foreign.origin + path);
		expect(output?.json.fileName).toBe(name);
		expect(output?.binary?.data?.fileName).toBe(name);
	});

	it('gives the type without its parameters, or by the name when none is told', async () => {
		foreign.answer = (request, response) => {
			const type = request.url === '/a' ? { 'Content-Type': 'Text/CSV; charset=utf-8' } : {};
			response.writeHead(200, type).end(CONTENT);
		};
		expect((await download(`${foreign.origin}/a`))?.json.mimeType).toBe('text/csv');
		expect((await download(`${foreign.origin}/b.zip`))?.json.mimeType).toBe('application/zip');
	});
});

describe('A redirect', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it.each([301, 302, 303, 307, 308])(
		'with %d leads to another host without a login',
		async (status) => {
			const url = await uploaded();
			redirect(`${foreign.origin}/stored?signature=1`, status);
			foreign.answer = (_request, response) => response.end('stored elsewhere');
			const output = await download(url);
			expect(output?.json).toMatchObject({ url, fileName: 'invoice.pdf', fileSize: 16 });
			expect(app.emulator.requests[0]?.authorised).toBe(true);
			const [request] = foreign.requests;
			expect(request?.url).toBe('/stored?signature=1');
			expect(request?.headers.authorization).toBeUndefined();
			expect(request?.headers.cookie).toBeUndefined();
		},
	);

	it('within the app keeps the login', async () => {
		const url = await uploaded();
		app.emulator.fault({ path: '/old', status: 302, headers: { Location: url }, body: '' });
		const output = await download('/old/invoice.pdf');
		expect(await bytesOf(output?.binary?.data)).toEqual(CONTENT);
		expect(app.emulator.requests.map(({ authorised }) => authorised)).toEqual([true, true]);
	});

	it('goes round in circles no more than a few times', async () => {
		const url = await uploaded();
		app.emulator.fault({ path: '/uploads', status: 302, headers: { Location: url }, times: 99 });
		const error = await failure(download(url));
		expect(error.message).toMatch(/redirect/);
		expect(app.emulator.requests).toHaveLength(6);
	});

	it.each(['a-secret-key', 'a%2Dsecret%2Dkey', Buffer.from('a-secret-key').toString('base64url')])(
		'that carries the key (as %s) is not followed',
		async (key) => {
			const url = await uploaded();
			redirect(`${foreign.origin}/${key}/stored`);
			const error = await failure(download(url));
			expect(error.message).toMatch(/redirects to a URL that contains a secret/);
			expect(error.message).not.toContain(key);
			expect(foreign.requests).toHaveLength(0);
		},
	);

	it('that leads off the web is refused', async () => {
		const url = await uploaded();
		redirect('file:///etc/passwd');
		await expect(download(url)).rejects.toThrow(`"file:///etc/passwd" isn't the URL of a file`);
	});
});

describe('A file that does not come', () => {
	beforeAll(async () => await setBinaryMode('filesystem'));

	it.each<[number, RegExp]>([
		[401, /refused access to the file \(401\)/],
		[403, /refused access to the file \(403\)/],
		[407, /A proxy on the way to .* requires a login/],
		[404, /has no file at \/x\.pdf/],
		[500, /responded with 500 to the request to download the file/],
	])('from another host, with %d, is told in plain words', async (status, message) => {
		foreign.answer = (_request, response) => response.writeHead(status).end('no');
		const error = await failure(download(`${foreign.origin}/x.pdf?secret=1`));
		expect(error.message).toMatch(message);
		expect(error.message).not.toMatch(/secret/);
		expect(error).toMatchObject({ httpCode: String(status), context: { itemIndex: 0 } });
		expect(foreign.requests).toHaveLength(1);
	});

	it.each<[number, RegExp]>([
		[401, /didn't accept the email address or the API key/],
		[403, /The request to download the file was refused \(403\)/],
		[404, /The app has no file at \/uploads\/1\/invoice.pdf/],
		[500, /responded with 500/],
	])('from the app, with %d, is told in plain words', async (status, message) => {
		const url = await uploaded();
		app.emulator.fault({ path: '/uploads', status });
		expect((await failure(download(url))).message).toMatch(message);
		expect(app.emulator.requests).toHaveLength(1);
	});

	it('is asked for again when the server is busy, as a read may be', async () => {
		const url = await uploaded();
		app.emulator.fault({ path: '/uploads', status: 503, headers: { 'Retry-After': '0' } });
		expect((await download(url))?.json.fileSize).toBe(CONTENT.length);
		expect(app.emulator.requests).toHaveLength(2);
	});

	it.each([408, 503])('from another host, with %d, may come a minute later', async (status) => {
		foreign.answer = (_request, response) => response.writeHead(status).end('no');
		const error = await failure(download(`${foreign.origin}/x.pdf`));
		expect(error.message).toMatch(`responded with ${status} to the request to download the file`);
		expect(error.description).toBe('Try again in a minute');
	});

	it('is on a server that refuses the connection', async () => {
		const error = await failure(download('http://127.0.0.1:1/x.pdf'));
		expect(error.message).toBe('The connection to the server at 127.0.0.1:1 was refused');
		expect(error.description).toMatch(/^It may be offline, or .*\. Check the URL$/);
	});

	it('ends when the execution is cancelled', async () => {
		const controller = new AbortController();
		foreign.answer = (_request, response) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write(CONTENT, () => controller.abort());
		};
		const running = execute({
			credential: app.credential,
			parameters: onAsset('download', { url: `${foreign.origin}/x` }),
			signal: controller.signal,
		});
		await expect(running).rejects.toThrow('The execution was cancelled');
	});
});
