import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { executeAction } from '../../rest/actions';
import { modelUuid, readActionId } from '../../app/actions';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../../node/operation';
import { modelParameter } from '../parameters';
import { clientFor } from '../run';
import { actionInputs, inputFields, inputOptions } from './inputs';

export const execute: Operation = {
	option: {
		name: 'Execute',
		value: 'execute',
		action: 'Execute action',
		description: 'Run an action of the app',
	},
	properties: [
		{ ...modelField, description: 'The model that the action belongs to' },
		{
			displayName: 'Action ID',
			name: 'actionId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 7d793037a0760186574b0282f2f435e7',
			hint: 'Click the action in the builder: the address bar shows its UUID. The whole address will do as well',
			description: 'The UUID of the action, or its address in the builder',
		},
		...inputFields,
		optionsField(...inputOptions),
	],
	done: 'run',
	async prepare(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const action = readActionId(run.context.getNodeParameter('actionId', itemIndex));
		const inputs = actionInputs(run.context, itemIndex);
		const model = await modelUuid(reference, async () => await run.models(itemIndex));
		const client = clientFor(run, itemIndex);
		return {
			perform: async () => ({
				output: toOutput(await executeAction(client, model, action, inputs)),
			}),
		};
	},
};

/** An answer may be anything: a list becomes an item for each entry. */
function toOutput(answer: unknown): INodeExecutionData[] {
	if (answer === undefined) return [{ json: { success: true } }];
	if (Array.isArray(answer)) {
		return answer.map((entry: unknown) => ({
			json: isObject(entry) ? entry : { value: entry as IDataObject[string] },
		}));
	}
	return [{ json: isObject(answer) ? answer : { response: answer as IDataObject[string] } }];
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
