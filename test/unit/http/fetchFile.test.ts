/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Readable } from 'node:stream';
import type { RemoteFile } from '../../../nodes/BettyBlocks/app/parts';
import { fetchFile, fetchOpenly } from '../../../nodes/BettyBlocks/http/fetchFile';
import type { HttpClient } from '../../../nodes/BettyBlocks/http/httpClient';
import type { FileResponse } from '../../../nodes/BettyBlocks/http/response';

type Headers = FileResponse['headers'];

const file = (headers: Headers = {}, status = 200): FileResponse => ({
	status,
	headers,
	body: Readable.from([Buffer.from('content')]),
});
const redirect = (location: string, status = 302) => file({ location }, status);

/** A client to which servers respond so, one after the other. */
function clientOf(...responses: FileResponse[]) {
	const asked: string[] = [];
	const http = {
		target: { origin: 'https://my-app.bettyblocks.com' },
		fetchFile: async ({ href }: URL) => {
			asked.push(href);
			const next = responses.shift();
			if (next === undefined) throw new Error('Nobody is asked any more');
			return await Promise.resolve(next);
		},
		fileError: (url: URL, { status }: FileResponse, error: Error) =>
			new Error(`${error.message}: ${status} from ${url.href}`),
	} as unknown as HttpClient;
	return { http, asked };
}

const told = async ({ body, ...facts }: RemoteFile) => {
	const chunks = await body.toArray();
	return { ...facts, content: Buffer.concat(chunks as Buffer[]).toString() };
};

const nameGiven = async (
	disposition: string | undefined,
	url = 'https://files.example.com/a.txt',
) => (await fetchFile(clientOf(file({ 'content-disposition': disposition })).http, url, told)).name;

describe('The URL of a file', () => {
	it.each([
		['https://files.example.com/a%20b.pdf?x=1', 'https://files.example.com/a%20b.pdf?x=1'],
		['http://files.example.com/a', 'http://files.example.com/a'],
		['HTTPS://files.example.com', 'https://files.example.com/'],
		['/uploads/a.pdf', 'https://my-app.bettyblocks.com/uploads/a.pdf'],
		['uploads/a.pdf', 'https://my-app.bettyblocks.com/uploads/a.pdf'],
		[' /uploads/a.pdf\n', 'https://my-app.bettyblocks.com/uploads/a.pdf'],
	])('%j is asked for at %s', async (address, url) => {
		const { http, asked } = clientOf(file());
		expect(await fetchFile(http, address, told)).toMatchObject({ url });
		expect(asked).toEqual([url]);
	});

	it.each(['', ' \n', 'https://', 'ftp://files.example.com/a', 'data:text/plain,x', 'file:///a'])(
		'is refused when it is %j, and nothing is asked for',
		async (address) => {
			const { http, asked } = clientOf(file());
			await expect(fetchFile(http, address, told)).rejects.toMatchObject({
				kind: 'input',
				message: `${JSON.stringify(address)} isn't the URL of a file`,
				advice: 'Enter a URL that starts with https://, or the path of a file in the app',
			});
			expect(asked).toEqual([]);
		},
	);
});

describe('A file', () => {
	it.each<[string | undefined, string | undefined]>([
		['application/pdf', 'application/pdf'],
		[' Text/Plain ; charset=utf-8', 'text/plain'],
		[undefined, undefined],
	])('comes with its content, and of the type %j with %j', async (header, mimeType) => {
		const { http } = clientOf(file({ 'content-type': header }));
		expect(await fetchFile(http, 'https://files.example.com/a.txt?x=1', told)).toEqual({
			url: 'https://files.example.com/a.txt?x=1',
			name: 'a.txt',
			mimeType,
			content: 'content',
		});
	});

	it('that somebody else asks for is asked for by nobody but them', async () => {
		const { http, asked } = clientOf();
		const fetch = async () => await Promise.resolve(file());
		expect(await fetchFile(http, '/a.txt', told, fetch)).toMatchObject({ content: 'content' });
		expect(asked).toEqual([]);
	});

	it('that cannot be kept fails with what the client makes of it, and is read no further', async () => {
		const last = file();
		const { http } = clientOf(redirect('https://files.example.com/b'), last);
		const keep = async () => await Promise.reject(new Error('The disk is full'));
		await expect(fetchFile(http, 'https://example.com/a', keep)).rejects.toThrow(
			'The disk is full: 200 from https://files.example.com/b',
		);
		expect(last.body.destroyed).toBe(true);
	});

	it('that was kept is not open any more, though not all was read', async () => {
		const response = file();
		const kept = await fetchFile(clientOf(response).http, '/a', async () => Promise.resolve(1));
		expect(kept).toBe(1);
		expect(response.body.destroyed).toBe(true);
	});
});

