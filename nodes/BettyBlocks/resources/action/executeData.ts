import { operation } from '../../node/operation';
import { options, timeoutOf } from '../../parameters/options';
import { actionReference } from './actionReference';
import { filesFor } from './inputFiles';
import { inputsOfActions } from './inputs';
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
		description: 'Run an action of the app, for example to create or update a record',
	},
	parameters: {
		action: actionReference,
		inputs: inputsOfActions('getActionInputs', actionReference),
		options: options({ target: filesFor, timeout: actionTimeout }),
	},
	done: 'run',
	async prepare({ action, inputs, options: { target } }, item) {
		const run = await prepareRun(item, [action], inputs, target);
		return { perform: async () => ({ output: await run(0) }) };
	},
});
