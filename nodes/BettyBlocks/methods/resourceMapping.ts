import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import type { Model, Property } from '../app/schema/models';
import { kindOf } from '../app/values/kinds';
import { inOneText, type NodeError } from '../node/nodeError';
import { chosenModel, hasModel } from './chosenModel';
import { mapperField } from './mapperField';

/** The mapper's columns for a new record. */
export async function getColumnsToCreate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const isRequired = ({ options }: Property) => options.required === true;
	return await whenChosen(this, (model) => columnsOf(model, isRequired));
}

/** The mapper's columns for a record that exists: none has to be given. */
export async function getColumnsToUpdate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return await whenChosen(this, (model) => columnsOf(model, () => false));
}

/** The mapper's columns for a record that may exist: those to write, and those to find it by. */
export async function getColumnsToUpsert(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return await whenChosen(this, columnsToUpsert);
}

/** The columns of a model; before one is chosen, what to do instead of a complaint in red. */
async function whenChosen(
	context: ILoadOptionsFunctions,
	columns: (model: Model) => ResourceMapperFields,
): Promise<ResourceMapperFields> {
	if (!hasModel(context)) {
		return { fields: [], emptyFieldsNotice: 'Choose a model to see its properties' };
	}
	let found: ResourceMapperFields;
	try {
		found = columns((await chosenModel(context)).model);
	} catch (error) {
		return noticeOf(context, error as NodeError);
	}
	return found.fields.length > 0
		? found
		: { fields: [], emptyFieldsNotice: 'The model has no properties that can be written here' };
}

/** An empty list would wipe the columns that a workflow has saved, so with some the error stays one. */
function noticeOf(context: ILoadOptionsFunctions, error: NodeError): ResourceMapperFields {
	const saved = context.getCurrentNodeParameter('fields.schema');
	if (Array.isArray(saved) && saved.length > 0) throw error;
	return { fields: [], emptyFieldsNotice: inOneText(error) };
}

function columnsToUpsert(model: Model): ResourceMapperFields {
	const { fields } = columnsOf(model, () => false);
	const matching = new Set(
		model.properties.filter((property) => kindOf(property).matchable).map(({ name }) => name),
	);
	const id = model.properties.find(({ name }) => name === 'id');
	return {
		fields: [...(id === undefined ? [] : [mapperField(id)]), ...fields].map((field) => ({
			...field,
			canBeUsedToMatch: matching.has(field.id),
		})),
	};
}

function columnsOf(
	model: Model,
	isRequired: (property: Property) => boolean,
): ResourceMapperFields {
	return {
		fields: model.properties
			.filter((property) => kindOf(property).mappable)
			.map((property) => mapperField(property, isRequired(property))),
	};
}
