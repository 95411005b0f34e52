// Errors for requests that got no response.
import { AppError, inSentences, type ErrorFacts } from '../app/errors';
import { type HttpResponse, isPage, plainText } from './response';
import {
	LOGIN_FAILED,
	LOGIN_MISPLACED,
	LOGIN_REFUSED,
	LOGIN_TIMED_OUT,
	TIMED_OUT,
	TOO_LARGE,
	type Fault,
} from './retry';

/** Who was asked, as errors speak of it. */
export interface Peer {
	/** For example "app". */
	name: string;
	host: string;
	/** What to check when it can't be reached. */
	advice: string;
	/** Whether it is the app itself, which everything else depends on. */
	isApp?: boolean;
}

/** Any host but the app's own. */
export const FILE_SERVER: Omit<Peer, 'host'> = { name: 'server', advice: 'Check the URL' };

const ON_THE_WAY = 'or something between n8n and it (a proxy or a firewall) blocks the connection';

/** The certificate is not good, which shows before anything is sent. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|INVALID_CA|CRL_|HOSTNAME_MISMATCH/;

/** What came is no HTTP, or not packed as it says. */
const UNREADABLE = /^(HPE|Z)_/;

/** Names can only fail to be found, and connections to be refused, before anything is sent. */
const BEFORE_SENDING =
	/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|LOGIN_\w+|ERR_INVALID_\w+|ERR_UNESCAPED_\w+|)$/;

/** What a request without a response ended with. */
export interface Breakage extends Extract<Fault, { code: string }> {
	message: string;
	/** What n8n advises where it refused the request itself, or a login of ours. */
	advice?: string;
}

interface Thrown {
	message?: unknown;
	description?: unknown;
	code?: unknown;
	/** What a login of ours says instead of a code. */
	fault?: unknown;
	syscall?: unknown;
	errors?: unknown;
	cause?: unknown;
	request?: { socket?: { secureConnecting?: unknown } | null };
}

/**
 * Reads what was thrown for a request. n8n's helper wraps what axios threw, which wraps what Node threw.
 *
 * @param hasResponse whether the response had begun
 */
export function breakageOf(thrown: unknown, hasResponse: boolean): Breakage {
	const chain = causesOf(thrown);
	const code = first(chain, 'fault') ?? first(chain, 'code') ?? '';
	const inner = chain.findLast(({ message }) => typeof message === 'string' && message !== '');
	const advice = code === '' ? first(chain, 'description') : inner?.description;
	return {
		code,
		message: String(inner?.message ?? ''),
		advice: typeof advice === 'string' ? advice : undefined,
		mayHaveLeft: hasResponse || !(isBeforeSending(code) || chain.some(isConnecting)),
	};
}

function causesOf(thrown: unknown): Thrown[] {
	const chain: Thrown[] = [];
	for (let link = thrown as Thrown | undefined; link && chain.length < 6; ) {
		chain.push(link);
		link = link.cause as Thrown | undefined;
	}
	return chain;
}

function first(chain: Thrown[], key: 'fault' | 'code' | 'description'): string | undefined {
	return chain.map((link) => link[key]).find((value) => typeof value === 'string');
}

function isBeforeSending(code: string): boolean {
	return BEFORE_SENDING.test(code) || UNTRUSTED.test(code);
}

/** Whether the connection was still being made: the name, the connection itself, or its encryption. */
function isConnecting({ syscall, errors, request }: Thrown): boolean {
	if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
	if (request?.socket?.secureConnecting === true) return true;
	return Array.isArray(errors) && errors.length > 0 && (errors as Thrown[]).every(isConnecting);
}

/** The error for a request that got no response. */
export function connectionError(breakage: Breakage, peer: Peer, timeoutMs: number): AppError {
	const { code } = breakage;
	const facts = explainBreakage(breakage, peer, timeoutMs);
	// What another host lacks says nothing of the next request to the app.
	const kind = facts.kind === 'passing' && peer.isApp !== true ? 'failed' : facts.kind;
	return new AppError({ ...facts, kind, ...(code !== '' && { code }) });
}