describe('The name of a file', () => {
	it.each([
		['/a.txt', 'a.txt'],
		['/uploads/r%C3%A9sum%C3%A9%20%26%20more.pdf?name=x', 'résumé & more.pdf'],
		['/%zz%4.txt', '%zz%4.txt'],
		['/a%41%4a', 'aAJ'],
		['/a%2Fb', 'b'],
		['/', 'file'],
		['/..', 'file'],
	])('is the last part of its URL: %s → %s', async (path, name) => {
		expect(await nameGiven(undefined, `https://files.example.com${path}`)).toBe(name);
	});

	it.each([
		['attachment', 'a.txt'],
		['attachment; filename=', 'a.txt'],
		['attachment; filename=""', 'a.txt'],
		['attachment; filename=plan.pdf', 'plan.pdf'],
		['attachment;FILENAME = plan.pdf; size=3', 'plan.pdf'],
		['attachment; filename="the plan; final.pdf"; size=3', 'the plan; final.pdf'],
		['attachment; filename="the \\"plan\\".pdf"', 'the "plan".pdf'],
		['attachment; filename="a\\\\\\"b.pdf"', '"b.pdf'],
		['attachment; filename="../../plan.pdf"', 'plan.pdf'],
		['attachment; filename="C:\\\\Users\\\\plan.pdf"', 'plan.pdf'],
		[`attachment; filename="${Buffer.from('résumé').toString('latin1')}"`, 'résumé'],
		['attachment; filename="r\u00e9sum\u00e9"', 'résumé'],
		['attachment; filename="漢"', '漢'],
		[`attachment; filename="${Buffer.from('é').toString('latin1')}漢"`, 'Ã©漢'],
		["attachment; filename*=UTF-8''r%C3%A9sum%c3%a9.pdf", 'résumé.pdf'],
		['attachment; filename="x.pdf"; filename*=utf-8\'en\'%e2%82%ac.pdf', '€.pdf'],
		['attachment; filename* = "utf-8\'\'a%20b.pdf"; size=3', 'a b.pdf'],
		["attachment; filename*=utf-8''a.pdf;size=3", 'a.pdf'],
		["attachment;filename*=utf-8''a%20b.pdf", 'a b.pdf'],
		["attachment; filename*=latin1''a.pdf", 'a.txt'],
		['attachment; myfilename=b.pdf', 'a.txt'],
	])('is what the server calls it: %s → %s', async (disposition, name) => {
		expect(await nameGiven(disposition)).toBe(name);
	});
});

describe('A redirect of a file', () => {
	it.each([
		['https://files.example.com/b', 'https://files.example.com/b'],
		['/b?x=1', 'https://my-app.bettyblocks.com/b?x=1'],
		['b', 'https://my-app.bettyblocks.com/uploads/b'],
	])('to %s is followed, and the file keeps its first URL and name', async (location, next) => {
		const { http, asked } = clientOf(redirect(location), file());
		const kept = await fetchFile(http, '/uploads/a.txt', told);
		expect(kept).toMatchObject({
			url: 'https://my-app.bettyblocks.com/uploads/a.txt',
			name: 'a.txt',
			content: 'content',
		});
		expect(asked).toEqual(['https://my-app.bettyblocks.com/uploads/a.txt', next]);
	});

	it('to a path is on the server that it came from', async () => {
		const { http, asked } = clientOf(
			redirect('https://files.example.com/b'),
			redirect('/c'),
			file(),
		);
		await fetchFile(http, '/a', told);
		expect(asked.at(-1)).toBe('https://files.example.com/c');
	});

	it.each(['', 'ftp://files.example.com/a'])('to %j is not followed', async (location) => {
		const { http, asked } = clientOf(redirect(location), file());
		await expect(fetchFile(http, '/a', told)).rejects.toMatchObject({ kind: 'input' });
		expect(asked).toHaveLength(1);
	});

	it('is followed five times, and then no more', async () => {
		const five = Array.from({ length: 5 }, () => redirect('/b'));
		expect(await fetchFile(clientOf(...five, file()).http, '/a', told)).toBeDefined();
		const { http, asked } = clientOf(...five.map(() => redirect('/b')), redirect('/b'), file());
		await expect(fetchFile(http, '/a?key=1', told)).rejects.toMatchObject({
			kind: 'input',
			message:
				'The file at my-app.bettyblocks.com/a was not found: more than 5 redirects followed each other',
			advice: 'Open the URL in a browser, and use the URL that it leads to',
		});
		expect(asked).toHaveLength(6);
	});
});

describe('A server that refuses a file', () => {
	const LATER = 'Try again in a minute';

	it.each([
		[401, 'failed', 'refused access to the file (401)', /^The URL may have expired/],
		[403, 'failed', 'refused access to the file (403)', /^The URL may have expired/],
		[404, 'missing', 'has no file at /a%20b.pdf', /^It may have been deleted/],
		[410, 'missing', 'has no file at /a%20b.pdf', /^It may have been deleted/],
		[304, 'failed', 'responded with 304 to the request to download the file', 'Check the URL'],
		[400, 'failed', 'responded with 400 to the request to download the file', 'Check the URL'],
		[408, 'passing', 'responded with 408 to the request to download the file', LATER],
		[429, 'passing', 'responded with 429 to the request to download the file', LATER],
		[503, 'passing', 'responded with 503 to the request to download the file', LATER],
	])('with %d is told as %s: %s', async (status, kind, message, advice) => {
		const url = new URL('https://files.example.com/a%20b.pdf?key=secret');
		await expect(fetchOpenly(clientOf(file({}, status)).http, url)).rejects.toMatchObject({
			kind,
			status,
			message: `The server at files.example.com ${message}`,
			advice: expect.stringMatching(advice) as string,
		});
	});

	it('is not taken for one where a proxy wants a login of its own', async () => {
		const { http } = clientOf(file({}, 407));
		await expect(fetchFile(http, 'https://files.example.com/a', told)).rejects.toMatchObject({
			kind: 'configuration',
			message: 'A proxy on the way to files.example.com requires a login (407)',
		});
	});

	it.each([200, 204, 302])('is none with %d', async (status) => {
		const response = file({ location: '/b' }, status);
		const url = new URL('https://files.example.com/a');
		expect(await fetchOpenly(clientOf(response).http, url)).toBe(response);
	});
});
