import { operation } from '../../node/operation';
import type { Item } from '../../node/item';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { filterFields } from '../../parameters/queryFields';
import { foundOptions, readFound } from './recordQuery';
import type { Task } from '../../node/task';

export const exists = operation({
	option: {
		name: 'If Exists',
		value: 'exists',
		action: 'If record exists',
		description: 'Pass on the items for which a record meets the conditions',
	},
	properties: [model.field, ...filterFields, optionsField(...foundOptions)],
	prepare: async (item) => await passOnIf(item, (isThere) => isThere),
});

export const notExists = operation({
	option: {
		name: 'If Not Exists',
		value: 'notExists',
		action: 'If record is missing',
		description: 'Pass on the items for which no record meets the conditions',
	},
	properties: exists.properties,
	prepare: async (item) => await passOnIf(item, (isThere) => !isThere),
});

/**
 * Passes the item on as it is, or not at all.
 *
 * @param isWanted told whether a record meets the conditions
 */
async function passOnIf(item: Item, isWanted: (isThere: boolean) => boolean): Promise<Task> {
	const found = await readFound(item);
	const { app } = item;
	return {
		perform: async () => {
			const only = { sort: [], limit: 1, isAnyOrder: true };
			const rows = found && (await app.records.list({ ...found, ...only }));
			const isThere = rows !== undefined && rows.length > 0;
			return { output: isWanted(isThere) ? [item.data] : [] };
		},
	};
}
