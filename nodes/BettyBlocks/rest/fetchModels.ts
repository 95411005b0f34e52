import { isJsonObject } from '../app/values/json';
import type { Model, Property } from '../app/schema/models';
import type { Client } from './client';

/**
 * The models of the app, with their properties. Parts of an unknown shape are left out. The names of
 * the tables are not in the response (vendor's client library).
 *
 * @param isAgain whether to ask although they were told before: something isn't among them
 */
export async function modelsOf(client: Client, isAgain = false): Promise<Model[]> {
	const { schema } = client;
	const models = (isAgain ? undefined : schema.models) ?? fetchModels(client);
	schema.models = models;
	try {
		return await models;
	} catch (error) {
		if (schema.models === models) schema.models = undefined;
		return await Promise.reject(error as Error);
	}
}

async function fetchModels(client: Client): Promise<Model[]> {
	const models = await client.json(
		{
			method: 'GET',
			path: ['models'],
			safety: 'safe',
			purpose: 'read the models',
			notFound: 'No Betty Blocks API was found at the URL of the app',
			notFoundAdvice: 'Check the application in the credential',
		},
		(json) => (Array.isArray(json) ? (json as unknown[]) : undefined),
	);
	return withTargets(
		models.filter(isNamed).map((model) => ({
			id: String(model.id),
			name: String(model.name),
			properties: (Array.isArray(model.properties) ? (model.properties as unknown[]) : [])
				.filter(isNamed)
				.map(toProperty),
		})),
	);
}

function withTargets(models: Model[]): Model[] {
	const names = new Map(models.map(({ id, name }) => [id, name]));
	for (const property of models.flatMap(({ properties }) => properties)) {
		const target = names.get(String(property.options.model));
		if (target !== undefined) property.target = target;
	}
	return models;
}

function toProperty({
	id,
	name,
	kind,
	options,
	inverse_association: inverse,
}: Record<string, unknown>): Property {
	return {
		id: String(id),
		name: String(name),
		kind: typeof kind === 'string' ? kind : '',
		options: isJsonObject(options) ? options : {},
		...(typeof inverse === 'string' && { inverse }),
	};
}

function isNamed(value: unknown): value is Record<string, unknown> {
	return isJsonObject(value) && value.id !== undefined && value.name !== undefined;
}
