import { deleteRecord } from '../../rest/records';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../../node/operation';
import { modelParameter, recordIdParameter } from '../parameters';
import { clientFor } from '../run';
import { performed, recordSequence } from '../../node/task';

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	properties: [modelField, recordIdField, optionsField()],
	done: 'deleted',
	async prepare(run, itemIndex) {
		const model = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const client = clientFor(run, itemIndex);
		const path = await run.path(model, itemIndex);
		return {
			sequence: recordSequence(id),
			perform: async () => {
				await deleteRecord(client, path, id);
				return performed([{ id, deleted: true }]);
			},
		};
	},
};
