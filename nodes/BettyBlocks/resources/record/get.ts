import { getRecord } from '../../rest/records';
import { findModel, findModelOf } from '../../app/models';
import { simplifyRow } from '../../app/rows';
import { modelField, optionsField, recordIdField, simplifyField } from '../fields';
import type { Operation } from '../../node/operation';
import { modelParameter, recordIdParameter, simplifyParameter } from '../parameters';
import { clientFor } from '../run';
import { task } from '../../node/task';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [modelField, recordIdField, simplifyField, optionsField()],
	async prepare(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const id = recordIdParameter(run.context, itemIndex);
		const simplify = simplifyParameter(run.context, itemIndex);
		const client = clientFor(run, itemIndex);
		const path = await run.path(reference, itemIndex);
		return task(async () => {
			const row = await getRecord(client, path, id);
			if (!simplify) return [row];
			const models = await run.models(itemIndex);
			const model = findModel(models, reference) ?? findModelOf(row, models);
			return [model === undefined ? row : simplifyRow(row, model)];
		});
	},
};
