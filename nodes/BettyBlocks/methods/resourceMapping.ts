import type {
	FieldType,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { ActionInput, NamedAction } from '../app/parts';
import { choicesOf } from '../app/schema/choices';
import { readActionId } from '../app/schema/ids';
import { mapperLabel } from '../app/schema/labels';
import type { Model, Property } from '../app/schema/models';
import { kindOf } from '../app/values/kinds';
import { connect } from '../connect';
import { inOneText, type NodeError, toNodeError } from '../node/nodeError';
import { chosenModel, hasModel } from './chosenModel';

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

/** Blank until somebody chooses: n8n gives a switch that nobody touched the value false. */
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** The field of a mapper for a property, or for an input of an action. */
export function mapperField(property: Property, required = false): ResourceMapperField {
	const options = optionsOf(property);
	return {
		id: property.name,
		displayName: mapperLabel(property),
		type: options ? 'options' : typeOf(property),
		...(options && { options }),
		required,
		defaultMatch: false,
		display: true,
	};
}

/**
 * Numbers are entered as text, which keeps all their digits. In a field for numbers, n8n 1 enters 0
 * where nobody entered anything, and every n8n makes 0 of an empty text.
 */
function typeOf(property: Property): FieldType {
	const { fieldType } = kindOf(property);
	return fieldType === 'options' || fieldType === 'number' ? 'string' : fieldType;
}

function optionsOf(property: Property): INodePropertyOptions[] | undefined {
	switch (kindOf(property).fieldType) {
		case 'boolean':
			return YES_OR_NO;
		case 'options':
			return choicesOf(property);
		default:
			return undefined;
	}
}

const BY_NAME =
	"Choose 'Set Names and Values' under 'Inputs to Send', and enter the names of the input variables as they are in the action";

/** The inputs of the chosen action, where the app publishes them. */
export async function getActionInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await inputsOf(this, ['actionId']);
}

/** The inputs of two actions, of which one is run, without that for the ID of the record. */
export async function getInputsOfEither(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const own = this.getCurrentNodeParameter('recordIdInput');
	return await inputsOf(this, ['foundAction', 'notFoundAction'], own);
}

async function inputsOf(
	context: ILoadOptionsFunctions,
	parameters: string[],
	leftOut?: unknown,
): Promise<ResourceMapperFields> {
	const chosen = parameters
		.map((name) => chosenAction(context, name))
		.filter((value) => value !== undefined);
	if (chosen.length === 0) return notice('Choose an action to see its inputs');
	try {
		const ids = chosen.map((value) => readActionId(value, 'Action'));
		const inputs = inputsOrReason(await (await connect(context)).actions?.published(), ids);
		if (typeof inputs === 'string') return notice(`${inputs}. ${BY_NAME}`);
		const shown = inputs.filter(({ name }) => name !== leftOut);
		return shown.length === 0
			? notice('This action has no inputs')
			: { fields: shown.map((input) => mapperField({ ...input, id: input.name, options: {} })) };
	} catch (error) {
		const shown = toNodeError(context.getNode(), error);
		// An empty list would wipe the inputs that a workflow has saved.
		const saved = context.getCurrentNodeParameter('inputFields.schema');
		if (Array.isArray(saved) && saved.length > 0) throw shown;
		return notice(inOneText(shown));
	}
}

/** @returns why there are none, in words */
function inputsOrReason(actions: NamedAction[] | undefined, ids: string[]): ActionInput[] | string {
	if (actions === undefined) return "The app doesn't publish its actions";
	const byName = new Map<string, ActionInput>();
	for (const id of ids) {
		const action = actions.find((each) => each.id === id);
		if (action === undefined) return "The app doesn't publish this action";
		if (action.inputs === undefined) return "The app doesn't publish the inputs of its actions";
		for (const input of action.inputs) byName.set(input.name, input);
	}
	return [...byName.values()];
}

function notice(emptyFieldsNotice: string): ResourceMapperFields {
	return { fields: [], emptyFieldsNotice };
}

function chosenAction(context: ILoadOptionsFunctions, name: string): unknown {
	const entered = context.getCurrentNodeParameter(name);
	const isLocator = typeof entered === 'object' && entered !== null && 'value' in entered;
	const value = isLocator ? entered.value : entered;
	return value === '' || (value ?? null) === null ? undefined : value;
}
