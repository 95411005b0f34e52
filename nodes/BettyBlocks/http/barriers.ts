// What stands between n8n and an app, and may refuse a request in its place.
import type { ErrorFacts } from '../app/errors';
import { isPage, plainText, type HttpResponse } from './response';

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
