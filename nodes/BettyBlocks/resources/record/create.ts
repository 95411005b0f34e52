import { modelPath } from '../../schema/models';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter } from '../parameters';
import { clientFor, toItems } from '../run';
import { ignoreUnknownOption, valueFields } from './valueFields';
import { valuesToWrite } from './values';
import { create } from './write';

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
	async execute(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const values = await valuesToWrite(run, reference, itemIndex);
		return toItems([await create(clientFor(run, itemIndex), modelPath(reference), values)]);
	},
};
