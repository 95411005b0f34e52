// What a server other than the app says when it is asked for a file.
import type { INode, NodeApiError } from 'n8n-workflow';
import { apiError, type Explanation } from './apiError';

/** The error for a file that a server other than the app doesn't deliver. */
export function fileAnswerError(
	node: INode,
	status: number,
	{ host, pathname }: URL,
): NodeApiError {
	return apiError(node, String(status), explainFileStatus(status, host, pathname));
}

function explainFileStatus(status: number, host: string, path: string): Explanation {
	switch (status) {
		case 401:
		case 403:
			return {
				message: `The server at ${host} requires a login for this file (${status})`,
				description:
					"The credential is only sent to the app's own host. Use a URL that needs no login",
			};
		case 404:
		case 410:
			return {
				message: `The server at ${host} has no file at ${path}`,
				description: 'It may have been deleted, or the URL may be wrong',
			};
		default:
			return {
				message: `The server at ${host} answered ${status} to the request to download the file`,
				description: status === 429 || status >= 500 ? 'Try again in a minute' : 'Check the URL',
			};
	}
}
