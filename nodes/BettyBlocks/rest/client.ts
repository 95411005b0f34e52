import {
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';
import { parseJson } from '../app/json';
import { toBaseUrl } from './baseUrl';
import {
	answerError,
	APP,
	connectionError,
	FILE_SERVER,
	fileAnswerError,
	notAnApiError,
	unexpectedAnswerError,
	type Answer,
	type Peer,
} from './errors';
import { encodeForm, type FormValue } from './form';
import { AppClock } from './clock';
import { asUnknown, EXECUTION_CANCELLED, outcomeOfAttempts } from './outcome';
import { redaction } from './redaction';
import {
	mayHaveBeenCarriedOut,
	retryAfterMs,
	retryDelay,
	TIMED_OUT,
	type Fault,
	type Safety,
} from './retry';
import { endingWhenStalled, type Stream } from './streams';
import { cancelSignal, readText, send, type Arrival } from './transport';

export const CREDENTIAL_TYPE = 'bettyBlocksApi';
export const DEFAULT_TIMEOUT_MS = 60_000;

/** Waits are cut into slices, as n8n offers no sleep that a cancelled execution ends. */
const WAIT_SLICE_MS = 250;

/** A body takes at most this long to send, beside the time that the app has for its answer. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

/** Whatever n8n runs our code in, as far as it can send authenticated requests. */
export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** What a request sends. */
export interface Body {
	content: string | Buffer | Stream;
	contentType: string;
	/** The exact number of bytes that a stream yields. */
	size?: number;
}

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Parts of the path below `/api`; each is percent-encoded. */
	path: string[];
	query?: { [name: string]: FormValue };
	/** A form-encoded body. */
	form?: { [name: string]: FormValue };
	/** Any other body. Made afresh for each attempt, as a stream can be sent only once. */
	body?: () => Promise<Body>;
	safety: Safety;
	/** What the request is to do, as in "create a record": errors say so. */
	purpose: string;
	/** What a 404 means. */
	notFound: string;
	/** What a 502 means, where more can be said of it. */
	faultInside?: string;
}

/** An answer whose body is still to come; `headers` in lower case. */
export interface FileAnswer {
	status: number;
	headers: Record<string, string | undefined>;
	body: Stream;
}

/** An answer, and whether an earlier attempt may have been carried out without our hearing of it. */
export interface Exchange {
	answer: Answer;
	interrupted: boolean;
	/** Whether the connection broke after the request had left. */
	lostAnswer: boolean;
}

/** How one attempt ended: with an answer, or without one. */
type Outcome<Received> =
	| { fault: Fault; answer: Received; error?: undefined }
	| { fault: Fault; error: Error };

/**
 * Speaks HTTP with one app: its address, the authentication, time-outs, repeats and errors. All
 * faults come out as n8n's own errors, and none of them holds the API key.
 */
export class Client {
	/** The address of the app without `/api`, for links. */
	readonly origin: string;

	private constructor(
		private readonly context: ApiContext,
		private readonly baseUrl: string,
		/** What the app answers may repeat what it was sent. */
		private readonly redact: (text: string) => string,
		private readonly timeoutMs: number,
		/** The app's own clock, as its answers tell it. */
		readonly clock: AppClock,
		/** A longer wait ends the repeats. */
		private readonly longestWaitMs = Infinity,
	) {
		this.origin = baseUrl.slice(0, -'/api'.length);
	}

	/**
	 * Reads the credential of the node.
	 *
	 * @throws {NodeOperationError} when there is no credential, or its application is no address
	 */
	static async connect(context: ApiContext): Promise<Client> {
		const { application, email, apiKey } = await context.getCredentials(CREDENTIAL_TYPE);
		const redact = redaction(String(email), String(apiKey));
		try {
			return new Client(
				context,
				toBaseUrl(application),
				redact,
				DEFAULT_TIMEOUT_MS,
				new AppClock(),
			);
		} catch (error) {
			throw new NodeOperationError(context.getNode(), (error as Error).message, {
				description: 'Change the application in the credential of this node',
			});
		}
	}

	/** The same app with another limit for each request, in milliseconds. */
	withTimeout(timeoutMs: number): Client {
		const { context, baseUrl, redact, clock, longestWaitMs } = this;
		return new Client(context, baseUrl, redact, timeoutMs, clock, longestWaitMs);
	}

	/** The same app, whose requests are not repeated after a longer wait than that, in milliseconds. */
	withLongestWait(longestWaitMs: number): Client {
		const { context, baseUrl, redact, timeoutMs, clock } = this;
		return new Client(context, baseUrl, redact, timeoutMs, clock, longestWaitMs);
	}

	/**
	 * Sends a request that is to succeed.
	 *
	 * @throws {NodeApiError} when the app does not answer, or not with a 2xx status
	 */
	async request(request: ApiRequest): Promise<Answer> {
		return this.accept(request, await this.exchange(request));
	}

