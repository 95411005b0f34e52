import type { IDataObject } from 'n8n-workflow';
import type { Limits } from '../app/app';
import { isRedirect, isSuccess, type Answer, type FileAnswer } from '../http/answer';
import { fileAnswerError } from '../http/fileStatuses';
import { asUnknown, outcomeOfAttempts } from '../http/outcome';
import { repeat, USUAL_LIMITS, type RequestLimits } from '../http/repeat';
import { retryAfterMs, type Fault, type Safety } from '../http/retry';
import type { Broken } from '../http/sender';
import type { ApiContext } from '../http/transport';
import { isOverLimit, isTimeout, isUndeclared, readAnswer, type Reading } from './answers';
import { Connection, type Sent } from './connection';
import { refusalError, strangeAnswerError, type Meaning } from './responseErrors';

/** A query or a mutation. */
export interface GraphqlRequest {
	query: string;
	/** The same, for an app that refuses variables which the query doesn't declare. */
	declared?: string;
	variables?: IDataObject;
	/** Nothing but reads is sent again. */
	safety: Exclude<Safety, 'repeatable'>;
	/** What it is to do, as in "read records": errors say so. */
	purpose: string;
	isAction?: boolean;
	/** What the public can do when it is turned away. */
	publicAdvice?: string;
}

/** Waits before each further try where an app that is asked too often doesn't say how long. */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Speaks to one app until it has an answer: repeats reads, and judges answers. */
export class Client {
	private constructor(
		readonly connection: Connection,
		private readonly limits: RequestLimits,
	) {}

	/** @throws {NodeOperationError | AppError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext, isPoll = false): Promise<Client> {
		return new Client(await Connection.open(context, isPoll), USUAL_LIMITS);
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.connection, { ...this.limits, ...limits });
	}

	get timeoutMs(): number {
		return this.limits.timeoutMs;
	}

	/**
	 * Asks in GraphQL. Any error in the answer is an error: part of the data could pass for all of it.
	 *
	 * @returns `data`
	 * @throws {AppError} when there is no answer, it holds errors, or is not GraphQL's
	 */
	async ask(request: GraphqlRequest): Promise<IDataObject> {
		const { query, declared, variables, safety } = request;
		const content = JSON.stringify({ query, ...(variables && { variables }) });
		const sent: Sent = {
			method: 'POST',
			path: '',
			headers: { Accept: 'application/json' },
			body: { content, contentType: 'application/json' },
		};
		const { answer, interrupted } = await this.exchange(sent, request);
		const reading = readAnswer(answer.text);
		const meaning = this.meaningOf(request);
		if (reading === undefined) {
			const error = strangeAnswerError(answer, meaning);
			const outcome = outcomeOfAttempts(safety, { status: answer.status }, interrupted);
			const isUnknown = outcome === 'unknown' || (safety === 'once' && mayHaveRun(answer));
			throw isUnknown ? asUnknown(error) : error;
		}
		if (declared !== undefined && isUndeclared(reading)) {
			return await this.ask({ ...request, query: declared, declared: undefined });
		}
		if (reading.errors.length > 0) throw refusalError(answer, reading, meaning);
		return reading.data ?? {};
	}

	/** Sends a request whose answer may hold anything. */
	async exchange(
		sent: Sent,
		{ safety, purpose }: { safety: Safety; purpose: string },
		isRefused?: (answer: Answer) => boolean,
	): Promise<{ answer: Answer; interrupted: boolean }> {
		const { connection, limits } = this;
		return await repeat({
			safety,
			kind: purpose,
			attempt: async () => await connection.send(sent, limits.timeoutMs, isRefused),
			faultOf: (answer, retries) => (safety === 'read' ? faultOf(answer, retries) : DONE),
			longestWaitMs: limits.longestWaitMs,
			watch: limits.watch,
			wait: async (milliseconds) => await connection.sender.wait(milliseconds),
		});
	}

	/** Asks for the file at an address, without the token. */
	async download(url: URL): Promise<FileAnswer> {
		const { connection, limits } = this;
		const { answer } = await repeat<FileAnswer>({
			safety: 'read',
			kind: 'download the file',
			attempt: async (): Promise<FileAnswer | Broken> =>
				await connection.sendForFile(url, limits.timeoutMs),
			longestWaitMs: limits.longestWaitMs,
			watch: limits.watch,
			wait: async (milliseconds) => await connection.sender.wait(milliseconds),
		});
		if (isSuccess(answer) || isRedirect(answer)) return answer;
		throw fileAnswerError(answer.status, url);
	}

	/** Why a file that was on its way could not be kept. */
	downloadError(url: URL, answer: FileAnswer, error: unknown): Error {
		return this.connection.sender.fileError(url, answer, error, this.limits.timeoutMs);
	}

	/** Whether a query shows that the token was no good, and n8n has got a new one. */
	async isTokenReplaced(): Promise<boolean> {
		const { connection } = this;
		if (connection.isPublic) return false;
		const before = connection.logins;
		const asked = {
			query: 'query { __typename }',
			safety: 'read',
			purpose: 'check the login',
		} as const;
		// An answer that is there already is worth more than why this one isn't.
		return await this.ask(asked).then(
			() => connection.logins > before,
			() => false,
		);
	}

	private meaningOf(request: GraphqlRequest): Meaning {
		const { purpose, isAction = false, safety, publicAdvice } = request;
		const { isPublic } = this.connection;
		return { purpose, isAction, isOnce: safety === 'once', isPublic, publicAdvice };
	}
}

/** An answer that is taken as it is. */
const DONE: Fault = { status: 0 };

/** The app tells in the body that it was asked too often, or took too long. */
function faultOf(answer: Answer, retries: number): Fault {
	const { errors = [] }: Partial<Reading> = readAnswer(answer.text) ?? {};
	if (answer.status === 429 || errors.some(isOverLimit)) {
		const asked = retryAfterMs(answer.headers['retry-after'], Date.now());
		return { status: 429, retryAfterMs: asked ?? PAUSES_MS[retries] };
	}
	if (errors.length > 0) return errors.some(isTimeout) ? { status: 504 } : DONE;
	return { status: answer.status };
}

/** Whether a request that must not be sent twice may have been carried out all the same. */
function mayHaveRun({ status }: Answer): boolean {
	return isSuccess({ status }) || status >= 500;
}
