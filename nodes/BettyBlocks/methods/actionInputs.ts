import type {
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { ActionInput } from '../app/app';
import { readActionId } from '../app/actionId';
import { kindOf } from '../app/kinds';
import { mapperLabel } from '../app/labels';
import { connect } from '../connect';
import { inOneText, toNodeError } from '../node/nodeError';

const BY_NAME =
	"Choose 'Set Names and Values' under 'Inputs to Send', and enter the names of the input variables as they are in the action";

/** The inputs of the chosen action, where the app publishes them. */
export async function getActionInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const entered = chosenAction(this);
	if (entered === undefined) return notice('Choose an action to see its inputs');
	try {
		const id = readActionId(entered, 'Action');
		const actions = await (await connect(this)).actions();
		if (actions === undefined) return notice(`The app doesn't publish its actions. ${BY_NAME}`);
		const action = actions.find((each) => each.id === id);
		if (action === undefined) return notice(`The app doesn't publish this action. ${BY_NAME}`);
		const { inputs } = action;
		if (inputs === undefined) {
			return notice(`The app doesn't publish the inputs of its actions. ${BY_NAME}`);
		}
		return inputs.length === 0
			? notice('This action has no inputs')
			: { fields: inputs.map(toField) };
	} catch (error) {
		const shown = toNodeError(this.getNode(), error);
		// An empty list would wipe the inputs that a workflow has saved.
		const saved = this.getCurrentNodeParameter('inputFields.schema');
		if (Array.isArray(saved) && saved.length > 0) throw shown;
		return notice(inOneText(shown));
	}
}

function notice(emptyFieldsNotice: string): ResourceMapperFields {
	return { fields: [], emptyFieldsNotice };
}

function chosenAction(context: ILoadOptionsFunctions): unknown {
	const entered = context.getCurrentNodeParameter('actionId');
	const isLocator = typeof entered === 'object' && entered !== null && 'value' in entered;
	const value = isLocator ? entered.value : entered;
	return value === '' || value === null ? undefined : value;
}

/** Blank until somebody chooses: n8n gives a switch that nobody touched the value false. */
const YES_OR_NO: INodePropertyOptions[] = [
	{ name: 'Yes', value: true },
	{ name: 'No', value: false },
];

function toField(input: ActionInput): ResourceMapperField {
	const { fieldType } = kindOf(input);
	const isBoolean = fieldType === 'boolean';
	return {
		id: input.name,
		displayName: mapperLabel({ ...input, id: input.name, options: {} }),
		type: isBoolean || fieldType === 'options' ? (isBoolean ? 'options' : 'string') : fieldType,
		...(isBoolean && { options: YES_OR_NO }),
		required: false,
		defaultMatch: false,
		display: true,
	};
}
