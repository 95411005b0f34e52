// The life of a request, from top to bottom: it's sent, repeated where that is safe, and its response read.
import { sleep, type IDataObject, type IHttpRequestMethods } from 'n8n-workflow';
import type { Ending, Limits } from '../app/app';
import { cancelled, toAppError, type AppError } from '../app/errors';
import { bodyText } from './bodyText';
import { breakageOf, connectionError, FILE_SERVER, type Peer } from './faults';
import {
	isOverload,
	mayArriveLater,
	retryAfterMs,
	retryDelay,
	TIMED_OUT,
	withOutcome,
	type Fault,
	type Safety,
} from './retry';
import { sendingMs, streamIn, withBody, type Body } from './requestBody';
import {
	isRedirect,
	isSuccess,
	isUnavailable,
	leakingRedirect,
	type AppClock,
	type Exchange,
	type FileResponse,
	type HttpResponse,
} from './response';
import type { Secrets } from './secrets';
import { endingWhenStalled } from './streams';
import {
	arrivalOf,
	cancelSignal,
	DEFAULT_TIMEOUT_MS,
	helperOf,
	readBytes,
	type ApiContext,
	type Arrival,
	type Credential,
} from './transport';

/** Waits are cut into slices, as n8n offers no sleep that a cancelled execution ends. */
const WAIT_SLICE_MS = 250;

/** What a client needs to know of the app. */
export interface HttpTarget {
	/** The address of the app's host. */
	origin: string;
	/** What to check when the app can't be reached. */
	advice: string;
	secrets: Secrets;
	/** The app's own clock, as its responses tell it. */
	clock: AppClock;
}

export interface HttpRequest {
	method: IHttpRequestMethods;
	/** Absolute. */
	url: string;
	headers?: IDataObject;
	/** Made afresh for each attempt, as a stream can be sent only once. */
	body?: () => Body | Promise<Body>;
	safety: Safety;
	/** Requests of one kind take about the same time. */
	kind: string;
	/** Undefined: without authentication, unless there is a login. */
	credential?: Credential;
	login?: Login;
	/** Undefined: the app. */
	peer?: Peer;
	/** Why a response is no success; by its status unless given. */
	faultOf?: (response: HttpResponse, retries: number) => Fault;
}

/** Makes an attempt with a credential, or two, where the first shows that a new login is needed. */
export type Login<Received = HttpResponse> = (
	attempt: (credential: Credential) => Promise<Received | Broken>,
) => Promise<Received | Broken>;

type Begun = Pick<HttpResponse, 'status' | 'headers'>;

interface Sending<Received> extends Omit<HttpRequest, 'login' | 'faultOf'> {
	login?: Login<Received>;
	/** Only its beginning has to come in time. */
	isFile?: boolean;
}

/** How an attempt ended that got no response. */
export interface Broken {
	fault: Extract<Fault, { code: string }>;
	error: AppError;
}

/** Sends requests for one node. None of its errors holds a secret of the credential. */
export class HttpClient {
	private readonly limits: Limits & { timeoutMs: number; maxRetryDelayMs: number };

	constructor(
		private readonly context: ApiContext,
		readonly target: HttpTarget,
		limits: Limits = {},
		private readonly pause: (milliseconds: number) => Promise<void> = sleep,
	) {
		this.limits = { timeoutMs: DEFAULT_TIMEOUT_MS, maxRetryDelayMs: Infinity, ...limits };
	}

	/** The same with other limits. */
	within(limits: Limits): HttpClient {
		return new HttpClient(this.context, this.target, { ...this.limits, ...limits }, this.pause);
	}

	/** Whether an address is on the app's own host, the only one that the credentials go to. */
	isOwn(url: URL): boolean {
		return url.origin === new URL(this.target.origin).origin;
	}

	/**
	 * Sends a request until there is a response that no other try would better.
	 *
	 * @returns the last response, whatever its status
	 * @throws {AppError} when there is none
	 */
	async send(request: HttpRequest): Promise<Exchange> {
		const { secrets } = this.target;
		const exchange = await this.repeat(request, receiveText, request.faultOf);
		const { response } = exchange;
		const headers = secrets.hideInHeaders(response.headers);
		return { ...exchange, response: { ...response, headers, text: secrets.hide(response.text) } };
	}

	/**
	 * Asks for the file at an address of any host. A redirect is not followed.
	 *
	 * @returns the last response as soon as its first byte can be read; only a success has a body
	 * @throws {AppError} when there is none
	 */
	async fetchFile(url: URL, credential?: Credential): Promise<FileResponse> {
		const request: Sending<FileResponse> = {
			method: 'GET',
			url: url.href,
			// Bytes as they are kept, so that it shows when some are missing.
			headers: { 'Accept-Encoding': 'identity' },
			safety: 'safe',
			kind: 'download the file',
			peer: this.peerAt(url),
			credential,
			isFile: true,
		};
		const receive = (arrival: Arrival) => readable(arrival, this.limits.timeoutMs);
		const { response } = await this.repeat(request, receive);
		const headers = this.target.secrets.hideInHeaders(response.headers);
		if (isRedirect(response) && headers.location !== response.headers.location) {
			throw leakingRedirect(url.host);
		}
		return { ...response, headers };
	}

	/** Why a file that was on its way could not be kept, which may be that it broke off. */
	fileError(url: URL, { body }: FileResponse, error: unknown): Error {
		if (this.isCancelled) return cancelled();
		if (!body.errored) return error as Error;
		return this.broken(body.errored, true, this.peerAt(url), this.limits.timeoutMs).error;
	}

