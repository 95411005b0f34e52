import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Model, Property } from '../app/schema/models';
import { holdsFiles } from '../app/values/files';
import { kindOf, tellsTime } from '../app/values/kinds';
import { kindLabel } from '../app/schema/labels';
import { chosenModel, hasModel } from './chosenModel';

type List = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

export const getProperties = propertiesThat(() => true);

export const getFileProperties = propertiesThat(holdsFiles);

/** Those that hold a date, or may. */
export const getDateProperties = propertiesThat(tellsTime);

export const getToManyRelations = propertiesThat((property) => kindOf(property).isToMany === true);

/** Those that records can be told apart by. */
export const getMatchProperties = propertiesThat((property) => kindOf(property).matchable);

export const getSortProperties = propertiesThat((property) => kindOf(property).sortable);

/** Lists properties of the chosen model. */
function propertiesThat(isOffered: (property: Property) => boolean): List {
	return async function () {
		if (!hasModel(this)) return [];
		const { model } = await chosenModel(this);
		return model.properties.filter(isOffered).map((property) => toOption(property.name, property));
	};
}

/** The properties of the chosen model, and those of the models that it has a relation to. */
export const getFilterProperties: List = async function () {
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
};

/** The properties that a record of a newer app can be read with: its own, and those of related records. */
export const getReadableFields: List = async function () {
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
};

/** Not a relation to records of several models, which can't be read by their fields. */
function isSingle({ options }: Property): boolean {
	return !Array.isArray(options.models);
}

function hasSomethingToShow(property: Property): boolean {
	return kindOf(property).family !== 'relation' || (property.shown ?? []).length > 0;
}

function relatedProperties(models: Model[], relation: Property): Property[] {
	const target = models.find(({ id }) => id === relation.options.model);
	return (target?.properties ?? []).filter((property) => kindOf(property).family !== 'relation');
}

function toOption(name: string, property: Property): INodePropertyOptions {
	return { name, value: name, description: kindLabel(property) };
}
