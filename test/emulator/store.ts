import { createHash } from 'node:crypto';

import type { AppDefinition, AppRecord, ModelDefinition, PropertyDefinition } from './app.ts';
import { isReadOnly, isToMany, kindGroup, type KindGroup } from './kinds.ts';
import { coerce } from './values.ts';

export interface StoredProperty {
	id: string;
	name: string;
	kind: string;
	group: KindGroup;
	options: Record<string, unknown>;
	inverse: string | undefined;
	required: boolean;
	readOnly: boolean;
	/** Not named in the app file: one of the three properties that every model has by default. */
	implicit: boolean;
}

/** A record: scalars by property name, a `belongs_to` as id or null, a many-to-many as ids. */
export interface Row {
	readonly id: number;
	values: Record<string, unknown>;
}

const defaults = [
	{ name: 'id', kind: 'serial' },
	{ name: 'created_at', kind: 'date_time' },
	{ name: 'updated_at', kind: 'date_time' },
];

function derivedUuid(model: string, name: string): string {
	return createHash('sha256').update(`${model}.${name}`).digest('hex').slice(0, 32);
}

function toStored(definition: PropertyDefinition, implicit: boolean): StoredProperty {
	const { id, name, kind, options = {}, inverse_association: inverse, required } = definition;
	return {
		id,
		name,
		kind,
		group: kindGroup(kind),
		options,
		inverse,
		required: required === true,
		readOnly: isReadOnly(definition),
		implicit,
	};
}

function allProperties(definition: ModelDefinition): StoredProperty[] {
	const named = new Set(definition.properties.map(({ name }) => name));
	const missing = defaults
		.filter(({ name }) => !named.has(name))
		.map((property) => ({ ...property, id: derivedUuid(definition.id, property.name) }));
	return [
		...definition.properties.map((property) => toStored(property, false)),
		...missing.map((property) => toStored(property, true)),
	];
}

/** One model: its properties, and its rows in id order. */
export class Model {
	readonly id: string;
	readonly name: string;
	readonly table: string;
	readonly properties: readonly StoredProperty[];
	readonly rows = new Map<number, Row>();
	/** Counts writes, so that whoever caches something derived from the rows can tell. */
	version = 0;
	private lastId = 0;
	/** What rows were before each write, as far as somebody may look at an older state. */
	private readonly log: Array<{ at: number; id: number; before: Row['values'] | undefined }> = [];
	private readonly ids = new Map<string, StoredProperty>();
	private readonly names = new Map<string, StoredProperty>();
	/** Ids by text, of the properties by which rows were looked for. */
	private readonly found = new Map<string, Map<string, Set<number>>>();
	/** The time of writes that are noted; undefined for others. */
	private readonly time: () => number | undefined;

	constructor(definition: ModelDefinition, time: () => number | undefined) {
		this.time = time;
		this.id = definition.id;
		this.name = definition.name;
		this.table = definition.table;
		this.properties = allProperties(definition);
		for (const property of this.properties) {
			this.ids.set(property.id, property);
			this.names.set(property.name, property);
		}
	}

	property(id: string): StoredProperty | undefined {
		return this.ids.get(id);
	}

	propertyNamed(name: string): StoredProperty | undefined {
		return this.names.get(name);
	}

	/** Adds a row; without an id it gets the next one. Ids are never used twice. */
	insert(values: Record<string, unknown>, id = this.lastId + 1): Row {
		const row: Row = { id, values: { ...values, id } };
		this.lastId = Math.max(this.lastId, id);
		this.write(id, () => this.rows.set(id, row));
		return row;
	}

	/** Overwrites some values of a row. */
	change(row: Row, changes: Record<string, unknown>): void {
		this.write(row.id, () => Object.assign(row.values, changes));
	}

	remove(id: number): boolean {
		return this.write(id, () => this.rows.delete(id));
	}

	/** The rows whose property holds a text, in whatever case; quick, however many others there are. */
	rowsWith({ name }: StoredProperty, text: string): Row[] {
		const ids = this.found.get(name) ?? new Map<string, Set<number>>();
		if (!this.found.has(name)) for (const row of this.rows.values()) addTo(ids, name, row);
		this.found.set(name, ids);
		return [...(ids.get(text.toLowerCase()) ?? [])].flatMap((id) => this.rows.get(id) ?? []);
	}

	/** The model as it was, for reading. */
	asOf(time: number): Model {
		const rows = new Map(this.rows);
		for (const { at, id, before } of this.log.toReversed()) {
			if (at <= time) break;
			if (before === undefined) rows.delete(id);
			else rows.set(id, { id, values: before });
		}
		const inOrder = new Map([...rows].sort(([id], [other]) => id - other));
		return Object.create(this, { rows: { value: inOrder } }) as Model;
	}

	private write<Result>(id: number, change: () => Result): Result {
		this.note(id);
		for (const [name, ids] of this.found) ids.get(textIn(name, this.rows.get(id)))?.delete(id);
		const result = change();
		for (const [name, ids] of this.found) addTo(ids, name, this.rows.get(id));
		this.version += 1;
		return result;
	}

	private note(id: number): void {
		const at = this.time();
		const before = this.rows.get(id)?.values;
		if (at !== undefined) this.log.push({ at, id, before: before && { ...before } });
	}
}

function textIn(name: string, row: Row | undefined): string {
	return String(row?.values[name]).toLowerCase();
}

function addTo(ids: Map<string, Set<number>>, name: string, row: Row | undefined): void {
	if (row === undefined) return;
	const text = textIn(name, row);
	const same = ids.get(text);
	if (same === undefined) ids.set(text, new Set([row.id]));
	else same.add(row.id);
}

