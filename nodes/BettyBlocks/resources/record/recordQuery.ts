import type { RecordQuery } from '../../app/app';
import { readCondition } from '../../app/conditions';
import { readSortKey } from '../../app/sorting';
import type { Item } from '../../node/item';
import { toPositiveInteger } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { option } from '../../parameters/parameter';
import { filter, limit, recordIds, view } from '../../parameters/record';
import { combineFilters, filters, sort } from './queryFields';

/** 500 is the most that an app was seen to accept. */
export const DEFAULT_PAGE_SIZE = 500;

const SAVED_ONES =
	"Save the conditions as a filter in the builder and enter its address in the options under 'Saved Filter', or that of a view under 'Saved View': every app applies those";

const pageSize = option(
	{
		displayName: 'Page Size',
		name: 'pageSize',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: DEFAULT_PAGE_SIZE,
		description: 'How many records to request at once',
	},
	toPositiveInteger,
);

/** The options that say which records are read, and how. */
export const queryOptions = [view, filter, recordIds, pageSize];

/**
 * Reads which records one item asks for.
 *
 * @returns undefined when the table is empty and nothing else is known of its model
 * @throws {InputError} when something that was entered does not fit the model
 */
export async function readQuery(item: Item): Promise<RecordQuery | undefined> {
	const { app, zone } = item;
	const reference = item.read(model);
	const entered = {
		limit: item.read(limit),
		pageSize: item.read(pageSize),
		ids: item.read(recordIds),
		viewId: item.read(view),
		filterId: item.read(filter),
		combinator: item.read(combineFilters),
	};
	const conditions = item.read(filters);
	const keys = item.read(sort);
	const of = await app.modelIfKnown(reference);
	if (of === undefined) return undefined;
	const models = await app.models();
	return {
		...entered,
		model: of,
		conditions: conditions.map((condition) => readCondition(models, of, condition, zone)),
		sort: keys.map((key) => readSortKey(of, key)),
		zone,
		otherWays: SAVED_ONES,
	};
}
