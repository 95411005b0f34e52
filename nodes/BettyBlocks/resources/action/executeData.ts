import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { isJsonObject } from '../../app/json';
import { operation } from '../../node/operation';
import { optionsField, timeoutOf } from '../../parameters/options';
import { actionReference } from './actionReference';
import { filesFor, planInputFiles } from './inputFiles';
import { dataInputParameters, dataInputs } from './inputs';
import { inTheirKinds, withUnknownInputs } from './publishedInputs';

/** An app ends an action after a minute (vendor's article); its own response says more than a timeout. */
export const actionTimeout = timeoutOf(90_000);

/** Execute, in an app whose actions belong to no model. */
export const executeData = operation({
	needs: ['actions', 'uploads'],
	option: {
		name: 'Execute',
		value: 'execute',
		action: 'Execute action',
		description: 'Run an action of the app, which is also how records are written',
	},
	properties: [
		actionReference.field,
		...dataInputParameters,
		optionsField(filesFor, actionTimeout),
	],
	timeout: actionTimeout,
	done: 'run',
	async prepare(item) {
		const { actions } = item.app;
		const action = item.read(actionReference);
		const { values, byKind } = dataInputs.read(item);
		const inputs = byKind ? await inTheirKinds(actions, action, values, item.zone) : values;
		const withReferences = await planInputFiles(item, inputs);
		return {
			perform: async () => {
				const output = await actions
					.run(action, await withReferences())
					.catch(
						async (error: unknown) =>
							await Promise.reject(
								await withUnknownInputs(error, actions, action, Object.keys(inputs)),
							),
					);
				return { output: toOutput(output) };
			},
		};
	},
});

/** The output of an action may be anything: a list becomes an item for each entry. */
function toOutput(output: unknown): INodeExecutionData[] {
	if (output === undefined) return [{ json: { success: true } }];
	const entries: unknown[] = Array.isArray(output) ? output : [output];
	return entries.map((entry) => ({
		json: isJsonObject(entry) ? entry : { result: entry as IDataObject[string] },
	}));
}
