import { operation, type Operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { filters } from '../../parameters/queryFields';
import { foundBy, savedOptions } from './recordQuery';

const FIRST = { sort: [], limit: 1, isAnyOrder: true };

export const exists = passOnIf(true, {
	name: 'If Exists',
	value: 'exists',
	action: 'If record exists',
	description: 'Pass on items for which a matching record exists',
});

export const notExists = passOnIf(false, {
	name: 'If Not Exists',
	value: 'notExists',
	action: 'If record is missing',
	description: 'Pass on items for which no matching record exists',
});

/**
 * Passes the item on as it is, or not at all.
 *
 * @param isWanted whether a record has to meet the conditions for that, or none may
 */
function passOnIf(isWanted: boolean, option: Operation['option']): Operation {
	return operation({
		option,
		parameters: { reference: model, filter: filters, options: options(savedOptions) },
		async prepare({ reference, filter, options: { viewId, filterId } }, item) {
			const found = await foundBy(item, reference, { filter, viewId, filterId });
			return {
				perform: async () => {
					const rows = found && (await item.app.records.list({ ...found, ...FIRST }));
					const isThere = rows !== undefined && rows.length > 0;
					return { output: isThere === isWanted ? [item.data] : [] };
				},
			};
		},
	});
}
