import type { EndpointResponse, EndpointCall } from '../app/app';
import { AppError } from '../app/errors';
import { isJsonObject, parseJson } from '../app/json';
import { fileOfAction } from '../http/fileErrors';
import { plainText } from '../http/plainText';
import type { Body } from '../http/requestBody';
import { isSuccess, type HttpResponse } from '../http/response';
import { isRefusedToken, readAnswer } from './answers';
import { DONE, type Client, type Sent } from './client';

/**
 * Calls an action as an HTTP endpoint (vendor's article): `<runtime address>/action/<UUID>/<path>`. The
 * answer is the action's own, whatever its status; a redirect is not followed.
 */
export async function callEndpoint(client: Client, call: EndpointCall): Promise<EndpointResponse> {
	const sent = toRequest(call);
	const request = { safety: 'once', purpose: 'call the endpoint' } as const;
	// The action may have run, whatever the status that it returns.
	const send = async () =>
		(
			await client.exchange(
				sent,
				request,
				() => false,
				() => DONE,
			)
		).response;
	const answer = await send();
	// An action may answer 401 itself. A token that a query is refused with as well has run nothing.
	const isSentAgain = mayLackToken(answer) && (await client.isTokenReplaced());
	const response = isSentAgain ? await send() : answer;
	const { status: statusCode, headers, text } = response;
	if (!response.isText && isSuccess(response)) throw fileOfAction(response);
	if (statusCode >= 400 && !call.takesErrors) throw endpointError(statusCode, text);
	return { statusCode, headers, body: bodyIn(headers['content-type'], text) };
}

/** How much of a response an error quotes. */
const MAX_QUOTED = 200;

/** The action may have run by then. */
function endpointError(status: number, text: string): AppError {
	const [said = ''] = plainText(text).trim().split('\n');
	const quoted = said === '' ? '' : `: ${said.slice(0, MAX_QUOTED).toWellFormed()}`;
	return new AppError({
		kind: 'failed',
		status,
		outcome: 'unknown',
		message: `The endpoint returned ${status}${quoted}`,
		advice: 'If the action has run, its changes are not rolled back',
		remedy: 'any status',
	});
}

function toRequest({ action, method, path, query, body }: EndpointCall): Sent {
	const parts = path.split('/').filter((part) => part !== '');
	const search = new URLSearchParams(query).toString();
	const address = ['/action', action, ...parts.map(encodeURIComponent)].join('/');
	return {
		method,
		path: search === '' ? address : `${address}?${search}`,
		...(body !== undefined && { body: toBody(body) }),
	};
}

function toBody(body: unknown): Body {
	if (typeof body !== 'string') {
		return { content: JSON.stringify(body), contentType: 'application/json' };
	}
	// Text that is JSON goes as it is typed: JavaScript would change the digits of large numbers.
	const json = parseJson(body);
	const isJson = isJsonObject(json) || Array.isArray(json);
	return { content: body, contentType: isJson ? 'application/json' : 'text/plain; charset=utf-8' };
}

function mayLackToken({ status, text }: HttpResponse): boolean {
	const reading = readAnswer(text);
	return status === 401 || (reading !== undefined && isRefusedToken(reading));
}

function bodyIn(type = '', text: string): unknown {
	const isJson = /\bjson\b/i.test(type);
	return (isJson ? parseJson(text) : undefined) ?? text;
}
