import { NodeApiError, type Failure, type INode, type JsonObject } from 'n8n-workflow';
import { mark, type FailureReason, type Remedy } from '../app/failure';

/** What an error says, and what it means for those who decide by it. */
export interface Explanation {
	message: string;
	description?: string;
	/** n8n's own classes of failures. */
	cause?: Failure['cause'];
	reason?: FailureReason;
	remedy?: Remedy;
}

/**
 * Makes an error of n8n's.
 *
 * @param httpCode a status, or the code of a fault that has none
 * @param retryAfterMs how long the app asked to wait
 */
export function apiError(
	node: INode,
	httpCode: string,
	{ message: long, description, cause, reason, remedy }: Explanation,
	retryAfterMs?: number,
): NodeApiError {
	const message = cut(long);
	const response: JsonObject = { message };
	const failure = cause && { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) };
	const error = new NodeApiError(node, response, { message, description, failure, httpCode });
	// The constructor replaces a message in which it finds an errno's name, as in "rolePermission".
	error.message = message;
	error.description = description && cut(description);
	return mark(error, { reason, remedy });
}

/** Messages are stored with each execution. */
const MAX_MESSAGE_LENGTH = 1_000;

function cut(text: string): string {
	return text.length <= MAX_MESSAGE_LENGTH
		? text.toWellFormed()
		: `${text.slice(0, MAX_MESSAGE_LENGTH).toWellFormed()}…`;
}

/** The origin that a redirect leads to, as people can be shown it. */
export function originOf(location: string | undefined): string {
	const origin = /^https?:\/\/[^/?#]+/i.exec(location ?? '')?.[0] ?? '';
	return origin === '' || origin.includes('@') ? 'another address' : origin;
}
