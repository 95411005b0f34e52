import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isJsonObject } from '../../app/json';
import type { Operation } from '../../node/operation';
import { optionsField, timeoutOf } from '../../parameters/options';
import { actionReference } from './actionReference';
import { filesFor, planInputFiles } from './inputFiles';
import { inputFields, inputs } from './inputs';

/** An app ends an action after a minute (vendor's article); its own answer says more than a time-out. */
export const actionTimeout = timeoutOf(90_000);

/** Execute, in an app whose actions belong to no model. */
export const executeData: Operation = {
	api: 'data',
	option: {
		name: 'Execute',
		value: 'execute',
		action: 'Execute action',
		description: 'Run an action of the app, which is also how records are written',
	},
	properties: [actionReference.field, ...inputFields, optionsField(filesFor, actionTimeout)],
	done: 'run',
	async prepare(item) {
		const app = item.app.within({ timeoutMs: item.read(actionTimeout) });
		const action = item.read(actionReference);
		const withReferences = await planInputFiles(item, inputs.read(item));
		return {
			perform: async () => {
				const start = app.action({ action, inputs: await withReferences(), zone: item.zone });
				return { output: toOutput(await start()) };
			},
		};
	},
};

/** The output of an action may be anything: a list becomes an item for each entry. */
function toOutput(output: unknown): INodeExecutionData[] {
	if (output === undefined) return [{ json: { success: true } }];
	const entries: unknown[] = Array.isArray(output) ? output : [output];
	return entries.map((entry) => ({
		json: isJsonObject(entry) ? entry : { result: entry as IDataObject[string] },
	}));
}
