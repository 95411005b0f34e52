import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import type { ActionInput, NamedAction } from '../app/parts';
import { readActionId } from '../app/schema/ids';
import { connect } from '../connect';
import { inOneText, toNodeError } from '../node/nodeError';
import { mapperField } from './mapperField';

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
