/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { IHttpRequestOptions } from 'n8n-workflow';
import { PassThrough, Readable } from 'node:stream';
import {
	arrivalOf,
	cancelSignal,
	helperOf,
	readBytes,
	type ApiContext,
	type Arrival,
} from '../../../nodes/BettyBlocks/http/transport';

const MEGABYTE = 1024 * 1024;
const request: IHttpRequestOptions = { method: 'GET', url: 'https://app.example/' };
const never = new Promise<never>(() => undefined);

/** What n8n's helper makes of a body. */
const sending = (body: Readable, status = 200) =>
	jest.fn(async () => await Promise.resolve({ statusCode: status, headers: { a: 'b' }, body }));

const arrivalWith = async (body: Readable, status = 200, wholeMs?: number, cancel?: AbortSignal) =>
	await arrivalOf(sending(body, status), request, wholeMs, cancel);

/** How many listeners of ours a signal has: they would keep the response in memory. */
function watched(signal: AbortSignal): () => number {
	let listeners = 0;
	const { addEventListener, removeEventListener } = signal;
	jest.spyOn(signal, 'addEventListener').mockImplementation((...args) => {
		if (args[0] === 'abort') listeners++;
		addEventListener.apply(signal, args);
	});
	jest.spyOn(signal, 'removeEventListener').mockImplementation((...args) => {
		if (args[0] === 'abort') listeners--;
		removeEventListener.apply(signal, args);
	});
	return () => listeners;
}

describe("n8n's helper", () => {
	const authenticated = (more: object = {}) => {
		const sent: unknown[][] = [];
		const context = {
			helpers: {
				httpRequest: async (...args: unknown[]) => await Promise.resolve(args),
				async httpRequestWithAuthentication(this: ApiContext, ...args: unknown[]) {
					sent.push(args);
					return await Promise.resolve(cancelSignal(this));
				},
			},
			...more,
		} as unknown as ApiContext;
		return { context, sent };
	};
	const { signal: ours } = new AbortController();
	const { signal: ofExecution } = new AbortController();

	it('sends a request as it is where there is no credential', async () => {
		const { context } = authenticated();
		expect(await helperOf(context, undefined)(request)).toEqual([request]);
	});

	it('authenticates with a credential, as it is stored or is to be tested, once', async () => {
		const { context, sent } = authenticated();
		const decrypted = { id: '1', name: 'x', type: 'a', data: {} };
		await helperOf(context, { type: 'a', decrypted })(request);
		const more = { preAuthenticationRetryStatusCode: [], credentialsDecrypted: decrypted };
		expect(sent).toEqual([['a', request, more]]);
	});

	it('is given our signal in the place of that of the execution', async () => {
		const { context } = authenticated({ getExecutionCancelSignal: () => ofExecution });
		const helper = helperOf(context, { type: 'a' });
		expect(await helper({ ...request, abortSignal: ours })).toBe(ours);
		expect(cancelSignal(context)).toBe(ofExecution);
	});

	it('is given no signal of an execution where there is none', async () => {
		const { context } = authenticated();
		expect(await helperOf(context, { type: 'a' })({ ...request, abortSignal: ours })).toBe(
			undefined,
		);
	});
});

describe('A request', () => {
	it('is sent so that redirects and statuses are ours to judge, and the body is a stream', async () => {
		const body = Readable.from([]);
		const send = sending(body, 404);
		const arrival = await arrivalOf(send, request);
		expect(send).toHaveBeenCalledWith({
			...request,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			encoding: 'stream',
			abortSignal: expect.any(AbortSignal) as AbortSignal,
		});
		expect(arrival).toMatchObject({ status: 404, headers: { a: 'b' } });
		expect(arrival.body).toBe(body);
	});

	it('ends when its time is over, whatever n8n does before it', async () => {
		let signal: unknown;
		const send = async ({ abortSignal }: IHttpRequestOptions) => {
			signal = abortSignal;
			return await never;
		};
		await expect(arrivalOf(send, request, 5)).rejects.toMatchObject({
			code: 'ECONNABORTED',
			message: 'The response did not arrive in time',
		});
		expect((signal as AbortSignal).aborted).toBe(true);
	});

	it('has as much time as there may be', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		await arrivalWith(Readable.from([]), 200, 1_000);
		await arrivalWith(Readable.from([]), 200, Infinity);
		await arrivalWith(Readable.from([]));
		expect(timeout.mock.calls).toEqual([[1_000], [2_147_483_647]]);
		timeout.mockRestore();
	});

	it('ends when the execution is cancelled, before or meanwhile', async () => {
		const cancelled = { code: 'ERR_CANCELED', message: 'The response was ended' };
		const send = async () => await never;
		await expect(arrivalOf(send, request, 1_000_000, AbortSignal.abort())).rejects.toMatchObject(
			cancelled,
		);
		const controller = new AbortController();
		const ended = arrivalOf(send, request, undefined, controller.signal);
		controller.abort();
		await expect(ended).rejects.toMatchObject(cancelled);
	});

	it('that fails is not held by the execution any longer', async () => {
		const { signal } = new AbortController();
		const listeners = watched(signal);
		const send = async () => await Promise.reject(new Error('broken'));
		const failing = arrivalOf(send, request, undefined, signal);
		expect(listeners()).toBe(1);
		await expect(failing).rejects.toThrow('broken');
		expect(listeners()).toBe(0);
	});
});

