import { NodeApiError, type Failure, type INode, type JsonObject } from 'n8n-workflow';
import { readRefusal } from './answerText';
import { mayHaveBeenCarriedOut, TIMED_OUT } from './retry';

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

/**
 * The error for an answer that is no success.
 *
 * @param purpose what the request was to do, as in "create a record"
 * @param notFound what a 404 means for this request
 * @param retryAfter milliseconds that the app asked to wait
 */
export function answerError(
	node: INode,
	answer: Answer,
	{ purpose, notFound, retryAfter }: { purpose: string; notFound: string; retryAfter?: number },
): NodeApiError {
	const { lines, aboutProperties } = readRefusal(answer.text);
	const httpCode = String(answer.status);
	if (aboutProperties) {
		return apiError(node, httpCode, {
			message: `The app did not accept the values: ${lines.join('; ')}`,
			description: [...lines, 'Correct these values and run the step again'].join('\n'),
		});
	}
	const account = accountOf(answer, purpose, notFound, retryAfter);
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

/** The error for a request that got no answer. `code` is Node's or axios' error code, if any. */
export function connectionError(
	node: INode,
	fault: { code: string; message: string },
	host: string,
	timeoutMs: number,
): NodeApiError {
	return apiError(node, fault.code, accountOfFault(fault, host, timeoutMs));
}

function accountOf(
	{ status, headers }: Answer,
	purpose: string,
	notFound: string,
	retryAfter: number | undefined,
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
		case 429:
			return {
				message: 'The app is receiving too many requests',
				description: 'Lower the concurrency in the options, or run the workflow less often',
				failure: { cause: 'rate-limited', retryAfterMs: retryAfter },
			};
		case 502:
			return { message: `The app did not manage to ${purpose} (502)`, description: SEE_APP_LOG };
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
	host: string,
	timeoutMs: number,
): Account {
	const failure: Failure = { cause: 'temporarily-unavailable' };
	switch (code) {
		case 'ENOTFOUND':
			return {
				message: `No app was found at ${host}`,
				description: CHECK_CREDENTIAL,
				failure: { cause: 'configuration-invalid' },
			};
		case 'ECONNREFUSED':
			return {
				message: `The app at ${host} refused the connection`,
				description: `It may be offline. ${CHECK_CREDENTIAL}`,
				failure,
			};
		case TIMED_OUT:
			return {
				message: `The app at ${host} did not answer within ${timeoutMs / 1000} seconds`,
				description:
					'The app may have carried out the request all the same. Raise the timeout in the options if it needs longer',
				failure,
			};
		case '':
			return { message };
		default:
			return mayHaveBeenCarriedOut({ code })
				? {
						message: `The connection to the app at ${host} was interrupted (${code})`,
						description: 'The app may have carried out the request all the same',
						failure,
					}
				: {
						message: `The app at ${host} could not be reached (${code})`,
						description: message,
						failure,
					};
	}
}

function apiError(node: INode, httpCode: string, account: Account): NodeApiError {
	const response: JsonObject = { message: account.message };
	const error = new NodeApiError(node, response, { ...account, httpCode });
	// The constructor replaces a message in which it finds an errno's name, as in "rolePermission".
	error.message = account.message;
	error.description = account.description;
	return error;
}

function originOf(location: string | undefined): string {
	const origin = /^https?:\/\/[^/?#]+/i.exec(location ?? '')?.[0] ?? '';
	return origin === '' || origin.includes('@') ? 'another address' : origin;
}
