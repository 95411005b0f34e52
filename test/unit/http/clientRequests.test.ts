/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { IHttpRequestOptions } from 'n8n-workflow';
import { PassThrough, Readable } from 'node:stream';
import type { Limits } from '../../../nodes/BettyBlocks/app/app';
import { AppError } from '../../../nodes/BettyBlocks/app/errors';
import { AppClock } from '../../../nodes/BettyBlocks/http/response';
import {
	HttpClient,
	isBroken,
	unsent,
	type HttpRequest,
} from '../../../nodes/BettyBlocks/http/httpClient';
import { Secrets } from '../../../nodes/BettyBlocks/http/secrets';
import type { ApiContext } from '../../../nodes/BettyBlocks/http/transport';

type Sent = IHttpRequestOptions & { credential?: string };

interface Answer {
	status?: number;
	headers?: Record<string, string>;
	body?: Readable | string;
}

const answer = ({ status = 200, headers = {}, body = '' }: Answer = {}) => ({
	statusCode: status,
	headers,
	body: typeof body === 'string' ? Readable.from(body === '' ? [] : [Buffer.from(body)]) : body,
});

/** A client of an app that does so with each request; `cancel` is the execution's. */
function clientOf(
	respond: (sent: Sent, attempt: number) => Answer | Promise<Answer>,
	{ limits, during = () => undefined }: { limits?: Limits; during?: (pause: number) => void } = {},
) {
	const requests: Sent[] = [];
	const pauses: number[] = [];
	const cancel = new AbortController();
	const httpRequest = async (sent: Sent) => {
		requests.push(sent);
		return answer(await respond(sent, requests.length));
	};
	const context = {
		helpers: {
			httpRequest,
			httpRequestWithAuthentication: async (credential: string, sent: Sent) =>
				await httpRequest({ ...sent, credential }),
		},
		getExecutionCancelSignal: () => cancel.signal,
	} as unknown as ApiContext;
	const target = {
		origin: 'https://app.example',
		advice: 'Check the app',
		secrets: new Secrets('a-secret-key'),
		clock: new AppClock(),
	};
	const http = new HttpClient(context, target, limits, async (milliseconds) => {
		pauses.push(milliseconds);
		await Promise.resolve(during(pauses.length));
	});
	return { http, requests, pauses, cancel };
}

const request = (more: Partial<HttpRequest> = {}): HttpRequest => ({
	method: 'GET',
	url: 'https://app.example/records',
	safety: 'safe',
	kind: 'test',
	...more,
});

const fault = (code: string, more: object = {}) =>
	Object.assign(new Error(code), { code, ...more });

const failed = async (promise: Promise<unknown>): Promise<AppError> =>
	await promise.then(
		() => Promise.reject(new Error('It did not fail')),
		(error: AppError) => error,
	);

