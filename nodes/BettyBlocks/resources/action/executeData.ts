import { operation } from '../../node/operation';
import { optionsField, timeoutOf } from '../../parameters/options';
import { actionReference } from './actionReference';
import { filesFor } from './inputFiles';
import { dataInputs, inputParametersOf } from './inputs';
import { prepareRun } from './runAction';

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
		...inputParametersOf('getActionInputs', ['actionId']),
		optionsField(filesFor, actionTimeout),
	],
	timeout: actionTimeout,
	done: 'run',
	async prepare(item) {
		const action = item.read(actionReference);
		const run = await prepareRun(item, [action], dataInputs.read(item));
		return { perform: async () => ({ output: await run(0) }) };
	},
});
