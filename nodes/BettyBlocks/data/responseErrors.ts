import { AppError, type ErrorFacts } from '../app/errors';
import { isUnavailable, originOf, plainText, type HttpResponse } from '../http/response';
import { asUnknown, retryAfterMs, type Safety } from '../http/retry';
import { onTheWayOr, refusedOnTheWay } from '../http/faults';
import {
	isClosed,
	isForbidden,
	isNotAuthenticated,
	isOverLimit,
	isTimeout,
	isWhollyRefused,
	type GraphqlError,
	type GraphqlResponse,
} from './graphqlResponse';
import { CLOSED_ADVICE, OTHER_GENERATION } from './login';

export const CHECK_CREDENTIAL = 'Check the application and the application ID in the credential';

const ACCESS_ADVICE =
	"Check the role of the user and its permissions, the authentication profile in the credential, and whether the app's private data mode is off";

const OWN_WORDS =
	'This message comes from the action. Changes it made before failing were not rolled back';

/** The app doesn't tell apart whose words these are. */
const OWN_OR_PROFILE =
	'The app accepts this login for other requests: check that the action uses the authentication profile of the credential. If this message comes from the action itself, changes it made before failing were not rolled back';

/** An app that turns a query away may do so for each of its fields. */
const MAX_LINES = 2;

/** What a request was to do, and who asks. */
export interface Meaning {
	/** For example "read records". */
	purpose: string;
	/** Nothing but reads is sent again. */
	safety: Exclude<Safety, 'idempotent'>;
	/** Whether an action was run, whose own words say best what happened. */
	isAction?: boolean;
	isPublic: boolean;
	/** What to check when the app doesn't accept it. */
	refusedAdvice?: string;
	/** What the public can do when it is turned away, unless its role may be given the right. */
	publicAdvice?: string;
}

/** The error for a response with errors in it. */
export function refusalError(
	response: HttpResponse,
	parsed: GraphqlResponse,
	meaning: Meaning,
): AppError {
	const { errors } = parsed;
	const status = errors.find((each) => each.status !== undefined)?.status ?? response.status;
	const error = errorOf({ ...response, status }, explainErrors(parsed, meaning));
	if (meaning.safety === 'safe' || isUnread(response, parsed)) return error;
	// An action that failed in its own words has run, and its words say so best.
	const isOwn = meaning.isAction && !isWhollyRefused(parsed) && !errors.some(isTimeout);
	return isOwn ? error.with({ outcome: 'unknown' }) : asUnknown(error);
}

/** Whether a request was turned away before anything was carried out. */
function isUnread({ status }: HttpResponse, parsed: GraphqlResponse): boolean {
	return isWhollyRefused(parsed) && status < 500 && !parsed.errors.some(isTimeout);
}

