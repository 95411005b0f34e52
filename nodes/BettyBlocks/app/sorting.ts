import type { Model, Property } from './models';
import type { AppRecord } from './appRecord';
import { InputError } from './inputError';
import { kindOf } from './kinds';
import { requireProperty, valueAt } from './paths';

export type Direction = 'asc' | 'desc';

export interface SortKey {
	property: Property;
	direction: Direction;
}

/** @throws {InputError} when the model has no such property, or records cannot be sorted by it */
export function readSortKey(
	model: Model,
	{ property: name, direction }: { property?: unknown; direction?: unknown },
): SortKey {
	if (typeof name !== 'string' || name.trim() === '') {
		throw new InputError('An entry to sort by has no property', 'Choose a property to sort by');
	}
	const property = requireProperty(model, name);
	if (!kindOf(property).sortable) {
		throw new InputError(
			`Records can't be sorted by "${property.name}", which is of kind ${property.kind}`,
			'Choose a property with text, a number or a date to sort by',
		);
	}
	if (direction === undefined || direction === 'asc') return { property, direction: 'asc' };
	if (direction === 'desc') return { property, direction };
	throw new InputError(
		`The direction to sort in must be asc or desc, but got ${JSON.stringify(direction)}`,
		'Choose Ascending or Descending for each property to sort by',
	);
}

/** Sorts by the keys, and what is equal by id. Empty values come first, or last when descending. */
export function sortRows(rows: AppRecord[], keys: SortKey[]): AppRecord[] {
	return [...rows].sort((a, b) => {
		for (const key of keys) {
			const order = compareBy(key, a, b);
			if (order !== 0) return order;
		}
		return Number(a.id) - Number(b.id);
	});
}

/** Whether two records are equal by a key. */
export function isTie(key: SortKey, a: AppRecord, b: AppRecord): boolean {
	return compareBy(key, a, b) === 0;
}

/**
 * Sorts what is equal by the first key by the other keys, then by id. The order of the app between
 * unequal records stays: it knows its alphabet and where its empty values go.
 */
export function sortTies(
	rows: AppRecord[],
	[first, ...others]: [SortKey, ...SortKey[]],
): AppRecord[] {
	const runs: AppRecord[][] = [];
	for (const row of rows) {
		const run = runs.at(-1);
		const [tied] = run ?? [];
		if (run !== undefined && tied !== undefined && isTie(first, tied, row)) run.push(row);
		else runs.push([row]);
	}
	return runs.flatMap((run) => sortRows(run, others));
}

/** Whether records are plainly not in the order of a key; of texts that cannot be told. */
export function isOutOfOrder(rows: AppRecord[], key: SortKey): boolean {
	const { family } = kindOf(key.property);
	if (family !== 'number' && family !== 'temporal') return false;
	const filled = rows.filter((row) => comparable(key.property, row) !== null);
	return filled.some((row, index) => {
		const previous = filled[index - 1];
		return previous !== undefined && compareBy(key, previous, row) > 0;
	});
}

function compareBy({ property, direction }: SortKey, a: AppRecord, b: AppRecord): number {
	const [one, other] = [a, b].map((row) => comparable(property, row));
	const order = compare(one, other);
	return direction === 'asc' ? order : -order;
}

/** Made when it is first needed, as that takes longer than loading the whole package. */
let collator: Intl.Collator | undefined;

function compare(one: Comparable, other: Comparable): number {
	if (one === null || other === null) return Number(one !== null) - Number(other !== null);
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	collator ??= new Intl.Collator('en', { numeric: false });
	return collator.compare(String(one), String(other));
}

type Comparable = string | number | null | undefined;

function comparable(property: Property, row: AppRecord): Comparable {
	const value = valueAt(row, { label: property.name, steps: [property] });
	if (value === undefined) {
		throw new InputError(
			`Records can't be sorted by "${property.name}", as the view doesn't show it`,
			'Add the property to the columns of the view, or sort by another one',
		);
	}
	if (value === null || value === '') return null;
	switch (kindOf(property).family) {
		case 'number':
			return asNumber(Number(value), value);
		case 'temporal':
			return asNumber(Date.parse(String(value)), value);
		case 'boolean':
			return Number(value === true || value === 'true');
		default:
			return String(value);
	}
}

function asNumber(number: number, value: unknown): number | string {
	return Number.isNaN(number) ? String(value) : number;
}
