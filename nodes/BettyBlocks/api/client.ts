import {
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';
import { parseJson } from '../json';
import { toBaseUrl } from './baseUrl';
import { answerError, connectionError, notAnApiError, type Answer } from './errors';
import { encodeForm, type FormValue } from './form';
import { mayHaveBeenCarriedOut, retryAfterMs, retryDelay, type Fault, type Safety } from './retry';

export const CREDENTIAL_TYPE = 'bettyBlocksApi';
export const DEFAULT_TIMEOUT_MS = 60_000;

/** Waits are cut into slices, as n8n offers no sleep that a cancelled execution ends. */
const WAIT_SLICE_MS = 250;

/** Whatever n8n runs our code in, as far as it can send authenticated requests. */
export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Parts of the path below `/api`; each is percent-encoded. */
	path: string[];
	query?: { [name: string]: FormValue };
	/** A form-encoded body. */
	form?: { [name: string]: FormValue };
	safety: Safety;
	/** What the request is to do, as in "create a record": errors say so. */
	purpose: string;
	/** What a 404 means. */
	notFound: string;
}

/** An answer, and whether an earlier attempt may have been carried out without our hearing of it. */
export interface Exchange {
	answer: Answer;
	interrupted: boolean;
}

/**
 * Speaks HTTP with one app: its address, the authentication, time-outs, repeats and errors. All
 * faults come out as n8n's own errors, and none of them holds the API key.
 */
export class Client {
	/** The address of the app without `/api`, for links. */
	readonly origin: string;

	/** A longer wait ends the repeats. */
	private longestWaitMs = Infinity;

	private constructor(
		private readonly context: ApiContext,
		private readonly baseUrl: string,
		private readonly secrets: string[],
		private readonly timeoutMs: number,
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
		const secrets = secretsOf(String(email), String(apiKey));
		try {
			return new Client(context, toBaseUrl(application), secrets, DEFAULT_TIMEOUT_MS);
		} catch (error) {
			throw new NodeOperationError(context.getNode(), (error as Error).message, {
				description: 'Change the application in the credential of this node',
			});
		}
	}

	/** The same app with another limit for each request, in milliseconds. */
	withTimeout(timeoutMs: number): Client {
		return new Client(this.context, this.baseUrl, this.secrets, timeoutMs);
	}

	/** The same app, whose requests are not repeated after a longer wait than that, in milliseconds. */
	withLongestWait(longestWaitMs: number): Client {
		const client = this.withTimeout(this.timeoutMs);
		client.longestWaitMs = longestWaitMs;
		return client;
	}

	/**
	 * Sends a request that is to succeed.
	 *
	 * @throws {NodeApiError} when the app does not answer, or not with a 2xx status
	 */
	async request(request: ApiRequest): Promise<Answer> {
		return this.accept(request, (await this.exchange(request)).answer);
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
		throw notAnApiError(this.context.getNode(), answer, request.purpose);
	}

	/**
	 * Returns an answer that is a success.
	 *
	 * @throws {NodeApiError} for any status that is not 2xx
	 */
	accept(request: ApiRequest, answer: Answer): Answer {
		if (answer.status >= 200 && answer.status < 300) return answer;
		throw answerError(
			this.context.getNode(),
			{ ...answer, text: this.redact(answer.text) },
			{
				purpose: request.purpose,
				notFound: request.notFound,
				retryAfter: retryAfterMs(answer.headers['retry-after'], Date.now()),
			},
		);
	}

	/**
	 * Sends a request, repeated as its safety allows, and returns the last answer whatever its status.
	 *
	 * @throws {NodeApiError} when no answer came
	 */
	async exchange(request: ApiRequest): Promise<Exchange> {
		let interrupted = false;
		for (let retries = 0; ; retries++) {
			const outcome = await this.attempt(request);
			const delay = retryDelay(outcome.fault, request.safety, retries, Math.random());
			if (delay === undefined || delay > this.longestWaitMs) {
				if (outcome.answer !== undefined) return { answer: outcome.answer, interrupted };
				throw outcome.error;
			}
			interrupted ||= mayHaveBeenCarriedOut(outcome.fault);
			await this.wait(delay);
		}
	}

	private async attempt(
		request: ApiRequest,
	): Promise<{ fault: Fault } & ({ answer: Answer } | { answer?: undefined; error: Error })> {
		try {
			const answer = await this.send(request);
			const retryAfter = retryAfterMs(answer.headers['retry-after'], Date.now());
			return { fault: { status: answer.status, retryAfterMs: retryAfter }, answer };
		} catch (error) {
			this.throwIfCancelled();
			const fault = faultOf(error);
			const host = this.origin.replace(/^https?:\/\//, '');
			return {
				fault,
				error: connectionError(
					this.context.getNode(),
					{ ...fault, message: this.redact(fault.message) },
					host,
					this.timeoutMs,
				),
			};
		}
	}

	private async send({ method, path, query, form }: ApiRequest): Promise<Answer> {
		const search = query === undefined ? '' : `?${encodeForm(query)}`;
		const response = (await this.context.helpers.httpRequestWithAuthentication.call(
			this.context,
			CREDENTIAL_TYPE,
			{
				method,
				baseURL: this.baseUrl,
				url: `/${path.map(encodeURIComponent).join('/')}${search}`,
				...(form && {
					body: encodeForm(form),
					headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
				}),
				encoding: 'text',
				timeout: this.timeoutMs,
				// A redirect would take the credentials, and turn a POST into a GET.
				disableFollowRedirect: true,
				// Statuses are ours to judge; n8n would send the request again on a 401.
				ignoreHttpStatusErrors: true,
				returnFullResponse: true,
			},
			{ preAuthenticationRetryStatusCode: [] },
		)) as { statusCode: number; headers: Record<string, string | undefined>; body: unknown };
		return {
			status: response.statusCode,
			headers: response.headers,
			text: typeof response.body === 'string' ? response.body : '',
		};
	}

	private async wait(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= WAIT_SLICE_MS) {
			this.throwIfCancelled();
			await sleep(Math.min(left, WAIT_SLICE_MS));
		}
		this.throwIfCancelled();
	}

	private throwIfCancelled(): void {
		if ('getExecutionCancelSignal' in this.context) {
			const signal = this.context.getExecutionCancelSignal();
			if (signal?.aborted) {
				throw new NodeOperationError(this.context.getNode(), 'The execution was cancelled');
			}
		}
	}

	/** What the app answers may repeat what it was sent. */
	private redact(text: string): string {
		return this.secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
	}
}

/** The key, and the forms in which it may come back. */
function secretsOf(email: string, apiKey: string): string[] {
	if (apiKey === '') return [];
	const basic = Buffer.from(`${email}:${apiKey}`).toString('base64');
	return [apiKey, basic, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)];
}

/** The helper wraps what axios threw; the code of the fault is on the cause. */
function faultOf(error: unknown): { code: string; message: string } {
	const { cause, message } = error as {
		cause?: { code?: unknown; message?: unknown };
		message: string;
	};
	return {
		code: typeof cause?.code === 'string' ? cause.code : '',
		message: typeof cause?.message === 'string' ? cause.message : message,
	};
}
