import type { IDataObject } from 'n8n-workflow';
import { findModel, type Model, type Property } from '../../app/schema/models';
import { kindOf } from '../../app/values/kinds';
import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { model } from '../../parameters/model';
import { optionsOnce } from '../../parameters/options';

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

export const get = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get model',
		description: 'Retrieve a model with its properties',
	},
	parameters: { reference: model, options: optionsOnce() },
	async prepare({ reference }, { app }) {
		return prepared(async () => {
			const models = await app.schema.models({ model: reference, paths: [] });
			const found = findModel(models, reference) ?? (await app.schema.resolve(reference));
			return [describeModel(found, models)];
		});
	},
});
