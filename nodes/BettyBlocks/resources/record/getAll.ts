import { keepProperties, simplifyRows } from '../../app/values/simplify';
import { operation } from '../../node/operation';
import type { Performed } from '../../node/prepared';
import { only } from '../../parameters/api';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { filters, sort } from '../../parameters/queryFields';
import { downloadFiles, limit, simplify, propertyList } from '../../parameters/record';
import { recordOutput, tellColumns, tellToMany } from './output';
import { queryOf, queryOptions } from './recordQuery';
import { relatedRecords } from './related';

const outputFields = only(
	'classic',
	propertyList('getProperties', {
		displayName: 'Output Property Names or IDs',
		name: 'outputFields',
	}),
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
		sort,
		isSimplified: simplify,
		options: options({
			...queryOptions,
			names: outputFields,
			related: relatedRecords,
			files: downloadFiles,
		}),
	},
	async prepare(
		{ reference, isSimplified, options: { names, related, files, ...more }, ...entered },
		item,
	) {
		const query = await queryOf(item, reference, { ...entered, ...more });
		if (query === undefined) return { perform: async () => ({ output: [] }) };
		const { model: of } = query;
		const wanted = { related, files, fields: more.fields };
		const output = await recordOutput(item, wanted, async () => of);
		const isUsual = names.length + related.length === 0 && more.fields === undefined;
		const perform = async (): Promise<Performed> => {
			const rows = await item.app.records.list({ ...query, fields: output.paths });
			if (query.viewId !== undefined) tellColumns(item, rows, of);
			else if (isUsual) tellToMany(item, rows, of);
			const shaped = isSimplified ? simplifyRows(rows, of, await output.within(of)) : rows;
			const kept = names.length > 0 ? keepProperties(shaped, of, names) : shaped;
			return await output.performed(rows, kept);
		};
		return { perform };
	},
});
