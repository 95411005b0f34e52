import type { Operation } from '../../node/operation';
import { performed, recordSequence } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { recordId } from '../../parameters/record';

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	api: 'classic',
	properties: [model.field, recordId.field, optionsField()],
	done: 'deleted',
	again: 'reported as missing',
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const id = item.read(recordId);
		const key = await app.modelKey(reference);
		return {
			sequence: recordSequence(key, id),
			perform: async () => {
				await app.delete(key, id);
				return performed([{ id, deleted: true }]);
			},
		};
	},
};
