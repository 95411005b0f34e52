// What the mappers of the editor offer: properties to write, and inputs of actions.
import type {
	FieldType,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { ActionInput, NamedAction } from '../app/parts';
import { choicesOf, mapperLabel } from '../app/schema/labels';
import { readActionId } from '../app/schema/ids';
import type { Model, Property } from '../app/schema/models';
import { kindOf } from '../app/values/kinds';
import { connect } from '../connect';
import { inOneText, type NodeError } from '../node/nodeError';
import { locatorValue } from '../parameters/parameter';
import { chosenModel, hasModel, inEditor } from './chosenModel';

/** The mapper's columns for a new record. */
export async function getColumnsToCreate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const isRequired = ({ options }: Property) => options.required === true;
	return await columnsOf(this, (model) => columnsToWrite(model, isRequired));
}

/** The mapper's columns for a record that exists: none has to be given. */
export async function getColumnsToUpdate(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return await columnsOf(this, columnsToWrite);
}

/** The mapper's columns for a record that may exist: those to write, and those to find it by. */
export async function getColumnsToUpsert(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return await columnsOf(this, (model) => {
		const matching = model.properties.filter((property) => kindOf(property).matchable);
		const id = model.properties.filter(({ name }) => name === 'id').slice(0, 1);
		return [...id.map((each) => mapperField(each)), ...columnsToWrite(model)].map((field) => ({
			...field,
			canBeUsedToMatch: matching.some(({ name }) => name === field.id),
		}));
	});
}

async function columnsOf(
	context: ILoadOptionsFunctions,
	columns: (model: Model) => ResourceMapperField[],
): Promise<ResourceMapperFields> {
	return await fieldsOf(context, 'fields', async () => {
		if (!hasModel(context)) return 'Choose a model to see its properties';
		const fields = columns((await chosenModel(context)).model);
		return fields.length > 0 ? fields : 'The model has no properties that can be written here';
	});
}

function columnsToWrite(
	{ properties }: Model,
	isRequired: (property: Property) => boolean = () => false,
): ResourceMapperField[] {
	return properties
		.filter((property) => kindOf(property).mappable)
		.map((property) => mapperField(property, isRequired(property)));
}

/**
 * The fields of a mapper, or a notice instead of a complaint in red.
 *
 * @param name of the mapper
 * @param find yields the fields, or why there are none
 */
async function fieldsOf(
	context: ILoadOptionsFunctions,
	name: string,
	find: () => Promise<ResourceMapperField[] | string>,
): Promise<ResourceMapperFields> {
	let found: ResourceMapperField[] | string;
	try {
		found = await inEditor(context, find);
	} catch (error) {
		// An empty list would wipe what a workflow has saved.
		const saved = context.getCurrentNodeParameter(`${name}.schema`);
		if (Array.isArray(saved) && saved.length > 0) return await Promise.reject(error as Error);
		found = inOneText(error as NodeError);
	}
	return typeof found === 'string' ? { fields: [], emptyFieldsNotice: found } : { fields: found };
}

/** Blank until somebody chooses: n8n gives a switch that nobody touched the value false. */
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

/** The field of a mapper for a property, or for an input of an action. */
function mapperField(property: Property, required = false): ResourceMapperField {
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

export const NONE_CHOSEN = 'Choose an action to see its inputs';

/** The inputs of the chosen action, where the app publishes them. */
export async function getActionInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await inputsOf(this, ['actionId']);
}

/** The inputs of two actions, of which one is run, without that for the ID of the record. */
export async function getInputsOfEither(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const own = locatorValue(this.getCurrentNodeParameter('recordIdInput'));
	return await inputsOf(this, ['foundAction', 'notFoundAction'], own);
}

async function inputsOf(
	context: ILoadOptionsFunctions,
	parameters: string[],
	leftOut?: unknown,
): Promise<ResourceMapperFields> {
	return await fieldsOf(context, 'inputFields', async () => {
		const inputs = await inputsOfChosen(context, parameters);
		if (inputs === undefined) return NONE_CHOSEN;
		if (typeof inputs === 'string') return `${inputs}. ${BY_NAME}`;
		const shown = inputs.filter(({ name }) => name !== leftOut);
		return shown.length === 0 ? 'This action has no inputs' : shown.map(inputField);
	});
}

function inputField(input: ActionInput): ResourceMapperField {
	const field = mapperField({ ...input, id: input.name, options: {} });
	if (kindOf(input).files === undefined) return field;
	return { ...field, displayName: `${input.name} (file: see Options)` };
}

/**
 * The inputs of the actions that are chosen.
 *
 * @param parameters the names of those for the actions
 * @returns why there are none, in words; undefined where no action is chosen
 */
export async function inputsOfChosen(
	context: ILoadOptionsFunctions,
	parameters: string[],
): Promise<ActionInput[] | string | undefined> {
	const chosen = parameters
		.map((name) => locatorValue(context.getCurrentNodeParameter(name)))
		.filter((value) => (value ?? '') !== '');
	if (chosen.length === 0) return undefined;
	const ids = chosen.map((value) => readActionId(value, 'Action'));
	return inputsOrReason(await (await connect(context)).actions?.published(), ids);
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
