import type { Model, Property } from '../schema/models';
import type { AppRecord } from '../values/shown';
import { InputError } from '../errors';
import { kindOf } from '../values/kinds';
import { requireProperty, valueAt } from '../schema/paths';
import { compareDecimals } from '../values/decimals';
import { folded } from '../values/equality';

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
		throw new InputError('A sort entry has no property', 'Choose a property to sort by');
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
		`The sort direction must be asc or desc, but got ${JSON.stringify(direction)}`,
		'Choose Ascending or Descending for each property to sort by',
	);
}

/** Sorts by the keys, and what is equal by id. Empty values come first, or last when descending. */
export function sortRows(rows: AppRecord[], keys: SortKey[]): AppRecord[] {
	const measuredRows = rows.map((row) => ({
		row,
		values: keys.map(({ property }) => comparable(property, row)),
	}));
	measuredRows.sort((a, b) => {
		for (const [index, { direction }] of keys.entries()) {
			const order = compare(a.values[index] ?? null, b.values[index] ?? null);
			if (order !== 0) return direction === 'asc' ? order : -order;
		}
		return Number(a.row.id) - Number(b.row.id);
	});
	return measuredRows.map(({ row }) => row);
}

/** Whether two records are equal by a key. */
export function isTie(key: SortKey, a: AppRecord, b: AppRecord): boolean {
	return compareBy(key, a, b) === 0;
}

/**
 * Sorts what is equal by the first key by the other keys, then by id. The order of the app between
 * unequal records stays: it knows its alphabet and where its empty values go.
 */
export function sortTies(rows: AppRecord[], [first, ...others]: SortKey[]): AppRecord[] {
	if (first === undefined) return rows;
	const runs: Array<[AppRecord, ...AppRecord[]]> = [];
	for (const row of rows) {
		const run = runs.at(-1);
		if (run !== undefined && isTie(first, run[0], row)) run.push(row);
		else runs.push([row]);
	}
	return runs.flatMap((run) => sortRows(run, others));
}

/** Whether records are plainly not in the order of a key, wherever an app puts its empty values. */
export function isOutOfOrder(rows: AppRecord[], key: SortKey): boolean {
	const filled = rows.filter((row) => comparable(key.property, row) !== null);
	return filled.some((row, index) => {
		const previous = filled[index - 1];
		return (
			previous !== undefined && compareBy(key, previous, row) > 0 && isPlain(key, previous, row)
		);
	});
}

/** Whether every app would sort these records in the order in which they are. */
export function isPlainlySorted(rows: AppRecord[], keys: SortKey[]): boolean {
	return rows.every((row, index) => {
		const previous = rows[index - 1];
		const decisive = previous && keys.find((key) => !isTie(key, previous, row));
		return decisive === undefined || previous === undefined || isPlain(decisive, previous, row);
	});
}

/** Apps differ in where they put empty values and letters, and in nothing else. */
function isPlain({ property }: SortKey, a: AppRecord, b: AppRecord): boolean {
	const [one, other] = [comparable(property, a), comparable(property, b)];
	if (one === null || other === null) return false;
	if (typeof one !== 'string' || typeof other !== 'string') return typeof one === typeof other;
	const order = compare(one, other);
	const [plain, plainOther] = [folded(one), folded(other)];
	return (
		Math.sign(order) === codePoints(one, other) &&
		codePoints(plain, plainOther) === codePoints(one, other)
	);
}

function codePoints(one: string, other: string): number {
	return one === other ? 0 : one < other ? -1 : 1;
}

function compareBy({ property, direction }: SortKey, a: AppRecord, b: AppRecord): number {
	const order = compare(comparable(property, a), comparable(property, b));
	return direction === 'asc' ? order : -order;
}

/** Made when it is first needed, as that takes longer than loading the whole package. */
let collator: Intl.Collator | undefined;

function compare(one: Sortable, other: Sortable): number {
	if (one === null || other === null) return Number(one !== null) - Number(other !== null);
	if (typeof one === 'object' && typeof other === 'object') {
		return one.at - other.at || compareDecimals(one.rest, other.rest);
	}
	collator ??= new Intl.Collator('en');
	return collator.compare(textOf(one), textOf(other));
}

/** What JavaScript's own numbers keep of a value, and the digits that they may lose. */
interface Measured {
	at: number;
	rest: string;
}

type Sortable = string | Measured | null;

function comparable(property: Property, row: AppRecord): Sortable {
	const value = valueAt(row, { label: property.name, steps: [property] });
	if (value === undefined) {
		throw new InputError(
			`Records can't be sorted by "${property.name}", because the view doesn't show it`,
			'Add the property to the columns of the view, or sort by another property',
		);
	}
	if (value === null || value === '') return null;
	switch (kindOf(property).family) {
		case 'number':
			return measured(Number(value), String(value), String(value));
		case 'temporal':
			return measured(
				Date.parse(String(value)),
				`0.${SUB_MILLISECONDS.exec(String(value))?.[1] ?? ''}`,
				String(value),
			);
		default:
			return String(value);
	}
}

/** Digits of a time that JavaScript's dates don't keep. */
const SUB_MILLISECONDS = /:\d\d[.,]\d{3}(\d{1,9})/;

function measured(at: number, rest: string, text: string): Sortable {
	return Number.isNaN(at) ? text : { at, rest };
}

function textOf(value: string | Measured): string {
	return typeof value === 'string' ? value : String(value.at);
}
