// Errors for requests that got no answer.
import type { INode, NodeApiError } from 'n8n-workflow';
import { apiError, type Explanation } from './apiError';
import { LOGIN_FAILED, LOGIN_REFUSED, mayHaveBeenCarriedOut, TIMED_OUT } from './retry';
import { TOO_LARGE } from './transport';

/** Who was asked, as errors speak of it. */
export interface Peer {
	/** "app", say. */
	name: string;
	host: string;
	/** What to check when it can't be reached. */
	advice: string;
}

/** Any host but the app's own. */
export const FILE_SERVER: Omit<Peer, 'host'> = { name: 'server', advice: 'Check the URL' };

/** The error for a request that got no answer. `code` is Node's or axios' error code, if any. */
export function connectionError(
	node: INode,
	fault: { code: string; message: string },
	peer: Peer,
	timeoutMs: number,
): NodeApiError {
	return apiError(node, fault.code, explainFault(fault, peer, timeoutMs));
}

const PASSING = { cause: 'temporarily-unavailable', reason: 'passing' } as const;

function explainFault(
	{ code, message }: { code: string; message: string },
	{ name, host, advice }: Peer,
	timeoutMs: number,
): Explanation {
	switch (code) {
		case 'ENOTFOUND':
			return {
				message: `No ${name} was found at ${host}`,
				description: advice,
				cause: 'configuration-invalid',
			};
		case 'ECONNREFUSED':
			return {
				message: `The ${name} at ${host} refused the connection`,
				description: `It may be offline. ${advice}`,
				...PASSING,
			};
		case TOO_LARGE:
			return {
				message: `The ${name} at ${host} answered with more than can be read at once: ${message}`,
				remedy: 'smaller pages',
			};
		case TIMED_OUT:
			return {
				message: `The ${name} at ${host} did not answer within ${timeoutMs / 1000} seconds`,
				description: `The ${name} may have carried out the request all the same`,
				remedy: 'more time',
				...PASSING,
			};
		case LOGIN_FAILED:
		case LOGIN_REFUSED:
			return { message, description: advice, cause: 'credential-invalid' };
		case '':
			return { message };
		default:
			return mayHaveBeenCarriedOut({ code })
				? {
						message: `The connection to the ${name} at ${host} was interrupted (${code})`,
						description: `The ${name} may have carried out the request all the same`,
						...PASSING,
					}
				: {
						message: `The ${name} at ${host} could not be reached (${code})`,
						description: message,
						...PASSING,
					};
	}
}
