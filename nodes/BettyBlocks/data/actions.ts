import type { IDataObject } from 'n8n-workflow';
import type { EndpointResponse, EndpointCall } from '../app/parts';
import { AppError, inSentences } from '../app/errors';
import { isJsonObject, parseJson } from '../app/values/json';
import {
	fileOfAction,
	isEmpty,
	isSuccess,
	plainText,
	typeOf,
	type HttpResponse,
} from '../http/response';
import type { Body } from '../http/requestBody';
import type { Client, Sent } from './client';
import { DONE } from './graphqlResponse';

/** As the vendor's own code sends it; the variables are not declared, as `action` is in no schema. */
const RUN = 'mutation { action(id: $id, input: $input) }';

/** For an app that wants its variables declared (one client does so). */
const RUN_DECLARED = 'mutation ($id: ID!, $input: ActionInput!) { action(id: $id, input: $input) }';

/**
 * Runs an action, and is never sent again once the app may have it.
 *
 * @returns the output of the action; undefined for none
 * @throws {AppError} with the action's own words where it fails
 */
export async function runAction(client: Client, id: string, input: IDataObject): Promise<unknown> {
	const { action } = await client.ask({
		query: RUN,
		declared: RUN_DECLARED,
		variables: { id, input },
		field: 'action',
		safety: 'unsafe',
		purpose: 'run the action',
		isAction: true,
	});
	const output = isJsonObject(action) && 'results' in action ? action.results : action;
	const isEmpty = isJsonObject(output) && Object.keys(output).length === 0 && output === action;
	return output === null || isEmpty ? undefined : output;
}

/**
 * Calls an action as an HTTP endpoint (vendor's article): `<runtime address>/action/<UUID>/<path>`. The
 * response is the action's own, whatever its status, so nothing in it leads to a second call: the login
 * is checked before. A redirect is not followed.
 */
export async function requestEndpoint(
	client: Client,
	call: EndpointCall,
): Promise<EndpointResponse> {
	await client.logInFirst(true);
	const about = { safety: 'unsafe', purpose: 'call the endpoint' } as const;
	const request = client.toRequest(toSent(call), about, () => DONE);
	const { response } = await client.http.send(request);
	const { status: statusCode, headers, text } = response;
	if (!response.isText && isSuccess(response)) throw fileOfAction(response);
	if (statusCode >= 400 && !call.takesErrors) throw endpointError(statusCode, text);
	return { statusCode, headers, body: bodyIn(response, call.takesErrors) };
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
		message: inSentences(`The endpoint returned ${status}${quoted}`, 'The action may have run'),
		advice: 'Check what it did before you run it again: its changes are not rolled back',
		remedy: 'any status',
	});
}

function toSent({ action, method, path, query, body }: EndpointCall): Sent {
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

/** @throws {AppError} for JSON that is cut off, unless any response will do */
function bodyIn(response: HttpResponse, takesAny: boolean): unknown {
	const { text, status } = response;
	if (!/\bjson\b/i.test(typeOf(response)) || isEmpty(response)) return text;
	const json = parseJson(text);
	if (json !== undefined || takesAny || !isSuccess(response))
		return json === undefined ? text : json;
	throw new AppError({
		kind: 'failed',
		status,
		outcome: 'unknown',
		message: 'The endpoint responded with JSON that is cut off or invalid',
		advice: 'The action has run: check what it did before you run it again',
		remedy: 'any status',
	});
}
