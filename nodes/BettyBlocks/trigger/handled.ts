import { InputError } from '../inputError';
import { countParts, decodeIds, encodeIds } from './ids';
import type { Row, TriggerEvent } from './rows';
import type { Position, SeenAt } from './state';

/** More parts than that are cut down to the newest, which narrows the window. */
export const MOST_PARTS = 2_000;

/** Of created records only the id counts, so those of some seconds are kept as one. */
const CREATED_STEP_MS = 10_000;

const MOST_UNDATED = 1_000;

/**
 * What was handled within the window that each poll reads again. Records created are known by
 * their id alone; changes by id and instant, so a later change of the same record is a new one.
 */
export class Handled {
	private readonly idsAt: Map<number, Set<number>>;
	private readonly everyId: Set<number>;
	private readonly undated: Set<number>;

	constructor(
		position: Pick<Position, 'seen' | 'undated'>,
		private readonly event: TriggerEvent,
	) {
		this.idsAt = new Map(position.seen.map(({ at, ids }) => [at, decodeIds(ids) ?? new Set()]));
		this.everyId = new Set([...this.idsAt.values()].flatMap((ids) => [...ids]));
		this.undated = decodeIds(position.undated) ?? new Set();
	}

	/** Whether the row is one that was handled. */
	has(row: Row): boolean {
		const { id } = row;
		const at = instantOfRow(row);
		if (at === undefined) return this.undated.has(id);
		if (this.event === 'recordCreated') return this.everyId.has(id) || this.undated.has(id);
		return this.idsAt.get(at)?.has(id) ?? false;
	}

	/** Whether any version of the record was handled. */
	hasRecord(id: number): boolean {
		return this.everyId.has(id) || this.undated.has(id);
	}

	/** The ids of all records of which a version was handled. */
	records(): Iterable<number> {
		return this.everyId;
	}

	add(row: Row): void {
		const { id } = row;
		const at = instantOfRow(row);
		if (at === undefined) {
			this.undated.add(id);
			return;
		}
		this.everyId.add(id);
		const ids = this.idsAt.get(at);
		if (ids === undefined) this.idsAt.set(at, new Set([id]));
		else ids.add(id);
	}

	/** What was handled from an instant on, oldest first. */
	seenFrom(instant: number): SeenAt[] {
		const kept = new Map<number, Set<number>>();
		for (const [at, ids] of this.idsAt) {
			if (at < instant) continue;
			const step = this.event === 'recordCreated' ? CREATED_STEP_MS : 1;
			const key = Math.ceil(at / step) * step;
			const together = kept.get(key) ?? new Set();
			for (const id of ids) together.add(id);
			kept.set(key, together);
		}
		return [...kept].sort(([a], [b]) => a - b).map(([at, ids]) => ({ at, ids: encodeIds(ids) }));
	}

	/**
	 * Records without a timestamp that were handled.
	 *
	 * @param present ids that still are in the table, where that is known
	 * @throws {InputError} when there are too many to remember
	 */
	undatedIds(present: Set<number> | undefined, property: string): string {
		const ids = [...this.undated].filter((id) => present?.has(id) ?? true);
		if (ids.length > MOST_UNDATED) throw tooManyUndated(property);
		return encodeIds(ids);
	}
}

/** What the row says, whether or not it can be a place to go on from. */
export function instantOfRow({ at, ahead }: Row): number | undefined {
	return at ?? ahead;
}

/** For records that no place in time can be kept for. */
function tooManyUndated(property: string): InputError {
	return new InputError(
		`More than ${MOST_UNDATED} records have no timestamp in ${property}, which is too many to follow`,
		'Choose another property in the options, or watch through a view or filter that leaves them out',
	);
}

/**
 * Drops the oldest instants of a window that is too large to keep.
 *
 * @param waiting the oldest instant that is still to be handled, which nothing at or after may go
 * @returns what is kept, and the instant below which nothing is known any more
 */
export function bounded(seen: SeenAt[], waiting = Infinity): { seen: SeenAt[]; floor?: number } {
	let parts = seen.reduce((sum, { ids }) => sum + countParts(ids), 0);
	let dropped = 0;
	while (
		parts > MOST_PARTS &&
		dropped < seen.length - 1 &&
		Number(seen[dropped + 1]?.at) <= waiting
	) {
		parts -= countParts(seen[dropped]?.ids ?? '');
		dropped++;
	}
	return dropped === 0 ? { seen } : { seen: seen.slice(dropped), floor: seen[dropped]?.at };
}

/** @throws {InputError} when more rows without a timestamp come first than can be followed */
export function checkHead(head: number, property: string): number {
	if (head > MOST_UNDATED) throw tooManyUndated(property);
	return head;
}
