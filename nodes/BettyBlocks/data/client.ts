import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { Limits } from '../app/app';
import { fileResponseError } from '../http/fileErrors';
import type { HttpClient } from '../http/httpClient';
import { asUnknown, withOutcome } from '../http/outcome';
import type { Body } from '../http/requestBody';
import {
	isRedirect,
	isSuccess,
	tooDeepError,
	type Exchange,
	type FileResponse,
	type HttpResponse,
} from '../http/response';
import { retryAfterMs, type Fault, type Safety } from '../http/retry';
import type { ApiContext } from '../http/transport';
import {
	isClosed,
	isNotAuthenticated,
	isOverLimit,
	isTimeout,
	isUndeclared,
	isWhollyRefused,
	parseGraphql,
	type GraphqlResponse,
} from './graphqlResponse';
import { Connection } from './connection';
import { refusalError, strangeResponseError, type Meaning } from './responseErrors';

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
	/** The field at the root that a response has to have. */
	field?: string;
	/** Nothing but reads is sent again. */
	safety: Exclude<Safety, 'idempotent'>;
	/** What it is to do, as in "read records": errors say so. */
	purpose: string;
	isAction?: boolean;
	/** What the public can do when it is turned away. */
	publicAdvice?: string;
}

/** Waits before each further try where an app that is asked too often doesn't say how long: a minute in all. */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Apps that were seen to want variables declared, by their addresses. */
const declaring = new Set<string>();

const WITHOUT_CHANGE = {
	query: 'query { __typename }',
	safety: 'safe',
	purpose: 'log in',
} as const;

/** Speaks to one app until there is a response: repeats reads, and judges responses. */
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
	 * Asks in GraphQL. Any error in the response is an error: part of the data could pass for all of it.
	 *
	 * @returns `data`
	 * @throws {AppError} when there is no response, it holds errors, or is not GraphQL's
	 */
	async ask(request: GraphqlRequest): Promise<IDataObject> {
		const { declared, variables, safety, field } = request;
		const { url } = this.connection;
		const query = declared !== undefined && declaring.has(url) ? declared : request.query;
		const content = JSON.stringify({ query, ...(variables && { variables }) });
		const sent: Sent = {
			method: 'POST',
			path: '',
			headers: { Accept: 'application/json' },
			body: { content, contentType: 'application/json' },
		};
		const { response, interrupted } = await (safety === 'unsafe'
			? this.exchangeOnce(sent, request)
			: this.exchange(sent, request));
		const parsed = parseGraphql(response);
		const meaning = this.meaningOf(request);
		if (parsed === undefined || lacks(parsed, field)) {
			const error =
				tooDeepError(response, request.purpose) ?? strangeResponseError(response, meaning);
			if (safety === 'unsafe' && isSuccess(response)) throw asUnknown(error);
			throw withOutcome(error, { safety, fault: response, interrupted });
		}
		if (declared !== undefined && query !== declared && isUndeclared(parsed)) {
			declaring.add(url);
			return await this.ask(request);
		}
		if (parsed.errors.length > 0) throw refusalError(response, parsed, meaning);
		return parsed.data ?? {};
	}

	/**
	 * Sends a request whose response may hold anything.
	 *
	 * @param faultIn why a response is no success
	 */
	async exchange(
		{ method, path, headers, body }: Sent,
		{ safety, purpose }: { safety: Safety; purpose: string },
		faultIn = faultOf,
	): Promise<Exchange> {
		const { connection } = this;
		return await this.http.send({
			...{ method, url: `${connection.url}${path}`, headers, safety, kind: purpose },
			...(body && { body: () => body }),
			login: connection.login(safety === 'safe' ? isLoginNeeded : () => false),
			faultOf: faultIn,
		});
	}

	/**
	 * Logs in before a request that must not be sent twice, so that no such request ever waits for a
	 * login, or meets a token that has ended.
	 *
	 * @param isConfirmed whether the app has to have taken the token in this run
	 * @throws {AppError} when the app can't be asked; nothing else was sent then
	 */
	async logInFirst(isConfirmed = false): Promise<void> {
		const { connection } = this;
		if (connection.isReady(isConfirmed)) return;
		await this.ask(WITHOUT_CHANGE).catch((error: unknown) => {
			if (!connection.isReady(false)) throw error;
		});
	}

	/** Sends it once more only where the app turned it away, unread, for a token that has been replaced. */
	private async exchangeOnce(sent: Sent, about: GraphqlRequest): Promise<Exchange> {
		const { connection } = this;
		await this.logInFirst();
		const { token } = connection;
		const exchange = await this.exchange(sent, about);
		if (connection.isPublic || !isTokenRefused(exchange.response)) return exchange;
		if (connection.token === token) {
			// A response that is there already is worth more than why this one isn't.
			await this.ask(WITHOUT_CHANGE).catch(() => undefined);
		}
		return connection.token === token ? exchange : await this.exchange(sent, about);
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

	private meaningOf(request: GraphqlRequest): Meaning {
		const { purpose, isAction = false, safety, publicAdvice } = request;
		const { isPublic } = this.connection;
		return { purpose, isAction, isOnce: safety === 'unsafe', isPublic, publicAdvice };
	}
}

/** Whether a success lacks what was asked for, so that it is somebody else's. */
function lacks({ data, errors }: GraphqlResponse, field: string | undefined): boolean {
	if (field === undefined || errors.length > 0) return false;
	return !Object.hasOwn(data ?? {}, field);
}

/**
 * Whether the app turned a request away, unread, for want of a good token. What stands before the app may
 * do so in words of its own. After a 5xx, nobody knows what ran.
 */
function isTokenRefused(response: HttpResponse): boolean {
	const { status } = response;
	const parsed = parseGraphql(response);
	if (parsed === undefined) return status === 401;
	return status < 500 && isWhollyRefused(parsed) && isForLogin(parsed);
}

/** Whether a new login may help a read, whoever says so and wherever: nothing happens twice. */
function isLoginNeeded(response: HttpResponse): boolean {
	const { status } = response;
	if (status === 200 && !mayHaveErrors(response)) return false;
	const parsed = parseGraphql(response);
	if (parsed?.errors.some(isClosed)) return false;
	return status === 401 || (status < 500 && parsed !== undefined && isForLogin(parsed));
}

function isForLogin({ errors }: GraphqlResponse): boolean {
	return errors.some(isNotAuthenticated) && !errors.some(isClosed);
}

/** A page of records is long, and read only once. */
function mayHaveErrors({ text }: HttpResponse): boolean {
	return text.includes('"errors"');
}

/** A response that is taken as it is. */
export const DONE: Fault = { status: 0 };

/** The app tells in the body that it was asked too often, or took too long. */
function faultOf(response: HttpResponse, retries: number): Fault {
	const { status } = response;
	if (status === 200 && !mayHaveErrors(response)) return { status };
	const parsed = parseGraphql(response);
	const isUnread = parsed === undefined || isWhollyRefused(parsed);
	// An action, or a service behind it, may say the same, and then it has run.
	if (isUnread && (status === 429 || parsed?.errors.some(isOverLimit))) {
		return { status: 429, retryAfterMs: retryAfterMs(response) ?? PAUSES_MS[retries] };
	}
	if (status >= 502 && status <= 504) return { status, retryAfterMs: retryAfterMs(response) };
	const { errors = [] } = parsed ?? {};
	if (errors.length > 0) return errors.some(isTimeout) ? { status: 504 } : DONE;
	return { status };
}
