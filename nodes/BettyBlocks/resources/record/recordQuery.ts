import type { INodeProperties } from 'n8n-workflow';
import type { RecordQuery, Selection } from '../../app/app';
import { unless } from '../../app/errors';
import { enteredPaths, readFilter, type EnteredFilter } from '../../app/filter';
import { InputError } from '../../app/inputError';
import { EmptyTable } from '../../app/models';
import { readSortKey } from '../../app/sorting';
import type { Item } from '../../node/item';
import { toPositiveInteger, toWholeNumber } from '../../parameters/converters';
import { model } from '../../parameters/model';
import type { Parameter } from '../../parameters/parameter';
import { filter as savedFilter, limit, recordIds, view } from '../../parameters/record';
import { readEnteredFilter, sort } from '../../parameters/queryFields';
import { onlyWithin } from '../../parameters/api';
import { fields } from './fields';

const SAVED_ONES =
	"Save the conditions as a filter or a view in the builder, and enter its URL in the options under 'Saved Filter' or 'Saved View'";

const pageSizeField: INodeProperties = {
	displayName: 'Page Size',
	name: 'pageSize',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 500,
	description: 'How many records to request at once',
};

/** Undefined leaves it to the app's API. */
const pageSize: Parameter<number | undefined> = {
	field: pageSizeField,
	read: (reader) => {
		const entered = reader.get(`options.${pageSizeField.name}`, null);
		return entered === null ? undefined : toPositiveInteger(entered, pageSizeField.displayName);
	},
};

const START_AFTER = 'Start After';

/** An id, or 0 for the first records; undefined when it isn't set. */
const startAfter: Parameter<number | undefined> = {
	field: {
		displayName: START_AFTER,
		name: 'startAfter',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description:
			'The ID of the last record of the batch before, or 0 for the first batch. The records are sorted by ID.',
	},
	read: (reader) => {
		const entered = reader.get('options.startAfter', null);
		return entered === null ? undefined : toWholeNumber(entered, START_AFTER);
	},
};

/** The options that say which records are read, and how. */
export const queryOptions = [
	startAfter,
	onlyWithin('classic', view),
	onlyWithin('classic', savedFilter),
	recordIds,
	pageSize,
	fields,
];

/** The options of an operation that looks for records, and puts none out. */
export const foundOptions = [onlyWithin('classic', view), onlyWithin('classic', savedFilter)];

/** Which records are meant, in no order. */
type Found = Omit<RecordQuery, 'sort' | 'limit'>;

/**
 * Reads which records one item asks for.
 *
 * @returns undefined when the table is empty and nothing else is known of its model
 * @throws {InputError} when something that was entered does not fit the model
 */
export async function enteredQuery(item: Item): Promise<RecordQuery | undefined> {
	const entered = {
		limit: item.read(limit),
		pageSize: item.read(pageSize),
		ids: item.read(recordIds),
		fields: item.read(fields),
	};
	const after = item.read(startAfter);
	const keys = item.read(sort);
	if (after !== undefined && keys.length > 0) {
		throw new InputError(
			`'${START_AFTER}' needs the records sorted by ID, but 'Sort' has properties`,
			`Remove the properties from 'Sort', or remove '${START_AFTER}' from the options`,
		);
	}
	const found = await readFound(item);
	if (found === undefined) return undefined;
	const byKeys = keys.map((key) => readSortKey(found.model, key));
	return { ...found, ...entered, ...(after && { after }), sort: byKeys };
}

/** The same without what says how they are put out. */
export async function readFound(item: Item): Promise<Found | undefined> {
	const saved = { viewId: item.read(view), filterId: item.read(savedFilter) };
	const met = await readConditions(item, readEnteredFilter(item));
	return met && { ...saved, ...met };
}

/** The records that meet conditions, which `readEnteredFilter` has read. */
export async function readConditions(
	item: Item,
	filter: EnteredFilter,
): Promise<Omit<Found, keyof Selection> | undefined> {
	const { app, zone } = item;
	const reference = item.read(model);
	const isEmpty = (error: unknown) => error instanceof EmptyTable;
	const of = await unless(isEmpty, app.schema.resolve(reference), undefined);
	if (of === undefined) return undefined;
	const models = await app.schema.models({ model: reference, paths: enteredPaths(filter) });
	return {
		model: of,
		...readFilter(models, of, filter, zone),
		zone,
		otherWays: SAVED_ONES,
		tell: (message) => item.hint(message),
	};
}
