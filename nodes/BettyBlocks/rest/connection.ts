import { NodeOperationError, sleep, type IHttpRequestOptions, type INode } from 'n8n-workflow';
import type { Stream } from '../app/app';
import { EXECUTION_CANCELLED } from '../app/failure';
import { toBaseUrl } from './baseUrl';
import { AppClock } from './clock';
import { APP, connectionError, FILE_SERVER, type Peer } from './errors';
import { encodeForm } from './form';
import { redaction } from './redaction';
import { isSuccess, type Answer, type ApiRequest, type Body, type FileAnswer } from './request';
import { TIMED_OUT } from './retry';
import { endingWhenStalled } from './streams';
import { cancelSignal, readText, send, type ApiContext, type Arrival } from './transport';

export const CREDENTIAL_TYPE = 'bettyBlocksApi';

/** Waits are cut into slices, as n8n offers no sleep that a cancelled execution ends. */
const WAIT_SLICE_MS = 250;

/** A body takes at most this long to send, beside the time that the app has for its answer. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

/** How one attempt ended without an answer. `code` is Node's or axios' error code, if any. */
export interface Broken {
	code: string;
	error: Error;
}

/**
 * Sends single requests to one app: its address, the authentication, time-outs and redaction. Its
 * errors are n8n's own, and none of them holds the API key.
 */
export class Connection {
	/** The address of the app without `/api`. */
	readonly origin: string;
	readonly node: INode;
	/** The app's own clock, as its answers tell it. */
	readonly clock = new AppClock();

	private constructor(
		private readonly context: ApiContext,
		private readonly baseUrl: string,
		/** The user, as the credential names it. */
		readonly email: string,
		/** What the app answers may repeat what it was sent. */
		private readonly redact: (text: string) => string,
	) {
		this.origin = baseUrl.slice(0, -'/api'.length);
		this.node = context.getNode();
	}

	/**
	 * Reads the credential of the node.
	 *
	 * @throws {NodeOperationError} when there is no credential, or its application is no address
	 */
	static async open(context: ApiContext): Promise<Connection> {
		const { application, email, apiKey } = await context.getCredentials(CREDENTIAL_TYPE);
		const redact = redaction(String(email), String(apiKey));
		try {
			const user = String(email).trim().toLowerCase();
			return new Connection(context, toBaseUrl(application), user, redact);
		} catch (error) {
			throw new NodeOperationError(context.getNode(), (error as Error).message, {
				description: 'Change the application in the credential of this node',
			});
		}
	}

	/** Whether an address is on the app's own host, the only one that the credentials go to. */
	isOwn(url: URL): boolean {
		return url.origin === new URL(this.origin).origin;
	}

	/** @returns the answer, whatever its status, or how it broke */
	async send(request: ApiRequest, timeoutMs: number): Promise<Answer | Broken> {
		const body = await bodyOf(request);
		const wholeMs = timeoutMs + sendingMs(body);
		try {
			const arrival = await send(
				this.context,
				CREDENTIAL_TYPE,
				this.optionsOf(request, body, wholeMs),
				wholeMs,
			);
			const { status, headers } = arrival;
			this.clock.set(headers.date);
			return { status, headers, text: this.redact(await readText(arrival)) };
		} catch (error) {
			this.throwIfCancelled();
			const unreadable = streamIn(body)?.errored;
			if (unreadable) return { code: '', error: unreadable };
			return this.broken(error, this.peerAt(new URL(this.origin)), wholeMs);
		} finally {
			// An answer may come before all was sent; the file must not stay open then.
			streamIn(body)?.destroy();
		}
	}

	/** Asks for the file at an address of any host. A redirect is not followed. */
	async sendForFile(url: URL, timeoutMs: number): Promise<FileAnswer | Broken> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			// Bytes as they are kept, so that it shows when some are missing.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: timeoutMs,
		};
		try {
			const credentialType = this.isOwn(url) ? CREDENTIAL_TYPE : undefined;
			const arrival = await send(this.context, credentialType, options);
			const { status, headers } = arrival;
			return { status, headers, body: readable(arrival, timeoutMs) };
		} catch (error) {
			this.throwIfCancelled();
			return this.broken(error, this.peerAt(url), timeoutMs);
		}
	}

	/** The error for a file that broke off on its way. */
	fileError(url: URL, error: Error, timeoutMs: number): Error {
		return this.broken(error, this.peerAt(url), timeoutMs).error;
	}

	/** @throws {NodeOperationError} when the execution is cancelled meanwhile */
	async wait(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= WAIT_SLICE_MS) {
			this.throwIfCancelled();
			await sleep(Math.min(left, WAIT_SLICE_MS));
		}
		this.throwIfCancelled();
	}

	throwIfCancelled(): void {
		if (cancelSignal(this.context)?.aborted) {
			throw new NodeOperationError(this.node, EXECUTION_CANCELLED);
		}
	}

	private optionsOf(
		{ method, path, query }: ApiRequest,
		body: Body | undefined,
		timeout: number,
	): IHttpRequestOptions {
		const search = query === undefined ? '' : `?${encodeForm(query)}`;
		return {
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
			timeout,
		};
	}

	private broken(thrown: unknown, peer: Peer, timeoutMs: number): Broken {
		const { code, message } = faultOf(thrown);
		const fault = { code, message: this.redact(message) };
		return { code, error: connectionError(this.node, fault, peer, timeoutMs) };
	}

	private peerAt(url: URL): Peer {
		return this.isOwn(url)
			? { ...APP, host: this.origin.replace(/^https?:\/\//, '') }
			: { ...FILE_SERVER, host: url.host };
	}
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

/** The helper's time-out ends with the first byte, though a file may stop coming later. */
function readable({ status, body, abort }: Arrival, timeoutMs: number): Stream {
	if (!isSuccess({ status })) {
		// Nobody reads what else is answered.
		abort();
		return body.destroy();
	}
	const stopped = Object.assign(new Error('No more bytes came'), { code: TIMED_OUT });
	return endingWhenStalled(body, timeoutMs, stopped).once('close', abort);
}

interface FaultyError {
	code: string;
	message: string;
}

/** The authenticated helper wraps what axios threw: the code of the fault is on the cause then. */
function faultOf(error: unknown): FaultyError {
	const { cause, code, message } = error as Partial<FaultyError> & { cause?: Partial<FaultyError> };
	const first = (...texts: unknown[]) => texts.find((text) => typeof text === 'string') ?? '';
	return {
		code: String(first(cause?.code, code)),
		message: String(first(cause?.message, message)),
	};
}
