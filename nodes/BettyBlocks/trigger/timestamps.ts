// The properties that tell when something happened to a record.
import type { Stamp } from '../app/stamped';
import { InputError } from '../app/errors';
import { kindOf, tellsTime } from '../app/values/kinds';
import { findProperty, type Model, type ModelReference } from '../app/schema/models';
import type { TriggerEvent } from './engine/settings';
import * as parameters from './parameters';
import type { Watch } from './watch';

/** What is known of the model that a trigger watches. */
export interface Timestamps {
	/** What the app is asked for. */
	model: ModelReference;
	/** When a record was created; absent where the model has no such property and it isn't needed. */
	created?: Stamp;
	updated?: Stamp;
	/** UUID of the property that holds the id; an app may hide it. */
	idProperty?: string;
}

/**
 * Finds the properties that a watch goes by.
 *
 * @throws {InputError} naming the parameter, when the model has no such property
 */
export function findTimestamps(model: Model, watch: Watch): Timestamps {
	const { created, updated, settings } = watch;
	const { event } = settings;
	const createdBy = findStamp(model, parameters.createdProperty.displayName, created);
	const updatedBy = findStamp(model, parameters.updatedProperty.displayName, updated);
	return {
		model: model.table === undefined ? { uuid: model.id } : { table: model.table },
		created: orRefuse(createdBy, event === 'recordCreated' || watch.isCreatedSet),
		updated: orRefuse(updatedBy, event !== 'recordCreated' || watch.isUpdatedSet),
		idProperty: findProperty(model, 'id')?.id,
	};
}

/** What is kept between polls, so that the models are not asked for at each of them. */
export function keepTimestamps({
	model,
	created,
	updated,
	idProperty,
}: Timestamps): Record<string, string> {
	return {
		...('uuid' in model ? { modelUuid: model.uuid } : { modelTable: model.table }),
		...keepStamp('created', created),
		...keepStamp('updated', updated),
		...(idProperty !== undefined && { idProperty }),
	};
}

/** @returns undefined when what was kept does not name the properties */
export function keptTimestamps(kept: Record<string, string> | undefined): Timestamps | undefined {
	const { modelUuid, modelTable, idProperty } = kept ?? {};
	const model = modelUuid ? { uuid: modelUuid } : modelTable && { table: modelTable };
	const created = keptStamp('created', kept);
	const updated = keptStamp('updated', kept);
	if (!model || (created === undefined && updated === undefined)) return undefined;
	return { model, created, updated, idProperty };
}

/**
 * The property that records are ordered by.
 *
 * @returns undefined where it isn't known
 */
export function orderStamp(
	{ created, updated }: Timestamps,
	event: TriggerEvent,
): Stamp | undefined {
	return event === 'recordCreated' ? created : updated;
}

function keepStamp(role: string, stamp: Stamp | undefined): Record<string, string> {
	if (stamp === undefined) return {};
	const { id, name, isDay } = stamp;
	return { [`${role}Id`]: id, [`${role}Name`]: name, ...(isDay && { [`${role}IsDay`]: 'yes' }) };
}

function keptStamp(role: string, kept: Record<string, string> | undefined): Stamp | undefined {
	const { [`${role}Id`]: id, [`${role}Name`]: name, [`${role}IsDay`]: isDay } = kept ?? {};
	return id && name ? { id, name, ...(isDay === 'yes' && { isDay: true }) } : undefined;
}

function findStamp(model: Model, displayName: string, entered: string): Stamp | InputError {
	const property = findProperty(model, entered);
	if (property !== undefined && tellsTime(property)) {
		const { id, name } = property;
		return { id, name, ...(kindOf(property).precision === 'day' && { isDay: true }) };
	}
	const dates = model.properties.filter((each) => kindOf(each).family === 'temporal');
	return new InputError(
		property === undefined
			? `The model ${model.name} has no property "${entered}", which is set as '${displayName}'`
			: `'${displayName}' must be a property with a date and time, but "${entered}" is of kind ${property.kind}`,
		dates.length === 0
			? "The model has no properties with dates, so it can't be watched"
			: `Its properties with dates are ${dates.map(({ name }) => name).join(', ')}`,
	);
}

function orRefuse(stamp: Stamp | InputError, isNeeded: boolean): Stamp | undefined {
	if (!(stamp instanceof InputError)) return stamp;
	if (isNeeded) throw stamp;
	return undefined;
}
