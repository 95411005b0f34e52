import type { IHttpRequestMethods } from 'n8n-workflow';
import { InputError } from '../app/errors';
import type { Limits } from '../app/app';
import { parseJson } from '../app/values/json';
import type { Model } from '../app/schema/models';
import { fetchOpenly } from '../http/fetchFile';
import { HttpClient } from '../http/httpClient';
import type { Body } from '../http/requestBody';
import { asUnknown, retryAfterMs, withOutcome, type Safety } from '../http/retry';
import {
	AppClock,
	isPage,
	isRedirect,
	isSuccess,
	type Exchange,
	type FileResponse,
	type HttpResponse,
} from '../http/response';
import { Secrets } from '../http/secrets';
import type { ApiContext, Credential } from '../http/transport';
import { encodeForm, type FormValue } from './form';
import { notAnApiError, responseError, unexpectedResponseError } from './responseErrors';
import { CHECK_CREDENTIAL } from './statuses';
import { CREDENTIAL_TYPE, toBaseUrl } from './baseUrl';

/** One request to the classic API, and what its response may mean. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Parts of the path below `/api`; each is percent-encoded. */
	path: string[];
	query?: { [name: string]: FormValue };
	/** A form-encoded body. */
	form?: { [name: string]: FormValue };
	/** Any other body. Made afresh for each attempt, as a stream can be sent only once. */
	body?: () => Promise<Body>;
	safety: Safety;
	/** What the request is to do, as in "create a record": errors say so. */
	purpose: string;
	/** Requests of one kind take about the same time; those of one purpose, unless it says more. */
	kind?: string;
	/** What a 404 means. */
	notFound: string;
	/** What to do about a 404. */
	notFoundAdvice: string;
	/** What a 502 means, where more can be said of it. */
	faultInside?: string;
	/** What may be wrong with the value of a property that the app refuses. */
	explain?: (property: string) => string | undefined;
}

/** The path of every request below the app's host. */
const API = '/api';

/** Speaks to one app: names what is asked for in its API, and judges its responses. */
export class Client {
	private constructor(
		readonly http: HttpClient,
		private readonly credential: Credential,
		/** The user, as the credential names it. */
		readonly email: string,
		/** What the app told of its models: see `modelsOf`. */
		readonly schema: { models?: Promise<Model[]> } = {},
	) {}

	/**
	 * Reads the credential of the node.
	 *
	 * @throws {NodeOperationError | AppError} when there is none, or its application is no address
	 */
	static async connect(context: ApiContext): Promise<Client> {
		const data = await context.getCredentials(CREDENTIAL_TYPE);
		const { application, email, apiKey } = data;
		const { id, name = '' } = context.getNode().credentials?.[CREDENTIAL_TYPE] ?? {};
		// For each request, n8n would read it from its database and decrypt it anew.
		const decrypted = { id: id ?? '', name, type: CREDENTIAL_TYPE, data };
		const http = new HttpClient(context, {
			origin: originOf(application),
			advice: CHECK_CREDENTIAL,
			secrets: secretsOf(String(email), String(apiKey)),
			clock: new AppClock(),
		});
		const user = String(email).trim().toLowerCase();
		return new Client(http, { type: CREDENTIAL_TYPE, decrypted }, user);
	}

	/** The same app with other limits. */
	within(limits: Limits): Client {
		return new Client(this.http.within(limits), this.credential, this.email, this.schema);
	}

	/** The address of the app without `/api`. */
	get origin(): string {
		return this.http.target.origin;
	}

	/** The app's own time in milliseconds since 1970; undefined while it has not told any. */
	now(): number | undefined {
		return this.http.target.clock.now();
	}

	/**
	 * Sends a request whose response is JSON.
	 *
	 * @param parse yields undefined for what is not a response of this API
	 * @throws {AppError} when there is no response, it is no success, or not the API's
	 */
	async json<Value>(
		request: ApiRequest,
		parse: (json: unknown) => Promise<Value | undefined> | Value | undefined,
	): Promise<Value> {
		const { response } = await this.plain(request);
		return (await parse(parseJson(response.text))) ?? this.refuse(request, response);
	}

	/**
	 * Sends a request whose response may hold anything.
	 *
	 * @param isDone accepts a response that is no success
	 * @throws {AppError} when there is no response, or it is no success
	 */
	async plain(
		request: ApiRequest,
		isDone: (exchange: Exchange) => boolean = () => false,
	): Promise<Exchange> {
		const { method, path, query, safety, purpose, kind = purpose } = request;
		const search = query === undefined ? '' : `?${encodeForm(query)}`;
		const url = `${this.origin}${API}/${path.map(encodeURIComponent).join('/')}${search}`;
		const exchange = await this.http.send({
			...{ method, url, safety, kind, body: bodyOf(request), credential: this.credential },
		});
		const { response, interrupted } = exchange;
		if (isSuccess(response) || isDone(exchange)) return exchange;
		const error = responseError(response, { ...request, retryAfter: retryAfterMs(response) });
		throw withOutcome(error, { safety, fault: response, interrupted });
	}

	/**
	 * Asks for the file at an address of any host, and returns as soon as its first byte can be read. The
	 * key goes to the app's own host only.
	 *
	 * @returns a 2xx response, or a redirect, which has no body to read
	 * @throws {AppError} when there is no response, or any other
	 */
	async download(url: URL): Promise<FileResponse> {
		if (!this.http.isOwn(url)) return await fetchOpenly(this.http, url);
		const response = await this.http.fetchFile(url, this.credential);
		if (isSuccess(response) || isRedirect(response)) return response;
		throw responseError(
			{ ...response, text: '', isText: true },
			{
				purpose: 'download the file',
				notFound: `The app has no file at ${url.pathname}`,
				notFoundAdvice: 'It may have been deleted, or the URL may be wrong',
			},
		);
	}

	/**
	 * Refuses a response with the status of a success.
	 *
	 * @param message what it lacks; without one, it is not the API's, nor is a page
	 * @throws {AppError} always
	 */
	refuse({ purpose, safety }: ApiRequest, response: HttpResponse, message?: string): never {
		const error =
			message === undefined || isPage(response)
				? notAnApiError(response, purpose)
				: unexpectedResponseError(response, message);
		throw safety === 'safe' ? error : asUnknown(error);
	}
}

/** @throws {AppError} when the application is no address */
function originOf(application: unknown): string {
	try {
		return toBaseUrl(application).slice(0, -API.length);
	} catch (error) {
		throw notAnAddress(error as Error);
	}
}

function notAnAddress({ message }: Error): InputError {
	return new InputError(message, 'Change the application in the credential of this node');
}

/** The key, and what is made from it for HTTP. */
function secretsOf(email: string, apiKey: string): Secrets {
	const key = apiKey.trim();
	if (key === '') return new Secrets();
	return new Secrets(key, `${email.trim()}:${key}`, `${email}:${apiKey}`);
}

function bodyOf({ form, body }: ApiRequest): ApiRequest['body'] {
	if (form === undefined) return body;
	const content = encodeForm(form);
	return async () => ({ content, contentType: 'application/x-www-form-urlencoded' });
}
