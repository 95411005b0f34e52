import type { ActionCall } from '../app/parts';
import { parseJson } from '../app/values/json';
import { fileOfAction, isEmpty, isPage, typeOf, type HttpResponse } from '../http/response';
import type { Client, ApiRequest } from './client';
import { encodeInputs } from './form';

/**
 * Prepares to run an action (`POST …/actions/<UUID>/execute`, vendor's article). How an app reads input
 * variables is not documented.
 *
 * @returns runs it, and is never sent again once the app may have it; what the action responded with is
 * parsed JSON, text, or undefined for nothing
 * @throws {InputError} naming the input that a form can't carry
 */
export function prepareAction(client: Client, call: ActionCall): () => Promise<unknown> {
	const { model, action } = call;
	const request: ApiRequest = {
		method: 'POST',
		path: ['models', model, 'actions', action, 'execute'],
		...carrying(call),
		safety: 'unsafe',
		purpose: 'run the action',
		notFound: `The app has no action "${action}" in the model "${model}"`,
		notFoundAdvice:
			'An action belongs to one model: copy the URL of the action from the builder again',
		faultInside: 'The action failed inside the app',
	};
	return async () => {
		const { response } = await client.plain(request);
		return outputIn(response, () => client.refuse(request, response));
	};
}

/** The type of a response decides what it is; an object or a list in text is JSON all the same. */
function outputIn(response: HttpResponse, refuse: () => never): unknown {
	if (!response.isText) throw fileOfAction(response);
	if (isEmpty(response)) return undefined;
	const json = parseJson(response.text);
	if (typeOf(response).endsWith('json')) return json === undefined ? refuse() : (json ?? undefined);
	if (typeof json === 'object' && json !== null) return json;
	return isPage(response) ? refuse() : response.text;
}

function carrying({
	sendAs,
	inputs,
	key,
	zone,
}: ActionCall): Pick<ApiRequest, 'form' | 'query' | 'body'> {
	switch (sendAs) {
		case 'form':
			return { form: under(key, encodeInputs(inputs, zone)) };
		case 'query':
			return { query: under(key, encodeInputs(inputs, zone)) };
		case 'json': {
			const content = JSON.stringify(under(key, inputs));
			return { body: async () => ({ content, contentType: 'application/json' }) };
		}
	}
}

function under<Values extends object>(
	key: string | undefined,
	values: Values,
): Values | { [key: string]: Values } {
	return key === undefined ? values : { [key]: values };
}
