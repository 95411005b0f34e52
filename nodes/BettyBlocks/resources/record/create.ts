import { operation } from '../../node/operation';
import { performed } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { ignoreUnknown, valuesToWrite } from './valueFields';
import { prepareNew } from './write';

export const createOne = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create record',
		description: 'Create a new record',
	},
	parameters: {
		reference: model,
		values: valuesToWrite({ mode: 'add', resourceMapperMethod: 'getColumnsToCreate' }),
		options: options({ ignoreUnknown }),
	},
	done: 'written',
	again: 'created again',
	async prepare(entered, item) {
		const { app } = item;
		const { model: of, files } = await prepareNew(item, entered);
		return {
			perform: async () =>
				await files.uploaded(async (values) => performed([await app.writer.create(of, values)])),
		};
	},
});
