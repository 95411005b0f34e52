import { createRecord } from '../../api/records';
import { modelPath } from '../../schema/models';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter } from '../parameters';
import { clientFor, toItems } from '../run';
import { valueFields, valuesToWrite } from './values';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create record',
		description: 'Create a new record',
	},
	properties: [modelField, ...valueFields('getColumnsToCreate'), optionsField()],
	async execute(run, itemIndex) {
		const model = modelParameter(run.context, itemIndex);
		const values = await valuesToWrite(run, model, itemIndex);
		const record = await createRecord(clientFor(run, itemIndex), modelPath(model), values);
		// The record exists now: an app that does not say so must not make the step fail.
		return toItems([record ?? values]);
	},
};
