import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Adds what authenticates a request. What is secret goes to the app's own host only: the request is
 * unchanged if it goes to another one, and a redirect to another one doesn't take it along.
 *
 * @param request as our nodes send it, or with `uri`, as n8n's HTTP Request node does
 * @param appUrl any URL of the app
 */
export function forOwnHost(
	request: IHttpRequestOptions & { uri?: string },
	appUrl: string,
	secret: Pick<IHttpRequestOptions, 'auth' | 'headers'>,
): IHttpRequestOptions {
	const { url, uri = url, baseURL } = request;
	const isOwn =
		URL.canParse(uri, baseURL) && new URL(uri, baseURL).origin === new URL(appUrl).origin;
	return isOwn ? { ...request, ...secret, sendCredentialsOnCrossOriginRedirect: false } : request;
}