	/**
	 * Parses the body of a successful answer.
	 *
	 * @throws {NodeApiError} when it is not JSON
	 */
	parse(request: ApiRequest, answer: Answer): unknown {
		return parseJson(answer.text) ?? this.refuse(request, answer);
	}

	/** The error for a successful answer that does not hold what the API promises. */
	refuse(request: ApiRequest, answer: Answer): never {
		const error = notAnApiError(this.context.getNode(), answer, request.purpose);
		throw request.safety === 'read' ? error : asUnknown(error);
	}

	/** The error for a successful answer that lacks what `message` says; it shows what came. */
	lacking(answer: Answer, message: string): never {
		throw unexpectedAnswerError(this.context.getNode(), answer, message);
	}

	/**
	 * Returns an answer that is a success.
	 *
	 * @throws {NodeApiError} for any status that is not 2xx
	 */
	accept(
		request: ApiRequest,
		{ answer, interrupted }: Pick<Exchange, 'answer' | 'interrupted'>,
	): Answer {
		if (isSuccess(answer)) return answer;
		const { purpose, notFound, faultInside, safety } = request;
		const retryAfter = retryAfterMs(answer.headers['retry-after'], Date.now());
		const meaning = { purpose, notFound, faultInside, retryAfter };
		const error = answerError(this.context.getNode(), answer, meaning);
		const outcome = outcomeOfAttempts(safety, answer, interrupted);
		throw outcome === 'unknown' ? asUnknown(error) : error;
	}

	/**
	 * Sends a request, repeated as its safety allows, and returns the last answer whatever its status.
	 *
	 * @throws {NodeApiError} when no answer came
	 */
	async exchange(request: ApiRequest): Promise<Exchange> {
		return await this.repeat(request.safety, async () => await this.attempt(request));
	}

	/** Whether an address is on the app's own host, the only one that the credentials go to. */
	isOwn(url: URL): boolean {
		return url.origin === new URL(this.origin).origin;
	}

	/**
	 * Asks for the file at an address of any host, and answers as soon as its first byte can be read.
	 * A redirect is not followed. Only a 2xx answer has a body to read.
	 *
	 * @throws {NodeApiError} when no answer came
	 */
	async open(url: URL): Promise<FileAnswer> {
		return (await this.repeat('read', async () => await this.attemptFile(url))).answer;
	}

	/** @throws {NodeApiError} for any status that is not 2xx */
	acceptFile(url: URL, answer: FileAnswer): void {
		if (isSuccess(answer)) return;
		if (!this.isOwn(url)) throw fileAnswerError(this.context.getNode(), answer.status, url);
		const purpose = 'download the file';
		const notFound = `The app has no file at ${url.pathname}`;
		throw answerError(this.context.getNode(), { ...answer, text: '' }, { purpose, notFound });
	}

	/** Throws why a file that was on its way could not be kept, which may be that it broke off. */
	rethrow(url: URL, { body }: FileAnswer, error: unknown): never {
		this.throwIfCancelled();
		throw body.errored ? this.faultError(faultOf(body.errored), this.peerAt(url)) : error;
	}

	private async repeat<Received extends { status: number }>(
		safety: Safety,
		attempt: () => Promise<Outcome<Received>>,
	): Promise<{ answer: Received; interrupted: boolean; lostAnswer: boolean }> {
		let interrupted = false;
		let lostAnswer = false;
		for (let retries = 0; ; retries++) {
			const outcome = await attempt();
			const delay = retryDelay(outcome.fault, safety, retries, Math.random());
			if (delay === undefined || delay > this.longestWaitMs) {
				if (outcome.error !== undefined) {
					const isUnknown = outcomeOfAttempts(safety, outcome.fault, interrupted) === 'unknown';
					throw isUnknown ? asUnknown(outcome.error) : outcome.error;
				}
				return { answer: outcome.answer, interrupted, lostAnswer };
			}
			const isInterrupted = mayHaveBeenCarriedOut(outcome.fault);
			interrupted ||= isInterrupted;
			lostAnswer ||= isInterrupted && 'code' in outcome.fault;
			await this.wait(delay);
		}
	}

	private async attempt(request: ApiRequest): Promise<Outcome<Answer>> {
		const body = await bodyOf(request);
		const timeoutMs = this.timeoutMs + sendingMs(body);
		try {
			return answered(await this.send(request, body, timeoutMs));
		} catch (error) {
			this.throwIfCancelled();
			const unreadable = streamIn(body)?.errored;
			return unreadable
				? { fault: { code: '' }, error: unreadable }
				: this.unanswered(error, this.peerAt(new URL(this.origin)), timeoutMs);
		} finally {
			// An answer may come before all was sent; the file must not stay open then.
			streamIn(body)?.destroy();
		}
	}

