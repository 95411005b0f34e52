import { AppError, type ErrorFacts } from '../app/errors';
import { originOf, type HttpResponse } from '../http/response';
import { asUnknown } from '../http/outcome';
import { refusedOnTheWay } from '../http/barriers';
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
export function refusalError(answer: HttpResponse, reading: Reading, meaning: Meaning): AppError {
	const { errors } = reading;
	const lines = [...new Set(errors.flatMap((each) => each.lines))];
	const status = errors.find((each) => each.status !== undefined)?.status ?? answer.status;
	const error = errorOf({ ...answer, status }, explain(reading, lines, meaning));
	return meaning.isOnce && errors.some(isTimeout) ? asUnknown(error) : error;
}

/** The error for an answer that is not GraphQL's. */
export function strangeAnswerError(answer: HttpResponse, meaning: Meaning): AppError {
	return errorOf(answer, explainStatus(answer, meaning));
}

/** The error for what the app knows nothing of. */
export function missingError(message: string, advice: string): AppError {
	return new AppError({ kind: 'missing', message, advice, status: 404 });
}

function errorOf(response: HttpResponse, facts: ErrorFacts): AppError {
	const { status, headers } = response;
	const id = headers['x-request-id'] ?? headers['bb-request-id'];
	return new AppError({
		...facts,
		status,
		retryAfterMs: retryAfterMs(response),
		...(id !== undefined && /^[\w-]{1,80}$/.test(id) && { requestId: id }),
	});
}

function explain(reading: Reading, lines: string[], meaning: Meaning): ErrorFacts {
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
					advice:
						meaning.publicAdvice ??
						"Choose 'Login' as the access in the credential, or let the public role do it in the app",
					kind: 'credential',
				}
			: {
					message: `The app doesn't accept the login to ${purpose}${quoted}`,
					advice: ACCESS_ADVICE,
					kind: 'credential',
				};
	}
	if (errors.some(isForbidden)) return forbidden(errors, quoted, meaning);
	if (isAction) {
		return {
			message: said === '' ? 'The action failed without saying why' : said,
			kind: 'failed',
			advice: 'The action said so. What it did before it failed is not undone',
		};
	}
	if (errors.some(isTimeout)) {
		return {
			message: `The app took too long to ${purpose}${quoted}`,
			remedy: 'smaller pages',
			kind: 'passing',
		};
	}
	return { message: `The app didn't accept the request to ${purpose}${quoted}`, kind: 'refused' };
}

function inShort(lines: string[]): string[] {
	return lines.length > MAX_LINES
		? [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`]
		: lines;
}

function forbidden(errors: AnswerError[], quoted: string, { purpose }: Meaning): ErrorFacts {
	const fields = errors
		.filter(isForbidden)
		.map(({ path }) => path.filter((step) => typeof step === 'string').slice(1))
		.filter((path) => path.length > 0)
		.map((path) => `"${path.filter((step) => step !== 'results').join('.')}"`);
	const named = [...new Set(fields)].filter((field) => field !== '""');
	return named.length === 0
		? {
				message: `This user isn't allowed to ${purpose}${quoted}`,
				advice: ACCESS_ADVICE,
				kind: 'credential',
			}
		: {
				message: `This user isn't allowed to read ${named.join(', ')}${quoted}`,
				advice: "Change the permissions of the user's role",
				remedy: 'other fields',
				kind: 'credential',
			};
}

const closed: ErrorFacts = {
	message: 'The app is closed to outsiders',
	advice: "Switch off its private data mode in the app's settings",
	kind: 'configuration',
};

const tooMany: ErrorFacts = {
	message: 'The app is receiving too many requests',
	remedy: 'fewer requests',
	kind: 'busy',
};

function explainStatus(response: HttpResponse, { purpose }: Meaning): ErrorFacts {
	const { status, headers, text } = response;
	const barrier = refusedOnTheWay(response);
	if (barrier !== undefined) return barrier;
	const [said = ''] = plainText(text).trim().split('\n');
	const quoted = said === '' ? '' : `: ${said.slice(0, 200)}`;
	if (status >= 300 && status < 400) {
		const to = originOf(headers.location);
		return {
			message: `The app redirects to ${to}, which was not followed`,
			advice: `The token is only sent to the address you entered. It may be closed to outsiders: ${ACCESS_ADVICE}`,
			kind: 'configuration',
		};
	}
	switch (status) {
		case 401:
		case 403:
			return {
				message: `The app didn't allow the request to ${purpose} (${status})${quoted}`,
				advice: ACCESS_ADVICE,
				kind: 'credential',
			};
		case 404:
			return {
				message: 'No Data API was found at the address of the app',
				advice: CHECK_CREDENTIAL,
				kind: 'configuration',
			};
		case 413:
			return {
				kind: 'failed',
				message: `The request to ${purpose} is larger than the app accepts`,
				advice: 'Send less text, or a smaller file',
			};
		case 429:
			return tooMany;
	}
	if (status >= 500) {
		return {
			message: `The app answered ${status} to the request to ${purpose}${quoted}`,
			advice: 'Try again in a minute. If it stays so, check in the app whether the user has a role',
			kind: 'passing',
		};
	}
	return {
		message: `The address answered, but not as a Data API, to the request to ${purpose}`,
		advice: CHECK_CREDENTIAL,
		kind: 'configuration',
	};
}
