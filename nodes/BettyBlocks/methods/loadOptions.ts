import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Model, Property } from '../app/models';
import { OPERATORS, operatorsFor, type Operator } from '../app/conditions';
import { kindOf } from '../app/kinds';
import { lastOf, readPath } from '../app/paths';
import { chosenModel } from './chosenModel';

/** Every property of the chosen model. */
export async function getProperties(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { model } = await chosenModel(this);
	return model.properties.map((property) => toOption(property.name, property));
}

/** The properties of the chosen model that records can be sorted by. */
export async function getSortProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const { model } = await chosenModel(this);
	return model.properties
		.filter((property) => kindOf(property).sortable)
		.map((property) => toOption(property.name, property));
}

/** The properties of the chosen model, and those of the models that it has a relation to. */
export async function getFilterProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const { model, models } = await chosenModel(this);
	return [
		...model.properties.map((property) => toOption(property.name, property)),
		...model.properties.flatMap((relation) =>
			relatedProperties(models, relation).map((property) =>
				toOption(`${relation.name}.${property.name}`, property),
			),
		),
	];
}

/** The operators that make sense for the property of the same condition. */
export async function getOperators(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const label = this.getCurrentNodeParameter('&property');
	// An expression can be any property.
	if (typeof label !== 'string' || label === '' || label.startsWith('='))
		return toOptions(OPERATORS);
	const { model, models } = await chosenModel(this);
	return toOptions(operatorsFor(lastOf(readPath(models, model, label))));
}

function relatedProperties(models: Model[], relation: Property): Property[] {
	const target = models.find(({ id }) => id === relation.options.model);
	return (target?.properties ?? []).filter((property) => kindOf(property).family !== 'relation');
}

function toOption(name: string, { kind }: Property): INodePropertyOptions {
	return { name, value: name, description: kind.replaceAll('_', ' ') };
}

function toOptions(operators: Operator[]): INodePropertyOptions[] {
	return operators.map(({ name, value }) => ({ name, value }));
}
