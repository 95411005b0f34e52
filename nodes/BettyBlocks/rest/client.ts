import type { Limits } from '../app/app';
import { parseJson } from '../app/json';
import { isRedirect, isSuccess, type Answer, type Exchange, type FileAnswer } from '../http/answer';
import { fileAnswerError } from '../http/fileStatuses';
import { asUnknown, outcomeOfAttempts } from '../http/outcome';
import { repeat, USUAL_LIMITS, type RequestLimits } from '../http/repeat';
import { retryAfterMs, type Safety } from '../http/retry';
import type { Broken } from '../http/sender';
import type { ApiContext } from '../http/transport';
import { Connection } from './connection';
import { answerError, notAnApiError, unexpectedAnswerError } from './responseErrors';
import type { ApiRequest } from './request';

/** Speaks to one app until it has an answer: repeats what is safe to repeat, and judges statuses. */
export class Client {
	private constructor(
		readonly connection: Connection,
		private readonly limits: RequestLimits,
	) {}

	/** @throws {NodeOperationError | AppError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext): Promise<Client> {
		return new Client(await Connection.open(context), USUAL_LIMITS);
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.connection, { ...this.limits, ...limits });
	}

	/**
	 * Sends a request that is answered with JSON.
	 *
	 * @param parse yields undefined for what is not an answer of this API
	 * @throws {AppError} when there is no answer, it is no success, or not the API's
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
	 * @throws {AppError} when there is no answer, or it is no success
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
		const error = answerError(answer, { ...request, retryAfter });
		throw outcomeOfAttempts(safety, answer, interrupted) === 'unknown' ? asUnknown(error) : error;
	}

	/**
	 * Asks for the file at an address of any host, and answers as soon as its first byte can be read.
	 *
	 * @returns a 2xx answer, or a redirect, which has no body to read
	 * @throws {AppError} when there is no answer, or any other
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
		if (!connection.sender.isOwn(url)) throw fileAnswerError(answer.status, url);
		const notFound = `The app has no file at ${url.pathname}`;
		const notFoundAdvice = 'It may have been deleted, or the URL may be wrong';
		throw answerError({ ...answer, text: '' }, { purpose, notFound, notFoundAdvice });
	}

	/** Why a file that was on its way could not be kept, which may be that it broke off. */
	downloadError(url: URL, answer: FileAnswer, error: unknown): Error {
		return this.connection.sender.fileError(url, answer, error, this.limits.timeoutMs);
	}

	/**
	 * @param message what a successful answer lacks; without one, it is not the API's
	 * @throws {AppError} always
	 */
	refuse({ purpose, safety }: ApiRequest, answer: Answer, message?: string): never {
		if (message !== undefined) throw unexpectedAnswerError(answer, message);
		const error = notAnApiError(answer, purpose);
		throw safety === 'read' ? error : asUnknown(error);
	}

	private async repeat<Received extends Omit<Answer, 'text'>>(
		safety: Safety,
		kind: string,
		attempt: () => Promise<Received | Broken>,
	): Promise<Exchange<Received>> {
		const { longestWaitMs, watch } = this.limits;
		const { sender } = this.connection;
		const wait = sender.wait.bind(sender);
		return await repeat({ safety, kind, attempt, longestWaitMs, watch, wait });
	}
}
