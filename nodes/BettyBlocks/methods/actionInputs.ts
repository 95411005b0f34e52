import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { readActionId } from '../app/actionId';
import { connect } from '../connect';
import { inOneText, toNodeError } from '../node/nodeError';
import { mapperField } from './mapperField';

const BY_NAME =
	"Choose 'Set Names and Values' under 'Inputs to Send', and enter the names of the input variables as they are in the action";

/** The inputs of the chosen action, where the app publishes them. */
export async function getActionInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const entered = chosenAction(this);
	if (entered === undefined) return notice('Choose an action to see its inputs');
	try {
		const id = readActionId(entered, 'Action');
		const actions = await (await connect(this)).actions?.published();
		if (actions === undefined) return notice(`The app doesn't publish its actions. ${BY_NAME}`);
		const action = actions.find((each) => each.id === id);
		if (action === undefined) return notice(`The app doesn't publish this action. ${BY_NAME}`);
		const { inputs } = action;
		if (inputs === undefined) {
			return notice(`The app doesn't publish the inputs of its actions. ${BY_NAME}`);
		}
		return inputs.length === 0
			? notice('This action has no inputs')
			: {
					fields: inputs.map((input) => mapperField({ ...input, id: input.name, options: {} })),
				};
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
