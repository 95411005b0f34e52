import { findModel } from '../../app/schema/models';
import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { model } from '../../parameters/model';
import { optionsOnce } from '../../parameters/options';
import { describeModel } from './describe';

export const get = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get model',
		description: 'Retrieve a model with its properties',
	},
	parameters: { reference: model, options: optionsOnce() },
	async prepare({ reference }, { app }) {
		return prepared(async () => {
			const models = await app.schema.models({ model: reference, paths: [] });
			const found = findModel(models, reference) ?? (await app.schema.resolve(reference));
			return [describeModel(found, models)];
		});
	},
});
