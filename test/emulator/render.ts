import type { Personality } from './personality.ts';
import { isToMany } from './kinds.ts';
import type { Model, Row, Store, StoredProperty } from './store.ts';
import { present } from './values.ts';

/** The parts of the environment that decide how a record looks. */
export interface Rendering {
	readonly store: Store;
	readonly personality: Personality;
}

function renderRelation(property: StoredProperty, row: Row, rendering: Rendering): unknown {
	const id = rendering.store.belongsTo(property, row);
	if (id === null) return rendering.personality.emptyRelation === 'object' ? { id: null } : null;
	const target = rendering.store.target(property);
	const name = target?.propertyNamed('name');
	if (name === undefined) return { id };
	return { id, name: target?.rows.get(id)?.values.name ?? null };
}

function renderValue(property: StoredProperty, row: Row, rendering: Rendering): unknown {
	if (isToMany(property.group)) return null;
	if (property.group === 'belongsTo') return renderRelation(property, row, rendering);
	return present(property, row.values[property.name], rendering.personality);
}

/** The properties that the app shows; `defaultProperties: hidden` leaves out unnamed ones. */
export function visibleProperties(model: Model, personality: Personality): StoredProperty[] {
	const hidden = personality.defaultProperties === 'hidden';
	return model.properties.filter(({ implicit }) => !(hidden && implicit));
}

/** Shape A: keyed by property name, to-many relations left out. */
export function flatRecord(model: Model, row: Row, rendering: Rendering): Record<string, unknown> {
	const record: Record<string, unknown> = { id: row.id };
	for (const property of visibleProperties(model, rendering.personality)) {
		if (property.name === 'id' || isToMany(property.group)) continue;
		record[property.name] = renderValue(property, row, rendering);
	}
	return record;
}

/** Shape B: keyed by property UUID, each cell wrapped. Columns that do not exist are left out. */
export function viewRecord(
	model: Model,
	row: Row,
	columns: readonly string[],
	rendering: Rendering,
): Record<string, unknown> {
	const record: Record<string, unknown> = { id: row.id };
	for (const column of columns) {
		const property = model.property(column);
		if (property === undefined) continue;
		record[column] = { busy: false, value: renderValue(property, row, rendering) };
	}
	return record;
}

/** A row the way app files write it, for tests that look into the store. */
export function storedRecord(model: Model, row: Row, rendering: Rendering): { id: number } {
	const entries = model.properties.flatMap((property): Array<[string, unknown]> => {
		if (property.group === 'hasOne' || property.group === 'hasMany') return [];
		if (property.group === 'manyToMany') {
			const ids = rendering.store.manyToMany(property, row);
			return [[property.name, ids.map((id) => ({ id }))]];
		}
		if (property.group === 'belongsTo') {
			const id = rendering.store.belongsTo(property, row);
			return [[property.name, id === null ? null : { id }]];
		}
		const kept = row.values[property.name];
		const isExact = property.group === 'decimal' && typeof kept === 'string';
		const value = isExact ? kept : present(property, kept, rendering.personality);
		return [[property.name, structuredClone(value)]];
	});
	return { id: row.id, ...Object.fromEntries(entries.filter(([name]) => name !== 'id')) };
}
