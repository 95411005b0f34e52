// Logging in, as n8n does it before a request when it has no token.
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { isJsonObject } from '../app/json';
import { Secrets } from '../http/secrets';
import { LOGIN_FAILED, LOGIN_REFUSED } from '../http/retry';
import { DEFAULT_TIMEOUT_MS } from '../http/transport';
import { isClosed, isOverLimit, readAnswer, type Reading } from './answers';
import { runtimeUrl } from './runtimeUrl';

const LOGIN =
	'mutation ($authProfileUuid: String!, $username: String, $password: String) { login(authProfileUuid: $authProfileUuid, username: $username, password: $password) { jwtToken isValid } }';

/** What an app in its private data mode needs. */
export const CLOSED_ADVICE =
	"Its private data mode keeps outsiders away: switch it off in the app's settings";

interface Response {
	statusCode: number;
	body: unknown;
}

/**
 * Logs in once. Every failure is an error of its own making: n8n would take the 401 of a refused login
 * for an expired token and log in again, and apps lock out whoever fails too often.
 *
 * @param credential the fields of the credential
 * @returns an access token
 * @throws {Error} saying what happened and what to do
 */
export async function logIn(
	credential: IDataObject,
	request: (options: IHttpRequestOptions) => Promise<unknown>,
): Promise<string> {
	const { application, applicationId, authenticationProfileId, username, password } = credential;
	const url = runtimeUrl(application, applicationId);
	const { host } = new URL(url);
	const variables = {
		authProfileUuid: String(authenticationProfileId ?? '')
			.trim()
			.replaceAll('-', '')
			.toLowerCase(),
		username: String(username ?? '').trim(),
		password: String(password ?? ''),
	};
	const sent = await request({
		method: 'POST',
		url,
		body: { query: LOGIN, variables },
		headers: { Accept: 'application/json' },
		timeout: DEFAULT_TIMEOUT_MS,
		// The time-out alone starts anew with each byte.
		abortSignal: AbortSignal.timeout(DEFAULT_TIMEOUT_MS),
		encoding: 'text',
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	}).then(
		(response) => ({ response: response as Response }),
		(fault: unknown) => ({ fault }),
	);
	if ('fault' in sent) throw failure(unreachable(host, sent.fault), LOGIN_FAILED);
	const { statusCode, body } = sent.response;
	const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	const reading = readAnswer(text);
	const token = tokenIn(reading);
	if (token !== undefined) return token;
	const message = new Secrets(variables.password).hide(refusal(host, statusCode, reading));
	const isRefused = reading !== undefined || statusCode < 500;
	throw failure(message, isRefused ? LOGIN_REFUSED : LOGIN_FAILED);
}

function tokenIn(reading: Reading | undefined): string | undefined {
	const login = reading?.data?.login;
	if (!isJsonObject(login) || login.isValid === false) return undefined;
	const { jwtToken } = login;
	return typeof jwtToken === 'string' && jwtToken !== '' ? jwtToken : undefined;
}

function refusal(host: string, status: number, reading: Reading | undefined): string {
	const errors = reading?.errors ?? [];
	if (errors.some(isClosed) || (status >= 300 && status < 400)) {
		return `The app at ${host} is closed. ${CLOSED_ADVICE}`;
	}
	if (status === 429 || errors.some(isOverLimit)) {
		return `The app at ${host} refuses logins for now, as there were too many. Wait five minutes before you try again`;
	}
	if (reading !== undefined) {
		const said = errors.flatMap(({ lines }) => lines).join('; ');
		return `The app didn't accept the login${said === '' ? '' : `: ${said}`}. Check the username, the password and the authentication profile in the credential`;
	}
	if (status === 404) {
		return `No app with this application ID was found at ${host}. Check the application and the application ID in the credential`;
	}
	if (status === 401 || status === 403) {
		return `The app at ${host} turned the login away (${status}). ${CLOSED_ADVICE}`;
	}
	return status >= 500
		? `The app at ${host} isn't available right now (${status}). Try again in a minute`
		: `The address ${host} answered, but not as a Data API. Check the application in the credential`;
}

function unreachable(host: string, fault: unknown): string {
	const { code, cause } = fault as { code?: unknown; cause?: { code?: unknown } };
	const named = [code, cause?.code].find((each) => typeof each === 'string');
	if (named === 'ENOTFOUND') {
		return `No app was found at ${host}. Check the application in the credential`;
	}
	return named === undefined
		? `The login didn't reach the app at ${host}: ${(fault as Error).message}`
		: `The login didn't reach the app at ${host} (${named}). Try again in a minute`;
}

/** Without a `code`: the test of a credential would show that instead of the message. */
function failure(message: string, fault: string): Error {
	return Object.assign(new Error(message), { fault });
}
