import type { INode, NodeApiError } from 'n8n-workflow';
import { mark } from '../app/failure';
import type { Answer } from '../http/answer';
import { apiError, originOf, type Explanation } from '../http/apiError';
import { asUnknown } from '../http/outcome';
import { plainText } from '../http/plainText';
import { retryAfterMs } from '../http/retry';
import {
	isClosed,
	isForbidden,
	isNotAuthenticated,
	isOverLimit,
	isTimeout,
	isWhollyRefused,
	type AnswerError,
	type Reading,
} from './answers';

export const CHECK_CREDENTIAL = 'Check the application and the application ID in the credential';

const ACCESS_ADVICE =
	"Check the role of the user and its permissions, the authentication profile in the credential, and whether the app's private data mode is off";

/** An app that turns a query away may do so for each of its fields. */
const MAX_LINES = 2;

/** What a request was to do, and who asks. */
export interface Meaning {
	/** As in "read records". */
	purpose: string;
	/** Whether an action was run, whose own words say best what happened. */
	isAction: boolean;
	/** Whether it may have changed something. */
	isOnce: boolean;
	isPublic: boolean;
	/** What the public can do when it is turned away, unless its role may be given the right. */
	publicAdvice?: string;
}

/** The error for an answer with errors in it. */
export function refusalError(
	node: INode,
	answer: Answer,
	reading: Reading,
	meaning: Meaning,
): NodeApiError {
	const { errors } = reading;
	const lines = [...new Set(errors.flatMap((each) => each.lines))];
	const explained = explain(reading, lines, meaning);
	const status = errors.find((each) => each.status !== undefined)?.status ?? answer.status;
	const error = withRequestId(errorOf(node, String(status), explained, answer), answer);
	return meaning.isOnce && errors.some(isTimeout) ? asUnknown(error) : error;
}

/** The error for an answer that is not GraphQL's. */
export function strangeAnswerError(node: INode, answer: Answer, meaning: Meaning): NodeApiError {
	const { status } = answer;
	const error = errorOf(node, String(status), explainStatus(answer, meaning), answer);
	return withRequestId(error, answer);
}

/** The error for what the app knows nothing of. */
export function missingError(node: INode, message: string, description: string): NodeApiError {
	return mark(apiError(node, '404', { message, description }), { reason: 'missing' });
}

function errorOf(
	node: INode,
	httpCode: string,
	explanation: Explanation,
	{ headers }: Answer,
): NodeApiError {
	return apiError(node, httpCode, explanation, retryAfterMs(headers['retry-after'], Date.now()));
}

function explain(reading: Reading, lines: string[], meaning: Meaning): Explanation {
	const { errors } = reading;
	const { purpose, isAction, isOnce, isPublic } = meaning;
	const isWhole = isWhollyRefused(reading);
	// An action names each mistake in its inputs; of a query, one shows what kind they are of.
	const said = (isAction ? lines : inShort(lines)).join('; ');
	const quoted = said === '' ? '' : `: ${said}`;
	// An action may fail with any words, and they are its own.
	if (isWhole || !isOnce) {
		if (errors.some(isClosed)) return closed;
		if (errors.some(isOverLimit)) return tooMany;
	}
	if (errors.some(isNotAuthenticated) && (isWhole || !isAction)) {
		return isPublic
			? {
					message: `The app doesn't let the public ${purpose}${quoted}`,
					description:
						meaning.publicAdvice ??
						"Choose 'Login' as the access in the credential, or let the public role do it in the app",
					cause: 'credential-invalid',
				}
			: {
					message: `The app doesn't accept the login to ${purpose}${quoted}`,
					description: ACCESS_ADVICE,
					cause: 'credential-invalid',
				};
	}
	if (errors.some(isForbidden)) return forbidden(errors, quoted, meaning);
	if (isAction) {
		return {
			message: said === '' ? 'The action failed without saying why' : said,
			description: 'The action said so. What it did before it failed is not undone',
		};
	}
	if (errors.some(isTimeout)) {
		return {
			message: `The app took too long to ${purpose}${quoted}`,
			remedy: 'smaller pages',
			cause: 'temporarily-unavailable',
			reason: 'passing',
		};
	}
	return { message: `The app didn't accept the request to ${purpose}${quoted}`, reason: 'refused' };
}

function inShort(lines: string[]): string[] {
	return lines.length > MAX_LINES
		? [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`]
		: lines;
}

function forbidden(errors: AnswerError[], quoted: string, { purpose }: Meaning): Explanation {
	const fields = errors
		.filter(isForbidden)
		.map(({ path }) => path.filter((step) => typeof step === 'string').slice(1))
		.filter((path) => path.length > 0)
		.map((path) => `"${path.filter((step) => step !== 'results').join('.')}"`);
	const named = [...new Set(fields)].filter((field) => field !== '""');
	return named.length === 0
		? {
				message: `This user isn't allowed to ${purpose}${quoted}`,
				description: ACCESS_ADVICE,
				cause: 'credential-invalid',
			}
		: {
				message: `This user isn't allowed to read ${named.join(', ')}${quoted}`,
				description: "Change the permissions of the user's role",
				remedy: 'other fields',
				cause: 'credential-invalid',
			};
}

const closed: Explanation = {
	message: 'The app is closed to outsiders',
	description: "Switch off its private data mode in the app's settings",
	cause: 'configuration-invalid',
};

const tooMany: Explanation = {
	message: 'The app is receiving too many requests',
	remedy: 'fewer requests',
	cause: 'rate-limited',
	reason: 'passing',
};

function explainStatus({ status, headers, text }: Answer, { purpose }: Meaning): Explanation {
	const [said = ''] = plainText(text).trim().split('\n');
	const quoted = said === '' ? '' : `: ${said.slice(0, 200)}`;
	if (status >= 300 && status < 400) {
		const to = originOf(headers.location);
		return {
			message: `The app redirects to ${to}, which was not followed`,
			description: `The token is only sent to the address you entered. It may be closed to outsiders: ${ACCESS_ADVICE}`,
			cause: 'configuration-invalid',
		};
	}
	switch (status) {
		case 401:
		case 403:
			return {
				message: `The app didn't allow the request to ${purpose} (${status})${quoted}`,
				description: ACCESS_ADVICE,
				cause: 'credential-invalid',
			};
		case 404:
			return {
				message: 'No Data API was found at the address of the app',
				description: CHECK_CREDENTIAL,
				cause: 'configuration-invalid',
			};
		case 413:
			return {
				message: `The request to ${purpose} is larger than the app accepts`,
				description: 'Send less text, or a smaller file',
			};
		case 429:
			return tooMany;
	}
	if (status >= 500) {
		return {
			message: `The app answered ${status} to the request to ${purpose}${quoted}`,
			description:
				'Try again in a minute. If it stays so, check in the app whether the user has a role',
			cause: 'temporarily-unavailable',
			reason: 'passing',
		};
	}
	return {
		message: `The address answered, but not as a Data API, to the request to ${purpose}`,
		description: CHECK_CREDENTIAL,
		cause: 'configuration-invalid',
	};
}

/** What the vendor's support asks for. */
function withRequestId(error: NodeApiError, { headers }: Answer): NodeApiError {
	const id = headers['x-request-id'] ?? headers['bb-request-id'];
	if (id === undefined || !/^[\w-]{1,80}$/.test(id)) return error;
	error.context.data = { requestId: id };
	return error;
}
