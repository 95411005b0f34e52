import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { Limits } from '../app/app';
import { fileResponseError } from '../http/fileErrors';
import type { HttpClient } from '../http/httpClient';
import { asUnknown, withOutcome } from '../http/outcome';
import type { Body } from '../http/requestBody';
import {
	isRedirect,
	isSuccess,
	type Exchange,
	type FileResponse,
	type HttpResponse,
} from '../http/response';
import { retryAfterMs, type Fault, type Safety } from '../http/retry';
import type { ApiContext } from '../http/transport';
import {
	isOverLimit,
	isTimeout,
	isUndeclared,
	isWhollyRefused,
	readAnswer,
	type Reading,
} from './answers';
import { Connection } from './connection';
import { refusalError, strangeAnswerError, type Meaning } from './responseErrors';

/** A request to the app's own host. */
export interface Sent {
	method: IHttpRequestMethods;
	/** Below the runtime address; empty for GraphQL. */
	path: string;
	headers?: IDataObject;
	body?: Body;
}

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
		readonly http: HttpClient,
	) {}

	/** @throws {NodeOperationError | AppError} when the node has no credential, or its application is no address */
	static async connect(context: ApiContext, isPoll = false): Promise<Client> {
		const connection = await Connection.open(context, isPoll);
		return new Client(connection, connection.http);
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.connection, this.http.within(limits));
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
		const { response, interrupted } = await this.exchange(sent, request);
		const reading = readAnswer(response.text);
		const meaning = this.meaningOf(request);
		if (reading === undefined) {
			const error = strangeAnswerError(response, meaning);
			if (safety === 'once' && isSuccess(response)) throw asUnknown(error);
			throw withOutcome(error, { safety, fault: response, interrupted });
		}
		if (declared !== undefined && isUndeclared(reading)) {
			return await this.ask({ ...request, query: declared, declared: undefined });
		}
		if (reading.errors.length > 0) throw refusalError(response, reading, meaning);
		return reading.data ?? {};
	}

	/**
	 * Sends a request whose response may hold anything.
	 *
	 * @param isRefused whether the response says that the token was not taken, and nothing was carried out
	 * @param failure why a response is no success
	 */
	async exchange(
		{ method, path, headers, body }: Sent,
		{ safety, purpose }: { safety: Safety; purpose: string },
		isRefused?: (response: HttpResponse) => boolean,
		failure: (response: HttpResponse, retries: number) => Fault = faultOf,
	): Promise<Exchange> {
		const { url } = this.connection;
		return await this.http.send({
			...{ method, url: `${url}${path}`, headers, safety, kind: purpose },
			...(body && { body: () => body }),
			login: this.connection.login(isRefused),
			faultOf: failure,
		});
	}

	/** Asks for the file at an address, without the token. */
	async download(url: URL): Promise<FileResponse> {
		const response = await this.http.fetchFile(url);
		if (isSuccess(response) || isRedirect(response)) return response;
		throw fileResponseError(response.status, url);
	}

	/** Why a file that was on its way could not be kept. */
	downloadError(url: URL, response: FileResponse, error: unknown): Error {
		return this.http.fileError(url, response, error);
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
export const DONE: Fault = { status: 0 };

/** The app tells in the body that it was asked too often, or took too long. */
function faultOf(response: HttpResponse, retries: number): Fault {
	const { status, text } = response;
	const reading = readAnswer(text);
	if (status === 429 || (reading !== undefined && isRefusedForRate(reading))) {
		return { status: 429, retryAfterMs: retryAfterMs(response) ?? PAUSES_MS[retries] };
	}
	if (status >= 502 && status <= 504) return { status, retryAfterMs: retryAfterMs(response) };
	const { errors = [] } = reading ?? {};
	if (errors.length > 0) return errors.some(isTimeout) ? { status: 504 } : DONE;
	return { status };
}

/** An action, or a service behind it, may say the same, and then it has run. */
function isRefusedForRate(reading: Reading): boolean {
	return isWhollyRefused(reading) && reading.errors.some(isOverLimit);
}