function explainBreakage(breakage: Breakage, peer: Peer, timeoutMs: number): ErrorFacts {
	const { code, message, mayHaveLeft } = breakage;
	const { name, host, advice } = peer;
	switch (code) {
		case TOO_LARGE:
			return {
				kind: 'failed',
				message: `The ${name} at ${host} sent a response that is too large to read: ${message}`,
				remedy: 'smaller pages',
			};
		case TIMED_OUT:
		case LOGIN_TIMED_OUT:
			return {
				kind: 'passing',
				message: `The ${name} at ${host} did not respond within ${Number((timeoutMs / 1000).toPrecision(3))} seconds`,
				remedy: 'more time',
			};
		case LOGIN_FAILED:
			return { kind: 'passing', message, advice: breakage.advice };
		case LOGIN_MISPLACED:
			return { kind: 'configuration', message, advice: breakage.advice };
		case LOGIN_REFUSED:
			return { kind: 'credential', message, advice: breakage.advice };
	}
	if (!mayHaveLeft) return explainUnsent(breakage, peer);
	if (UNREADABLE.test(code)) {
		return {
			kind: 'passing',
			message: `The ${name} at ${host} sent a response that can't be read`,
			advice: inSentences(advice, `It may not be what it should be, ${ON_THE_WAY}`),
		};
	}
	return {
		kind: 'passing',
		message: `The connection to the ${name} at ${host} was interrupted`,
		advice:
			'Try again in a minute. If this keeps happening, ask whoever runs n8n whether a proxy or a firewall ends the connection',
	};
}

/** The request did not leave. */
function explainUnsent(
	{ code, message, advice: n8nAdvice }: Breakage,
	{ name, host, advice }: Peer,
): ErrorFacts {
	if (code === '') {
		return {
			kind: 'configuration',
			message: `n8n did not send the request to the ${name} at ${host}: ${message}`,
			advice: n8nAdvice ?? advice,
		};
	}
	if (code === 'ENOTFOUND') {
		return { kind: 'configuration', message: `No ${name} was found at ${host}`, advice };
	}
	if (UNTRUSTED.test(code)) {
		return {
			kind: 'configuration',
			message: `n8n doesn't trust the certificate of the ${name} at ${host}: ${message.split(';', 1)[0]}`,
			advice: inSentences(
				advice,
				'If your organization uses its own proxy or certificate authority, add its certificate to n8n (NODE_EXTRA_CA_CERTS)',
			),
		};
	}
	if (/^EPROTO$|^ERR_(SSL|TLS)_/.test(code)) {
		return {
			kind: 'configuration',
			message: `No encrypted connection to the ${name} at ${host} could be made`,
			advice: inSentences(advice, `It may not support https, ${ON_THE_WAY}`),
		};
	}
	return {
		kind: 'passing',
		message:
			code === 'ECONNREFUSED'
				? `The connection to the ${name} at ${host} was refused`
				: `The ${name} at ${host} could not be reached`,
		advice: inSentences(`It may be offline, ${ON_THE_WAY}`, advice),
	};
}

const LONGEST_EXCERPT = 200;

/** What to do where a refusal tells nothing of who refused. */
export function onTheWayOr(ifOfTheApp: string): string {
	return `It may come from a proxy or a firewall between n8n and the app: ask whoever runs n8n. If it comes from the app: ${ifOfTheApp}`;
}

/** A proxy between n8n and the host wants a login of its own. */
export function proxyLogin(host: string): ErrorFacts {
	return {
		kind: 'configuration',
		message: `A proxy on the way to ${host} requires a login (407)`,
		advice: 'Ask whoever runs n8n to check its proxy settings',
	};
}

/**
 * Why a request was refused that the app may never have seen: an API refuses access without a page, or
 * asks for a login (`WWW-Authenticate`).
 *
 * @returns undefined where the app itself has refused it
 */
export function refusedOnTheWay(response: HttpResponse): ErrorFacts | undefined {
	const { status, headers, text } = response;
	if (status === 407 || headers['proxy-authenticate'] !== undefined) return proxyLogin('the app');
	const isRefusal = status === 401 || status === 403;
	if (!isRefusal || !isPage(response) || headers['www-authenticate'] !== undefined) {
		return undefined;
	}
	const said = plainText(text).trim().slice(0, LONGEST_EXCERPT).toWellFormed();
	return {
		kind: 'configuration',
		message: `Access was refused with a web page (${status}): ${said}`,
		advice:
			'It may come from a proxy or a firewall between n8n and the app: ask whoever runs n8n. If it is a page of your app, check the credential, and what its user is allowed to do',
	};
}
