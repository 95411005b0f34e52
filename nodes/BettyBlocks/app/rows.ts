import type { IDataObject } from 'n8n-workflow';
import type { Model } from './models';
import type { AppRecord } from './appRecord';
import { requireProperty, unwrapCell } from './paths';

/** Puts one record into the shape that workflows can rely on. */
export function simplifyRow(row: AppRecord, model: Model): IDataObject {
	return simplifyRows([row], model)[0] ?? {};
}

/**
 * Puts the records of one answer into one shape: property names as keys, cells unwrapped, an empty
 * relation null, and every property that any of them shows. What the app does not show is not there:
 * a null that nobody meant would clear the property once the record is written back.
 */
export function simplifyRows(rows: AppRecord[], model: Model): IDataObject[] {
	const nameOf = new Map(model.properties.map(({ id, name }) => [id, name]));
	const records = rows.map(
		(row) =>
			new Map(
				Object.entries(row).map(([key, cell]) => [nameOf.get(key) ?? key, simplifyValue(cell)]),
			),
	);
	const shown = new Set<string>();
	for (const record of records) for (const name of record.keys()) shown.add(name);
	const inOrder = model.properties.map(({ name }) => name).filter((name) => shown.has(name));
	const names = [...new Set([...inOrder, ...shown])];
	return records.map((record) =>
		Object.fromEntries(names.map((name) => [name, record.get(name) ?? null])),
	);
}

/** Some apps show an empty relation as `{ "id": null }` (vendor's client library). */
function simplifyValue(cell: unknown): IDataObject[string] {
	const value = unwrapCell(cell) as IDataObject[string];
	const isEmptyRelation =
		typeof value === 'object' && value !== null && 'id' in value && value.id === null;
	return isEmptyRelation ? null : value;
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
