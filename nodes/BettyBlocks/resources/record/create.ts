import { modelField, optionsField } from '../fields';
import type { Operation } from '../../node/operation';
import { clientFor } from '../run';
import { performed } from '../../node/task';
import { ignoreUnknownOption, valueFields } from './valueFields';
import { create, prepareWrite } from './write';

export const createOne: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create record',
		description: 'Create a new record',
	},
	properties: [
		modelField,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToCreate' }),
		optionsField(ignoreUnknownOption),
	],
	done: 'written',
	async prepare(run, itemIndex) {
		const client = clientFor(run, itemIndex);
		const { path, values } = await prepareWrite(run, itemIndex, true);
		return {
			perform: async () =>
				await values.uploaded(async (form) => performed([await create(client, path, form)])),
		};
	},
};
