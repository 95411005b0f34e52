import type { IHttpRequestOptions } from 'n8n-workflow';

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
