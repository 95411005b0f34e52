import { parseJson } from '../app/json';
import type { ApiRequest, Client } from './client';
import type { FormValue } from './form';

/** Input variables of an action, and the way in which they travel. */
export type ActionInputs =
	| { sendAs: 'form' | 'query'; values: { [name: string]: FormValue } }
	| { sendAs: 'json'; values: object };

/**
 * Runs an action (`POST …/actions/<UUID>/execute`, vendor's article). Never sent again once the app
 * may have it. How an app reads input variables is not documented.
 *
 * @param model UUID; action addresses take no table name (vendor's article)
 * @param action UUID
 * @returns what the action answered: parsed JSON, text, or undefined for nothing
 */
export async function executeAction(
	client: Client,
	model: string,
	action: string,
	inputs: ActionInputs,
): Promise<unknown> {
	const { text } = await client.request({
		method: 'POST',
		path: ['models', model, 'actions', action, 'execute'],
		...carrying(inputs),
		safety: 'once',
		purpose: 'execute the action',
		notFound: `The app has no action "${action}" in the model "${model}"`,
		faultInside: 'The action failed inside the app',
	});
	const json = parseJson(text);
	if (json === null || text.trim() === '') return undefined;
	return json ?? text;
}

function carrying(inputs: ActionInputs): Pick<ApiRequest, 'form' | 'query' | 'body'> {
	switch (inputs.sendAs) {
		case 'form':
			return { form: inputs.values };
		case 'query':
			return { query: inputs.values };
		case 'json': {
			const content = JSON.stringify(inputs.values);
			return { body: async () => ({ content, contentType: 'application/json' }) };
		}
	}
}
