import type { AppRecord } from '../../app/app';
import { findModel, findModelOf, type Model, type ModelReference } from '../../app/models';
import { simplifyRow } from '../../app/rows';
import type { Operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { recordId, simplify } from '../../parameters/record';
import { tellToMany } from './notShown';
import { findRelations, relatedRecords, withRelated } from './related';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [model.field, recordId.field, simplify.field, optionsField(relatedRecords)],
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const id = item.read(recordId);
		const isSimplified = item.read(simplify);
		const related = item.read(relatedRecords);
		const key = await app.modelKey(reference);
		const models = related.length > 0 ? await app.models() : [];
		const relations =
			related.length > 0 ? findRelations(models, await app.model(reference), related) : [];
		return task(async () => {
			const row = await app.get(key, id);
			const known = isSimplified ? modelOf(row, reference, await app.models()) : undefined;
			if (known !== undefined && related.length === 0) tellToMany(item, [row], known);
			const shaped = known === undefined ? row : simplifyRow(row, known);
			return await withRelated(item, models, relations, [row], [shaped]);
		});
	},
};

function modelOf(row: AppRecord, reference: ModelReference, models: Model[]): Model | undefined {
	return findModel(models, reference) ?? findModelOf(row, models);
}
