import { getRecord, updateRecord } from '../../api/records';
import { modelPath } from '../../schema/models';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter, recordIdParameter } from '../parameters';
import { clientFor, toItems } from '../run';
import { orderOfRecord } from './order';
import { valueFields, valuesToWrite } from './values';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	properties: [modelField, recordIdField, ...valueFields('getColumnsToUpdate'), optionsField()],
	keyOf: orderOfRecord,
	async execute(run, itemIndex) {
		const model = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const values = await valuesToWrite(run, model, itemIndex);
		const client = clientFor(run, itemIndex);
		const record = await updateRecord(client, modelPath(model), id, values);
		return toItems([record ?? (await getRecord(client, modelPath(model), id))]);
	},
};