/** The error for a response that is not GraphQL's. */
export function strangeResponseError(response: HttpResponse, meaning: Meaning): AppError {
	return errorOf(response, explainStatus(response, meaning));
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

function explainErrors(parsed: GraphqlResponse, meaning: Meaning): ErrorFacts {
	const { errors } = parsed;
	const { purpose, isAction = false, safety, isPublic } = meaning;
	const quoted = quotedFrom(errors, isAction ? Infinity : MAX_LINES);
	const isWhole = isWhollyRefused(parsed);
	// An action may fail with any words, and they are its own.
	if (isWhole || safety === 'safe') {
		if (errors.some(isClosed)) return CLOSED;
		if (errors.some(isOverLimit)) return TOO_MANY;
	}
	if (errors.some(isNotAuthenticated) && (isWhole || !isAction)) {
		return withoutAccess(errors, quoted, meaning);
	}
	if (errors.some(isForbidden)) return forbidden(errors, quoted, meaning);
	if (isAction && !(isWhole && errors.some(isTimeout))) {
		return {
			kind: 'failed',
			message: quoted === '' ? 'The action failed without a message' : quoted,
			advice: !isPublic && errors.some(isNotAuthenticated) ? OWN_OR_PROFILE : OWN_WORDS,
		};
	}
	if (errors.some(isTimeout)) {
		return {
			kind: 'passing',
			message: `The app took too long to ${purpose}${behind(quoted)}`,
			remedy: 'smaller pages',
		};
	}
	return {
		kind: 'refused',
		message: `The app didn't accept the request to ${purpose}${behind(quoted)}`,
		advice: meaning.refusedAdvice ?? 'Check the properties, values and conditions that you entered',
	};
}

/** What the app says. An action names each mistake in its inputs; of a query, one shows their kind. */
function quotedFrom(errors: GraphqlError[], most: number): string {
	const lines = [...new Set(errors.flatMap((each) => each.lines))];
	const shown = lines.slice(0, most);
	if (lines.length > most) shown.push(`and ${lines.length - most} more`);
	return shown.join('; ');
}

function behind(quoted: string): string {
	return quoted === '' ? '' : `: ${quoted}`;
}

function withoutAccess(
	errors: GraphqlError[],
	quoted: string,
	{ purpose, isPublic, publicAdvice }: Meaning,
): ErrorFacts {
	const named = fieldsIn(errors.filter(isNotAuthenticated));
	const wanted = named.length === 0 ? purpose : `read ${named.join(', ')}`;
	if (!isPublic) {
		return {
			kind: 'credential',
			message: `The app rejected the login for the request to ${wanted}${behind(quoted)}`,
			advice: ACCESS_ADVICE,
		};
	}
	return {
		kind: 'credential',
		message: `Public access can't ${wanted}${behind(quoted)}`,
		advice:
			publicAdvice ??
			"Choose 'Login' as the access in the credential, or allow it for the public role of the app",
	};
}

function forbidden(errors: GraphqlError[], quoted: string, { purpose }: Meaning): ErrorFacts {
	const named = fieldsIn(errors.filter(isForbidden));
	return named.length === 0
		? {
				kind: 'credential',
				message: `This user isn't allowed to ${purpose}${behind(quoted)}`,
				advice: ACCESS_ADVICE,
			}
		: {
				kind: 'credential',
				message: `This user isn't allowed to read ${named.join(', ')}${behind(quoted)}`,
				advice: "Change the permissions of the user's role",
				remedy: 'other fields',
			};
}

/** The properties that errors are about, by their paths in the data. */
function fieldsIn(errors: GraphqlError[]): string[] {
	const fields = errors
		.map(({ path }) => path.filter((step) => typeof step === 'string').slice(1))
		.map((path) => path.filter((step) => step !== 'results').join('.'))
		.filter((field) => field !== '');
	return [...new Set(fields)].map((field) => `"${field}"`);
}

const CLOSED: ErrorFacts = {
	kind: 'configuration',
	message: 'The app is in private data mode, which blocks API access',
	advice: "Switch private data mode off in the app's settings",
};

/** One after the other is what the node does anyway. */
const TOO_MANY: ErrorFacts = {
	kind: 'busy',
	message: 'The app is receiving too many requests',
	advice:
		'An app accepts 100 to 200 requests a minute, and has limits per hour and per day: run the workflow later, or with fewer items',
};

function explainStatus(response: HttpResponse, { purpose }: Meaning): ErrorFacts {
	const { status, headers, text } = response;
	const barrier = refusedOnTheWay(response);
	if (barrier !== undefined) return barrier;
	const [said = ''] = plainText(text).trim().split('\n');
	const quoted = behind(said.slice(0, 200).toWellFormed());
	if (status >= 300 && status < 400) {
		return {
			kind: 'configuration',
			message: `The app redirects to ${originOf(headers.location)}, which was not followed`,
			advice: `The token is only sent to the URL you entered. Check the application in the credential. ${CLOSED_ADVICE}`,
		};
	}
	if (isUnavailable(response)) {
		return {
			kind: 'passing',
			message: `The app responded with ${status} to the request to ${purpose}${quoted}`,
			advice:
				'Try again in a minute. If this keeps happening, check that the user has a role in the app',
		};
	}
	return (
		explainRefusal(status, purpose, quoted) ?? {
			kind: 'configuration',
			message: `The URL responded (${status}), but not as a Data API, to the request to ${purpose}`,
			advice: `${CHECK_CREDENTIAL}. ${OTHER_GENERATION}`,
		}
	);
}

function explainRefusal(status: number, purpose: string, quoted: string): ErrorFacts | undefined {
	switch (status) {
		case 401:
		case 403:
			return {
				kind: 'credential',
				message: `The request to ${purpose} was refused (${status})${quoted}`,
				advice: onTheWayOr(ACCESS_ADVICE.replace('Check', 'check')),
			};
		case 404:
			return {
				kind: 'configuration',
				message: 'No Data API was found at the URL of the app',
				advice: `${CHECK_CREDENTIAL}. ${OTHER_GENERATION}`,
			};
		case 413:
			return {
				kind: 'failed',
				message: `The request to ${purpose} is larger than the app accepts`,
				advice: 'Send less text, or a smaller file',
			};
		case 429:
			return TOO_MANY;
	}
	return undefined;
}
