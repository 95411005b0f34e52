import type { App, AppRecord, ModelKey } from '../../app/app';
import { findModel, findModelOf, type Model, type ModelReference } from '../../app/models';
import { simplifyRow } from '../../app/rows';
import type { Operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { recordId, simplify } from '../../parameters/record';
import { fields } from './fields';
import { tellToMany } from './notShown';
import { findRelations, relatedRecords, withRelated } from './related';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [model.field, recordId.field, simplify.field, optionsField(relatedRecords, fields)],
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const id = item.read(recordId);
		const isSimplified = item.read(simplify);
		const related = item.read(relatedRecords);
		const paths = item.read(fields);
		const key = await app.modelKey(reference);
		const models = related.length > 0 ? await app.models() : [];
		const relations =
			related.length > 0 ? findRelations(models, await app.model(reference), related) : [];
		return task(async () => {
			const row = await app.get(key, id, paths);
			const known = isSimplified ? await modelOf(row, reference, app, key) : undefined;
			const isUsual = related.length === 0 && paths === undefined;
			if (known !== undefined && isUsual) tellToMany(item, [row], known);
			const shaped = known === undefined ? row : simplifyRow(row, known);
			return await withRelated(item, models, relations, [row], [shaped]);
		});
	},
};

async function modelOf(
	row: AppRecord,
	reference: ModelReference,
	app: App,
	key: ModelKey,
): Promise<Model | undefined> {
	if ('id' in key) return key;
	const models = await app.models();
	return findModel(models, reference) ?? findModelOf(row, models);
}
