import { limitField, optionsFieldOnce, returnAllField } from '../fields';
import type { Operation } from '../../node/operation';
import { limitParameter } from '../parameters';
import { task } from '../../node/task';
import { describeModel } from './describe';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many models',
		description: 'Retrieve many models with their properties',
	},
	properties: [returnAllField, limitField, optionsFieldOnce],
	async prepare(run, itemIndex) {
		const limit = limitParameter(run.context, itemIndex);
		return task(async () => {
			const models = await run.models(itemIndex);
			return models.slice(0, limit).map((model) => describeModel(model, models));
		});
	},
};
