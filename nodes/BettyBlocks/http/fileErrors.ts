// Files that don't come, and one where text was expected.
import { AppError, type ErrorFacts } from '../app/errors';
import { proxyLogin } from './barriers';
import { isUnavailable, typeOf, type HttpResponse } from './response';

/** The error for a file that a server other than the app doesn't deliver. */
export function fileResponseError(status: number, { host, pathname }: URL): AppError {
	return new AppError({ ...explainFileStatus(status, host, pathname), status });
}

function explainFileStatus(status: number, host: string, path: string): ErrorFacts {
	switch (status) {
		case 401:
		case 403:
			return {
				kind: 'failed',
				message: `The server at ${host} refused access to the file (${status})`,
				advice:
					"The URL may have expired: read the record again to get a new one. If the file needs a login, use a URL that needs none, as the credential is only sent to the app's own host",
			};
		case 407:
			return proxyLogin(host);
		case 404:
		case 410:
			return {
				kind: 'missing',
				message: `The server at ${host} has no file at ${path}`,
				advice: 'It may have been deleted, or the URL may be wrong',
			};
	}
	const isPassing = status === 429 || isUnavailable({ status });
	return {
		kind: isPassing ? 'passing' : 'failed',
		message: `The server at ${host} responded with ${status} to the request to download the file`,
		advice: isPassing ? 'Try again in a minute' : 'Check the URL',
	};
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

/** Whoever it leads to would learn the secret. */
export function leakingRedirect(host: string): AppError {
	return new AppError({
		kind: 'failed',
		message: `${host} redirects to a URL that contains a secret of the credential, which was not followed`,
		advice: 'Enter the URL where the file is',
	});
}
