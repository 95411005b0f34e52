import { requireModel } from '../../schema/models';
import { modelField, optionsFieldOnce } from '../fields';
import type { Operation } from '../operation';
import { modelParameter } from '../parameters';
import { toItems } from '../run';
import { describeModel } from './describe';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get model',
		description: 'Retrieve a model with its properties',
	},
	properties: [modelField, optionsFieldOnce],
	async execute(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const models = await run.models();
		return toItems([describeModel(requireModel(models, reference), models)]);
	},
};
