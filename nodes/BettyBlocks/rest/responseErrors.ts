import { AppError } from '../app/errors';
import { isJsonObject, parseJson } from '../app/values/json';
import { refusedOnTheWay } from '../http/faults';
import { isPage, originOf, plainText, tooDeepError, type HttpResponse } from '../http/response';
import {
	CHECK_CREDENTIAL,
	explainRedirect,
	explainStatus,
	isQuoted,
	type Meaning,
} from './statuses';

/** The error for a response that is no success. */
export function responseError(response: HttpResponse, meaning: Meaning): AppError {
	const { status, headers, text } = response;
	const barrier = refusedOnTheWay(response);
	if (barrier !== undefined) return new AppError({ ...barrier, status });
	const { lines, aboutProperties } = readRefusal(text, meaning.explain);
	const isRedirect = status >= 300 && status < 400;
	const explanation = isRedirect
		? explainRedirect(originOf(headers.location))
		: explainStatus(status, { ...meaning, said: lines[0] });
	if (aboutProperties) {
		return new AppError({
			kind: explanation.kind,
			message: `The app didn't accept the values: ${lines.join('; ')}`,
			advice: 'Correct these values and run the step again',
			status,
		});
	}
	const [said] = isQuoted(status) ? lines : [];
	const message = [explanation.message, said].filter(Boolean).join(': ');
	return new AppError({ ...explanation, message, status, retryAfterMs: meaning.retryAfter });
}

/** The error for a 2xx response whose body is not what a Betty Blocks API sends. */
export function notAnApiError(response: HttpResponse, purpose: string): AppError {
	const tooDeep = tooDeepError(response, purpose);
	if (tooDeep !== undefined) return tooDeep;
	const json = parseJson(response.text);
	if (isJsonObject(json) && signsOfError(json).length > 0) {
		const message = `The app responded with an error to the request to ${purpose}`;
		return unexpectedResponseError(response, message);
	}
	const message = `The response to the request to ${purpose} isn't from a Betty Blocks API`;
	return new AppError({
		kind: 'configuration',
		message: isPage(response) ? `${message}: ${saidIn(response)}` : message,
		advice: CHECK_CREDENTIAL,
		status: response.status,
	});
}

/** The error for a 2xx response that lacks what `message` says; it shows what came. */
export function unexpectedResponseError(response: HttpResponse, message: string): AppError {
	return new AppError({
		kind: 'failed',
		message: `${message}: ${saidIn(response)}`,
		status: response.status,
	});
}

function saidIn({ text }: HttpResponse): string {
	return readRefusal(text).lines[0] ?? 'it was empty';
}

const LONGEST_EXCERPT = 300;

/** What an app's response says about why it refused a request. */
export interface Refusal {
	/** One line a property, in the property's name, or one line of text; empty when nothing is said. */
	lines: string[];
	/** Whether the lines are about single properties. */
	aboutProperties: boolean;
}

/** What may be wrong with the value of a property. */
type Explain = (property: string) => string | undefined;

/** Reasons that leave open what would be right. */
const VAGUE = /invalid|not included|not in the list|not a\b|not found|does not exist|must exist/i;

/**
 * Makes the body of a refusal readable. The body may be JSON of several shapes, text, HTML
 * or nothing (vendor's client: `{"errors":{"first_name":["is_required"]}}`, or no body at all).
 */
export function readRefusal(body: string, explain: Explain = () => undefined): Refusal {
	const json = parseJson(body);
	if (json === undefined) return plain(plainText(body));
	if (typeof json !== 'object' || json === null) return plain(String(json ?? ''));
	const { errors, error, message } = json as Record<string, unknown>;
	if (typeof errors === 'object' && errors !== null && !Array.isArray(errors)) {
		return { lines: propertyLines(errors, explain), aboutProperties: true };
	}
	const said = errors ?? message ?? error;
	if (said === undefined) return plain(JSON.stringify(json));
	return plain(reasons(said).join(', '));
}

/** Names and values by which APIs, proxies and firewalls tell of an error in what calls itself a success. */
const SIGNS: Array<[name: RegExp, isSign: (value: unknown) => boolean]> = [
	[/^(error|exception|fault)/i, isSomething],
	[/^(ok|success|succeeded)$/i, (value) => /^(false|no|0)$/i.test(String(value))],
	[/^(status|result|outcome)$/i, (value) => /^(error|fail)/i.test(String(value))],
	[/^(status|code|status_?code)$/i, (value) => Number(value) >= 400 && Number(value) < 600],
];

/** The names in a response that tell of an error, unless a model has properties that are called so. */
export function signsOfError(json: object): string[] {
	return Object.entries(json)
		.filter(([name, value]) => SIGNS.some(([sign, isSign]) => sign.test(name) && isSign(value)))
		.map(([name]) => name);
}

function isSomething(value: unknown): boolean {
	if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
	return Boolean(value);
}

function plain(text: string): Refusal {
	const line = text.trim().slice(0, LONGEST_EXCERPT);
	return { lines: line === '' ? [] : [line], aboutProperties: false };
}

function propertyLines(errors: object, explain: Explain): string[] {
	return Object.entries(errors).map(([property, said]) => {
		const text = reasons(said).join(', ');
		if (property === 'base') return text;
		const explained = VAGUE.test(text) ? explain(property) : undefined;
		return [`${property} ${text}`, explained].filter(Boolean).join(': ');
	});
}

/** Flattens what is said of one property: `"is_required"`, `["is_required"]`, `{"code": …}`. */
function reasons(said: unknown): string[] {
	if (Array.isArray(said)) return said.flatMap(reasons);
	if (typeof said === 'object' && said !== null) {
		const { message, code } = said as Record<string, unknown>;
		const named = message ?? code;
		return named === undefined
			? Object.entries(said).map(([key, value]) => `${key} ${reasons(value).join(', ')}`)
			: reasons(named);
	}
	return [readable(String(said))];
}

/** `is_required` is a code; a sentence with spaces is left as it is. */
function readable(reason: string): string {
	return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(reason) ? reason.replaceAll('_', ' ') : reason;
}
