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
	const shown = new Set(keysOf(rows).map((key) => nameOf.get(key) ?? key));
	const inOrder = model.properties.map(({ name }) => name).filter((name) => shown.has(name));
	const names = [...new Set([...inOrder, ...shown])];
	const empty = Object.fromEntries(names.map((name) => [name, null]));
	// A related record may have nothing but a value, and is no cell then.
	const related = new Set(
		model.properties.filter((each) => each.shown !== undefined).map(({ name }) => name),
	);
	return rows.map((row) =>
		isSimple(row, names, related) ? row : toShape(row, nameOf, empty, related),
	);
}

/** The keys of all rows, each once. Most rows have those of the row before. */
function keysOf(rows: AppRecord[]): string[] {
	const all = new Set<string>();
	let before: string[] = [];
	for (const row of rows) {
		if (hasKeys(row, before)) continue;
		before = Object.keys(row);
		for (const key of before) all.add(key);
	}
	return [...all];
}

/** Whether a row is in the shape already: of a long list, a copy would take as much memory again. */
function isSimple(row: AppRecord, names: string[], related: Set<string>): row is IDataObject {
	if (!hasKeys(row, names)) return false;
	for (const name of names) {
		const value = row[name];
		if (typeof value === 'object' && !related.has(name) && simplifyValue(value) !== value) {
			return false;
		}
	}
	return true;
}

/** Whether a row has these keys in this order. A list of them, for each row, would be much memory. */
function hasKeys(row: AppRecord, names: string[]): boolean {
	let index = 0;
	for (const key in row) {
		if (key !== names[index]) return false;
		index += 1;
	}
	return index === names.length;
}

function toShape(
	row: AppRecord,
	nameOf: Map<string, string>,
	empty: IDataObject,
	related: Set<string>,
): IDataObject {
	const record = { ...empty };
	for (const [key, cell] of Object.entries(row)) {
		const name = nameOf.get(key) ?? key;
		const value = (related.has(name) ? (cell as IDataObject[string]) : simplifyValue(cell)) ?? null;
		if (name === '__proto__') Object.defineProperty(record, name, { value });
		else record[name] = value;
	}
	return record;
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
