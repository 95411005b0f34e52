// Errors for requests that got no answer.
import { AppError, type ErrorFacts } from '../app/errors';
import { LOGIN_FAILED, LOGIN_REFUSED, mayHaveBeenCarriedOut, TIMED_OUT } from './retry';
import { TOO_LARGE } from './transport';

/** Who was asked, as errors speak of it. */
export interface Peer {
	/** "app", say. */
	name: string;
	host: string;
	/** What to check when it can't be reached. */
	advice: string;
	/** Whether it is the app itself, which everything else depends on. */
	isApp?: boolean;
}

/** Any host but the app's own. */
export const FILE_SERVER: Omit<Peer, 'host'> = { name: 'server', advice: 'Check the URL' };

/** The error for a request that got no answer. `code` is Node's or axios' error code, if any. */
export function connectionError(
	fault: { code: string; message: string },
	peer: Peer,
	timeoutMs: number,
): AppError {
	const facts = explainFault(fault, peer, timeoutMs);
	// What another host lacks says nothing of the next request to the app.
	const kind = facts.kind === 'passing' && peer.isApp !== true ? 'failed' : facts.kind;
	return new AppError({ ...facts, kind, code: fault.code });
}

function explainFault(
	{ code, message }: { code: string; message: string },
	{ name, host, advice }: Peer,
	timeoutMs: number,
): ErrorFacts {
	switch (code) {
		case 'ENOTFOUND':
			return {
				message: `No ${name} was found at ${host}`,
				advice,
				kind: 'configuration',
			};
		case 'ECONNREFUSED':
			return {
				message: `The ${name} at ${host} refused the connection`,
				advice: `It may be offline. ${advice}`,
				kind: 'passing',
			};
		case TOO_LARGE:
			return {
				message: `The ${name} at ${host} answered with more than can be read at once: ${message}`,
				kind: 'failed',
				remedy: 'smaller pages',
			};
		case TIMED_OUT:
			return {
				message: `The ${name} at ${host} did not answer within ${timeoutMs / 1000} seconds`,
				advice: `The ${name} may have carried out the request all the same`,
				remedy: 'more time',
				kind: 'passing',
			};
		case LOGIN_FAILED:
		case LOGIN_REFUSED:
			return { kind: 'credential', message, advice };
		case '':
			return { kind: 'failed', message };
		default:
			return mayHaveBeenCarriedOut({ code })
				? {
						message: `The connection to the ${name} at ${host} was interrupted (${code})`,
						advice: `The ${name} may have carried out the request all the same`,
						kind: 'passing',
					}
				: {
						message: `The ${name} at ${host} could not be reached (${code})`,
						advice: message,
						kind: 'passing',
					};
	}
}
