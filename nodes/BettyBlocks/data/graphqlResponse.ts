// Responses of the Data API, which tells of errors in the body, mostly with status 200.
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, parseJson } from '../app/values/json';
import { retryAfterMs, type Fault } from '../http/retry';
import { isSuccess, type HttpResponse } from '../http/response';

/** An entry of `errors`. */
export interface GraphqlError {
	/** Its messages, flattened, word for word. */
	lines: string[];
	/** From its extensions, in capital letters. */
	code: string | undefined;
	status: number | undefined;
	/** Where in the data it belongs; empty for the whole request. */
	path: Array<string | number>;
}

/** A response in GraphQL's form. */
export interface GraphqlResponse {
	/** Undefined when there is none: nothing was carried out then (GraphQL specification, "Data"). */
	data: IDataObject | null | undefined;
	errors: GraphqlError[];
}

const LONGEST_LINE = 1_000;

/**
 * The one judge of a response: it is a success only when its status, its content type and its form all
 * say so, and nothing in it speaks of an error.
 *
 * @returns undefined for what is neither a success nor has errors of GraphQL's
 */
export function parseGraphql(response: Omit<HttpResponse, 'isText'>): GraphqlResponse | undefined {
	const { headers, text } = response;
	const json = parseJson(text);
	if (!isJsonObject(json)) return undefined;
	const { data } = json;
	const errors = entriesOf(json.errors).map(toError);
	if (errors.length > 0)
		return { data: isJsonObject(data) || data === null ? data : undefined, errors };
	// A server that knows no better calls JSON plain text, and none calls it HTML.
	const isJson = /\bjson\b|^text\/plain\b/i.test(headers['content-type'] ?? 'json');
	if (!isSuccess(response) || !isJson || !isJsonObject(data) || speaksOfError(json))
		return undefined;
	return { data, errors };
}

/** `errors` may be a list, one of its entries, or a text. */
function entriesOf(errors: unknown): unknown[] {
	if (Array.isArray(errors)) return errors as unknown[];
	return errors === undefined || errors === null || errors === '' || errors === false
		? []
		: [errors];
}

/** What others than GraphQL say beside `data`: `{ "status": "error", "data": {} }`. */
function speaksOfError({ error, status, success, ok }: IDataObject): boolean {
	const isNamed = typeof status === 'string' && /^(error|fail)/i.test(status);
	const isNumbered = typeof status === 'number' && status >= 400;
	return Boolean(error) || isNamed || isNumbered || success === false || ok === false;
}

function toError(entry: unknown): GraphqlError {
	const { extensions, path, ...said }: IDataObject = isJsonObject(entry)
		? entry
		: { message: entry === null ? 'null' : entry };
	const { code, statusCode, status, http, error } = isJsonObject(extensions)
		? extensions
		: ({} as IDataObject);
	const named = [code, error].find((each) => typeof each === 'string');
	return {
		lines: linesIn(said),
		code: typeof named === 'string' ? named.toUpperCase() : undefined,
		status: [statusCode, status, isJsonObject(http) ? http.status : undefined, code]
			.map(numberIn)
			.find((each) => each !== undefined),
		path: Array.isArray(path)
			? path.filter((step) => typeof step === 'string' || typeof step === 'number')
			: [],
	};
}

/** Under which names an object tells what went wrong, the first that it has. */
const WORDS = ['errors', 'message', 'detail', 'error_description', 'error', 'title'];

/** A message can be text, a list, or an object with messages of its own (an action's validation). */
function linesIn(said: unknown): string[] {
	if (said === null || said === undefined || said === '') return [];
	if (Array.isArray(said)) return said.flatMap(linesIn);
	if (!isJsonObject(said)) return [String(said).slice(0, LONGEST_LINE)];
	const named = WORDS.find((word) => Object.hasOwn(said, word));
	if (named !== undefined) return linesIn(said[named]);
	return Object.entries(said)
		.filter(([name]) => name !== 'locations')
		.map(([name, inner]) => `${name} ${linesIn(inner).join(', ')}`);
}

function numberIn(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
	return typeof number === 'number' ? number : undefined;
}

const UNAUTHENTICATED = new Set(['UNAUTHENTICATED', 'UNAUTHORIZED', 'TOKEN_EXPIRED']);

/** The whole of a message: another service may say the same in a sentence of an action. */
const UNAUTHENTICATED_WORDS =
	/^(request )?(is )?not authenticated$|^jwt expired$|^invalid (jwt|token)$|^token (has |is )?expired$/;

