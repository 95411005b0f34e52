import { NodeApiError, type Failure, type INode, type JsonObject } from 'n8n-workflow';
import { readRefusal } from './refusal';
import { mayHaveBeenCarriedOut, TIMED_OUT } from './retry';
import { TOO_LARGE } from './transport';

/** An answer of the app, whatever its status; `headers` in lower case, `text` the undecoded body. */
export interface Answer {
	status: number;
	headers: Record<string, string | undefined>;
	text: string;
}

interface Account {
	message: string;
	description?: string;
	failure?: Failure;
}

const CHECK_CREDENTIAL =
	'Check the application, the email address and the API key in the credential';
const SEE_APP_LOG = 'This is usually a fault inside the app: look at its log in Betty Blocks';

/** Who was asked, as errors speak of it. */
export interface Peer {
	/** "app", say. */
	name: string;
	host: string;
	/** What to look at when it cannot be reached. */
	advice: string;
}

export const APP: Omit<Peer, 'host'> = { name: 'app', advice: CHECK_CREDENTIAL };
/** Any host but the app's own. */
export const FILE_SERVER: Omit<Peer, 'host'> = { name: 'server', advice: 'Check the URL' };

/** What an answer means for the request that it came to. */
interface Meaning {
	/** What the request was to do, as in "create a record". */
	purpose: string;
	/** What a 404 means. */
	notFound: string;
	/** What a 502 means, where more can be said of it. */
	faultInside?: string;
	/** Milliseconds that the app asked to wait. */
	retryAfter?: number;
}

/** The error for an answer that is no success. */
export function answerError(node: INode, answer: Answer, meaning: Meaning): NodeApiError {
	const { lines, aboutProperties } = readRefusal(answer.text);
	const httpCode = String(answer.status);
	if (aboutProperties) {
		return apiError(node, httpCode, {
			message: `The app did not accept the values: ${lines.join('; ')}`,
			description: 'Correct these values and run the step again',
		});
	}
	const account = accountOf(answer, meaning);
	const [said] = mayQuote(answer.status) ? lines : [];
	return apiError(node, httpCode, {
		...account,
		message: said === undefined ? account.message : `${account.message}: ${said}`,
	});
}

/** Whether the app turned a request down for what it asks, as opposed to who asks or when. */
export function isRefusal(error: unknown): boolean {
	return hasStatus(error, ['400', '422']);
}

/** Whether the app did not find what a request is about. */
export function isMissing(error: unknown): boolean {
	return hasStatus(error, ['404']);
}

/** Whether the same request may succeed later without anybody changing anything. */
export function isPassing(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { failure, httpCode } = error as Partial<NodeApiError>;
	if (failure !== undefined) return PASSING.has(failure.cause);
	return /^5\d\d$/.test(httpCode ?? '');
}

const PASSING = new Set<Failure['cause']>(['rate-limited', 'temporarily-unavailable']);

function hasStatus(error: unknown, statuses: string[]): boolean {
	return error instanceof Error && 'httpCode' in error && statuses.includes(String(error.httpCode));
}

