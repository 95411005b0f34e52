import { findModel, findModelOf } from '../../app/models';
import { simplifyRow } from '../../app/rows';
import type { Operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { recordId, simplify } from '../../parameters/record';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [model.field, recordId.field, simplify.field, optionsField()],
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const id = item.read(recordId);
		const isSimplified = item.read(simplify);
		const key = await app.modelKey(reference);
		return task(async () => {
			const row = await app.get(key, id);
			if (!isSimplified) return [row];
			const models = await app.models();
			const known = findModel(models, reference) ?? findModelOf(row, models);
			return [known === undefined ? row : simplifyRow(row, known)];
		});
	},
};
