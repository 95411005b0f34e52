import { getRecord } from '../../api/records';
import { findModel, findModelOf, modelPath } from '../../schema/models';
import { simplifyRow } from '../../schema/rows';
import { modelField, optionsField, recordIdField, simplifyField } from '../fields';
import type { Operation } from '../operation';
import { modelParameter, recordIdParameter, simplifyParameter } from '../parameters';
import { clientFor, toItems } from '../run';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [modelField, recordIdField, simplifyField, optionsField()],
	async execute(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const simplify = simplifyParameter(run.context, itemIndex);
		const row = await getRecord(clientFor(run, itemIndex), modelPath(reference), id);
		if (!simplify) return toItems([row]);
		const models = await run.models();
		const model = findModel(models, reference) ?? findModelOf(row, models);
		return toItems([model === undefined ? row : simplifyRow(row, model)]);
	},
};
