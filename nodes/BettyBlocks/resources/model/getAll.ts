import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { optionsOnce } from '../../parameters/options';
import { limit } from '../../parameters/record';
import { describeModel } from './get';

export const getAll = operation({
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many models',
		description: 'Retrieve many models with their properties',
	},
	parameters: { limit, options: optionsOnce() },
	async prepare({ limit: max }, { app }) {
		return prepared(async () => {
			const models = await app.schema.models(max === Infinity ? undefined : { first: max });
			return models.slice(0, max).map((model) => describeModel(model, models));
		});
	},
});
