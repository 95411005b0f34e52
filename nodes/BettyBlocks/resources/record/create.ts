import { operation } from '../../node/operation';
import { performed } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { ignoreUnknown, valueFields } from './valueFields';
import { prepareNew } from './write';

export const createOne = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create record',
		description: 'Create a new record',
	},
	properties: [
		model.field,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToCreate' }),
		optionsField(ignoreUnknown),
	],
	done: 'written',
	again: 'created again',
	async prepare(item) {
		const { app } = item;
		const { model: of, files } = await prepareNew(item);
		return {
			perform: async () =>
				await files.uploaded(async (values) => performed([await app.writer.create(of, values)])),
		};
	},
});
