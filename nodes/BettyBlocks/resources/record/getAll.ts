import { keepProperties, simplifyRows } from '../../app/rows';
import { operation } from '../../node/operation';
import { task } from '../../node/task';
import { toNames } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { option } from '../../parameters/parameter';
import { limit, returnAll, simplify } from '../../parameters/record';
import { modelsWithin } from './fields';
import { queryOptions, enteredQuery } from './recordQuery';
import { tellColumns, tellToMany } from './notShown';
import { findRelations, relatedRecords, withRelated } from './related';
import { filterFields, sort } from '../../parameters/queryFields';
import { onlyWithin } from '../../parameters/api';

const outputFields = onlyWithin(
	'classic',
	option(
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
	properties: [
		model.field,
		returnAll.field,
		limit.field,
		...filterFields,
		simplify.field,
		optionsField(...queryOptions, outputFields, relatedRecords),
		sort.field,
	],
	async prepare(item) {
		const { app } = item;
		const isSimplified = item.read(simplify);
		const names = item.read(outputFields);
		const related = item.read(relatedRecords);
		const query = await enteredQuery(item);
		const models = related.length > 0 ? await app.schema.models() : [];
		const relations = query === undefined ? [] : findRelations(models, query.model, related);
		return task(async () => {
			if (query === undefined) return [];
			const rows = await app.records.list(query);
			const isUsual = names.length + related.length === 0 && query.fields === undefined;
			if (query.viewId !== undefined) tellColumns(item, rows, query.model);
			else if (isUsual) tellToMany(item, rows, query.model);
			const within = isSimplified ? await modelsWithin(app.schema, query.model, query.fields) : [];
			const shaped = isSimplified ? simplifyRows(rows, query.model, within) : rows;
			const kept = names.length > 0 ? keepProperties(shaped, query.model, names) : shaped;
			return await withRelated(item, models, relations, rows, kept);
		});
	},
});