describe('A response', () => {
	it('is read to its end, and then not held by the execution any longer', async () => {
		const { signal } = new AbortController();
		const listeners = watched(signal);
		const pieces = [Buffer.from('one '), Buffer.from('two')];
		const arrival = await arrivalWith(Readable.from(pieces), 200, undefined, signal);
		const aborted = jest.fn();
		arrival.aborted.catch(aborted);
		expect((await readBytes(arrival)).toString()).toBe('one two');
		expect(listeners()).toBe(0);
		expect(aborted).not.toHaveBeenCalled();
	});

	it('that breaks off fails with its fault, and its connection is closed', async () => {
		const send = sending(
			Readable.from(
				(async function* () {
					yield await Promise.resolve(Buffer.from('{"a'));
					throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
				})(),
			),
		);
		const arrival = await arrivalOf(send, request);
		await expect(readBytes(arrival)).rejects.toMatchObject({ code: 'ECONNRESET' });
		await expect(arrival.aborted).rejects.toMatchObject({ code: 'ERR_CANCELED' });
		const [[{ abortSignal }]] = send.mock.calls as unknown as [[IHttpRequestOptions]];
		expect((abortSignal as AbortSignal).aborted).toBe(true);
	});

	it('that does not end in time fails, though its body tells nothing', async () => {
		await expect(readBytes(await arrivalWith(new PassThrough(), 200, 5))).rejects.toMatchObject({
			code: 'ECONNABORTED',
		});
	});

	it('of 64 MB is read, and of more is refused', async () => {
		const reading = async (bytes: number) => {
			const body = Readable.from([Buffer.alloc(60 * MEGABYTE), Buffer.alloc(bytes)]);
			return await readBytes(await arrivalWith(body));
		};
		expect(await reading(4 * MEGABYTE)).toHaveLength(64 * MEGABYTE);
		await expect(reading(4 * MEGABYTE + 1)).rejects.toMatchObject({
			code: 'RESPONSE_TOO_LARGE',
			message: 'The response is larger than 64 MB',
		});
	});
});

describe('A refusal', () => {
	const reading = async (...chunks: Buffer[]) => {
		const body = new PassThrough();
		for (const chunk of chunks) body.write(chunk);
		const arrival: Arrival = await arrivalWith(body, 422);
		const bytes = await readBytes(arrival);
		await expect(arrival.aborted).rejects.toMatchObject({ code: 'ERR_CANCELED' });
		return bytes;
	};

	it('of up to 256 KB is read to its end', async () => {
		const all = Buffer.alloc(256 * 1024, 'é');
		const read = await readBytes(await arrivalWith(Readable.from([all]), 422));
		expect(read.equals(all)).toBe(true);
	});

	it('that is longer is read for its beginning only, and its connection is closed', async () => {
		const most = Buffer.alloc(256 * 1024, 'x');
		const read = await reading(most, Buffer.from('y'));
		expect(read.equals(Buffer.concat([most, Buffer.from('y')]))).toBe(true);
	});

	it('is not cut in the middle of a character', async () => {
		const most = Buffer.alloc(256 * 1024, 'x');
		expect((await reading(most, Buffer.from('€').subarray(0, 2))).equals(most)).toBe(true);
		expect(await reading(Buffer.alloc(256 * 1024 + 1, 0x80))).toHaveLength(0);
	});
});
