// Rows in the order of their ids.
import type { AppRecord } from '../../app/app';
import type { Direction } from '../../app/query/sorting';

/** An app may return a record twice. */
export function eachOnce(rows: AppRecord[]): AppRecord[] {
	return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** An app may show a record without its id. */
export function keyOf(row: AppRecord): unknown {
	const id = idOf(row);
	return Number.isNaN(id) ? JSON.stringify(row) : id;
}

export function sorted(
	rows: AppRecord[] | undefined,
	direction: Direction,
): AppRecord[] | undefined {
	return rows !== undefined && isSorted(rows, direction) ? rows : undefined;
}

export function isSorted(rows: AppRecord[], direction: Direction): boolean {
	return rows.every((row, index) => {
		const previous = rows[index - 1];
		if (previous === undefined) return idOf(row) > 0;
		return direction === 'asc' ? idOf(row) >= idOf(previous) : idOf(row) <= idOf(previous);
	});
}

export function idOf(row: AppRecord | undefined): number {
	return Number(row?.id);
}

export function lastId(rows: AppRecord[]): number {
	return idOf(rows.at(-1));
}
