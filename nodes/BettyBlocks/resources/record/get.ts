import type { App, AppRecord, ModelKey } from '../../app/app';
import { findModel, findModelOf, type Model, type ModelReference } from '../../app/models';
import { simplifyRow } from '../../app/rows';
import type { Operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { simplify } from '../../parameters/record';
import { fields } from './fields';
import { findFields, findRecords, readWanted } from './findBy';
import { tellToMany } from './notShown';
import { findRelations, relatedRecords, withRelated } from './related';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	properties: [model.field, ...findFields, simplify.field, optionsField(relatedRecords, fields)],
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readWanted(item);
		const isSimplified = item.read(simplify);
		const related = item.read(relatedRecords);
		const paths = item.read(fields);
		const key = await app.modelKey(reference);
		const models = related.length > 0 ? await app.models() : [];
		const relations =
			related.length > 0 ? findRelations(models, await app.model(reference), related) : [];
		const { ids } = await findRecords(item, wanted, key);
		return task(async () => {
			const rows: AppRecord[] = [];
			for (const id of await ids()) rows.push(await app.get(key, id, paths));
			const [first] = rows;
			const known = isSimplified && first ? await modelOf(first, reference, app, key) : undefined;
			const isUsual = related.length === 0 && paths === undefined;
			if (known !== undefined && isUsual) tellToMany(item, rows, known);
			const shaped = known === undefined ? rows : rows.map((row) => simplifyRow(row, known));
			return await withRelated(item, models, relations, rows, shaped);
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
