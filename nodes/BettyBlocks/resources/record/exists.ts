import type { EnteredFilter } from '../../app/query/filter';
import type { ModelReference } from '../../app/schema/models';
import type { Item } from '../../node/item';
import { operation } from '../../node/operation';
import type { Prepared } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { filters } from '../../parameters/queryFields';
import { foundBy, savedOptions } from './recordQuery';

const parameters = { reference: model, filter: filters, options: options(savedOptions) };

export const exists = operation({
	option: {
		name: 'If Exists',
		value: 'exists',
		action: 'If record exists',
		description: 'Pass on items for which a matching record exists',
	},
	parameters,
	prepare: async (values, item) => await passOnIf(true, values, item),
});

export const notExists = operation({
	option: {
		name: 'If Not Exists',
		value: 'notExists',
		action: 'If record is missing',
		description: 'Pass on items for which no matching record exists',
	},
	parameters,
	prepare: async (values, item) => await passOnIf(false, values, item),
});

interface Entered {
	reference: ModelReference;
	filter: EnteredFilter;
	options: { viewId: string | undefined; filterId: string | undefined };
}

/**
 * Passes the item on as it is, or not at all.
 *
 * @param isWanted whether a record has to meet the conditions for that, or none may
 */
async function passOnIf(
	isWanted: boolean,
	{ reference, filter, options: { viewId, filterId } }: Entered,
	item: Item,
): Promise<Prepared> {
	const found = await foundBy(item, reference, { filter, viewId, filterId });
	return {
		perform: async () => {
			const first = { sort: [], limit: 1, isAnyOrder: true };
			const rows = found && (await item.app.records.list({ ...found, ...first }));
			const isThere = rows !== undefined && rows.length > 0;
			return { output: isThere === isWanted ? [item.data] : [] };
		},
	};
}
