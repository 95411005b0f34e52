import type { Model, Row, StoredProperty } from '../store.ts';
import type { DataContext } from './context.ts';
import { FieldError } from './errors.ts';
import { fieldName } from './names.ts';

type Value = number | string | boolean | null;

interface SortKey {
	read: (row: Row | undefined) => Value;
	descending: boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function sortValue(property: StoredProperty, row: Row | undefined): Value {
	const value = row?.values[property.name];
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	return value === null || value === undefined ? null : String(value).toLowerCase();
}

/** Empty values first. */
function compare(one: Value, other: Value): number {
	if (one === other) return 0;
	if (one === null) return -1;
	return other === null || one > other ? 1 : -1;
}

/** The single entry of a sort input; more are refused. */
function onlyEntry(sort: Record<string, unknown>): [string, unknown] | undefined {
	const entries = Object.entries(sort).filter(([, value]) => value !== null);
	if (entries.length > 1) throw new FieldError('Only one sort key is allowed');
	return entries[0];
}

function propertyOf(model: Model, field: string, context: DataContext): StoredProperty {
	const property = model.properties.find(({ name }) => fieldName(name) === field);
	if (property === undefined) throw new FieldError(`Unknown property ${field}`);
	context.access.allows(model, property);
	return property;
}

/** `{ createdAt: DESC }`, or `{ customer: { name: ASC } }`. */
function nestedKey(model: Model, sort: unknown, context: DataContext): SortKey | undefined {
	const entry = isObject(sort) ? onlyEntry(sort) : undefined;
	if (entry === undefined) return undefined;
	const [field, inner] = entry;
	const property = propertyOf(model, field, context);
	const target = context.environment.store.target(property);
	if (target === undefined) {
		return { read: (row) => sortValue(property, row), descending: inner === 'DESC' };
	}
	const key = nestedKey(target, inner, context);
	if (key === undefined) return undefined;
	const step = (row: Row | undefined) => row && context.related.rows(property, row)[0];
	return { read: (row) => key.read(step(row)), descending: key.descending };
}

function sortKey(model: Model, sort: unknown, context: DataContext): SortKey | undefined {
	if (!isObject(sort)) return undefined;
	const { field, order, relation } = sort;
	if (typeof field !== 'string') return nestedKey(model, relation, context);
	if (isObject(relation)) throw new FieldError('Only one sort key is allowed');
	return nestedKey(model, { [field]: order ?? 'ASC' }, context);
}

/**
 * Rows in the order a `sort` argument asks for.
 * @throws FieldError when it names several keys, or a property that may not be read
 */
export function sorted(
	model: Model,
	rows: readonly Row[],
	sort: unknown,
	context: DataContext,
): Row[] {
	const { environment } = context;
	const key = sortKey(model, sort, context);
	const unstable = environment.personality.ties === 'unstable';
	const ranked = rows.map((row) => ({
		...{ row, value: key?.read(row) ?? null, rank: unstable ? environment.random() : row.id },
	}));
	ranked.sort((one, other) => {
		const order = compare(one.value, other.value);
		return (key?.descending === true ? -order : order) || one.rank - other.rank;
	});
	return ranked.map(({ row }) => row);
}
