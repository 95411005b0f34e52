import { findModel } from '../../app/models';
import { operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsFieldOnce } from '../../parameters/options';
import { describeModel } from './describe';

export const get = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get model',
		description: 'Retrieve a model with its properties',
	},
	properties: [model.field, optionsFieldOnce],
	async prepare(item) {
		const reference = item.read(model);
		const { app } = item;
		return task(async () => {
			const models = await app.schema.models({ model: reference, paths: [] });
			const found = findModel(models, reference) ?? (await app.schema.resolve(reference));
			return [describeModel(found, models)];
		});
	},
});
