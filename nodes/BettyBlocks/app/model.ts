/** A property of a model. */
export interface Property {
	/** UUID: 32 lowercase hex characters. */
	id: string;
	/** The database name, snake_case: the key in records. */
	name: string;
	/** In the platform's own words, as in `date_time`. */
	kind: string;
	/** `model` (UUID) for relations, `required`, allowed values perhaps: what it holds is hardly known. */
	options: Record<string, unknown>;
}

/** A model of an app, with its properties. */
export interface Model {
	/** UUID: 32 lowercase hex characters. */
	id: string;
	/** CamelCase, singular. */
	name: string;
	/** The name of its table, where a person named the model by it. */
	table?: string;
	properties: Property[];
}

/** How a person names a model: by UUID, or by the name of its table. */
export type ModelReference = { uuid: string } | { table: string };