/** The error for a 2xx answer whose body is not what a Betty Blocks API sends. */
export function notAnApiError(node: INode, answer: Answer, purpose: string): NodeApiError {
	return apiError(node, String(answer.status), {
		message: `The address answered, but not as a Betty Blocks API, on the request to ${purpose}`,
		description: CHECK_CREDENTIAL,
		failure: { cause: 'configuration-invalid' },
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

/** The error for a file that a server other than the app does not hand out. */
export function fileAnswerError(
	node: INode,
	status: number,
	{ host, pathname }: URL,
): NodeApiError {
	return apiError(node, String(status), accountOfFile(status, host, pathname));
}

/** The error for a request that got no answer. `code` is Node's or axios' error code, if any. */
export function connectionError(
	node: INode,
	fault: { code: string; message: string },
	peer: Peer,
	timeoutMs: number,
): NodeApiError {
	return apiError(node, fault.code, accountOfFault(fault, peer, timeoutMs));
}

function accountOfFile(status: number, host: string, path: string): Account {
	switch (status) {
		case 401:
		case 403:
			return {
				message: `The server at ${host} does not hand out the file without a login (${status})`,
				description:
					"The credential of this node goes to the app's own host only. Use a URL that needs no login",
			};
		case 404:
		case 410:
			return {
				message: `The server at ${host} has no file at ${path}`,
				description: 'It may have been deleted, or the URL is not right',
			};
		default:
			return {
				message: `The server at ${host} answered ${status} to the request to download the file`,
				description: status === 429 || status >= 500 ? 'Try again in a minute' : 'Check the URL',
			};
	}
}

function accountOf(
	{ status, headers }: Answer,
	{ purpose, notFound, faultInside, retryAfter }: Meaning,
): Account {
	if (status >= 300 && status < 400) {
		return {
			message: `The app's address redirects to ${originOf(headers.location)}, which was not followed`,
			description: `The API key goes to no other address than the one you gave. ${CHECK_CREDENTIAL}`,
			failure: { cause: 'configuration-invalid' },
		};
	}
	switch (status) {
		case 400:
		case 422:
			return { message: `The app did not accept the request to ${purpose} (${status})` };
		case 401:
			return {
				message: 'The app did not accept the email address or the API key',
				description: CHECK_CREDENTIAL,
				failure: { cause: 'credential-invalid' },
			};
		case 403:
			return {
				message: `The user of this API key may not ${purpose}`,
				description:
					'The API has the rights of its user: change the rights of the role of this user in the app',
				failure: { cause: 'credential-invalid' },
			};
		case 404:
			return {
				message: notFound,
				description: 'It may have been deleted, or the address of the app is not right',
				failure: { cause: 'configuration-invalid' },
			};
		case 413:
			return {
				message: `The request to ${purpose} is larger than the app accepts`,
				description: 'Send a smaller file, or less text',
			};
		case 414:
		case 431:
			return {
				message: `The request to ${purpose} is too long for the app (${status})`,
				description: 'Shorten the values that it names: fewer conditions, or shorter ones',
			};
		case 429:
			return {
				message: 'The app is receiving too many requests',
				description: 'Lower the concurrency in the options, or run the workflow less often',
				failure: { cause: 'rate-limited', retryAfterMs: retryAfter },
			};
		case 502:
			return {
				message: `${faultInside ?? `The app did not manage to ${purpose}`} (502)`,
				description: SEE_APP_LOG,
			};
		case 503:
		case 504:
			return {
				message: `The app is not available right now (${status})`,
				description: 'Try again in a minute',
				failure: { cause: 'temporarily-unavailable', retryAfterMs: retryAfter },
			};
		default:
			return {
				message: `The app answered ${status} to the request to ${purpose}`,
				description: status >= 500 ? SEE_APP_LOG : undefined,
			};
	}
}

/** Only where the app's own words add something to ours; a 404's page, say, does not. */
function mayQuote(status: number): boolean {
	return status >= 400 && ![401, 404, 429, 503, 504].includes(status);
}

function accountOfFault(
	{ code, message }: { code: string; message: string },
	{ name, host, advice }: Peer,
	timeoutMs: number,
): Account {
	const failure: Failure = { cause: 'temporarily-unavailable' };
	switch (code) {
		case 'ENOTFOUND':
			return {
				message: `No ${name} was found at ${host}`,
				description: advice,
				failure: { cause: 'configuration-invalid' },
			};
		case 'ECONNREFUSED':
			return {
				message: `The ${name} at ${host} refused the connection`,
				description: `It may be offline. ${advice}`,
				failure,
			};
		case TOO_LARGE:
			return {
				message: `The ${name} at ${host} answered with more than can be read at once: ${message}`,
				description:
					'Lower the Page Size in the options, or ask for fewer properties through a view',
			};
		case TIMED_OUT:
			return {
				message: `The ${name} at ${host} did not answer within ${timeoutMs / 1000} seconds`,
				description: `The ${name} may have carried out the request all the same. Raise the timeout in the options if it needs longer`,
				failure,
			};
		case '':
			return { message };
		default:
			return mayHaveBeenCarriedOut({ code })
				? {
						message: `The connection to the ${name} at ${host} was interrupted (${code})`,
						description: `The ${name} may have carried out the request all the same`,
						failure,
					}
				: {
						message: `The ${name} at ${host} could not be reached (${code})`,
						description: message,
						failure,
					};
	}
}

function apiError(node: INode, httpCode: string, account: Account): NodeApiError {
	const message = cut(account.message);
	const response: JsonObject = { message };
	const error = new NodeApiError(node, response, { ...account, message, httpCode });
	// The constructor replaces a message in which it finds an errno's name, as in "rolePermission".
	error.message = message;
	error.description = account.description && cut(account.description);
	return error;
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
