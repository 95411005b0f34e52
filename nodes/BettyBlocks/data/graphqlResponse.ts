// Responses of the Data API, which tells of errors in the body, mostly with status 200.
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, parseJson } from '../app/values/json';

/** A response with its text, whoever it came from. */
export interface TextResponse {
	status: number;
	/** In lower case. */
	headers: Record<string, string | undefined>;
	text: string;
}

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
export function parseGraphql({ status, headers, text }: TextResponse): GraphqlResponse | undefined {
	const json = parseJson(text);
	if (!isJsonObject(json)) return undefined;
	const { data } = json;
	const errors = entriesOf(json.errors).map(toError);
	if (errors.length > 0)
		return { data: isJsonObject(data) || data === null ? data : undefined, errors };
	// A server that knows no better calls JSON plain text, and none calls it HTML.
	const isJson = /\bjson\b|^text\/plain\b/i.test(headers['content-type'] ?? 'json');
	const isSuccess = status >= 200 && status < 300;
	if (!isSuccess || !isJson || !isJsonObject(data) || speaksOfError(json)) return undefined;
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
