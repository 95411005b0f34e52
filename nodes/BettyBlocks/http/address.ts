import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Turns what a person typed as their application into the address of its host.
 *
 * Accepts an identifier (`my-app`), a host (`my-app.edge.bettyblocks.com`, a custom domain) or a
 * full URL (`https://my-app.bettyblocks.com/anything`); path, query and fragment do not count. An
 * address that belongs to the other generation of apps is refused. The APIs speak HTTPS only
 * (vendor's article "Betty Blocks REST API"), so plain HTTP is for the local machine alone.
 *
 * The function stands on nothing outside itself: the credential's test carries its source in an
 * n8n expression, so that both read an address by the very same rules. For the same reason it has
 * no `URL` (expressions lack it) and no two closing braces in a row (they would end the expression).
 *
 * @param application the credential's field, as typed
 * @param domain what an identifier is a part of, as in `bettyblocks.com`
 * @returns `https://<host>`, without a trailing slash
 * @throws {Error} for anything that is no such address; the message says what to type instead
 */
export function toAddress(application: unknown, domain: string): string {
	// n8n shows the message of an error in an expression only under this name.
	const refusal = (message: string) =>
		Object.assign(new Error(message), { name: 'ExpressionError' });
	const typed = String(application ?? '')
		.trim()
		.toLowerCase();
	if (typed === '') {
		throw refusal(
			`The application is empty. Enter its identifier (my-app) or its URL (https://my-app.${domain})`,
		);
	}
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(typed)?.[1];
	const authority = typed
		.slice(scheme === undefined ? 0 : scheme.length + 3)
		.replace(/[/?#].*/s, '');
	if (authority.includes('@')) {
		throw refusal(
			'The application must not contain an email address or a password. Enter only its identifier or URL',
		);
	}
	const [, name = '', port] =
		/^(\[::1\]|[\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}_])?)(?::(\d+))?$/u.exec(authority) ?? [];
	const isNumbered = /\.\d+$/.test(name) && !/^\d+(\.\d+){3}$/.test(name);
	const isPort = port === undefined || (Number(port) > 0 && Number(port) < 65536);
	if (name === '' || name.includes('..') || isNumbered || !isPort) {
		throw refusal(
			`The application must be an identifier or a URL. Enter it like my-app or https://my-app.${domain}`,
		);
	}
	const local = name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
	if (scheme === 'http' && !local) {
		throw refusal('Betty Blocks accepts https only. Enter the URL with https://');
	}
	if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
		throw refusal('The application must be an https URL. Enter it with https://');
	}
	const isClassic = domain === 'bettyblocks.com';
	const isRuntime = /^[^?#]*\/api\/runtime\//.test(typed);
	if (
		('.' + name).endsWith(isClassic ? '.betty.app' : '.bettyblocks.com') ||
		(isClassic && isRuntime)
	) {
		throw refusal(
			isClassic
				? 'This is the URL of a newer app. Choose Newer App in the node, and a Betty Blocks Data API credential'
				: 'This is the URL of a classic app. Choose Classic App in the node, and a Betty Blocks Classic API credential',
		);
	}
	const protocol = scheme ?? (local ? 'http' : 'https');
	const host = local || scheme !== undefined || name.includes('.') ? name : name + '.' + domain;
	const usualPort = protocol === 'https' ? '443' : '80';
	return protocol + '://' + host + (port === undefined || port === usualPort ? '' : ':' + port);
}

/** A request as our nodes send it, or as n8n's HTTP Request node does, with names of its own. */
type AnyRequest = IHttpRequestOptions & {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
};

/** n8n 1 takes secrets along to any host that a redirect leads to. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

/**
 * Adds what authenticates a request, if the request goes to the app's own host. Otherwise the request
 * stays as it is.
 *
 * @param appUrl any URL of the app
 */
export function forOwnHost(
	request: AnyRequest,
	appUrl: string,
	secret: Pick<IHttpRequestOptions, 'auth' | 'headers'>,
): AnyRequest {
	const { url, uri = url, baseURL } = request;
	const isOwn =
		URL.canParse(uri, baseURL) && new URL(uri, baseURL).origin === new URL(appUrl).origin;
	return isOwn ? { ...request, ...secret, ...NO_REDIRECTS } : request;
}
