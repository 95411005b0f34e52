import type { IDataObject } from 'n8n-workflow';
import type { Model, Property } from '../../app/schema/models';
import { kindOf } from '../../app/values/kinds';

/** A model for people and for AI agents: what its records hold, and what of it can be written. */
export function describeModel(model: Model, models: Model[]): IDataObject {
	return {
		id: model.id,
		name: model.name,
		properties: model.properties.map((property) => describeProperty(property, models)),
	};
}

function describeProperty(property: Property, models: Model[]): IDataObject {
	const { id, name, kind, options, isReadOnly = false } = property;
	const target = models.find((model) => model.id === options.model);
	return {
		id,
		name,
		kind,
		writable: !isReadOnly && kindOf(property).writable,
		options: options as IDataObject,
		...(target && { target: { id: target.id, name: target.name } }),
	};
}
