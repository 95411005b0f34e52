import { badRequest } from './answers.ts';
import type { Environment } from './environment.ts';
import type { Model, Row, StoredProperty } from './store.ts';

interface SortKey {
	property: StoredProperty;
	descending: boolean;
}

interface Sorted {
	version: number;
	rows: Map<string, Row[]>;
}

const cache = new WeakMap<Model, Sorted>();

function sortValue(property: StoredProperty, row: Row): number | string | boolean | null {
	const value = row.values[property.name];
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (value === null || value === undefined) return null;
	return property.group === 'dateTime' ? String(value) : String(value).toLowerCase();
}

function compareValues(
	one: ReturnType<typeof sortValue>,
	other: ReturnType<typeof sortValue>,
): number {
	if (one === other) return 0;
	if (one === null) return -1;
	if (other === null) return 1;
	return one < other ? -1 : 1;
}

function compareRows(keys: SortKey[], one: Row, other: Row): number {
	for (const { property, descending } of keys) {
		const order = compareValues(sortValue(property, one), sortValue(property, other));
		if (order !== 0) return descending ? -order : order;
	}
	return 0;
}

/** Sorting is cached until the model is written to: lists are read far more often. */
function sortedRows(model: Model, keys: SortKey[]): Row[] {
	let sorted = cache.get(model);
	if (sorted?.version !== model.version) {
		sorted = { version: model.version, rows: new Map() };
		cache.set(model, sorted);
	}
	const name = keys.map(({ property, descending }) => `${property.id}:${descending}`).join();
	const known = sorted.rows.get(name);
	if (known !== undefined) return known;
	const rows = [...model.rows.values()];
	const [first] = keys;
	// Rows are kept in the order of their ids: of a large table, sorting would take longer than all else.
	if (first?.property.name === 'id') {
		if (first.descending) rows.reverse();
	} else if (first !== undefined) {
		rows.sort((one, other) => compareRows(keys, one, other));
	}
	sorted.rows.set(name, rows);
	return rows;
}

function shuffled(rows: readonly Row[], random: () => number): Row[] {
	return rows
		.map((row) => ({ row, rank: random() }))
		.sort((one, other) => one.rank - other.rank)
		.map(({ row }) => row);
}

function shuffleTies(rows: readonly Row[], keys: SortKey[], random: () => number): Row[] {
	const runs: Row[][] = [];
	for (const row of rows) {
		const run = runs.at(-1);
		const first = run?.[0];
		if (first !== undefined && compareRows(keys, first, row) === 0) run?.push(row);
		else runs.push([row]);
	}
	return runs.flatMap((run) => (run.length === 1 ? run : shuffled(run, random)));
}

function parseKey(
	model: Model,
	spelled: string,
	{ ascending }: Environment['personality'],
): SortKey | undefined {
	const [id = '', direction = 'asc'] = spelled.trim().split(':');
	const property = model.property(id);
	if (property === undefined || (direction !== 'asc' && direction !== 'desc')) return undefined;
	return { property, descending: direction === 'desc' || ascending === 'descending' };
}

function parseOrder(model: Model, order: unknown, environment: Environment): SortKey[] {
	const { ascending, orderKeys, unknownOrder } = environment.personality;
	if (order === undefined || order === null || order === '') return [];
	const spelled = String(order).split(',');
	if (spelled.length > 1 && orderKeys === 'rejected') throw badRequest('Order by one property');
	const used = orderKeys === 'all' ? spelled : spelled.slice(0, 1);
	const keys = used.map((key) => parseKey(model, key, environment.personality));
	if (ascending === 'rejected' && keys.some((key) => key?.descending === false)) {
		throw badRequest('Order has to be desc');
	}
	const known = keys.filter((key) => key !== undefined);
	if (known.length < keys.length && unknownOrder === 'rejected') {
		throw badRequest(`Unknown order "${String(order)}"`);
	}
	return known;
}

/**
 * Every row of the model in the order a list asks for; not to be changed by the caller.
 * @param candidates the only rows that are wanted
 * @throws Refusal with status 400 when the order is unknown and the app rejects that
 */
export function orderedRows(
	model: Model,
	order: unknown,
	environment: Environment,
	candidates?: readonly Row[],
): readonly Row[] {
	const { defaultOrder, tieOrder } = environment.personality;
	const keys = parseOrder(model, order, environment);
	// A few of many need no order of all.
	if (candidates !== undefined && candidates.length < 2) return candidates;
	const rows = sortedRows(model, keys);
	if (keys.length > 0) {
		return tieOrder === 'shuffled' ? shuffleTies(rows, keys, environment.random) : rows;
	}
	if (defaultOrder === 'newest') return [...rows].reverse();
	return defaultOrder === 'shuffled' ? shuffled(rows, environment.random) : rows;
}