/** The whole of a message, for the same reason. */
const RATE_WORDS =
	/^((api|request|query) )?rate limit( (was |has been |is )?(exceeded|reached))?$|^too many requests\b[^:]*$/;

const TIMEOUT_WORDS = /\btimed[ -]?out\b|\btime-?out\b/;

/** What a message says, without the names that it quotes: a property may be called `timeout`. */
function wordsIn({ lines }: GraphqlError): string[] {
	return lines.map((line) =>
		line
			.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '…')
			.replace(/[.!\s]+$/, '')
			.toLowerCase(),
	);
}

/** Whether the app did not take the token, or wanted one. */
export function isNotAuthenticated(error: GraphqlError): boolean {
	if (error.code !== undefined && UNAUTHENTICATED.has(error.code)) return true;
	return error.status === 401 || wordsIn(error).some((line) => UNAUTHENTICATED_WORDS.test(line));
}

/** Whether the app was asked too often. */
export function isOverLimit(error: GraphqlError): boolean {
	const { code, status } = error;
	if (status === 429 || /^(TOO_MANY_REQUESTS|RATE_LIMIT\w*)$/.test(code ?? '')) return true;
	return wordsIn(error).some((line) => RATE_WORDS.test(line));
}

/** Whether the user may not have what was asked for. */
export function isForbidden({ code, status }: GraphqlError): boolean {
	return status === 403 || code === 'FORBIDDEN';
}

/** Whether the app is in private data mode. */
export function isClosed(error: GraphqlError): boolean {
	return wordsIn(error).some((line) => line.includes('redirect_to_login'));
}

/** Whether the app gave up waiting for itself, and what was asked for may still go on. */
export function isTimeout(error: GraphqlError): boolean {
	const { status } = error;
	return (
		status === 408 || status === 504 || wordsIn(error).some((line) => TIMEOUT_WORDS.test(line))
	);
}

/**
 * Whether a request was turned away as a whole, before anything was carried out. What an action or
 * another service behind it says may sound the same, and then there is data, if only null, or a path.
 */
export function isWhollyRefused({ data, errors }: GraphqlResponse): boolean {
	return data === undefined && errors.length > 0 && errors.every(({ path }) => path.length === 0);
}

const UNDECLARED =
	/^variable "?\$?(id|input)"? (is|was) (not defined|undefined|not declared)|^undefined variable "?\$?(id|input)\b/i;

/** Whether a request was turned away because its query declares no variables. */
export function isUndeclared(response: GraphqlResponse): boolean {
	return (
		isWhollyRefused(response) &&
		response.errors.some(({ lines }) => lines.some((line) => UNDECLARED.test(line)))
	);
}

/** Waits before each further try where an app that is asked too often doesn't say how long: a minute in all. */
const PAUSES_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/** Whether a response says something of one kind. */
export type RefusalKind = (parsed: GraphqlResponse) => boolean;

export function isShut({ errors }: GraphqlResponse): boolean {
	return errors.some(isClosed);
}

function isLimited({ errors }: GraphqlResponse): boolean {
	return errors.some(isOverLimit);
}

/** In which words a request was turned away as a whole, as far as it seems. */
export function refusalIn(response: HttpResponse): RefusalKind | undefined {
	const parsed = parseGraphql(response);
	if (parsed === undefined || !isWhollyRefused(parsed)) return undefined;
	if (response.status === 429) return isLimited;
	return [isShut, isLimited].find((kind) => kind(parsed));
}

/**
 * Whether the app turned a request away, unread, for want of a good token. What stands before the app may
 * do so in words of its own. After a 5xx, nobody knows what ran.
 */
export function isTokenRefused(response: HttpResponse): boolean {
	const { status } = response;
	const parsed = parseGraphql(response);
	if (parsed === undefined) return status === 401;
	return status < 500 && isWhollyRefused(parsed) && isForLogin(parsed);
}

/** Whether a new login may help a read, whoever says so and wherever: nothing happens twice. */
export function isLoginNeeded(response: HttpResponse): boolean {
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

/** What GraphQL says of an action may be the action's own. */
export function faultOfUnsafe(response: HttpResponse, retries: number): Fault {
	return refusalIn(response) === undefined ? faultOf(response, retries) : DONE;
}

/** A response that is taken as it is. */
export const DONE: Fault = { status: 0 };

/** The app tells in the body that it was asked too often, or took too long. */
export function faultOf(response: HttpResponse, retries: number): Fault {
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
