import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { Limits } from '../app/app';
import { AppError, InputError } from '../app/errors';
import { HttpClient, type HttpRequest } from '../http/httpClient';
import { asUnknown, withOutcome, type Fault, type Safety } from '../http/retry';
import type { Body } from '../http/requestBody';
import {
	AppClock,
	isSuccess,
	tooDeepError,
	type Exchange,
	type HttpResponse,
} from '../http/response';
import { Secrets } from '../http/secrets';
import type { ApiContext } from '../http/transport';
import {
	isUndeclared,
	parseGraphql,
	type GraphqlResponse,
	faultOf,
	faultOfUnsafe,
	isLoginNeeded,
	isShut,
	isTokenRefused,
	refusalIn,
	type RefusalKind,
} from './graphqlResponse';
import {
	CHECK_CREDENTIAL,
	refusalError,
	strangeResponseError,
	type Meaning,
} from './responseErrors';
import { CREDENTIAL_TYPE, runtimeUrl } from './runtimeUrl';
import { Session } from './session';

/** A request to the app's own host. */
export interface Sent {
	method: IHttpRequestMethods;
	/** Below the runtime address; empty for GraphQL. */
	path: string;
	headers?: IDataObject;
	body?: Body;
}

/** A query or a mutation. */
export interface GraphqlRequest extends Omit<Meaning, 'isPublic'> {
	query: string;
	/** The same, for an app that refuses variables which the query doesn't declare. */
	declared?: string;
	variables?: IDataObject;
	/** The field at the root that a response has to have. */
	field?: string;
}

/**
 * The clocks of apps. Whether a token still lasts is asked before the first response of a run, and a host
 * whose own clock is wrong would log in at every run.
 */
const clocks = new Map<string, AppClock>();

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
		readonly http: HttpClient,
		/** Where GraphQL is sent to. */
		readonly url: string,
		/** Tells the app and its user from others. */
		readonly account: string,
		/** Undefined: public access, without any authorisation. */
		private readonly session: Session | undefined,
	) {}

	/**
	 * Reads the credential of the node.
	 *
	 * @param isPoll runs again in a minute, with the same credential
	 * @throws {NodeOperationError | AppError} when there is no credential, or its application is no address
	 */
	static async connect(context: ApiContext, isPoll = false): Promise<Client> {
		const credential = (await context.getCredentials(CREDENTIAL_TYPE)) as IDataObject;
		const { application, applicationId, access, username } = credential;
		try {
			const url = runtimeUrl(application, applicationId);
			const clock = clocks.get(url) ?? new AppClock();
			clocks.set(url, clock);
			const { origin } = new URL(url);
			const target = { origin, advice: CHECK_CREDENTIAL, secrets: new Secrets(), clock };
			const isPublic = access === 'public';
			const session = isPublic
				? undefined
				: await Session.open(context, target, credential, { url, isPoll });
			const user = isPublic ? '' : String(username ?? '').trim();
			const account = JSON.stringify([url, user]);
			return new Client(new HttpClient(context, target), url, account, session);
		} catch (error) {
			const { message } = error as Error;
			const refused = new InputError(message, 'Change it in the credential of this node');
			return await Promise.reject(refused);
		}
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.http.within(limits), this.url, this.account, this.session);
	}

	/** Whether nobody is logged in. */
	get isPublic(): boolean {
		return this.session === undefined;
	}

	/**
	 * Asks in GraphQL. Any error in the response is an error: part of the data could pass for all of it.
	 *
	 * @returns `data`
	 * @throws {AppError} when there is no response, it holds errors, or is not GraphQL's
	 */
	async ask(request: GraphqlRequest): Promise<IDataObject> {
		const { declared, variables, safety, field } = request;
		const { url, isPublic } = this;
		const query = declared !== undefined && declaring.has(url) ? declared : request.query;
		const sent = toSent(query, variables);
		const { response, interrupted, isOwn }: Ended = await (safety === 'unsafe'
			? this.exchangeOnce(sent, request)
			: this.http.send(this.toRequest(sent, request)));
		const parsed = parseGraphql(response);
		const meaning = { ...request, isPublic };
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

	/** @param faultIn why a response is no success */
	toRequest(
		{ method, path, headers, body }: Sent,
		{ safety, purpose }: { safety: Safety; purpose: string },
		faultIn = faultOf,
	): HttpRequest {
		return {
			...{ method, url: `${this.url}${path}`, headers, safety, kind: purpose },
			...(body && { body: () => body }),
			login: this.session?.login(safety === 'safe' ? isLoginNeeded : () => false),
			faultOf: faultIn,
		};
	}

	/**
	 * Logs in before a request that must not be sent twice, so that no such request ever waits for a
	 * login, or meets a token that has ended.
	 *
	 * @param isConfirmed whether the app has to have taken the token in this run
	 * @throws {AppError} when the app can't be asked; nothing else was sent then
	 */
	async logInFirst(isConfirmed = false): Promise<void> {
		const { session } = this;
		if (session === undefined || session.isReady(isConfirmed)) return;
		await this.ask(WITHOUT_CHANGE).catch((error: unknown) => {
			const hasResponse = error instanceof AppError && error.code === undefined;
			if (!hasResponse || !session.isReady(false)) throw error;
		});
	}

	/** Sends it once more only where the app turned it away, unread. */
	private async exchangeOnce(sent: Sent, about: GraphqlRequest): Promise<Ended> {
		for (let tries = 1; ; tries++) {
			await this.logInFirst();
			const token = this.session?.token;
			const exchange = await this.http.send(this.toRequest(sent, about, faultOfUnsafe));
			const { response } = exchange;
			if (isTokenRefused(response)) {
				const isTaken = await this.takesToken(token);
				const isSame = this.session?.token === token;
				if (isSame || tries === MAX_TRIES) return { ...exchange, isOwn: isTaken && isSame };
				continue;
			}
			const kind = refusalIn(response);
			if (kind === undefined) return exchange;
			const isOwn = !(await this.refuses(WITHOUT_CHANGE, kind));
			if (isOwn || kind === isShut || tries === MAX_TRIES) return { ...exchange, isOwn };
		}
	}

	/** Whether the app takes a token that was refused for what changes nothing; if not, another may be got. */
	private async takesToken(token: string | undefined): Promise<boolean> {
		if (this.session === undefined || this.session.token !== token) return false;
		// A response that is there already is worth more than why this one isn't.
		return await this.ask(WITHOUT_CHANGE).then(
			() => true,
			() => false,
		);
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
		const request = this.toRequest(toSent(query, variables), WITHOUT_CHANGE, look);
		await this.http.send(request).catch(() => undefined);
		return isRefused;
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
