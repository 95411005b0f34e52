import { badRequest, empty, json, text, type Answer } from './answers.ts';
import type { ActionDefinition } from './app.ts';
import type { ApiRequest, Environment } from './environment.ts';
import { type Parameters, isParameters } from './parameters.ts';
import { notFound } from './records.ts';
import type { Model } from './store.ts';
import { createRow, draftWrite } from './writes.ts';

function formInputs({ body }: ApiRequest): Parameters {
	return body.kind === 'form' || body.kind === 'multipart' ? body.parameters : {};
}

function jsonInputs({ body }: ApiRequest): Parameters {
	if (body.kind === 'malformed') throw badRequest('Malformed JSON');
	return body.kind === 'json' ? body.parameters : {};
}

/** Input variables from where the app reads them; what is sent elsewhere is passed over. */
function inputsOf(request: ApiRequest, environment: Environment): Parameters {
	switch (environment.personality.inputs) {
		case 'query':
			return request.query;
		case 'form':
			return formInputs(request);
		case 'json':
			return jsonInputs(request);
		default:
			return { ...request.query, ...formInputs(request), ...jsonInputs(request) };
	}
}

/** Replaces `"$inputs"` and `"$inputs.<name>"`, however deep they stand. */
function fillIn(template: unknown, inputs: Parameters): unknown {
	if (template === '$inputs') return inputs;
	if (typeof template === 'string' && template.startsWith('$inputs.')) {
		return inputs[template.slice('$inputs.'.length)] ?? null;
	}
	if (Array.isArray(template)) return template.map((entry) => fillIn(entry, inputs));
	if (!isParameters(template)) return template;
	return Object.fromEntries(
		Object.entries(template).map(([key, value]) => [key, fillIn(value, inputs)]),
	);
}

/** Creates the record an action describes; tells whether the record was valid. */
function carryOut(action: ActionDefinition, inputs: Parameters, environment: Environment): boolean {
	const create = action.effect?.create;
	const model = create && environment.store.modelForTests(create.model);
	if (create === undefined || model === undefined) return true;
	const values = fillIn(create.values, inputs);
	const draft = draftWrite(model, undefined, isParameters(values) ? values : {}, environment);
	if (Object.keys(draft.errors).length > 0) return false;
	createRow(model, draft, environment);
	return true;
}

function answerOf(action: ActionDefinition, inputs: Parameters): Answer {
	const { status = 200, response = null } = action;
	const filled = fillIn(response, inputs);
	if (filled === null) return empty(status === 200 ? 204 : status);
	return typeof filled === 'string' ? text(status, filled) : json(status, filled);
}

/** `POST /models/<MODEL>/actions/<ACTION>/execute`; a fault inside the action answers 502. */
export async function executeAction(
	model: Model,
	id: string,
	request: ApiRequest,
	environment: Environment,
): Promise<Answer> {
	const action = environment.actions.find((known) => known.id === id && known.model === model.id);
	if (action === undefined) return notFound(environment);
	const inputs = inputsOf(request, environment);
	const succeeded = carryOut(action, inputs, environment);
	await environment.wait(action.delayMs ?? 0);
	return succeeded ? answerOf(action, inputs) : text(502, 'The action failed');
}
