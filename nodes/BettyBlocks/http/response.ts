import type { Stream } from '../app/parts';
import { AppError } from '../app/errors';
import { isTooDeep, MAX_DEPTH } from '../app/values/json';

/** Where the first tag of a page is looked for. */
const PAGE_BEGINNING = 2_000;

/** A response, whatever its status; `headers` in lower case. */
export interface HttpResponse {
	status: number;
	headers: Record<string, string | undefined>;
	/** The decoded body; empty where it's no text. */
	text: string;
	/** Whether the body is text, as opposed to a file. */
	isText: boolean;
}

/** A response whose body is still to come. */
export interface FileResponse extends Pick<HttpResponse, 'status' | 'headers'> {
	body: Stream;
}

/** A response, and what is known of the attempts before it. */
export interface Exchange<Received = HttpResponse> {
	response: Received;
	/** Whether an earlier attempt may have been carried out without our hearing of it. */
	interrupted: boolean;
	/** Whether the connection broke after the request had left. */
	lostResponse: boolean;
}

export function isSuccess({ status }: { status: number }): boolean {
	return status >= 200 && status < 300;
}

/** Whether a response says that another try may succeed later: the app failed, or took too long (RFC 9110). */
export function isUnavailable({ status }: { status: number }): boolean {
	return status >= 500 || status === 408;
}

/** The statuses of redirects. */
export const REDIRECTS = [301, 302, 303, 307, 308];

export function isRedirect({ status, headers }: FileResponse): boolean {
	return REDIRECTS.includes(status) && headers.location !== undefined;
}

/** Whether there is no body. */
export function isEmpty({ isText, text }: HttpResponse): boolean {
	return isText && text.trim() === '';
}

/** The type of a body in small letters, without its parameters; empty where it isn't told. */
export function typeOf({ headers }: Pick<HttpResponse, 'headers'>): string {
	return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** A page by its first tag, whatever comments and declarations stand before it. */
const PAGE =
	/^(?:\s|<!--(?:(?!-->)[^])*-->|<\?[^>]*>)*<(?:!doctype\s+html|html|head|body|title|meta)\b/i;

/** Whether a body is a web page, which no API of Betty Blocks sends: text may call itself HTML as well. */
export function isPage(response: HttpResponse): boolean {
	const { text } = response;
	if (PAGE.test(text)) return true;
	return /html/.test(typeOf(response)) && /<[a-z!][^>]*>/i.test(text.slice(0, PAGE_BEGINNING));
}

/** The words of a page are at its beginning; patterns look no further. */
const MAX_PAGE_LENGTH = 4_000;

/** The words of a page, or of text that is none. */
export function plainText(whole: string): string {
	const body = whole.slice(0, MAX_PAGE_LENGTH);
	if (!/<[a-z!][^>]*>/i.test(body)) return body;
	return body
		.replace(/<(script|style|head)\b.*?<\/\1\s*>/gis, (block) => title(block))
		.replace(/<[^>]*>/g, ' ')
		.replace(/&nbsp;/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ');
}

function title(block: string): string {
	return /<title[^>]*>(.*?)<\/title/is.exec(block)?.[1]?.concat(' ') ?? '';
}

/** The error for JSON that is nested too deeply to be read; undefined for any other body. */
export function tooDeepError(
	{ text, status }: HttpResponse,
	purpose: string,
): AppError | undefined {
	if (!/^\s*[[{]/.test(text) || !isTooDeep(text)) return undefined;
	return new AppError({
		kind: 'failed',
		status,
		message: `The response to the request to ${purpose} is nested more than ${MAX_DEPTH} levels deep`,
		advice: 'A value in the app may contain itself: find it, and have the app return less of it',
	});
}

/** The error for an action that did as asked, but responded with what is no text. */
export function fileOfAction(response: HttpResponse): AppError {
	const type = typeOf(response) || 'of no known type';
	return new AppError({
		kind: 'failed',
		outcome: 'done',
		status: response.status,
		message: `The action ran, but it responded with a file (${type}), which can't be output`,
		advice: 'Have the action respond with text or JSON, for example with the URL of the file',
	});
}

/** The origin that a redirect leads to, as people can be shown it. */
export function originOf(location: string | undefined): string {
	const origin = /^https?:\/\/[^/?#]+/i.exec(location ?? '')?.[0] ?? '';
	return origin === '' || origin.includes('@') ? 'another address' : origin;
}

/** Whoever it leads to would learn the secret. */
export function leakingRedirect(host: string): AppError {
	return new AppError({
		kind: 'failed',
		message: `${host} redirects to a URL that contains a secret of the credential, which was not followed`,
		advice: 'Enter the URL where the file is',
	});
}

/** The clock of an app: the `Date` header of its responses (RFC 9110), which tells whole seconds. */
export class AppClock {
	private aheadMs: number | undefined;

	/** @param header as it came; anything but a date is ignored */
	set(header: string | undefined): void {
		const instant = Date.parse(header ?? '');
		if (!Number.isNaN(instant)) this.aheadMs = instant - Date.now();
	}

	/** @returns the app's time in milliseconds since 1970; undefined while it has not told any */
	now(): number | undefined {
		return this.aheadMs === undefined ? undefined : Date.now() + this.aheadMs;
	}
}
