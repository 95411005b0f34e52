import { limitField, optionsFieldOnce, returnAllField } from '../fields';
import type { Operation } from '../operation';
import { limitParameter } from '../parameters';
import { toItems } from '../run';
import { describeModel } from './describe';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many models',
		description: 'Retrieve many models with their properties',
	},
	properties: [returnAllField, limitField, optionsFieldOnce],
	async execute(run, itemIndex) {
		const limit = limitParameter(run.context, itemIndex);
		const models = await run.models();
		return toItems(models.slice(0, limit).map((model) => describeModel(model, models)));
	},
};