describe('A request', () => {
	it('is sent with its method, URL, headers and body, and has the time for one', async () => {
		const { http, requests } = clientOf(() => ({}), { limits: { timeoutMs: 2_000 } });
		const content = 'content';
		const body = () => ({ content, contentType: 'a/b', size: 50_000 });
		await http.send(request({ method: 'POST', headers: { 'X-A': '1' }, body }));
		await http.send(request());
		const url = 'https://app.example/records';
		expect(requests).toMatchObject([
			{
				method: 'POST',
				url,
				headers: { 'X-A': '1', 'Content-Type': 'a/b' },
				body: content,
				timeout: 3_000,
			},
			{ method: 'GET', url, timeout: 2_000 },
		]);
	});

	it('has a minute unless it is told otherwise, and keeps the limits that it is not told', async () => {
		const { http, requests, pauses } = clientOf(() => ({ status: 503 }));
		await http.send(request({ safety: 'unsafe' }));
		const patient = http.within({ timeoutMs: 5_000 }).within({ maxRetryDelayMs: 0 });
		await patient.send(request());
		expect(requests.map(({ timeout }) => timeout)).toEqual([60_000, 5_000]);
		expect(pauses).toEqual([]);
	});

	it('is authenticated by its credential', async () => {
		const { http, requests } = clientOf(() => ({}));
		await http.send(request({ credential: { type: 'bettyBlocksApi' } }));
		expect(requests[0]?.credential).toBe('bettyBlocksApi');
	});

	it('is authenticated by its login, which may try with another credential', async () => {
		const { http, requests } = clientOf(({ credential }) => ({
			status: credential === 'b' ? 200 : 401,
		}));
		const { response } = await http.send(
			request({
				login: async (attempt) => {
					const first = await attempt({ type: 'a' });
					expect(isBroken(first)).toBe(false);
					return await attempt({ type: 'b' });
				},
			}),
		);
		expect(response.status).toBe(200);
		expect(requests.map(({ credential }) => credential)).toEqual(['a', 'b']);
	});

	it('is not sent where its login was refused, and says why', async () => {
		const error = new AppError({ kind: 'credential', message: 'No: a-secret-key' });
		const { http, requests } = clientOf(() => ({}));
		const login = async () => await Promise.resolve(unsent(error));
		expect(await failed(http.send(request({ login, safety: 'unsafe' })))).toMatchObject({
			kind: 'credential',
			message: 'No: ***',
			outcome: 'not done',
		});
		expect(requests).toEqual([]);
	});

	it('gets its response without secrets, in the text as in the headers', async () => {
		const { http } = clientOf(() => ({
			headers: { 'content-type': 'text/plain', 'x-a': 'a-secret-key' },
			body: 'It is a-secret-key',
		}));
		expect(await http.send(request())).toEqual({
			response: {
				status: 200,
				headers: { 'content-type': 'text/plain', 'x-a': '***' },
				text: 'It is ***',
				isText: true,
			},
			interrupted: false,
			lostResponse: false,
		});
	});

	it('gets a file as no text', async () => {
		const { http } = clientOf(() => ({ body: '%PDF-1.7' }));
		expect((await http.send(request())).response).toMatchObject({ text: '', isText: false });
	});

	it('gets its text in the charset that its headers name', async () => {
		const { http } = clientOf(() => ({
			headers: { 'content-type': 'text/plain; charset=iso-8859-15' },
			body: Readable.from([Buffer.from([0xa4])]),
		}));
		expect((await http.send(request())).response.text).toBe('€');
	});

	it('has its time for the whole response', async () => {
		const { http } = clientOf(() => ({ body: new PassThrough() }), { limits: { timeoutMs: 5 } });
		expect(await failed(http.send(request({ safety: 'unsafe' })))).toMatchObject({
			message: expect.stringMatching(/did not respond within 0.005 seconds/) as string,
		});
	});

	it('tells the time of the app, and that of no other host', async () => {
		const { http } = clientOf(({ url }) => ({
			headers: { date: url.includes('app') ? 'Fri, 31 Dec 9999 00:00:00 GMT' : 'x' },
		}));
		const peer = { name: 'server', host: 'files.example', advice: '' };
		await http.send(request({ peer }));
		expect(http.target.clock.now()).toBeUndefined();
		await http.send(request());
		expect(http.target.clock.now()).toBeGreaterThan(2e14);
	});

	it('that gets no response fails with who was asked, and without secrets', async () => {
		const { http } = clientOf(() => {
			throw fault('CERT_HAS_EXPIRED', { message: 'expired: a-secret-key' });
		});
		expect(await failed(http.send(request()))).toMatchObject({
			message: "n8n doesn't trust the certificate of the app at app.example: expired: ***",
			advice: expect.stringMatching(/^Check the app/) as string,
		});
		const peer = { name: 'server', host: 'files.example', advice: 'Check a-secret-key' };
		expect(await failed(http.send(request({ peer })))).toMatchObject({
			message: "n8n doesn't trust the certificate of the server at files.example: expired: ***",
			advice: expect.stringMatching(/^Check \*\*\*/) as string,
		});
	});

	it('that broke off after its response had begun may have been processed', async () => {
		const { http, requests } = clientOf(() => ({
			body: new Readable({
				read() {
					this.destroy(fault('ENOTFOUND'));
				},
			}),
		}));
		expect(await failed(http.send(request({ method: 'POST', safety: 'unsafe' })))).toMatchObject({
			outcome: 'unknown',
			mayStillArrive: true,
		});
		expect(requests).toHaveLength(1);
	});

	it('is repeated with a body that is made afresh', async () => {
		const { http, requests } = clientOf((_sent, attempt) => ({ status: attempt < 3 ? 429 : 200 }));
		let made = 0;
		const body = () => ({ content: String(++made), contentType: 'text/plain' });
		await http.send(request({ body, safety: 'unsafe' }));
		expect(requests.map((each) => each.body as unknown)).toEqual(['1', '2', '3']);
	});

	it('is repeated as whoever sends it says', async () => {
		const { http, requests } = clientOf(() => ({ status: 200 }));
		const faultOf = (_response: object, retries: number) => ({ status: retries < 2 ? 503 : 200 });
		await http.send(request({ faultOf }));
		expect(requests).toHaveLength(3);
	});

	it.each<[Answer | string, object]>([
		[{ status: 503 }, { interrupted: false, lostResponse: false }],
		[{ status: 504 }, { interrupted: true, lostResponse: false }],
		['ECONNREFUSED', { interrupted: false, lostResponse: false }],
		['ECONNRESET', { interrupted: true, lostResponse: true }],
	])('that met %j before says so: %j', async (first, expected) => {
		const { http } = clientOf((_sent, attempt) => {
			if (attempt > 1) return {};
			if (typeof first === 'string') throw fault(first);
			return first;
		});
		expect(await http.send(request({ safety: 'idempotent' }))).toMatchObject(expected);
	});

	it('says that it may have happened where only an attempt before may have', async () => {
		const { http } = clientOf((_sent, attempt) => {
			throw fault(attempt === 1 ? 'ECONNRESET' : 'CERT_HAS_EXPIRED');
		});
		expect(await failed(http.send(request({ safety: 'idempotent' })))).toMatchObject({
			outcome: 'unknown',
			mayStillArrive: true,
		});
	});
});

