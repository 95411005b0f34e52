import { operation } from '../../node/operation';
import { prepared } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { filters } from '../../parameters/queryFields';
import { foundBy, savedOptions } from './recordQuery';

export const count = operation({
	option: {
		name: 'Count',
		value: 'count',
		action: 'Count records',
		description: 'Count the records that meet conditions',
	},
	parameters: { reference: model, filter: filters, options: options(savedOptions) },
	async prepare({ reference, filter, options: { viewId, filterId } }, item) {
		const { app } = item;
		const found = await foundBy(item, reference, { filter, viewId, filterId });
		return prepared(async () => {
			if (found === undefined) return [{ count: 0 }];
			const counted = await app.records.count?.(found);
			if (counted !== undefined) return [{ count: counted }];
			// A classic app doesn't count, so its records are read.
			const rows = await app.records.list({ ...found, sort: [], limit: Infinity });
			return [{ count: rows.length }];
		});
	},
});
