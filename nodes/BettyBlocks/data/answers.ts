// Answers of the Data API, which tells of errors in the body, mostly with status 200.
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, parseJson } from '../app/json';

/** An entry of `errors`. */
export interface AnswerError {
	/** Its messages, flattened, word for word. */
	lines: string[];
	/** From its extensions, in capital letters. */
	code: string | undefined;
	status: number | undefined;
	/** Where in the data it belongs; empty for the whole request. */
	path: Array<string | number>;
}

/** An answer in GraphQL's form. */
export interface Reading {
	/** Undefined when the answer has none. */
	data: IDataObject | null | undefined;
	errors: AnswerError[];
}

const LONGEST_LINE = 1_000;

/** @returns undefined for what is not GraphQL's */
export function readAnswer(text: string): Reading | undefined {
	const json = parseJson(text);
	if (!isJsonObject(json)) return undefined;
	const { data, errors } = json;
	const hasErrors = Array.isArray(errors) && errors.length > 0;
	if (!hasErrors && !isJsonObject(data)) return undefined;
	return {
		data: isJsonObject(data) ? data : data === null ? null : undefined,
		errors: hasErrors ? errors.map(readError) : [],
	};
}

function readError(entry: unknown): AnswerError {
	const { message, extensions, path }: IDataObject = isJsonObject(entry)
		? entry
		: { message: String(entry) };
	const { code, statusCode, error } = isJsonObject(extensions) ? extensions : ({} as IDataObject);
	const named = [code, error].find((each) => typeof each === 'string');
	return {
		lines: flatten(message),
		code: typeof named === 'string' ? named.toUpperCase() : undefined,
		status: numberIn(statusCode) ?? numberIn(code),
		path: Array.isArray(path)
			? path.filter((step) => typeof step === 'string' || typeof step === 'number')
			: [],
	};
}

/** A message can be text, a list, or an object with messages of its own (an action's validation). */
function flatten(message: unknown): string[] {
	if (message === null || message === undefined || message === '') return [];
	if (Array.isArray(message)) return message.flatMap(flatten);
	if (!isJsonObject(message)) return [String(message).slice(0, LONGEST_LINE)];
	const inner = message.errors ?? message.message;
	if (inner !== undefined) return flatten(inner);
	return Object.entries(message).map(([name, said]) => `${name} ${flatten(said).join(', ')}`);
}

function numberIn(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
	return typeof number === 'number' ? number : undefined;
}

const UNAUTHENTICATED = new Set(['UNAUTHENTICATED', 'UNAUTHORIZED', 'TOKEN_EXPIRED']);
const UNAUTHENTICATED_WORDS =
	/not authenticated|jwt expired|invalid (jwt|token)|token (has |is )?expired/i;
const RATE_WORDS = /rate limit|too many requests/i;

/** Whether the app did not take the token, or wanted one. */
export function isNotAuthenticated({ code, status, lines }: AnswerError): boolean {
	if (code !== undefined && UNAUTHENTICATED.has(code)) return true;
	return status === 401 || lines.some((line) => UNAUTHENTICATED_WORDS.test(line));
}

/** Whether the app was asked too often. */
export function isOverLimit({ code, status, lines }: AnswerError): boolean {
	if (status === 429 || /^(TOO_MANY_REQUESTS|RATE_LIMIT\w*)$/.test(code ?? '')) return true;
	return lines.some((line) => RATE_WORDS.test(line));
}

/** Whether the user may not have what was asked for. */
export function isForbidden({ code, status }: AnswerError): boolean {
	return status === 403 || code === 'FORBIDDEN';
}

/** Whether the app is closed to outsiders ("private data mode"). */
export function isClosed({ lines }: AnswerError): boolean {
	return lines.some((line) => /redirect_to_login/i.test(line));
}

/** Whether the app gave up waiting for itself, and what was asked for may still go on. */
export function isTimeout({ status, lines }: AnswerError): boolean {
	return status === 408 || status === 504 || lines.some((line) => /timed? ?-?out/i.test(line));
}

/**
 * Whether an answer turns the whole request away: nothing was carried out. What an action or another
 * service behind it says may sound the same, and then the answer has a path, or data.
 */
export function isWhollyRefused({ data, errors }: Reading): boolean {
	if (data !== undefined && data !== null) return false;
	return errors.length > 0 && errors.every((error) => error.path.length === 0);
}

/** Whether an answer turns the request away for want of a good token. */
export function isRefusedToken(reading: Reading): boolean {
	const { errors } = reading;
	return isWhollyRefused(reading) && errors.some(isNotAuthenticated) && !errors.some(isClosed);
}

const UNDECLARED =
	/variable "?\$?(id|input)"? (is|was) (not defined|undefined|not declared)|undefined variable "?\$?(id|input)\b/i;

/** Whether an answer turns the request away because its query declares no variables. */
export function isUndeclared(reading: Reading): boolean {
	return (
		isWhollyRefused(reading) &&
		reading.errors.some(({ lines }) => lines.some((line) => UNDECLARED.test(line)))
	);
}
