import { readActionId } from '../../app/schema/ids';
import { modelUuid } from '../../app/schema/models';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options, timeoutOf } from '../../parameters/options';
import { parameter, shownAs } from '../../parameters/parameter';
import { actionReference } from './actionReference';
import { filesFor } from './inputFiles';
import { inputs, inputsKey, inputsOfActions, sendInputsAs } from './inputs';
import { outputItems, prepareRun } from './runAction';

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

const actionId = parameter(
	{
		displayName: 'Action ID',
		name: 'actionId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 7d793037a0760186574b0282f2f435e7',
		hint: 'Click the action in the builder: the address bar shows its UUID. You can also paste the whole URL',
		description: 'The UUID of the action, or its URL in the builder',
	},
	readActionId,
);

const modelOfAction = shownAs(model, { description: 'The model that the action belongs to' });

export const executeClassic = operation({
	needs: ['modelActions'],
	option: {
		name: 'Execute',
		value: 'execute',
		action: 'Execute action',
		description: 'Run an action of the app',
	},
	parameters: {
		reference: modelOfAction,
		action: actionId,
		inputs,
		options: options({ key: inputsKey, sendAs: sendInputsAs }),
	},
	done: 'run',
	async prepare({ reference, action, inputs: entered, options: { key, sendAs } }, { app, zone }) {
		const uuid = await modelUuid(reference, async () => await app.schema.models());
		const call = { action, model: uuid, inputs: entered, sendAs, key, zone };
		const run = app.modelActions.prepare(call);
		return { perform: async () => ({ output: outputItems(await run(), 'response', 'value') }) };
	},
});
