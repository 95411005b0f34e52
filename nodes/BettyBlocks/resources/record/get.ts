import type { App, AppRecord } from '../../app/app';
import { unless, InputError } from '../../app/errors';
import type { Model, ModelKey } from '../../app/schema/models';
import { simplifyRow } from '../../app/values/simplify';
import { operation } from '../../node/operation';
import type { Performed } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { downloadFiles, simplify } from '../../parameters/record';
import { fields, modelsWithin } from './fields';
import { fileProperties, performedWithFiles, withFileFields } from './filesToDownload';
import { findRecords, wantedRecord } from './findBy';
import { tellToMany } from './notShown';
import { findRelations, relatedRecords, withRelated } from './related';
import { joinBatch } from './together';

export const get = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	parameters: {
		reference: model,
		wanted: wantedRecord,
		isSimplified: simplify,
		options: options({ related: relatedRecords, fields, files: downloadFiles }),
	},
	async prepare({ reference, wanted, isSimplified, options: { related, ...more } }, item) {
		const { app } = item;
		const isModelNeeded = more.files.length > 0;
		const files = isModelNeeded
			? fileProperties(await app.schema.resolve(reference), more.files)
			: [];
		const paths = withFileFields(more.fields, files);
		const { key, find } = await findRecords(item, wanted, reference);
		const models = related.length > 0 ? await app.schema.models() : [];
		const relations =
			related.length > 0 ? findRelations(models, await app.schema.resolve(reference), related) : [];
		const batch = wanted.kind === 'id' ? joinBatch(item, key, wanted.id, paths) : undefined;
		const { records } = app;
		const perform = async (): Promise<Performed> => {
			const rows: AppRecord[] = [];
			for (const { id } of await find()) {
				rows.push(await (batch?.get(records, key, id, paths) ?? records.get(key, id, paths)));
			}
			const [first] = rows;
			const known = isSimplified && first ? await modelOf(key, app) : undefined;
			const isUsual = related.length === 0 && paths === undefined;
			if (known !== undefined && isUsual) tellToMany(item, rows, known);
			const within = known === undefined ? [] : await modelsWithin(app.schema, known, paths);
			const shaped =
				known === undefined ? rows : rows.map((row) => simplifyRow(row, known, within));
			const output = await withRelated(item, models, relations, rows, shaped);
			return await performedWithFiles(item, files, rows, output);
		};
		return { perform };
	},
});

/** @returns undefined where the app doesn't show the model */
async function modelOf(key: ModelKey, { schema }: App): Promise<Model | undefined> {
	if ('id' in key) return key;
	return await unless((error) => error instanceof InputError, schema.resolve(key), undefined);
}
