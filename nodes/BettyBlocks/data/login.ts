// Logging in, as n8n does it before a request when it has no token.
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { inSentences } from '../app/errors';
import { isJsonObject } from '../app/values/json';
import { readUuid } from '../app/schema/ids';
import { refusedOnTheWay, breakageOf, connectionError } from '../http/faults';
import { receiveText } from '../http/httpClient';
import { isUnavailable, originOf, type HttpResponse } from '../http/response';
import {
	LOGIN_FAILED,
	LOGIN_MISPLACED,
	LOGIN_REFUSED,
	LOGIN_TIMED_OUT,
	retryDelay,
	TIMED_OUT,
} from '../http/retry';
import { Secrets } from '../http/secrets';
import { arrivalOf, DEFAULT_TIMEOUT_MS } from '../http/transport';
import {
	isClosed,
	isOverLimit,
	isTimeout,
	parseGraphql,
	type GraphqlResponse,
} from './graphqlResponse';
import { runtimeUrl } from './runtimeUrl';
import { storedToken } from './token';

const LOGIN =
	'mutation ($authProfileUuid: String!, $username: String, $password: String) { login(authProfileUuid: $authProfileUuid, username: $username, password: $password) { jwtToken isValid } }';

/** What an app in its private data mode needs. */
export const CLOSED_ADVICE =
	"If private data mode is on, switch it off in the app's settings: it blocks API access";

const CLOSED_TOO =
	'If this comes from the app, its private data mode may be on, which blocks API access';

const FIREWALL =
	'This may come from a proxy or a firewall between n8n and the app: ask whoever runs n8n';

const LATER = 'Try again in a minute';

/** Where an app of the other generation belongs. */
export const OTHER_GENERATION =
	"A classic app (bettyblocks.com) needs the credential 'Betty Blocks Classic API'";

/** What became of a login: a token, or why there is none. */
type Ending = { token: string } | Failure;

interface Failure {
	fault: string;
	message: string;
	advice?: string;
}

/**
 * Logs in once. Every failure is an error of its own making: n8n would take the 401 of a refused login
 * for an expired token and log in again, and apps lock out whoever fails too often.
 *
 * @param credential the fields of the credential
 * @returns an access token, as n8n keeps it
 * @throws {Error} saying what happened and what to do
 */
export async function logIn(
	credential: IDataObject,
	request: (options: IHttpRequestOptions) => Promise<unknown>,
): Promise<string> {
	const { application, applicationId, username, password } = credential;
	const url = runtimeUrl(application, applicationId);
	const variables = {
		authProfileUuid: authProfileUuid(credential),
		username: String(username ?? '').trim(),
		password: String(password ?? ''),
	};
	const { host } = new URL(url);
	// The timeout alone starts anew with each byte.
	const arrival = arrivalOf(request, loginRequest(url, variables), DEFAULT_TIMEOUT_MS);
	const ending = await arrival.then(receiveText).then(
		(response) => endingOf(host, response),
		(thrown: unknown) => unreachable(host, thrown),
	);
	if ('token' in ending) return storedToken(ending.token, credential);
	throw loginError(ending, new Secrets(variables.password));
}

/** The test of a credential shows the message alone, or a `code` instead of it. */
function loginError({ fault, message, advice }: Failure, secrets: Secrets): Error {
	const cause = { message: secrets.hide(message), description: advice };
	return Object.assign(new Error(inSentences(cause.message, advice), { cause }), { fault });
}

/** @throws {Error} for what can't be the ID of an authentication profile */
export function authProfileUuid({ authenticationProfileId }: IDataObject): string {
	const uuid = readUuid(String(authenticationProfileId ?? '').trim());
	if (uuid !== undefined) return uuid;
	throw new Error(
		'The authentication profile ID must be a UUID: 32 characters, each a digit or a letter from a to f',
	);
}

function loginRequest(url: string, variables: IDataObject): IHttpRequestOptions {
	return {
		method: 'POST',
		url,
		body: { query: LOGIN, variables },
		headers: { Accept: 'application/json' },
		timeout: DEFAULT_TIMEOUT_MS,
	};
}