describe('The wait before a request is repeated', () => {
	beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(0));
	afterEach(() => jest.restoreAllMocks());

	const busy = (_sent: Sent, attempt: number): Answer =>
		attempt === 1 ? { status: 429, headers: { 'retry-after': '1.1' } } : {};

	it('is as long as the app asks, in slices', async () => {
		const { http, pauses } = clientOf(busy);
		await http.send(request());
		expect(pauses).toEqual([250, 250, 250, 250, 100]);
	});

	it('of whole slices has no empty one', async () => {
		const { http, pauses } = clientOf((_sent, attempt) =>
			attempt === 1 ? { status: 429, headers: { 'retry-after': '0.5' } } : {},
		);
		await http.send(request());
		expect(pauses).toEqual([250, 250]);
	});

	it.each([
		[1_100, 200],
		[1_099, 429],
	])('of at most %d ms leads to %d', async (maxRetryDelayMs, status) => {
		const { http } = clientOf(busy, { limits: { maxRetryDelayMs } });
		expect((await http.send(request())).response.status).toBe(status);
	});

	it('ends with the execution, and nothing is sent any more', async () => {
		const { http, pauses, requests, cancel } = clientOf(busy, {
			during: (pause) => pause === 2 && cancel.abort(),
		});
		expect(await failed(http.send(request({ safety: 'unsafe' })))).toMatchObject({
			kind: 'cancelled',
			outcome: 'not done',
		});
		expect([pauses.length, requests.length]).toEqual([2, 1]);
	});

	it('says, when it ends so, that a write may have happened', async () => {
		const { http, cancel } = clientOf(
			() => {
				throw fault('ECONNRESET');
			},
			{ during: () => cancel.abort() },
		);
		expect(await failed(http.send(request({ safety: 'idempotent' })))).toMatchObject({
			kind: 'cancelled',
			outcome: 'unknown',
		});
	});
});

describe('A cancelled execution', () => {
	it('sends nothing', async () => {
		const { http, requests, cancel } = clientOf(() => ({}));
		cancel.abort();
		expect(await failed(http.send(request()))).toMatchObject({ kind: 'cancelled' });
		expect(requests).toEqual([]);
	});

	it.each([
		['unsafe', 'unknown'],
		['safe', 'not done'],
	] as const)('ends a request that is under way: %s, %s', async (safety, outcome) => {
		const { http, requests, cancel } = clientOf(async () => {
			cancel.abort();
			return await Promise.reject(fault('ECONNRESET'));
		});
		expect(await failed(http.send(request({ safety })))).toMatchObject({
			kind: 'cancelled',
			outcome,
		});
		expect(requests).toHaveLength(1);
	});
});

describe('A file that is sent', () => {
	const upload = (content: Readable) =>
		request({
			method: 'POST',
			safety: 'unsafe',
			body: () => ({ content, contentType: 'a/b', size: 3 }),
		});

	it('is open no longer than the request, though the response came before', async () => {
		const content = new PassThrough();
		await clientOf(() => ({ status: 413 })).http.send(upload(content));
		expect(content.destroyed).toBe(true);
	});

	const unreadable = () => new PassThrough().once('error', () => undefined);
	const breaking = async (content: Readable) => {
		content.destroy(new Error('The disk is gone: a-secret-key'));
		await new Promise((done) => setImmediate(done));
		throw fault('ECONNRESET');
	};

	it('that cannot be read fails for that reason, and was not done', async () => {
		const content = unreadable();
		const { http, requests } = clientOf(async () => await breaking(content));
		expect(await failed(http.send(upload(content)))).toMatchObject({
			message: 'The disk is gone: ***',
			outcome: 'not done',
		});
		expect(requests).toHaveLength(1);
	});

	it('that cannot be read as the execution was cancelled fails for that', async () => {
		const content = unreadable();
		const { http, cancel } = clientOf(async () => {
			cancel.abort();
			return await breaking(content);
		});
		expect(await failed(http.send(upload(content)))).toMatchObject({ kind: 'cancelled' });
	});
});

