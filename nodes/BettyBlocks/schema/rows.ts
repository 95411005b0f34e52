import type { IDataObject } from 'n8n-workflow';
import type { Model } from '../api/models';
import type { AppRecord } from '../api/records';
import { requireProperty, unwrapCell } from './paths';

/**
 * Puts a record into the shape that workflows can rely on: property names as keys, cells unwrapped,
 * an empty relation null, and every property there even when it is empty. Through a view only its
 * columns are known, so only they are there. Nothing that the app sent is left out.
 */
export function simplifyRow(row: AppRecord, model: Model): IDataObject {
	const byUuid = new Map(model.properties.map((property) => [property.id, property]));
	const isThroughView = Object.keys(row).some((key) => byUuid.has(key));
	const simplified: IDataObject = isThroughView
		? {}
		: Object.fromEntries(model.properties.map(({ name }) => [name, null]));
	for (const [key, cell] of Object.entries(row)) {
		const property = byUuid.get(key) ?? model.properties.find(({ name }) => name === key);
		const value = unwrapCell(cell) as IDataObject[string];
		simplified[property?.name ?? key] = isEmptyRelation(value) ? null : value;
	}
	return simplified;
}

/** Some apps show an empty relation as `{ "id": null }` (vendor's client library). */
function isEmptyRelation(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'id' in value && value.id === null;
}

/**
 * Keeps the named properties, in the order of the names.
 *
 * @param names names or UUIDs
 * @throws {InputError} for a name that the model does not have
 */
export function keepProperties(rows: IDataObject[], model: Model, names: string[]): IDataObject[] {
	const kept = names.map((name) => requireProperty(model, name));
	return rows.map((row) =>
		Object.fromEntries(
			kept.flatMap(({ id, name }) =>
				[id, name].filter((key) => key in row).map((key) => [key, row[key]]),
			),
		),
	);
}
