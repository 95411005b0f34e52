import type { ActionCall } from '../app/app';
import { parseJson } from '../app/json';
import type { Client } from './client';
import { encodeInputs } from './actionForm';
import type { ApiRequest } from './request';

/**
 * Prepares to run an action (`POST …/actions/<UUID>/execute`, vendor's article). How an app reads input
 * variables is not documented.
 *
 * @returns runs it, and is never sent again once the app may have it; what the action answered is
 * parsed JSON, text, or undefined for nothing
 * @throws {InputError} naming the input that a form can't carry
 */
export function prepareAction(client: Client, call: ActionCall): () => Promise<unknown> {
	const { model = '', action } = call;
	const request: ApiRequest = {
		method: 'POST',
		path: ['models', model, 'actions', action, 'execute'],
		...carrying(call),
		safety: 'once',
		purpose: 'execute the action',
		notFound: `The app has no action "${action}" in the model "${model}"`,
		notFoundAdvice:
			'An action belongs to one model: copy the address of the action from the builder again',
		faultInside: 'The action failed inside the app',
	};
	return async () => {
		const { answer } = await client.plain(request);
		const json = parseJson(answer.text);
		if (json === null || answer.text.trim() === '') return undefined;
		return json ?? answer.text;
	};
}

function carrying({
	sendAs = 'form',
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
