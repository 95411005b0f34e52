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
import type { Fault, Safety } from '../http/retry';
import type { ApiContext } from '../http/transport';
import { isUndeclared, parseGraphql, type GraphqlResponse } from './graphqlResponse';
import { Connection } from './connection';
import {
	faultOf,
	faultOfUnsafe,
	isLoginNeeded,
	isShut,
	isTokenRefused,
	refusalIn,
	type RefusalKind,
} from './faultsIn';
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

/** Apps that were seen to want variables declared, by their addresses. */
const declaring = new Set<string>();

/** How often the app is asked at most for what it turns away again and again. */
const MAX_TRIES = 5;

const WITHOUT_CHANGE = {
	query: 'query { __typename }',
	safety: 'safe',
	purpose: 'log in',
} as const;

/** With a variable that isn't declared. */
const UNDECLARED: Harmless = {
	query: 'query { __typename @include(if: $input) }',
	variables: { input: true },
};

/** A query that changes nothing. */
type Harmless = Pick<GraphqlRequest, 'query' | 'variables'>;

/** How a request ended. */
interface Ended extends Exchange {
	/** Whether an action failed in words that the app itself has for a request that it doesn't read. */
	isOwn?: boolean;
}

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
		const sent = toSent(query, variables);
		const { response, interrupted, isOwn }: Ended = await (safety === 'unsafe'
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
		const isFirst = declared !== undefined && query !== declared;
		const mayBeUndeclared = isFirst && isUndeclared(parsed);
		if (mayBeUndeclared && (await this.refuses(UNDECLARED, isUndeclared))) {
			declaring.add(url);
			return await this.ask(request);
		}
		if (parsed.errors.length === 0) return parsed.data ?? {};
		// Words of the action itself belong to its data, wherever the app puts them.
		const said = isOwn || mayBeUndeclared ? { ...parsed, data: null } : parsed;
		throw refusalError(response, said, meaning);
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

	/** Sends it once more only where the app turned it away, unread. */
	private async exchangeOnce(sent: Sent, about: GraphqlRequest): Promise<Ended> {
		for (let tries = 1; ; tries++) {
			await this.logInFirst();
			const { token } = this.connection;
			const exchange = await this.exchange(sent, about, faultOfUnsafe);
			const { response } = exchange;
			if (isTokenRefused(response)) {
				if (await this.keepsToken(token)) return exchange;
				continue;
			}
			const kind = refusalIn(response);
			if (kind === undefined) return exchange;
			const isOwn = !(await this.refuses(WITHOUT_CHANGE, kind));
			if (isOwn || kind === isShut || tries === MAX_TRIES) return { ...exchange, isOwn };
		}
	}

	/** Whether a token that was refused is the best there is. */
	private async keepsToken(token: string): Promise<boolean> {
		const { connection } = this;
		if (connection.isPublic) return true;
		// A response that is there already is worth more than why this one isn't.
		if (connection.token === token) await this.ask(WITHOUT_CHANGE).catch(() => undefined);
		return connection.token === token;
	}

	/**
	 * Whether the app turns away what changes nothing as well. An action, or a service behind it, may fail
	 * in the same words, and then it has run. What has to wait has waited afterwards.
	 */
	private async refuses({ query, variables }: Harmless, kind: RefusalKind): Promise<boolean> {
		let isRefused = false;
		const look = (response: HttpResponse, retries: number): Fault => {
			const parsed = parseGraphql(response);
			isRefused ||= parsed === undefined ? response.status === 429 : kind(parsed);
			return faultOf(response, retries);
		};
		const sent = toSent(query, variables);
		await this.exchange(sent, WITHOUT_CHANGE, look).catch(() => undefined);
		return isRefused;
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

function toSent(query: string, variables: IDataObject | undefined): Sent {
	return {
		method: 'POST',
		path: '',
		headers: { Accept: 'application/json' },
		body: {
			content: JSON.stringify({ query, ...(variables && { variables }) }),
			contentType: 'application/json',
		},
	};
}

/** Whether a success lacks what was asked for, so that it is somebody else's. */
function lacks({ data, errors }: GraphqlResponse, field: string | undefined): boolean {
	if (field === undefined || errors.length > 0) return false;
	return !Object.hasOwn(data ?? {}, field);
}
