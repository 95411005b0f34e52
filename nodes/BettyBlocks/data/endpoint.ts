import type { EndpointAnswer, EndpointCall } from '../app/app';
import { isJsonObject, parseJson } from '../app/json';
import type { Answer, Body } from '../http/answer';
import { isRefusedToken, readAnswer } from './answers';
import type { Client } from './client';
import type { Sent } from './connection';

/**
 * Calls an action as an HTTP endpoint (vendor's article): `<runtime address>/action/<UUID>/<path>`. The
 * answer is the action's own, whatever its status; a redirect is not followed.
 */
export async function callEndpoint(client: Client, call: EndpointCall): Promise<EndpointAnswer> {
	const sent = toRequest(call);
	const send = async () =>
		(await client.exchange(sent, { safety: 'once', purpose: 'call the endpoint' }, () => false))
			.answer;
	const answer = await send();
	// An action may answer 401 itself. A token that a query is refused with as well has run nothing.
	const isSentAgain = mayLackToken(answer) && (await client.isTokenReplaced());
	const { status: statusCode, headers, text } = isSentAgain ? await send() : answer;
	return { statusCode, headers, body: bodyIn(headers['content-type'], text) };
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

function mayLackToken({ status, text }: Answer): boolean {
	const reading = readAnswer(text);
	return status === 401 || (reading !== undefined && isRefusedToken(reading));
}

function bodyIn(type = '', text: string): unknown {
	const isJson = /\bjson\b/i.test(type);
	return (isJson ? parseJson(text) : undefined) ?? text;
}
