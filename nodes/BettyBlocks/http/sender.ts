import { sleep, type IHttpRequestOptions } from 'n8n-workflow';
import type { Stream } from '../app/app';
import { AppError, cancelled, toAppError } from '../app/errors';
import { isSuccess, type Answer, type Body, type FileAnswer } from './answer';
import { AppClock } from './clock';
import { connectionError, FILE_SERVER, type Peer } from './faults';
import { LOGIN_REFUSED, TIMED_OUT } from './retry';
import { endingWhenStalled } from './streams';
import {
	cancelSignal,
	readText,
	send,
	type ApiContext,
	type Arrival,
	type Credential,
} from './transport';

/** Waits are cut into slices, as n8n offers no sleep that a cancelled execution ends. */
const WAIT_SLICE_MS = 250;

/** A body takes at most this long to send, beside the time that the app has for its answer. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

/** How one attempt ended without an answer. `code` is Node's or axios' error code, if any. */
export interface Broken {
	code: string;
	error: AppError;
}

/** One attempt to send a request. */
export interface Attempt {
	options: Pick<IHttpRequestOptions, 'method' | 'url' | 'baseURL' | 'headers'>;
	body?: Body;
	/** Undefined: without authentication. */
	credential?: Credential;
	timeoutMs: number;
	/** Undefined: the app. */
	peer?: Peer;
}

/** What a sender needs to know of the app. */
interface Recipient {
	/** The address of the app's host. */
	origin: string;
	/** What to check when the app can't be reached. */
	advice: string;
	/** What the app answers may repeat what it was sent. */
	redact: (text: string) => string;
	/** What is already known of the app's own time. */
	clock?: AppClock;
}

/**
 * Sends single requests for one node: time-outs, redaction, waiting. None of its errors holds a secret
 * of the credential.
 */
export class Sender {
	/** The app's own clock, as its answers tell it. */
	readonly clock: AppClock;
	/** n8n may have got a new token on the way, which an answer may repeat just as well. */
	beforeRedaction?: () => Promise<void>;

	constructor(
		readonly context: ApiContext,
		private readonly recipient: Recipient,
	) {
		this.clock = recipient.clock ?? new AppClock();
	}

	/** Whether an address is on the app's own host, the only one that the credentials go to. */
	isOwn(url: URL): boolean {
		return url.origin === new URL(this.recipient.origin).origin;
	}

	/** What is taken out of answers and errors from now on. */
	set redact(redact: (text: string) => string) {
		this.recipient.redact = redact;
	}

	/** A request that is not sent, as its login would be refused once more. */
	refusedLogin(message: string): Broken {
		return this.broken({ code: LOGIN_REFUSED, message }, this.app, 0);
	}

	/** @returns the answer, whatever its status, or how it broke */
	async send({ options, body, credential, timeoutMs, peer }: Attempt): Promise<Answer | Broken> {
		const wholeMs = timeoutMs + sendingMs(body);
		const request: IHttpRequestOptions = {
			...options,
			...(body && {
				body: body.content,
				headers: {
					...options.headers,
					'Content-Type': body.contentType,
					...(body.size !== undefined && { 'Content-Length': String(body.size) }),
				},
			}),
			timeout: wholeMs,
		};
		try {
			const arrival = await send(this.context, credential, request, wholeMs);
			const { status, headers } = arrival;
			if (peer === undefined) this.clock.set(headers.date);
			const text = await readText(arrival);
			if (credential !== undefined) await this.beforeRedaction?.();
			return { status, headers: this.redacted(headers), text: this.recipient.redact(text) };
		} catch (error) {
			this.throwIfCancelled();
			const unreadable = streamIn(body)?.errored;
			if (unreadable) return { code: '', error: toAppError(unreadable) };
			return this.broken(error, peer ?? this.app, wholeMs);
		} finally {
			// An answer may come before all was sent; the file must not stay open then.
			streamIn(body)?.destroy();
		}
	}

	/** Asks for the file at an address of any host. A redirect is not followed. */
	async sendForFile(
		url: URL,
		credential: Credential | undefined,
		timeoutMs: number,
	): Promise<FileAnswer | Broken> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			// Bytes as they are kept, so that it shows when some are missing.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: timeoutMs,
		};
		try {
			const arrival = await send(this.context, credential, options);
			const { status, headers } = arrival;
			return { status, headers, body: readable(arrival, timeoutMs) };
		} catch (error) {
			this.throwIfCancelled();
			return this.broken(error, this.peerAt(url), timeoutMs);
		}
	}

	/** Why a file that was on its way could not be kept, which may be that it broke off. */
	fileError(url: URL, { body }: FileAnswer, error: unknown, timeoutMs: number): Error {
		this.throwIfCancelled();
		return body.errored
			? this.broken(body.errored, this.peerAt(url), timeoutMs).error
			: (error as Error);
	}

	/** @throws {AppError} when the execution is cancelled meanwhile */
	async wait(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= WAIT_SLICE_MS) {
			this.throwIfCancelled();
			await sleep(Math.min(left, WAIT_SLICE_MS));
		}
		this.throwIfCancelled();
	}

	throwIfCancelled(): void {
		if (cancelSignal(this.context)?.aborted) {
			throw cancelled();
		}
	}

	private redacted(headers: Answer['headers']): Answer['headers'] {
		const { redact } = this.recipient;
		// One that comes several times is a list.
		const hidden = (value: unknown): unknown =>
			Array.isArray(value) ? value.map(hidden) : typeof value === 'string' ? redact(value) : value;
		return Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, hidden(value)]),
		) as Answer['headers'];
	}

	private broken(thrown: unknown, peer: Peer, timeoutMs: number): Broken {
		const { code, message } = faultOf(thrown);
		const fault = { code, message: this.recipient.redact(message) };
		return { code, error: connectionError(fault, peer, timeoutMs) };
	}

	private get app(): Peer {
		const { origin, advice } = this.recipient;
		return { name: 'app', advice, host: origin.replace(/^https?:\/\//, ''), isApp: true };
	}

	private peerAt(url: URL): Peer {
		return this.isOwn(url) ? this.app : { ...FILE_SERVER, host: url.host };
	}
}

export function isBroken(ended: object): ended is Broken {
	return 'error' in ended;
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
	/** What a login of ours says instead of a code. */
	fault: string;
}

/** The authenticated helper wraps what axios threw: the code of the fault is on the cause then. */
function faultOf(error: unknown): Pick<FaultyError, 'code' | 'message'> {
	const { cause, code, message } = error as Partial<FaultyError> & { cause?: Partial<FaultyError> };
	const first = (...texts: unknown[]) => texts.find((text) => typeof text === 'string') ?? '';
	return {
		code: String(first(cause?.fault, cause?.code, code)),
		message: String(first(cause?.message, message)),
	};
}
