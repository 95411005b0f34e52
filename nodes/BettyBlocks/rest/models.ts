import type { ApiRequest, Client } from './client';

/** A property as `GET /models` describes it (vendor's client library). */
export interface Property {
	/** UUID: 32 lowercase hex characters. */
	id: string;
	/** The database name, snake_case: the key in records. */
	name: string;
	kind: string;
	/** What it holds is hardly known: `model` (UUID) for relations, allowed values perhaps. */
	options: Record<string, unknown>;
}

/** A model as `GET /models` describes it. The table name is not in the answer. */
export interface Model {
	/** UUID: 32 lowercase hex characters. */
	id: string;
	/** CamelCase, singular. */
	name: string;
	properties: Property[];
}

/** Asks for the models of the app, with their properties. Parts of an unknown shape are left out. */
export async function fetchModels(client: Client): Promise<Model[]> {
	const request: ApiRequest = {
		method: 'GET',
		path: ['models'],
		safety: 'read',
		purpose: 'read the models',
		notFound: 'No Betty Blocks API was found at the address of the app',
	};
	const answer = await client.request(request);
	const models = client.parse(request, answer);
	if (!Array.isArray(models)) return client.refuse(request, answer);
	return models.filter(isNamed).map((model) => ({
		id: String(model.id),
		name: String(model.name),
		properties: (Array.isArray(model.properties) ? model.properties : [])
			.filter(isNamed)
			.map(toProperty),
	}));
}

function toProperty({ id, name, kind, options }: Record<string, unknown>): Property {
	return {
		id: String(id),
		name: String(name),
		kind: typeof kind === 'string' ? kind : '',
		options: isObject(options) ? options : {},
	};
}

function isNamed(value: unknown): value is Record<string, unknown> {
	return isObject(value) && value.id !== undefined && value.name !== undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
