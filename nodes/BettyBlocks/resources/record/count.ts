import { operation } from '../../node/operation';
import { task } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { filterFields } from '../../parameters/queryFields';
import { foundOptions, readFound } from './recordQuery';

export const count = operation({
	option: {
		name: 'Count',
		value: 'count',
		action: 'Count records',
		description: 'Count the records that meet conditions',
	},
	properties: [model.field, ...filterFields, optionsField(...foundOptions)],
	async prepare(item) {
		const { app } = item;
		const found = await readFound(item);
		return task(async () => {
			if (found === undefined) return [{ count: 0 }];
			const counted = await app.records.count?.(found);
			if (counted !== undefined) return [{ count: counted }];
			// A classic app doesn't count, so its records are read.
			const rows = await app.records.list({ ...found, sort: [], limit: Infinity });
			return [{ count: rows.length }];
		});
	},
});
