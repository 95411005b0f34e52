import type { Operation } from '../../node/operation';
import { performed, recordSequence } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { recordId } from '../../parameters/record';
import { ignoreUnknown, valueFields } from './valueFields';
import { prepareChange } from './write';

export const updateOne: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	api: 'classic',
	properties: [
		model.field,
		recordId.field,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToUpdate' }),
		optionsField(ignoreUnknown),
	],
	done: 'written',
	again: false,
	async prepare(item) {
		const { app } = item;
		const id = item.read(recordId);
		const { model: of, files, shown, differing } = await prepareChange(item, id);
		return {
			sequence: recordSequence(of, id),
			perform: async () => {
				const before = await shown();
				const changes = differing(before);
				if (before !== undefined && Object.keys(changes).length === 0) return performed([before]);
				return await files.uploaded(async (values) => {
					const { record, mayStillArrive } = await app.update(of, id, values);
					return performed([record], mayStillArrive);
				}, changes);
			},
		};
	},
};
