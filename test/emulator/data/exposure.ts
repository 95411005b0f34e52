import type { Model, Store, StoredProperty } from '../store.ts';
import { fieldName, modelName } from './names.ts';

/** A property as a field of its model's type. */
export interface Field {
	name: string;
	property: StoredProperty;
	/** The model at the other side of a relation. */
	target: Model | undefined;
}

/** A model in the schema. */
export interface Exposed {
	model: Model;
	/** As in `all<M>`. */
	name: string;
	fields: Field[];
}

/** Tells what is left out of a schema. */
export type Hidden = (model: Model, property?: StoredProperty) => boolean;

/** What of the app is in a schema: models, and their properties as fields. Objects never are. */
export function exposed(store: Store, hidden: Hidden): Exposed[] {
	return store.models
		.filter((model) => !hidden(model))
		.map((model) => ({
			model,
			name: modelName(model),
			fields: model.properties
				.filter(({ group }) => group !== 'object')
				.filter((property) => !hidden(model, property))
				.map((property) => ({
					...{ name: fieldName(property.name), property },
					target: store.target(property),
				}))
				.filter(({ target }) => target === undefined || !hidden(target)),
		}));
}

export function isRelation({ property }: Field): boolean {
	return ['belongsTo', 'hasOne', 'hasMany', 'manyToMany'].includes(property.group);
}

/** Whether the field's value is a list of records. */
export function isList({ property }: Field): boolean {
	return property.group === 'hasMany' || property.group === 'manyToMany';
}
