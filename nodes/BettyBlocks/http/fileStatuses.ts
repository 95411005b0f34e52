// What a server other than the app says when it is asked for a file.
import { AppError, type ErrorFacts } from '../app/errors';

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
				message: `The server at ${host} requires a login for this file (${status})`,
				advice: "The credential is only sent to the app's own host. Use a URL that needs no login",
			};
		case 404:
		case 410:
			return {
				kind: 'missing',
				message: `The server at ${host} has no file at ${path}`,
				advice: 'It may have been deleted, or the URL may be wrong',
			};
		default:
			return {
				kind: isPassingStatus(status) ? 'passing' : 'failed',
				message: `The server at ${host} responded ${status} to the request to download the file`,
				advice: isPassingStatus(status) ? 'Try again in a minute' : 'Check the URL',
			};
	}
}

function isPassingStatus(status: number): boolean {
	return status === 429 || status >= 500;
}
