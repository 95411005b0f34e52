import type {
	ICredentialsDecrypted,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import type { Stream } from '../app/parts';
import { isSuccess } from './response';
import { TIMED_OUT, TOO_LARGE } from './retry';

/** Whatever n8n runs our code in, as far as it can send authenticated requests. */
export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Which credential authenticates a request. */
export interface Credential {
	/** The name of its type. */
	type: string;
	/** What n8n takes for its content, in place of what is stored. */
	decrypted?: ICredentialsDecrypted;
}

/** A response whose body is still to come; `headers` in lower case. */
export interface Arrival {
	status: number;
	headers: Record<string, string | undefined>;
	body: Stream;
	/** Ends the response, and closes its connection. */
	abort: () => void;
	/** Rejects once the response is ended from here, which the body itself may not notice. */
	aborted: Promise<never>;
	/** To be called when all is read: until then, the timeout keeps the response in memory. */
	release: () => void;
}

interface HelperResponse {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: Stream;
}

/** The most bytes of a response, unpacked: a page of records is far smaller. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** What is not a success is read for its first words only. */
const MAX_REFUSAL_BYTES = 256 * 1024;

/** The time that an app has for one request, unless it is given another. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** A larger one would make timers end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const OURS_TO_JUDGE = {
	// A redirect would take the credentials, turn a POST into a GET, and keep an upload in memory.
	disableFollowRedirect: true,
	// Statuses are ours to judge; n8n would send the request again on a 401.
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
	encoding: 'stream',
} as const;

type Helper = (request: IHttpRequestOptions) => Promise<unknown>;

/**
 * n8n's helper.
 *
 * @param credential undefined: without authentication
 */
export function helperOf(context: ApiContext, credential: Credential | undefined): Helper {
	const { helpers } = context;
	if (credential === undefined) return async (request) => await helpers.httpRequest(request);
	const { type, decrypted: credentialsDecrypted } = credential;
	const more = { preAuthenticationRetryStatusCode: [], credentialsDecrypted };
	return async (request) =>
		await helpers.httpRequestWithAuthentication.call(
			endingBy(request, context),
			type,
			request,
			more,
		);
}

/**
 * What comes of a request.
 *
 * @param wholeMs the time for the whole response in milliseconds; undefined: only for its beginning
 * @param cancel ends it, as its time does
 */
export async function arrivalOf(
	send: Helper,
	options: IHttpRequestOptions,
	wholeMs?: number,
	cancel?: AbortSignal,
): Promise<Arrival> {
	const ending = endingOf(wholeMs, cancel);
	const request = { ...options, ...OURS_TO_JUDGE, abortSignal: ending.signal };
	try {
		// A login that n8n puts before the request knows nothing of the signal.
		const sent = Promise.race([send(request), ending.aborted]);
		const { statusCode: status, headers, body } = (await sent) as HelperResponse;
		return { ...ending, status, headers, body };
	} catch (error) {
		ending.release();
		return await Promise.reject(error as Error);
	}
}

/** The helper puts the signal of the execution in the place of ours, where the context has one. */
function endingBy({ abortSignal }: IHttpRequestOptions, context: ApiContext): ApiContext {
	if (!('getExecutionCancelSignal' in context)) return context;
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => abortSignal },
	}) as ApiContext;
}

export function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** What ends a response: its time, a cancelled execution, or `abort`. `AbortSignal.any` would take longer. */
function endingOf(wholeMs: number | undefined, cancel: AbortSignal | undefined) {
	const timer =
		wholeMs === undefined ? undefined : AbortSignal.timeout(Math.min(wholeMs, MAX_TIMER_MS));
	const causes = [timer, cancel].filter((each) => each !== undefined);
	const own = new AbortController();
	let reject: (error: Error) => void = () => undefined;
	const aborted = new Promise<never>((_resolve, rejectIt) => (reject = rejectIt));
	// Most responses are never ended from here.
	aborted.catch(() => undefined);
	const release = () => causes.forEach((each) => each.removeEventListener('abort', abort));
	const abort = () => {
		release();
		reject(
			timer?.aborted
				? timedOut()
				: Object.assign(new Error('The response was ended'), { code: 'ERR_CANCELED' }),
		);
		own.abort();
	};
	causes.forEach((each) => each.addEventListener('abort', abort));
	if (causes.some((each) => each.aborted)) abort();
	return { signal: own.signal, aborted, abort, release };
}

function timedOut(): Error {
	return Object.assign(new Error('The response did not arrive in time'), { code: TIMED_OUT });
}

/**
 * Reads the body of a response, within bounds.
 *
 * @throws an error with the code TOO_LARGE or TIMED_OUT, or that of the fault that cut it off
 */
export async function readBytes({ status, ...arrival }: Arrival): Promise<Buffer> {
	const { body, abort, aborted, release } = arrival;
	const most = isSuccess({ status }) ? MAX_RESPONSE_BYTES : MAX_REFUSAL_BYTES;
	const chunks: Buffer[] = [];
	let size = 0;
	// An iterator takes twice the time for the one chunk that most responses are.
	const ended = new Promise<boolean>((resolve, reject) => {
		body.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			size += chunk.length;
			if (size > most) resolve(false);
		});
		body.once('end', () => resolve(true)).once('error', reject);
	});
	let isEnded = false;
	try {
		isEnded = await Promise.race([ended, aborted]);
		if (!isEnded && isSuccess({ status })) throw tooLarge();
		const bytes = Buffer.concat(chunks);
		return isEnded ? bytes : withoutPart(bytes);
	} finally {
		if (isEnded) release();
		else abort();
	}
}

/** What was cut off may end with a part of a character. */
function withoutPart(bytes: Buffer): Buffer {
	let end = bytes.length;
	while (end > 0 && (bytes[end - 1] ?? 0) >= 0x80) end -= 1;
	return bytes.subarray(0, end);
}

function tooLarge(): Error {
	const megabytes = MAX_RESPONSE_BYTES / 1024 / 1024;
	return Object.assign(new Error(`The response is larger than ${megabytes} MB`), {
		code: TOO_LARGE,
	});
}
