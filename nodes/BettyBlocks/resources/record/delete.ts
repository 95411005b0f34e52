import { deleteRecord } from '../../api/records';
import { modelPath } from '../../schema/models';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter, recordIdParameter } from '../parameters';
import { clientFor, toItems } from '../run';
import { orderOfRecord } from './order';

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	properties: [modelField, recordIdField, optionsField()],
	keyOf: orderOfRecord,
	async execute(run, itemIndex) {
		const model = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		await deleteRecord(clientFor(run, itemIndex), modelPath(model), id);
		return toItems([{ id, deleted: true }]);
	},
};
