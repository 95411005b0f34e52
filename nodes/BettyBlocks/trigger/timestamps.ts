import type { Model, Property } from '../rest/models';
import type { AppRecord, Selection } from '../rest/records';
import { InputError } from '../app/inputError';
import { isKnownKind, kindOf } from '../app/kinds';
import { findProperty } from '../app/models';
import { unwrapCell } from '../app/paths';
import type { Row } from './engine/source';
import { instantOf, isLocalTime } from '../app/timestamp';
import type { Watch } from './watch';

/** A property that holds a timestamp. */
type Stamp = Pick<Property, 'id' | 'name'> & {
	/** Whether it holds the day alone. */
	isDay?: boolean;
};

/** The properties that tell when something happened to a record. */
export interface Timestamps {
	created: Stamp;
	updated: Stamp;
	/** UUID of the property that holds the id; an app may hide it. */
	idProperty?: string;
}

/** A kept property is not what the rows have: the model may have changed since. */
export class StaleProperty extends InputError {}

/**
 * Finds the properties that a watch goes by.
 *
 * @throws {InputError} naming the parameter, when the model has no such property
 */
export function findTimestamps(model: Model, { created, updated }: Watch): Timestamps {
	return {
		created: findStamp(model, 'Created Property', created),
		updated: findStamp(model, 'Updated Property', updated),
		idProperty: findProperty(model, 'id')?.id,
	};
}

/** What is kept between polls, so that the models are not asked for at each of them. */
export function keepTimestamps({
	created,
	updated,
	idProperty = '',
}: Timestamps): Record<string, string> {
	return {
		createdId: created.id,
		createdName: created.name,
		...(created.isDay && { createdIsDay: 'yes' }),
		updatedId: updated.id,
		updatedName: updated.name,
		...(updated.isDay && { updatedIsDay: 'yes' }),
		idProperty,
	};
}

/** @returns undefined when what was kept does not name the properties */
export function keptTimestamps(kept: Record<string, string> | undefined): Timestamps | undefined {
	const { createdId, createdName, updatedId, updatedName, idProperty } = kept ?? {};
	const isDay = (value: string | undefined) => value === 'yes' && { isDay: true };
	if (!createdId || !createdName || !updatedId || !updatedName) return undefined;
	return {
		created: { id: createdId, name: createdName, ...isDay(kept?.createdIsDay) },
		updated: { id: updatedId, name: updatedName, ...isDay(kept?.updatedIsDay) },
		idProperty: idProperty === '' ? undefined : idProperty,
	};
}

/** The property that records are ordered by. */
export function orderStamp({ created, updated }: Timestamps, { settings }: Watch): Stamp {
	return settings.event === 'recordCreated' ? created : updated;
}

/**
 * Reads when things happened to a record, from a row as the app sent it.
 *
 * @throws {InputError} when the row does not show one of the properties
 */
export function toRow(record: AppRecord, timestamps: Timestamps, watch: Watch): Row<AppRecord> {
	const { selection, settings } = watch;
	const shown = shownIn(record, orderStamp(timestamps, watch), selection);
	const at = instantOf(shown);
	const created =
		settings.event === 'recordCreated'
			? at
			: instantOf(shownIn(record, timestamps.created, selection));
	const isLocal = isLocalTime(shown);
	return { id: recordId(record), at, created, ...(isLocal && { isLocal }), data: record };
}

/** @throws {InputError} when it is not what the API promises */
export function recordId({ id }: AppRecord): number {
	if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
	throw new InputError(
		`The app returned a record whose ID is ${JSON.stringify(id)}, so it cannot be followed`,
		'Watch a model whose records have whole numbers for IDs',
	);
}

function shownIn(record: AppRecord, { id, name }: Stamp, { viewId }: Selection): unknown {
	if (id in record) return unwrapCell(record[id]);
	if (viewId === undefined && name in record) return record[name];
	if (viewId === undefined) {
		throw new StaleProperty(
			`The app's records do not show the property "${name}", which the trigger goes by`,
			'Choose another property in the options',
		);
	}
	throw name in record
		? new InputError(
				`The app does not apply the view "${viewId}": its answer is not that of a view`,
				'Check the view in the options, or use a filter instead',
			)
		: new StaleProperty(
				`The view "${viewId}" does not show the property "${name}", which the trigger goes by`,
				'Add the property to the columns of the view, or choose another property in the options',
			);
}

function findStamp(model: Model, displayName: string, entered: string): Stamp {
	const property = findProperty(model, entered);
	if (property !== undefined && tellsTime(property)) {
		const { id, name } = property;
		return { id, name, ...(kindOf(property).precision === 'day' && { isDay: true }) };
	}
	const dates = model.properties.filter((each) => kindOf(each).family === 'temporal');
	throw new InputError(
		property === undefined
			? `${displayName} "${entered}" is no property of the model ${model.name}`
			: `${displayName} "${entered}" holds no date and time: it is a ${property.kind}`,
		dates.length === 0
			? 'The model shows no property with a date, so it cannot be watched'
			: `Its properties with dates are ${dates.map(({ name }) => name).join(', ')}`,
	);
}

/** What an app calls a kind that is not known may be a date. */
function tellsTime(property: Property): boolean {
	return kindOf(property).family === 'temporal' || !isKnownKind(property.kind);
}
