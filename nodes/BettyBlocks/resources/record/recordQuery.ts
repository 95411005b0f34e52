// Which records are meant, and how they are read.
import type { IDataObject } from 'n8n-workflow';
import type { RecordQuery, Selection } from '../../app/app';
import { unless, InputError } from '../../app/errors';
import { enteredPaths, readFilter, type EnteredFilter } from '../../app/query/filter';
import { EmptyTable, type ModelReference } from '../../app/schema/models';
import { readSortKey } from '../../app/query/sorting';
import type { Item } from '../../node/item';
import { toPositiveInteger, toWholeNumber } from '../../parameters/converters';
import { whenSet } from '../../parameters/parameter';
import { sort } from '../../parameters/queryFields';
import { recordIds, savedFilter, savedView } from '../../parameters/record';
import { fields } from './output';

const SAVED_ONES =
	"Save the conditions as a filter or a view in the builder, and enter its URL in the options under 'Saved Filter' or 'Saved View'";

/** Undefined leaves it to the app's API. */
const pageSize = whenSet(
	{
		displayName: 'Page Size',
		name: 'pageSize',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 500,
		description: 'How many records to request at once',
	},
	toPositiveInteger,
);

/** An id, or 0 for the first records. */
const startAfter = whenSet(
	{
		displayName: 'Start After',
		name: 'startAfter',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description:
			'The ID of the last record of the batch before, or 0 for the first batch. The records are sorted by ID.',
	},
	toWholeNumber,
);

/** The options that narrow what is found by what is saved in the app. */
export const savedOptions = {
	viewId: savedView,
	filterId: savedFilter,
};

/** The options that say which records are read, and how. */
export const queryOptions = {
	...savedOptions,
	after: startAfter,
	ids: recordIds,
	pageSize,
	fields,
};

/** Which records are meant, in no order. */
type Found = Omit<RecordQuery, 'sort' | 'limit'>;

interface EnteredQuery
	extends Selection,
		Pick<RecordQuery, 'limit' | 'ids' | 'pageSize' | 'fields'> {
	filter: EnteredFilter;
	sort: IDataObject[];
	after: number | undefined;
}

/**
 * Makes what was entered a query.
 *
 * @returns undefined when the table is empty and nothing else is known of its model
 * @throws {InputError} when something that was entered does not fit the model
 */
export async function queryOf(
	item: Item,
	reference: ModelReference,
	{ limit, ids, pageSize: size, fields: paths, after, sort: keys, ...entered }: EnteredQuery,
): Promise<RecordQuery | undefined> {
	if (after !== undefined && keys.length > 0) {
		const [first, order] = [startAfter.displayName, sort.displayName];
		throw new InputError(
			`'${first}' needs the records sorted by ID, but '${order}' has properties`,
			`Remove the properties from '${order}', or remove '${first}' from the options`,
		);
	}
	const found = await foundBy(item, reference, entered);
	if (found === undefined) return undefined;
	const byKeys = keys.map((key) => readSortKey(found.model, key));
	const wanted = { limit, ids, pageSize: size, fields: paths, ...(after && { after }) };
	return { ...found, ...wanted, sort: byKeys };
}

/** The same without what says how they are put out. */
export async function foundBy(
	{ app, zone, hint }: Item,
	reference: ModelReference,
	{ filter, ...saved }: Selection & { filter: EnteredFilter },
): Promise<Found | undefined> {
	const isEmpty = (error: unknown) => error instanceof EmptyTable;
	const model = await unless(isEmpty, app.schema.resolve(reference), undefined);
	if (model === undefined) return undefined;
	const models = await app.schema.models({ model: reference, paths: enteredPaths(filter) });
	return {
		...saved,
		model,
		...readFilter(models, model, filter, zone),
		zone,
		otherWays: SAVED_ONES,
		tell: hint,
	};
}
