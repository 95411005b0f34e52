import { findProperty, type Model, type Property } from './models';
import { type AppRecord, shownValue } from '../values/shown';
import { InputError } from '../errors';
import { isJsonObject } from '../values/json';
import { kindOf } from '../values/kinds';

/** A property of a model, or one of a related model: the relations walked, then the property. */
export interface PropertyPath {
	/** As the person named it. */
	label: string;
	steps: [Property, ...Property[]];
}

/** The property at the end of a path. */
export function lastOf({ steps }: PropertyPath): Property {
	return steps.at(-1) ?? steps[0];
}

/** @throws {InputError} when the model has no such property; names those it has */
export function requireProperty(model: Model, nameOrUuid: string): Property {
	const property = findProperty(model, nameOrUuid);
	if (property !== undefined) return property;
	throw new InputError(
		`The model ${model.name} has no property "${nameOrUuid}"`,
		`Its properties are ${model.properties.map(({ name }) => name).join(', ')}`,
	);
}

/**
 * Reads `name`, `<UUID>` or `group.name`, a property of the record that `group` relates to. A path that ends in a
 * relation means the id of the related record.
 *
 * @throws {InputError} when there is no such property on the way
 */
export function readPath(models: Model[], model: Model, label: string): PropertyPath {
	const [first = '', ...others] = label.split('.');
	const steps: PropertyPath['steps'] = [requireProperty(model, first)];
	for (const name of others) {
		const relation = lastOf({ label, steps });
		steps.push(requireProperty(targetOf(models, relation, label), name));
	}
	const last = lastOf({ label, steps });
	if (kindOf(last).family === 'relation') {
		const id = targetOf(models, last, label).properties.find(({ name }) => name === 'id');
		if (id !== undefined) steps.push(id);
	}
	return { label, steps };
}

function targetOf(models: Model[], relation: Property, label: string): Model {
	const target = models.find(({ id }) => id === relation.options.model);
	if (target !== undefined) return target;
	const { models: several } = relation.options;
	if (Array.isArray(several)) {
		throw new InputError(
			`"${label}" can't be used: "${relation.name}" leads to records of several models (${several.join(', ')})`,
			'Filter in a separate step (for example with the Filter node)',
		);
	}
	throw new InputError(
		`"${label}" continues after "${relation.name}", but that property isn't a relation`,
		'Only a relation can be followed by a dot and a property of the related model',
	);
}

/**
 * The value at the end of a path in a record as the app sent it, under names or (through a view)
 * under UUIDs.
 *
 * @returns undefined when the record does not tell
 */
export function valueAt(record: AppRecord, { steps }: PropertyPath): unknown {
	return steps.reduce<unknown>((value, property) => {
		if (value === null || value === undefined) return value;
		return isJsonObject(value) ? shownValue(value, property) : undefined;
	}, record);
}
