import { getRecord } from '../../api/records';
import { modelPath } from '../../schema/models';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter, recordIdParameter } from '../parameters';
import { clientFor, toItems } from '../run';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [modelField, recordIdField, optionsField()],
	async execute(run, itemIndex) {
		const model = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		return toItems([await getRecord(clientFor(run, itemIndex), modelPath(model), id)]);
	},
};
