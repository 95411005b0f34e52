import type { Row } from './source';

/** By how much local times without a zone go back at the end of the summer, in milliseconds. */
export const LOCAL_STEP_MS = 3_600_000;

/** What the row says, whether or not it can be an instant to go on from. */
export function instantOfRow({ at, ahead }: Row): number | undefined {
	return at ?? ahead;
}

export function instantsOf(rows: Row[]): number[] {
	return rows.flatMap(({ at }) => (at === undefined ? [] : [at]));
}

export function highest(instants: Iterable<number>): number | undefined {
	let most: number | undefined;
	for (const instant of instants) {
		if (instant !== -Infinity && instant > (most ?? -Infinity)) most = instant;
	}
	return most;
}

export function lowest(instants: Iterable<number>): number | undefined {
	let least: number | undefined;
	for (const instant of instants) {
		if (instant !== Infinity && instant < (least ?? Infinity)) least = instant;
	}
	return least;
}

/**
 * Whether all rows with an instant come newest first. An app that shows local times may sort by what
 * it stores.
 */
export function isDescending(rows: Row[]): boolean {
	const instants = instantsOf(rows);
	const tolerance = rows.some(({ isLocal }) => isLocal) ? LOCAL_STEP_MS : 0;
	return instants.every(
		(at, index) => index === 0 || at <= Number(instants[index - 1]) + tolerance,
	);
}

/** Whether a page shows rows before an instant, so all from that instant on are above them. */
export function reaches(rows: Row[], instant: number): boolean {
	return rows.some(({ at }) => at !== undefined && at < instant);
}

/** The number of rows without an instant before the first that has one. */
export function headOf(rows: Row[]): number {
	const first = rows.findIndex(({ at }) => at !== undefined);
	return first === -1 ? rows.length : first;
}

/** Rows without an instant come first: they will not be passed again. */
export function oldestFirst(a: Row, b: Row): number {
	if (a.at === b.at) return a.id - b.id;
	return (a.at ?? -Infinity) - (b.at ?? -Infinity);
}

/** Where rows without an instant stand differs between apps; sorted here, they come last. */
export function newestFirst(a: Row, b: Row): number {
	return (b.at ?? -Infinity) - (a.at ?? -Infinity);
}

/** A record that was edited between two pages appears twice; its later version is kept. */
export function keepNewest<Data>(found: Map<number, Row<Data>>, rows: Array<Row<Data>>): void {
	for (const row of rows) {
		const other = found.get(row.id);
		if (other === undefined || newestFirst(row, other) <= 0) found.set(row.id, row);
	}
}
