import type { Environment } from './environment.ts';
import { kept } from './kept.ts';
import { isParameters, type Parameters } from './parameters.ts';
import { relatedId, type Model, type Row, type StoredProperty } from './store.ts';
import { coerce, isWithdrawn, numberOf } from './values.ts';

/** Validation errors by property name. */
export type Errors = Record<string, string[]>;

/** What a request wants to write, checked but not yet carried out. */
export interface Draft {
	changes: Record<string, unknown>;
	/** To-many relations and the ids they shall hold. */
	links: Array<{ property: StoredProperty; ids: number[] }>;
	errors: Errors;
}

function addError(errors: Errors, name: string, code: string): void {
	errors[name] = [...(errors[name] ?? []), code];
}

function existingId(
	property: StoredProperty,
	input: unknown,
	environment: Environment,
): number | null {
	const id = numberOf(input);
	const known = id !== undefined && environment.store.target(property)?.rows.has(id) === true;
	return known ? id : null;
}

function isBlank(input: unknown): boolean {
	return input === '' || input === null;
}

/** `record[group][id]=1`; `record[group]=` clears; a plain id only where the app takes it. */
function draftBelongsTo(
	draft: Draft,
	property: StoredProperty,
	input: unknown,
	environment: Environment,
): void {
	const wrapped = isParameters(input);
	if (wrapped && input.id === undefined) return;
	const reference = relatedId(input);
	if (isBlank(reference)) {
		draft.changes[property.name] = null;
		return;
	}
	if (!wrapped && environment.personality.relationAsId === 'ignored') return;
	const id = existingId(property, reference, environment);
	if (id === null) addError(draft.errors, property.name, 'is_invalid');
	else draft.changes[property.name] = id;
}

function draftToMany(
	draft: Draft,
	property: StoredProperty,
	input: unknown,
	environment: Environment,
): void {
	if (environment.personality.toMany === 'ignored') return;
	const entries: unknown[] = Array.isArray(input) ? input : [input];
	const references = entries.map(relatedId).filter((reference) => !isBlank(reference));
	const ids = references.map((reference) => existingId(property, reference, environment));
	const known = ids.filter((id) => id !== null);
	if (known.length < ids.length) addError(draft.errors, property.name, 'is_invalid');
	else draft.links.push({ property, ids: known });
}

function draftProperty(
	draft: Draft,
	property: StoredProperty,
	input: unknown,
	environment: Environment,
): void {
	if (property.readOnly) return;
	if (property.group === 'belongsTo') return draftBelongsTo(draft, property, input, environment);
	if (['hasOne', 'hasMany', 'manyToMany'].includes(property.group)) {
		return draftToMany(draft, property, input, environment);
	}
	const { value, error } = coerce(property, input);
	if (isWithdrawn(property, value, environment.personality)) {
		addError(draft.errors, property.name, 'is_not_included_in_the_list');
	} else if (error === undefined) {
		draft.changes[property.name] = kept(property, value, environment.personality);
	} else addError(draft.errors, property.name, error);
}

function requireValues(draft: Draft, model: Model, row: Row | undefined): void {
	for (const { name, required } of model.properties) {
		if (!required || Object.hasOwn(draft.errors, name)) continue;
		const touched = row === undefined || Object.hasOwn(draft.changes, name);
		const value = draft.changes[name] ?? null;
		const blank = value === null || (typeof value === 'string' && value.trim() === '');
		if (touched && blank) addError(draft.errors, name, 'is_required');
	}
}

/** Checks what a request wants to write to a row, or to a new one. */
export function draftWrite(
	model: Model,
	row: Row | undefined,
	input: Parameters,
	environment: Environment,
): Draft {
	const draft: Draft = { changes: {}, links: [], errors: {} };
	for (const [name, value] of Object.entries(input)) {
		const property = model.propertyNamed(name);
		if (property !== undefined) draftProperty(draft, property, value, environment);
		else if (environment.personality.unknownProperty === 'rejected') {
			addError(draft.errors, name, 'is_unknown');
		}
	}
	requireValues(draft, model, row);
	return draft;
}

/** The server's clock as its timestamps show it, so that comparisons see what clients see. */
function timestamp(environment: Environment): string {
	const now = environment.now();
	if (environment.personality.timestampPrecision === 'seconds') now.setUTCMilliseconds(0);
	return now.toISOString();
}

function stamps(model: Model, names: string[], environment: Environment): Record<string, unknown> {
	const at = timestamp(environment);
	return Object.fromEntries(
		names.flatMap((name) => {
			const property = model.propertyNamed(name);
			return property === undefined ? [] : [[name, coerce(property, at).value]];
		}),
	);
}

/** A has-many is written on the other side: each target's `belongs_to` points here or not. */
function pointBack(
	property: StoredProperty,
	row: Row,
	ids: number[],
	environment: Environment,
): void {
	const target = environment.store.target(property);
	const inverse = target?.property(property.inverse ?? '');
	if (target === undefined || inverse === undefined) return;
	for (const other of target.rows.values()) {
		if (ids.includes(other.id)) target.change(other, { [inverse.name]: row.id });
		else if (other.values[inverse.name] === row.id) target.change(other, { [inverse.name]: null });
	}
}

function applyLinks(model: Model, row: Row, draft: Draft, environment: Environment): void {
	for (const { property, ids } of draft.links) {
		if (property.group === 'manyToMany') environment.store.link(property, model, row, ids);
		else pointBack(property, row, ids, environment);
	}
}

/** Carries out a draft without errors as a new row. */
export function createRow(model: Model, draft: Draft, environment: Environment): Row {
	const blank = Object.fromEntries(
		model.properties.map(({ name, group }) => [name, group === 'manyToMany' ? [] : null]),
	);
	const row = model.insert({
		...blank,
		...draft.changes,
		...stamps(model, ['created_at', 'updated_at'], environment),
	});
	applyLinks(model, row, draft, environment);
	return row;
}

function isChanged(row: Row, draft: Draft): boolean {
	if (draft.links.length > 0) return true;
	return Object.entries(draft.changes).some(
		([name, value]) => JSON.stringify(row.values[name]) !== JSON.stringify(value),
	);
}

/** Carries out a draft without errors; writing what is there already leaves `updated_at` alone. */
export function updateRow(model: Model, row: Row, draft: Draft, environment: Environment): void {
	if (!isChanged(row, draft)) return;
	model.change(row, { ...draft.changes, ...stamps(model, ['updated_at'], environment) });
	applyLinks(model, row, draft, environment);
}