function endingOf(host: string, whole: HttpResponse): Ending {
	const { status, headers } = whole;
	const response = parseGraphql(whole);
	const token = tokenIn(response);
	if (token !== undefined) return { token };
	if (response?.errors.some(isTimeout)) {
		const message = `The app at ${host} took too long to log in`;
		return { fault: LOGIN_FAILED, message, advice: LATER };
	}
	if (isUnavailable(whole)) {
		const message = `The app at ${host} isn't available right now (${status})`;
		return { fault: LOGIN_FAILED, message, advice: LATER };
	}
	const barrier = response === undefined ? refusedOnTheWay(whole) : undefined;
	if (barrier !== undefined) {
		const { message, advice } = barrier;
		return { fault: LOGIN_MISPLACED, message, advice: inSentences(advice, CLOSED_TOO) };
	}
	return refusal(host, status, response) ?? misplaced(host, status, headers.location);
}

function tokenIn(response: GraphqlResponse | undefined): string | undefined {
	const login = response?.errors.length === 0 ? response.data?.login : undefined;
	if (!isJsonObject(login) || login.isValid === false) return undefined;
	const { jwtToken } = login;
	return typeof jwtToken === 'string' && jwtToken !== '' ? jwtToken : undefined;
}

/** @returns undefined for what is no word of the app's own: a web page, or an address without an app */
function refusal(
	host: string,
	status: number,
	response: GraphqlResponse | undefined,
): Ending | undefined {
	const { errors = [] } = response ?? {};
	const refused = (message: string, advice: string) => ({ fault: LOGIN_REFUSED, message, advice });
	if (errors.some(isClosed)) {
		return refused(
			`The app at ${host} is in private data mode, which blocks API access`,
			"Switch it off in the app's settings",
		);
	}
	if (status === 429 || errors.some(isOverLimit)) {
		return refused(
			`The app at ${host} has temporarily blocked logins after too many attempts`,
			'Wait five minutes before you try again',
		);
	}
	if (response !== undefined) {
		const said = errors.flatMap(({ lines }) => lines).join('; ');
		return refused(
			`The app didn't accept the login${said === '' ? '' : `: ${said}`}`,
			'Check the username, the password and the authentication profile in the credential',
		);
	}
	if (status !== 401 && status !== 403) return undefined;
	return refused(`The login at ${host} was refused (${status})`, inSentences(FIREWALL, CLOSED_TOO));
}

function misplaced(host: string, status: number, location: string | undefined): Failure {
	const failed = (message: string, advice: string) => ({ fault: LOGIN_MISPLACED, message, advice });
	if (status >= 300 && status < 400) {
		return failed(
			`The app at ${host} redirects the login to ${originOf(location)}, which was not followed`,
			'Check the application in the credential, and whether the app is in private data mode',
		);
	}
	return status === 404
		? failed(
				`No app with this application ID was found at ${host}`,
				`Check the application and the application ID in the credential. ${OTHER_GENERATION}`,
			)
		: failed(
				`${host} responded (${status}), but not as a Data API`,
				`Check the application in the credential. ${OTHER_GENERATION}`,
			);
}

function unreachable(host: string, thrown: unknown): Failure {
	const breakage = breakageOf(thrown, false);
	const { code } = breakage;
	if (code === TIMED_OUT || /CANCELED|ABORT/i.test(code)) {
		return {
			fault: LOGIN_TIMED_OUT,
			message: `The app at ${host} did not respond to the login within ${DEFAULT_TIMEOUT_MS / 1000} seconds`,
		};
	}
	const app = { name: 'app', host, advice: 'Check the application in the credential', isApp: true };
	const { message, advice = app.advice } = connectionError(breakage, app, DEFAULT_TIMEOUT_MS);
	// A name that isn't found may be found at the next try.
	const isPassing = retryDelay(breakage, 'safe', 0, 0) !== undefined;
	const passing = code === 'ENOTFOUND' ? code : LOGIN_FAILED;
	return { fault: isPassing ? passing : LOGIN_MISPLACED, message, advice };
}