/** A relation's value in an app file or request: an id, `{ id }`, or neither. */
export function relatedId(input: unknown): unknown {
	return typeof input === 'object' && input !== null && 'id' in input ? input.id : input;
}

/** Every model of the app and its rows, in memory. */
export class Store {
	readonly models: readonly Model[];
	private readonly byPath = new Map<string, Model>();

	/** @throws Error that names the first record value that does not suit its property */
	constructor(
		app: AppDefinition,
		startedAt: Date,
		time: () => number | undefined = () => undefined,
	) {
		this.models = app.models.map((definition) => new Model(definition, time));
		for (const model of this.models) {
			this.byPath.set(model.table, model);
			this.byPath.set(model.id, model);
		}
		app.models.forEach((definition, index) => this.load(definition, index, startedAt));
		this.checkSeededRelations(app);
	}

	/** The model a path means: by UUID or table name, never by its CamelCase name. */
	model(reference: string): Model | undefined {
		return this.byPath.get(reference);
	}

	/** As `model`, and by name: for tests, not for paths. */
	modelForTests(reference: string): Model | undefined {
		return this.model(reference) ?? this.models.find(({ name }) => name === reference);
	}

	/** The model on the other side of a relation. */
	target(property: StoredProperty): Model | undefined {
		return this.model(String(property.options.model));
	}

	/** The id a `belongs_to` holds, or null when it is empty or its record is gone. */
	belongsTo(property: StoredProperty, row: Row): number | null {
		const id = row.values[property.name];
		return typeof id === 'number' && this.target(property)?.rows.has(id) === true ? id : null;
	}

	/** The ids a many-to-many holds, without those of deleted records. */
	manyToMany(property: StoredProperty, row: Row): number[] {
		const ids = row.values[property.name];
		const target = this.target(property);
		if (!Array.isArray(ids) || target === undefined) return [];
		return ids.filter((id): id is number => target.rows.has(id));
	}

	/** Makes a many-to-many hold exactly these ids, and keeps the other side in step. */
	link(property: StoredProperty, model: Model, row: Row, ids: readonly number[]): void {
		const before = this.manyToMany(property, row);
		model.change(row, { [property.name]: [...new Set(ids)] });
		const target = this.target(property);
		const inverse = target?.property(property.inverse ?? '');
		if (target === undefined || inverse?.group !== 'manyToMany') return;
		for (const id of new Set([...before, ...ids])) {
			const other = target.rows.get(id);
			if (other === undefined) continue;
			const others = this.manyToMany(inverse, other).filter((known) => known !== row.id);
			target.change(other, { [inverse.name]: ids.includes(id) ? [...others, row.id] : others });
		}
	}

	private load(definition: ModelDefinition, index: number, startedAt: Date): void {
		const model = this.models[index];
		const records = [...(definition.records ?? [])].sort((one, other) => one.id - other.id);
		for (const record of records) {
			const where = `models[${index}] (${definition.name}), record ${record.id}`;
			model?.insert(seedValues(model, record, startedAt, where), record.id);
		}
	}

	private checkSeededRelations(app: AppDefinition): void {
		app.models.forEach(({ name }, index) => {
			const model = this.models[index];
			for (const property of model?.properties ?? []) {
				for (const row of model?.rows.values() ?? []) {
					this.checkSeeded(property, row, `models[${index}] (${name}), record ${row.id}`);
					if (model !== undefined && property.group === 'manyToMany') {
						this.link(property, model, row, this.manyToMany(property, row));
					}
				}
			}
		});
	}

	private checkSeeded(property: StoredProperty, row: Row, where: string): void {
		const value = row.values[property.name];
		const target = this.target(property);
		const ids = Array.isArray(value) ? value : [value];
		if (property.group !== 'belongsTo' && property.group !== 'manyToMany') return;
		for (const id of ids) {
			if (id === null || target?.rows.has(id) === true) continue;
			throw new Error(`${where}: ${property.name} points at no record: ${JSON.stringify(id)}`);
		}
	}
}

function seedValue(property: StoredProperty, input: unknown, where: string): unknown {
	if (property.group === 'belongsTo') return relatedId(input) ?? null;
	if (property.group === 'manyToMany') {
		return Array.isArray(input) ? input.map(relatedId) : [];
	}
	if (isToMany(property.group) && input !== undefined) {
		throw new Error(`${where}: ${property.name} is kept on the other side of the relation`);
	}
	const { value, error } = coerce(property, input);
	if (error !== undefined) {
		throw new Error(`${where}: ${property.name} ${error}: ${JSON.stringify(input)}`);
	}
	return value;
}

/** An app that starts anew has the same records: whether they suit its models is found out once. */
const seeded = new WeakMap<AppRecord, Record<string, unknown>>();

function checkValues(model: Model, record: AppRecord, where: string): Record<string, unknown> {
	const unknown = Object.keys(record).find((name) => model.propertyNamed(name) === undefined);
	if (unknown !== undefined) throw new Error(`${where}: the model has no property ${unknown}`);
	const entries = model.properties.map((property) => [
		property.name,
		seedValue(property, record[property.name], where),
	]);
	return Object.fromEntries(entries) as Record<string, unknown>;
}

function seedValues(
	model: Model,
	record: AppRecord,
	startedAt: Date,
	where: string,
): Record<string, unknown> {
	const values = seeded.get(record) ?? checkValues(model, record, where);
	seeded.set(record, values);
	const created = values.created_at ?? startedAt.toISOString();
	return { ...values, created_at: created, updated_at: values.updated_at ?? created };
}
