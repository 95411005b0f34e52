import { keepProperties, simplifyRows } from '../../app/values/simplify';
import { operation } from '../../node/operation';
import type { Performed } from '../../node/prepared';
import { only } from '../../parameters/api';
import { toNames } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { parameter } from '../../parameters/parameter';
import { filters, sort } from '../../parameters/queryFields';
import { downloadFiles, limit, simplify } from '../../parameters/record';
import { modelsWithin } from './fields';
import { fileProperties, performedWithFiles, withFileFields } from './filesToDownload';
import { tellColumns, tellToMany } from './notShown';
import { queryOf, queryOptions } from './recordQuery';
import { findRelations, relatedRecords, withRelated } from './related';

const outputFields = only(
	'classic',
	parameter(
		{
			displayName: 'Output Property Names or IDs',
			name: 'outputFields',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getProperties', loadOptionsDependsOn: ['model.value'] },
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		toNames,
	),
);

export const getAll = operation({
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many records',
		description: 'Retrieve many records',
	},
	parameters: {
		reference: model,
		limit,
		filter: filters,
		isSimplified: simplify,
		options: options({
			...queryOptions,
			names: outputFields,
			related: relatedRecords,
			files: downloadFiles,
		}),
		sort,
	},
	async prepare(
		{ reference, isSimplified, options: { names, related, files, ...more }, ...entered },
		item,
	) {
		const { schema, records } = item.app;
		const query = await queryOf(item, reference, { ...entered, ...more });
		const models = related.length > 0 ? await schema.models() : [];
		const relations = query === undefined ? [] : findRelations(models, query.model, related);
		const toDownload = query === undefined ? [] : fileProperties(query.model, files);
		const perform = async (): Promise<Performed> => {
			if (query === undefined) return { output: [] };
			const asked = { ...query, fields: withFileFields(query.fields, toDownload) };
			const rows = await records.list(asked);
			const isUsual = names.length + related.length === 0 && query.fields === undefined;
			if (query.viewId !== undefined) tellColumns(item, rows, query.model);
			else if (isUsual) tellToMany(item, rows, query.model);
			const within = isSimplified ? await modelsWithin(schema, query.model, query.fields) : [];
			const shaped = isSimplified ? simplifyRows(rows, query.model, within) : rows;
			const kept = names.length > 0 ? keepProperties(shaped, query.model, names) : shaped;
			const output = await withRelated(item, models, relations, rows, kept);
			return await performedWithFiles(item, toDownload, rows, output);
		};
		return { perform };
	},
});
