import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Model, Property } from '../app/schema/models';
import { holdsFiles } from '../app/values/files';
import { kindOf, tellsTime } from '../app/values/kinds';
import { kindLabel } from '../app/schema/labels';
import { chosenModel, hasModel } from './chosenModel';

/** Every property of the chosen model. */
export async function getProperties(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, () => true);
}

/** The properties of the chosen model that hold files. */
export async function getFileProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, holdsFiles);
}

/** The properties of the chosen model that hold a date, or may. */
export async function getDateProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, tellsTime);
}

/** The relations of the chosen model that lead to many records. */
export async function getToManyRelations(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, (property) => kindOf(property).isToMany === true);
}

/** The properties of the chosen model that records can be told apart by. */
export async function getMatchProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, (property) => kindOf(property).matchable);
}

/** The properties of the chosen model that records can be sorted by. */
export async function getSortProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await propertiesOf(this, (property) => kindOf(property).sortable);
}

/** The properties of the chosen model, and those of the models that it has a relation to. */
export async function getFilterProperties(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	if (!hasModel(this)) return [];
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

/** The properties that a record of a newer app can be read with: its own, and those of related records. */
export async function getReadableFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	if (!hasModel(this)) return [];
	const { model, models } = await chosenModel(this);
	return model.properties
		.filter(isSingle)
		.flatMap((property) => [
			...(hasSomethingToShow(property) ? [toOption(property.name, property)] : []),
			...relatedProperties(models, property).map((related) =>
				toOption(`${property.name}.${related.name}`, related),
			),
		]);
}

/** Not a relation to records of several models, which can't be read by their fields. */
function isSingle({ options }: Property): boolean {
	return !Array.isArray(options.models);
}

function hasSomethingToShow(property: Property): boolean {
	return kindOf(property).family !== 'relation' || (property.shown ?? []).length > 0;
}

async function propertiesOf(
	context: ILoadOptionsFunctions,
	isOffered: (property: Property) => boolean,
): Promise<INodePropertyOptions[]> {
	if (!hasModel(context)) return [];
	const { model } = await chosenModel(context);
	return model.properties.filter(isOffered).map((property) => toOption(property.name, property));
}

function relatedProperties(models: Model[], relation: Property): Property[] {
	const target = models.find(({ id }) => id === relation.options.model);
	return (target?.properties ?? []).filter((property) => kindOf(property).family !== 'relation');
}

function toOption(name: string, property: Property): INodePropertyOptions {
	return { name, value: name, description: kindLabel(property) };
}
