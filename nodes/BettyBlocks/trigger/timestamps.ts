// The properties that tell when something happened to a record.
import type { Stamp, Watched } from '../app/stamped';
import { InputError } from '../app/errors';
import { kindOf, tellsTime } from '../app/values/kinds';
import { findProperty, type Model, type ModelReference } from '../app/schema/models';
import type { TriggerEvent } from './engine/settings';

/** What is known of the model that a trigger watches. It is kept, so that polls needn't ask for the models. */
export interface Timestamps extends Pick<Watched, 'orderBy' | 'createdBy' | 'idProperty'> {
	/** What the app is asked for. */
	model: ModelReference;
}

/** A property as it was entered. */
export interface EnteredStamp {
	/** Its name or UUID. */
	name: string;
	/** Whether somebody chose it. */
	isChosen: boolean;
	displayName: string;
}

/**
 * Finds the properties that a watch goes by.
 *
 * @throws {InputError} naming the parameter, when the model has no such property
 */
export function findTimestamps(
	model: Model,
	{ created, updated }: Record<'created' | 'updated', EnteredStamp>,
	event: TriggerEvent,
): Timestamps {
	const isByCreation = event === 'recordCreated';
	const orderBy = requireStamp(model, isByCreation ? created : updated);
	const other = isByCreation ? updated : created;
	const otherBy = other.isChosen ? requireStamp(model, other) : stampIn(model, other);
	return {
		model: model.table === undefined ? { uuid: model.id } : { table: model.table },
		orderBy,
		createdBy: isByCreation ? undefined : otherBy,
		idProperty: findProperty(model, 'id')?.id,
	};
}

function stampIn(model: Model, entered: EnteredStamp): Stamp | undefined {
	const property = findProperty(model, entered.name);
	if (property === undefined || !tellsTime(property)) return undefined;
	const { id, name } = property;
	return { id, name, ...(kindOf(property).precision === 'day' && { isDay: true }) };
}

function requireStamp(model: Model, entered: EnteredStamp): Stamp {
	const stamp = stampIn(model, entered);
	if (stamp !== undefined) return stamp;
	const { name, displayName } = entered;
	const property = findProperty(model, name);
	const dates = model.properties.filter((each) => kindOf(each).family === 'temporal');
	throw new InputError(
		property === undefined
			? `The model ${model.name} has no property "${name}", which is set as '${displayName}'`
			: `'${displayName}' must be a property with a date and time, but "${name}" is of kind ${property.kind}`,
		dates.length === 0
			? "The model has no properties with dates, so it can't be watched"
			: `Its properties with dates are ${dates.map((each) => each.name).join(', ')}`,
	);
}
