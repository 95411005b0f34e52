import type {
	ILoadOptionsFunctions,
	INodeParameterResourceLocator,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { Client } from '../api/client';
import { fetchModels, type Model, type Property } from '../api/models';
import { kindOf } from '../schema/kinds';
import { findModel, modelPath, readModelReference } from '../schema/models';

/** The mapper's columns for a new record. */
export async function getColumnsToCreate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return columnsOf(await chosenModel(this), (property) => property.options.required === true);
}

/** The mapper's columns for a record that exists: none has to be given. */
export async function getColumnsToUpdate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return columnsOf(await chosenModel(this), () => false);
}

async function chosenModel(context: ILoadOptionsFunctions): Promise<Model> {
	const { value, mode } = context.getCurrentNodeParameter('model') as INodeParameterResourceLocator;
	const reference = readModelReference(value, mode);
	const model = findModel(await fetchModels(await Client.connect(context)), reference);
	if (model !== undefined) return model;
	throw new NodeOperationError(
		context.getNode(),
		`The app does not say which model "${modelPath(reference)}" is`,
		{ description: 'Choose the model from the list, or enter its UUID' },
	);
}

function columnsOf(
	model: Model,
	isRequired: (property: Property) => boolean,
): ResourceMapperFields {
	return {
		fields: model.properties
			.filter((property) => kindOf(property).mappable)
			.map((property) => toColumn(property, isRequired(property))),
	};
}

function toColumn(property: Property, required: boolean): ResourceMapperField {
	const { fieldType } = kindOf(property);
	const options = fieldType === 'options' ? choicesOf(property) : undefined;
	return {
		id: property.name,
		displayName: property.name,
		type: fieldType === 'options' && options === undefined ? 'string' : fieldType,
		...(options && { options }),
		required,
		defaultMatch: false,
		display: true,
	};
}

/**
 * The allowed values of a list, when the app tells them. Where in the options they stand is not
 * known, so every list of texts, or of objects with a name and a value, will do.
 */
function choicesOf({ options }: Property): INodePropertyOptions[] | undefined {
	const list = [options.values, options.items, options.options].find(Array.isArray);
	const choices = (list ?? []).flatMap((entry: unknown) => toChoice(entry) ?? []);
	return choices.length > 0 ? choices : undefined;
}

function toChoice(entry: unknown): INodePropertyOptions | undefined {
	if (typeof entry === 'string' || typeof entry === 'number') {
		return { name: String(entry), value: entry };
	}
	if (typeof entry !== 'object' || entry === null) return undefined;
	const { name, label, value = name ?? label } = entry as Record<string, unknown>;
	return typeof value === 'string' || typeof value === 'number'
		? { name: String(name ?? label ?? value), value }
		: undefined;
}
