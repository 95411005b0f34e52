// The properties that tell when something happened to a record.
import { InputError } from '../app/inputError';
import { kindOf, tellsTime } from '../app/kinds';
import { findProperty, type Model, type ModelReference, type Property } from '../app/models';
import * as parameters from './parameters';
import type { Watch } from './watch';

/** A property that holds a timestamp. */
export type Stamp = Pick<Property, 'id' | 'name'> & {
	/** Whether it holds the day alone. */
	isDay?: boolean;
};

/** What is known of the model that a trigger watches. */
export interface Timestamps {
	/** What the app is asked for. */
	model: ModelReference;
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
		model: model.table === undefined ? { uuid: model.id } : { table: model.table },
		created: findStamp(model, parameters.createdProperty.field.displayName, created),
		updated: findStamp(model, parameters.updatedProperty.field.displayName, updated),
		idProperty: findProperty(model, 'id')?.id,
	};
}

/** What is kept between polls, so that the models are not asked for at each of them. */
export function keepTimestamps({
	model,
	created,
	updated,
	idProperty = '',
}: Timestamps): Record<string, string> {
	return {
		...('uuid' in model ? { modelUuid: model.uuid } : { modelTable: model.table }),
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
	const { modelUuid, modelTable } = kept ?? {};
	const model = modelUuid ? { uuid: modelUuid } : modelTable && { table: modelTable };
	const isDay = (value: string | undefined) => value === 'yes' && { isDay: true };
	if (!model || !createdId || !createdName || !updatedId || !updatedName) return undefined;
	return {
		model,
		created: { id: createdId, name: createdName, ...isDay(kept?.createdIsDay) },
		updated: { id: updatedId, name: updatedName, ...isDay(kept?.updatedIsDay) },
		idProperty: idProperty === '' ? undefined : idProperty,
	};
}

/** The property that records are ordered by. */
export function orderStamp({ created, updated }: Timestamps, { settings }: Watch): Stamp {
	return settings.event === 'recordCreated' ? created : updated;
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
			? `The model ${model.name} has no property "${entered}", which is set as '${displayName}'`
			: `'${displayName}' must be a property with a date and time, but "${entered}" is of kind ${property.kind}`,
		dates.length === 0
			? "The model has no properties with dates, so it can't be watched"
			: `Its properties with dates are ${dates.map(({ name }) => name).join(', ')}`,
	);
}