	private async attemptFile(url: URL): Promise<Outcome<FileAnswer>> {
		try {
			return answered(await this.sendForFile(url));
		} catch (error) {
			this.throwIfCancelled();
			return this.unanswered(error, this.peerAt(url), this.timeoutMs);
		}
	}

	private async send(
		{ method, path, query }: ApiRequest,
		body: Body | undefined,
		timeoutMs: number,
	): Promise<Answer> {
		const search = query === undefined ? '' : `?${encodeForm(query)}`;
		const options: IHttpRequestOptions = {
			method,
			baseURL: this.baseUrl,
			url: `/${path.map(encodeURIComponent).join('/')}${search}`,
			...(body && {
				body: body.content,
				headers: {
					'Content-Type': body.contentType,
					...(body.size !== undefined && { 'Content-Length': String(body.size) }),
				},
			}),
			timeout: timeoutMs,
		};
		const arrival = await send(this.context, CREDENTIAL_TYPE, options, timeoutMs);
		const { status, headers } = arrival;
		this.clock.set(headers.date);
		return { status, headers, text: this.redact(await readText(arrival)) };
	}

	private async sendForFile(url: URL): Promise<FileAnswer> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			// Bytes as they are kept, so that it shows when some are missing.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: this.timeoutMs,
		};
		const credentialType = this.isOwn(url) ? CREDENTIAL_TYPE : undefined;
		const arrival = await send(this.context, credentialType, options);
		const { status, headers } = arrival;
		return { status, headers, body: this.readable(arrival) };
	}

	/** The helper's time-out ends with the first byte, though a file may stop coming later. */
	private readable({ status, body, abort }: Arrival): Stream {
		if (!isSuccess({ status })) {
			// Nobody reads what else is answered.
			abort();
			return body.destroy();
		}
		const stopped = Object.assign(new Error('No more bytes came'), { code: TIMED_OUT });
		return endingWhenStalled(body, this.timeoutMs, stopped).once('close', abort);
	}

	private unanswered(error: unknown, peer: Peer, timeoutMs: number) {
		const fault = faultOf(error);
		return { fault, error: this.faultError(fault, peer, timeoutMs) };
	}

	private faultError(
		fault: { code: string; message: string },
		peer: Peer,
		timeoutMs = this.timeoutMs,
	): Error {
		const message = this.redact(fault.message);
		return connectionError(this.context.getNode(), { ...fault, message }, peer, timeoutMs);
	}

	private peerAt(url: URL): Peer {
		return this.isOwn(url)
			? { ...APP, host: this.origin.replace(/^https?:\/\//, '') }
			: { ...FILE_SERVER, host: url.host };
	}

	private async wait(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= WAIT_SLICE_MS) {
			this.throwIfCancelled();
			await sleep(Math.min(left, WAIT_SLICE_MS));
		}
		this.throwIfCancelled();
	}

	private throwIfCancelled(): void {
		if (cancelSignal(this.context)?.aborted) {
			throw new NodeOperationError(this.context.getNode(), EXECUTION_CANCELLED);
		}
	}
}

function isSuccess({ status }: { status: number }): boolean {
	return status >= 200 && status < 300;
}

interface FaultyError {
	code: string;
	message: string;
}

async function bodyOf({ form, body }: ApiRequest): Promise<Body | undefined> {
	return form === undefined
		? await body?.()
		: { content: encodeForm(form), contentType: 'application/x-www-form-urlencoded' };
}

function streamIn(body: Body | undefined): Stream | undefined {
	const content = body?.content;
	return typeof content === 'string' || Buffer.isBuffer(content) ? undefined : content;
}

/** The helper's time-out counts from the start, so what a large body needs is added to it. */
function sendingMs(body: Body | undefined): number {
	const content = body?.content;
	const size = body?.size ?? (Buffer.isBuffer(content) ? content.length : 0);
	return Math.ceil((size / SLOWEST_BYTES_PER_SECOND) * 1000);
}

function answered<Received extends Pick<Answer, 'status' | 'headers'>>(
	answer: Received,
): Outcome<Received> {
	const retryAfter = retryAfterMs(answer.headers['retry-after'], Date.now());
	return { fault: { status: answer.status, retryAfterMs: retryAfter }, answer };
}

/** The authenticated helper wraps what axios threw: the code of the fault is on the cause then. */
function faultOf(error: unknown): FaultyError {
	const { cause, code, message } = error as Partial<FaultyError> & { cause?: Partial<FaultyError> };
	const text = [cause?.message, message].find((said) => typeof said === 'string') ?? '';
	return {
		code: [cause?.code, code].find((said) => typeof said === 'string') ?? '',
		message: text,
	};
}
