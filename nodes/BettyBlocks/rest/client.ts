import type { Ending, Limits } from '../app/app';
import { parseJson } from '../app/json';
import { Connection, type Broken } from './connection';
import { answerError, fileAnswerError, notAnApiError, unexpectedAnswerError } from './errors';
import { asUnknown, outcomeOfAttempts } from './outcome';
import { isSuccess, type Answer, type ApiRequest, type Exchange, type FileAnswer } from './request';
import {
	isOverload,
	mayHaveBeenCarriedOut,
	retryAfterMs,
	retryDelay,
	type Fault,
	type Safety,
} from './retry';
import type { ApiContext } from './transport';

export const DEFAULT_TIMEOUT_MS = 60_000;

type RequestLimits = Limits & Required<Omit<Limits, 'watch'>>;

/** Speaks to one app until it has an answer: repeats what is safe to repeat, and judges statuses. */
export class Client {
	private constructor(
		readonly connection: Connection,
		private readonly limits: RequestLimits,
	) {}

	/** @throws {NodeOperationError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext): Promise<Client> {
		const limits = { timeoutMs: DEFAULT_TIMEOUT_MS, longestWaitMs: Infinity };
		return new Client(await Connection.open(context), limits);
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.connection, { ...this.limits, ...limits });
	}

	/**
	 * Sends a request that is answered with JSON.
	 *
	 * @param parse yields undefined for what is not an answer of this API
	 * @throws {NodeApiError} when there is no answer, it is no success, or not the API's
	 */
	async json<Value>(
		request: ApiRequest,
		parse: (json: unknown) => Value | undefined,
	): Promise<Value> {
		const { answer } = await this.plain(request);
		return parse(parseJson(answer.text)) ?? this.refuse(request, answer);
	}

	/**
	 * Sends a request whose answer may hold anything.
	 *
	 * @param isDone accepts an answer that is no success
	 * @throws {NodeApiError} when there is no answer, or it is no success
	 */
	async plain(
		request: ApiRequest,
		isDone: (exchange: Exchange) => boolean = () => false,
	): Promise<Exchange> {
		const { safety, purpose, kind = purpose } = request;
		const exchange = await this.repeat(
			safety,
			kind,
			async () => await this.connection.send(request, this.limits.timeoutMs),
		);
		const { answer, interrupted } = exchange;
		if (isSuccess(answer) || isDone(exchange)) return exchange;
		const retryAfter = retryAfterMs(answer.headers['retry-after'], Date.now());
		const error = answerError(this.connection.node, answer, { ...request, retryAfter });
		throw outcomeOfAttempts(safety, answer, interrupted) === 'unknown' ? asUnknown(error) : error;
	}

	/**
	 * Asks for the file at an address of any host, and answers as soon as its first byte can be read.
	 *
	 * @returns a 2xx answer, or a redirect, which has no body to read
	 * @throws {NodeApiError} when there is no answer, or any other
	 */
	async download(url: URL): Promise<FileAnswer> {
		const { connection, limits } = this;
		const purpose = 'download the file';
		const { answer } = await this.repeat(
			'read',
			purpose,
			async () => await connection.sendForFile(url, limits.timeoutMs),
		);
		if (isSuccess(answer) || isRedirect(answer)) return answer;
		if (!connection.isOwn(url)) throw fileAnswerError(connection.node, answer.status, url);
		const notFound = `The app has no file at ${url.pathname}`;
		const notFoundAdvice = 'It may have been deleted, or the URL may be wrong';
		throw answerError(
			connection.node,
			{ ...answer, text: '' },
			{ purpose, notFound, notFoundAdvice },
		);
	}

	/** Why a file that was on its way could not be kept, which may be that it broke off. */
	downloadError(url: URL, { body }: FileAnswer, error: unknown): Error {
		const { connection, limits } = this;
		connection.throwIfCancelled();
		return body.errored
			? connection.fileError(url, body.errored, limits.timeoutMs)
			: (error as Error);
	}

	/**
	 * @param message what a successful answer lacks; without one, it is not the API's
	 * @throws {NodeApiError} always
	 */
	refuse({ purpose, safety }: ApiRequest, answer: Answer, message?: string): never {
		const { node } = this.connection;
		if (message !== undefined) throw unexpectedAnswerError(node, answer, message);
		const error = notAnApiError(node, answer, purpose);
		throw safety === 'read' ? error : asUnknown(error);
	}

	private async repeat<Received extends Omit<Answer, 'text'>>(
		safety: Safety,
		kind: string,
		attempt: () => Promise<Received | Broken>,
	): Promise<Exchange<Received>> {
		let interrupted = false;
		let lostAnswer = false;
		for (let retries = 0; ; retries++) {
			const tellEnding = this.limits.watch?.(kind);
			const ended = await attempt();
			const fault = faultOf(ended);
			tellEnding?.(endingOf(fault));
			const delay = retryDelay(fault, safety, retries, Math.random());
			if (delay === undefined || delay > this.limits.longestWaitMs) {
				if (!isBroken(ended)) return { answer: ended, interrupted, lostAnswer };
				const outcome = outcomeOfAttempts(safety, fault, interrupted);
				throw outcome === 'unknown' ? asUnknown(ended.error) : ended.error;
			}
			const isInterrupted = mayHaveBeenCarriedOut(fault);
			interrupted ||= isInterrupted;
			lostAnswer ||= isInterrupted && isBroken(ended);
			await this.connection.wait(delay);
		}
	}
}

export function isRedirect({ status, headers }: FileAnswer): boolean {
	return [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
}

/** What it tells of the app's load. A refusal of the request itself is quicker than the work would be. */
function endingOf(fault: Fault): Ending {
	if ('status' in fault && isSuccess(fault)) return 'answered';
	return isOverload(fault) ? 'overloaded' : 'otherwise';
}

function isBroken(ended: object): ended is Broken {
	return 'error' in ended;
}

function faultOf(ended: Omit<Answer, 'text'> | Broken): Fault {
	if (isBroken(ended)) return { code: ended.code };
	const { status, headers } = ended;
	return { status, retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()) };
}
