import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../../node/operation';
import { recordIdParameter } from '../parameters';
import { clientFor } from '../run';
import { performed, recordSequence } from '../../node/task';
import { ignoreUnknownOption, valueFields } from './valueFields';
import { prepareWrite, update } from './write';

export const updateOne: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	properties: [
		modelField,
		recordIdField,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToUpdate' }),
		optionsField(ignoreUnknownOption),
	],
	done: 'written',
	async prepare(run, itemIndex) {
		const client = clientFor(run, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const { path, values } = await prepareWrite(run, itemIndex, false);
		return {
			sequence: recordSequence(id),
			perform: async () =>
				await values.uploaded(async (form) => {
					const { record, mayStillArrive } = await update(client, path, id, form);
					return performed([record], mayStillArrive);
				}),
		};
	},
};
