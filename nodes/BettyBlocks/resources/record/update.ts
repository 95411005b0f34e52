import { modelPath } from '../../schema/models';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter, recordIdParameter } from '../parameters';
import { clientFor, toItems } from '../run';
import { orderOfRecord } from './order';
import { ignoreUnknownOption, valueFields } from './valueFields';
import { valuesToWrite } from './values';
import { update } from './write';

export const updateOne: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	properties: [
		modelField,
		recordIdField,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToUpdate' }),
		optionsField(ignoreUnknownOption),
	],
	keyOf: orderOfRecord,
	async execute(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const values = await valuesToWrite(run, reference, itemIndex);
		return toItems([await update(clientFor(run, itemIndex), modelPath(reference), id, values)]);
	},
};