describe('A file that is fetched', () => {
	const own = new URL('https://app.example/a.pdf');
	const other = new URL('https://files.example:8443/a.pdf?key=1');

	it('is asked for as its bytes are kept, with a credential where one is given', async () => {
		const { http, requests } = clientOf(() => ({
			body: 'content',
			headers: { a: 'a-secret-key' },
		}));
		const { status, headers, body } = await http.fetchFile(own, { type: 'bettyBlocksApi' });
		expect([status, headers]).toEqual([200, { a: '***' }]);
		expect(String(Buffer.concat(await body.toArray()))).toBe('content');
		expect(requests).toMatchObject([
			{
				method: 'GET',
				url: own.href,
				headers: { 'Accept-Encoding': 'identity' },
				credential: 'bettyBlocksApi',
			},
		]);
	});

	it('is read without a limit of time for the whole, and closes its connection at its end', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		const { http, requests } = clientOf(() => ({ body: 'content' }));
		const { body } = await http.fetchFile(other);
		expect(timeout).not.toHaveBeenCalled();
		expect((requests[0]?.abortSignal as AbortSignal).aborted).toBe(false);
		await body.toArray();
		await new Promise((done) => setImmediate(done));
		expect((requests[0]?.abortSignal as AbortSignal).aborted).toBe(true);
		timeout.mockRestore();
	});

	it('is asked for again when the server is busy', async () => {
		const { http, requests } = clientOf((_sent, attempt) => ({ status: attempt < 3 ? 503 : 200 }));
		const { status, body } = await http.fetchFile(other);
		body.destroy();
		expect(status).toBe(200);
		expect(requests).toHaveLength(3);
	});

	it('is asked for once more where the app failed, as it is only read', async () => {
		const { http, requests } = clientOf(() => ({ status: 502 }));
		await http.fetchFile(other);
		expect(requests).toHaveLength(2);
	});

	it('that stops coming fails as one that came too late', async () => {
		const { http } = clientOf(() => ({ body: new PassThrough() }), { limits: { timeoutMs: 20 } });
		const response = await http.fetchFile(own);
		const error = await failed(response.body.toArray());
		expect(http.fileError(own, response, error).message).toBe(
			'The app at app.example did not respond within 0.02 seconds',
		);
	});

	it.each([302, 404])('has no body with %d, and its connection is closed', async (status) => {
		const { http, requests } = clientOf(() => ({ status, headers: { location: '/b' } }));
		const { headers, body } = await http.fetchFile(other);
		expect(headers).toEqual({ location: '/b' });
		expect(body.destroyed).toBe(true);
		expect((requests[0]?.abortSignal as AbortSignal).aborted).toBe(true);
	});

	it('is not looked for where a redirect would tell a secret', async () => {
		const location = 'https://evil.example/?key=a-secret-key';
		const { http } = clientOf(() => ({ status: 302, headers: { location } }));
		expect(await failed(http.fetchFile(other))).toMatchObject({
			message:
				'files.example:8443 redirects to a URL that contains a secret of the credential, which was not followed',
		});
		const refusing = clientOf(() => ({ status: 404, headers: { location } })).http;
		expect((await refusing.fetchFile(other)).headers.location).not.toContain('secret');
	});

	it.each([
		[own, 'passing', 'The app at app.example could not be reached'],
		[other, 'failed', 'The server at files.example:8443 could not be reached'],
	])('from %s that gets no response is told as %s: %s', async (url, kind, message) => {
		const { http } = clientOf(() => {
			throw fault('EHOSTUNREACH', { syscall: 'connect' });
		});
		expect(await failed(http.fetchFile(url))).toMatchObject({ kind, message });
	});

	it('breaks off with who sent it, or with why it could not be kept', async () => {
		const { http, cancel } = clientOf(() => ({}), { limits: { timeoutMs: 5_000 } });
		const body = new PassThrough().once('error', () => undefined);
		const response = { status: 200, headers: {}, body };
		const full = new Error('The disk is full');
		expect(http.fileError(own, response, full)).toBe(full);
		body.destroy(fault('ECONNREFUSED'));
		expect(http.fileError(other, response, full).message).toBe(
			'The connection to the server at files.example:8443 was interrupted',
		);
		const slow = new PassThrough().once('error', () => undefined);
		slow.destroy(fault('ECONNABORTED'));
		expect(http.fileError(own, { ...response, body: slow }, full).message).toBe(
			'The app at app.example did not respond within 5 seconds',
		);
		cancel.abort();
		const kept = { ...response, body: new PassThrough() };
		expect(http.fileError(own, kept, full)).toMatchObject({ kind: 'cancelled' });
	});
});

describe("The app's own host", () => {
	it.each([
		['https://app.example/a?b', true],
		['https://app.example:443/a', true],
		['http://app.example/a', false],
		['https://app.example:8443/a', false],
		['https://app.example.evil.example/', false],
		['https://files.app.example/', false],
	])('is that of %s: %s', (url, expected) => {
		expect(clientOf(() => ({})).http.isOwn(new URL(url))).toBe(expected);
	});
});
