import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';
import { mark } from '../app/failure';
import { readRefusal } from './refusal';
import type { Answer } from './request';
import { mayHaveBeenCarriedOut, TIMED_OUT } from './retry';
import {
	CHECK_CREDENTIAL,
	explainFileStatus,
	explainRedirect,
	explainStatus,
	isQuoted,
	type Explanation,
	type Meaning,
} from './statuses';
import { TOO_LARGE } from './transport';

/** Who was asked, as errors speak of it. */
export interface Peer {
	/** "app", say. */
	name: string;
	host: string;
	/** What to check when it can't be reached. */
	advice: string;
}

export const APP: Omit<Peer, 'host'> = { name: 'app', advice: CHECK_CREDENTIAL };
/** Any host but the app's own. */
export const FILE_SERVER: Omit<Peer, 'host'> = { name: 'server', advice: 'Check the URL' };

/** The error for an answer that is no success. */
export function answerError(node: INode, answer: Answer, meaning: Meaning): NodeApiError {
	const { status, headers, text } = answer;
	const { lines, aboutProperties } = readRefusal(text, meaning.explain);
	const isRedirect = status >= 300 && status < 400;
	const explanation = isRedirect
		? explainRedirect(originOf(headers.location))
		: explainStatus(status, meaning);
	if (aboutProperties) {
		return apiError(node, String(status), {
			message: `The app didn't accept the values: ${lines.join('; ')}`,
			description: 'Correct these values and run the step again',
			reason: explanation.reason,
		});
	}
	const [said] = isQuoted(status) ? lines : [];
	const message = [explanation.message, said].filter(Boolean).join(': ');
	return apiError(node, String(status), { ...explanation, message }, meaning.retryAfter);
}

/** The error for a 2xx answer whose body is not what a Betty Blocks API sends. */
export function notAnApiError(node: INode, answer: Answer, purpose: string): NodeApiError {
	return apiError(node, String(answer.status), {
		message: `The address answered, but not as a Betty Blocks API, to the request to ${purpose}`,
		description: CHECK_CREDENTIAL,
		cause: 'configuration-invalid',
	});
}

/** The error for a 2xx answer that lacks what `message` says; it shows what came. */
export function unexpectedAnswerError(node: INode, answer: Answer, message: string): NodeApiError {
	const [said] = readRefusal(answer.text).lines;
	return apiError(node, String(answer.status), {
		message,
		description: said === undefined ? 'The answer was empty' : `The answer was: ${said}`,
	});
}

/** The error for a file that a server other than the app doesn't deliver. */
export function fileAnswerError(
	node: INode,
	status: number,
	{ host, pathname }: URL,
): NodeApiError {
	return apiError(node, String(status), explainFileStatus(status, host, pathname));
}

/** The error for a request that got no answer. `code` is Node's or axios' error code, if any. */
export function connectionError(
	node: INode,
	fault: { code: string; message: string },
	peer: Peer,
	timeoutMs: number,
): NodeApiError {
	return apiError(node, fault.code, explainFault(fault, peer, timeoutMs));
}

const PASSING = { cause: 'temporarily-unavailable', reason: 'passing' } as const;

function explainFault(
	{ code, message }: { code: string; message: string },
	{ name, host, advice }: Peer,
	timeoutMs: number,
): Explanation {
	switch (code) {
		case 'ENOTFOUND':
			return {
				message: `No ${name} was found at ${host}`,
				description: advice,
				cause: 'configuration-invalid',
			};
		case 'ECONNREFUSED':
			return {
				message: `The ${name} at ${host} refused the connection`,
				description: `It may be offline. ${advice}`,
				...PASSING,
			};
		case TOO_LARGE:
			return {
				message: `The ${name} at ${host} answered with more than can be read at once: ${message}`,
				remedy: 'smaller pages',
			};
		case TIMED_OUT:
			return {
				message: `The ${name} at ${host} did not answer within ${timeoutMs / 1000} seconds`,
				description: `The ${name} may have carried out the request all the same`,
				remedy: 'more time',
				...PASSING,
			};
		case '':
			return { message };
		default:
			return mayHaveBeenCarriedOut({ code })
				? {
						message: `The connection to the ${name} at ${host} was interrupted (${code})`,
						description: `The ${name} may have carried out the request all the same`,
						...PASSING,
					}
				: {
						message: `The ${name} at ${host} could not be reached (${code})`,
						description: message,
						...PASSING,
					};
	}
}

function apiError(
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

function originOf(location: string | undefined): string {
	const origin = /^https?:\/\/[^/?#]+/i.exec(location ?? '')?.[0] ?? '';
	return origin === '' || origin.includes('@') ? 'another address' : origin;
}