	private async repeat<Received extends Begun>(
		request: Sending<Received>,
		receive: (arrival: Arrival) => Promise<Received>,
		faultOf: (response: Received, retries: number) => Fault = faultOfStatus,
	): Promise<Exchange<Received>> {
		if (this.isCancelled) throw cancelled();
		const { safety, kind, credential: fixed, login } = request;
		let interrupted = false;
		let lostResponse = false;
		for (let retries = 0; ; retries++) {
			const tellEnding = this.limits.watch?.(kind);
			const ended = await (login === undefined
				? this.attempt(request, receive, fixed)
				: login(async (credential) => await this.attempt(request, receive, credential)));
			const fault = isBroken(ended) ? ended.fault : faultOf(ended, retries);
			tellEnding?.(endingOf(fault));
			const delay = retryDelay(fault, safety, retries, Math.random());
			if (delay === undefined || delay > this.limits.maxRetryDelayMs) {
				if (!isBroken(ended)) return { response: ended, interrupted, lostResponse };
				throw withOutcome(this.hidden(ended.error), { safety, fault, interrupted });
			}
			interrupted ||= mayArriveLater(fault);
			lostResponse ||= isBroken(ended) && ended.fault.mayHaveLeft;
			await this.wait(delay);
			if (this.isCancelled) throw withOutcome(cancelled(), { safety, fault, interrupted });
		}
	}

	private async attempt<Received>(
		{ method, url, headers, body: makeBody, peer, isFile = false }: Sending<Received>,
		receive: (arrival: Arrival) => Promise<Received>,
		credential?: Credential,
	): Promise<Received | Broken> {
		const body = await makeBody?.();
		const timeout = this.limits.timeoutMs + sendingMs(body);
		const options = { method, url, timeout, ...withBody(headers, body) };
		const helper = helperOf(this.context, credential);
		let arrival: Arrival | undefined;
		try {
			const wholeMs = isFile ? undefined : timeout;
			arrival = await arrivalOf(helper, options, wholeMs, cancelSignal(this.context));
			if (peer === undefined) this.target.clock.set(arrival.headers.date);
			return await receive(arrival);
		} catch (error) {
			const unreadable = streamIn(body)?.errored;
			if (unreadable && !this.isCancelled) return unsent(toAppError(unreadable));
			return this.broken(error, arrival !== undefined, peer ?? this.app, timeout);
		} finally {
			// A response may come before all was sent; the file must not stay open then.
			streamIn(body)?.destroy();
		}
	}

	/** A cancelled execution waits no longer. */
	private async wait(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0 && !this.isCancelled; left -= WAIT_SLICE_MS) {
			await this.pause(Math.min(left, WAIT_SLICE_MS));
		}
	}

	private get isCancelled(): boolean {
		return cancelSignal(this.context)?.aborted === true;
	}

	private broken(thrown: unknown, hasResponse: boolean, peer: Peer, timeoutMs: number): Broken {
		const breakage = breakageOf(thrown, hasResponse);
		if (this.isCancelled) {
			return { fault: { code: '', mayHaveLeft: breakage.mayHaveLeft }, error: cancelled() };
		}
		return { fault: breakage, error: this.hidden(connectionError(breakage, peer, timeoutMs)) };
	}

	private hidden(error: AppError): AppError {
		const { secrets } = this.target;
		const advice = error.advice && secrets.hide(error.advice);
		return error.with({ message: secrets.hide(error.message), advice });
	}

	private get app(): Peer {
		const { origin, advice } = this.target;
		return { name: 'app', advice, host: new URL(origin).host, isApp: true };
	}

	private peerAt(url: URL): Peer {
		return this.isOwn(url) ? this.app : { ...FILE_SERVER, host: url.host };
	}
}

export function isBroken(ended: object): ended is Broken {
	return 'error' in ended;
}

/** A request that is not sent: its login would be refused once more, or its file can't be read. */
export function unsent(error: AppError): Broken {
	return { fault: { code: '', mayHaveLeft: false }, error };
}

function faultOfStatus(response: Begun): Fault {
	return { status: response.status, retryAfterMs: retryAfterMs(response) };
}

/** What it tells of the app's load. */
function endingOf(fault: Fault): Ending {
	if (isOverload(fault)) return 'overloaded';
	if (!('status' in fault) || isUnavailable(fault)) return 'otherwise';
	return isSuccess(fault) ? 'answered' : 'refused';
}

/** A whole response, within bounds. */
export async function receiveText(arrival: Arrival): Promise<HttpResponse> {
	const { status, headers } = arrival;
	const text = bodyText(await readBytes(arrival), headers['content-type']);
	return { status, headers, text: text ?? '', isText: text !== undefined };
}

/** The helper's timeout ends with the first byte, though a file may stop coming later. */
async function readable(arrival: Arrival, timeoutMs: number): Promise<FileResponse> {
	const { status, headers, body, abort } = arrival;
	if (isSuccess(arrival)) {
		const stopped = Object.assign(new Error('No more bytes came'), { code: TIMED_OUT });
		const stream = endingWhenStalled(body, timeoutMs, stopped).once('close', abort);
		return { status, headers, body: stream };
	}
	// Nobody reads what else is sent.
	abort();
	return { status, headers, body: body.destroy() };
}
