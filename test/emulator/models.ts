import { json, type Answer } from './answers.ts';
import type { Environment } from './environment.ts';
import { visibleProperties } from './render.ts';

/** `GET /models`: what the app tells of its models; never the table name nor `required`. */
export function listModels({ store, personality }: Environment): Answer {
	const models = store.models.map((model) => ({
		id: model.id,
		name: model.name,
		properties: visibleProperties(model, personality).map(
			({ id, name, kind, options, inverse }) => ({
				id,
				name,
				kind,
				options: currentOptions(options, personality),
				...(inverse === undefined ? {} : { inverse_association: inverse }),
			}),
		),
	}));
	return json(200, models);
}

/** A list may have lost a choice that records still have. */
function currentOptions(
	options: Record<string, unknown>,
	{ choices }: Environment['personality'],
): Record<string, unknown> {
	const { values } = options;
	const isShorter = choices === 'withdrawn' && Array.isArray(values);
	return isShorter ? { ...options, values: values.slice(1) } : options;
}
