import { requireModel } from '../../app/models';
import { modelField, optionsFieldOnce } from '../fields';
import type { Operation } from '../../node/operation';
import { modelParameter } from '../parameters';
import { task } from '../../node/task';
import { describeModel } from './describe';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get model',
		description: 'Retrieve a model with its properties',
	},
	properties: [modelField, optionsFieldOnce],
	async prepare(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		return task(async () => {
			const models = await run.models(itemIndex);
			return [describeModel(requireModel(models, reference), models)];
		});
	},
};
