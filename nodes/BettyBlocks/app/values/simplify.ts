import type { IDataObject } from 'n8n-workflow';
import { type AppRecord, unwrapCell } from './shown';
import { isJsonObject } from './json';
import { kindOf } from './kinds';
import type { Model, Property } from '../schema/models';
import { requireProperty } from '../schema/paths';
import { isUuid } from '../schema/ids';

/** Puts one record into the shape that workflows can rely on. */
export function simplifyRow(row: AppRecord, model: Model, related?: Model[]): IDataObject {
	return simplifyRows([row], model, related)[0] ?? {};
}

/**
 * Puts the records of one response into one shape: property names as keys, cells unwrapped, an empty
 * relation null, and every property that any of them shows. What the app does not show is not there:
 * a null that nobody meant would clear the property once the record is written back.
 *
 * @param related models of the related records that are shown within
 */
export function simplifyRows(
	rows: AppRecord[],
	model: Model,
	related: Model[] = [],
): IDataObject[] {
	const known = new Map(
		model.properties.flatMap((each) => [each.id, each.name].map((key) => [key, each])),
	);
	const shown = new Set(keysOf(rows).map((key) => known.get(key)?.name ?? key));
	const inOrder = model.properties.map(({ name }) => name).filter((name) => shown.has(name));
	const names = [...new Set([...inOrder, ...shown])];
	const simplifierFor = simplifiersOf(related);
	const simplifiers = names.map((name) => simplifierFor(known.get(name)));
	const empty = Object.fromEntries(names.map((name) => [name, null]));
	const hasColumns = names.some((name) => isColumn(name));
	return rows.map((row) =>
		!hasColumns && isSimple(row, names, simplifiers)
			? row
			: toShape(row, known, empty, simplifierFor),
	);
}

type Simplify = (shown: unknown) => unknown;

type SimplifierFor = (property: Property | undefined) => Simplify | undefined;

/** How values of properties are simplified, each found once; those of related records by their own models. */
function simplifiersOf(related: Model[]): SimplifierFor {
	const targets = new Map(related.map(({ id, properties }) => [id, properties]));
	const found = new Map<Property, Simplify | undefined>();
	const simplifierFor: SimplifierFor = (property) => {
		if (property === undefined) return undefined;
		const target = targets.get(String(property.options.model));
		if (target === undefined || kindOf(property).family !== 'relation') {
			return kindOf(property).simplify;
		}
		if (!found.has(property)) {
			const byName = new Map(target.map((each) => [each.name, each]));
			found.set(property, (shown) =>
				simplifyRelated(kindOf(property).simplify?.(shown), (name) =>
					simplifierFor(byName.get(name)),
				),
			);
		}
		return found.get(property);
	};
	return simplifierFor;
}

/** A related record, or a list of them; the same where nothing in it changes. */
function simplifyRelated(
	shown: unknown,
	simplifierOf: (name: string) => Simplify | undefined,
): unknown {
	if (Array.isArray(shown)) {
		const simple = shown.map((each) => simplifyRelated(each, simplifierOf));
		return simple.every((each, index) => each === shown[index]) ? shown : simple;
	}
	if (!isJsonObject(shown)) return shown;
	const changed = Object.entries(shown).flatMap(([name, value]) => {
		const simple = (simplifierOf(name) ?? ((same: unknown) => same))(value);
		return simple === value ? [] : [[name, simple] as const];
	});
	return changed.length === 0 ? shown : { ...shown, ...Object.fromEntries(changed) };
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
function isSimple(
	row: AppRecord,
	names: string[],
	simplifiers: Array<Simplify | undefined>,
): row is IDataObject {
	if (!hasKeys(row, names)) return false;
	return names.every((name, index) => {
		const simplify = simplifiers[index];
		return simplify === undefined || simplify(row[name]) === row[name];
	});
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
	known: Map<string, Property>,
	empty: IDataObject,
	simplifierFor: SimplifierFor,
): IDataObject {
	const record = { ...empty };
	for (const [key, cell] of Object.entries(row)) {
		const property = known.get(key);
		const name = property?.name ?? key;
		const shown = isColumn(key, name) ? unwrapCell(cell) : cell;
		const simplify = simplifierFor(property) ?? ((same: unknown) => same);
		const value = (simplify(shown) ?? null) as IDataObject[string];
		setOwn(record, name, value);
	}
	return record;
}

/** `__proto__` is a name as well. */
function setOwn(record: IDataObject, name: string, value: IDataObject[string]): void {
	const own = { value, enumerable: true, writable: true, configurable: true };
	if (name === '__proto__') Object.defineProperty(record, name, own);
	else record[name] = value;
}

/** Whether a value stands in a view's column: under a UUID, which may be one that the user's role can't see. */
function isColumn(key: string, name = key): boolean {
	return key !== name || isUuid(key);
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
				[id, name].filter((key) => Object.hasOwn(row, key)).map((key) => [key, row[key]]),
			),
		),
	);
}
