import type { Row, Store, StoredProperty } from '../store.ts';

/** Follows relations during one request. */
export class Related {
	private readonly store: Store;
	private readonly inverses = new Map<StoredProperty, Map<unknown, Row[]>>();

	constructor(store: Store) {
		this.store = store;
	}

	/** The records at the other side; at most one along a `belongs_to` or `has_one`. */
	rows(property: StoredProperty, row: Row): Row[] {
		const target = this.store.target(property);
		if (property.group === 'belongsTo') {
			const other = target?.rows.get(this.store.belongsTo(property, row) ?? 0);
			return other === undefined ? [] : [other];
		}
		if (property.group === 'manyToMany') {
			const ids = this.store.manyToMany(property, row);
			return ids.flatMap((id) => target?.rows.get(id) ?? []);
		}
		const rows = this.inverse(property).get(row.id) ?? [];
		return property.group === 'hasOne' ? rows.slice(0, 1) : rows;
	}

	/** Rows of the target by the id their `belongs_to` holds; made once for a request. */
	private inverse(property: StoredProperty): Map<unknown, Row[]> {
		const made = this.inverses.get(property);
		if (made !== undefined) return made;
		const target = this.store.target(property);
		const inverse = target?.property(property.inverse ?? '');
		const rows = inverse === undefined ? [] : [...(target?.rows.values() ?? [])];
		const byId = new Map<unknown, Row[]>();
		for (const row of rows) {
			const id = row.values[inverse?.name ?? ''];
			const known = byId.get(id);
			if (known === undefined) byId.set(id, [row]);
			else known.push(row);
		}
		this.inverses.set(property, byId);
		return byId;
	}
}
