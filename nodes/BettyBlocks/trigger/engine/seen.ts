import { InputError } from '../../app/inputError';
import type { Checkpoint, SeenAt } from './checkpoint';
import { decodeIds, encodeIds } from './ids';
import { instantOfRow } from './instants';
import type { Row, TriggerEvent } from './source';

/** Maximum length of what is kept, in characters. */
export const MAX_SEEN_LENGTH = 40_000;

/** What an instant takes besides its ids, as JSON. */
const INSTANT_LENGTH = 32;

/** Of created records only the id counts, so those of some seconds are kept as one. */
const CREATED_STEP_MS = 10_000;

/** Beside an instant, where no version of a record has its own. */
const BESIDE_MS = 0.5;

const MAX_UNDATED = 1_000;

/**
 * What was seen within the window that each poll reads again. Created records are known by their
 * id alone; changes by id and instant, so a later change of the same record is a new one.
 */
export class Seen {
	private readonly idsAt: Map<number, Set<number>>;
	private readonly everyId: Set<number>;
	private readonly undated: Set<number>;

	constructor(
		checkpoint: Pick<Checkpoint, 'seen' | 'undated'>,
		private readonly event: TriggerEvent,
	) {
		this.idsAt = new Map(checkpoint.seen.map(({ at, ids }) => [at, decodeIds(ids) ?? new Set()]));
		this.everyId = new Set([...this.idsAt.values()].flatMap((ids) => [...ids]));
		this.undated = decodeIds(checkpoint.undated) ?? new Set();
	}

	/** Whether the row was seen. */
	has(row: Row): boolean {
		const { id } = row;
		const at = instantOfRow(row);
		if (at === undefined) return this.undated.has(id);
		if (this.event === 'recordCreated') return this.hasRecord(id);
		return this.idsAt.get(at)?.has(id) ?? false;
	}

	/** Whether any version of the record was seen. */
	hasRecord(id: number): boolean {
		return this.everyId.has(id) || this.undated.has(id);
	}

	/** The ids of all records of which a version was seen. */
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
		this.addAt(at, id);
		const { created } = row;
		// A creation that is stamped ahead looks like a new one for as long, so the record stays known.
		if (this.event === 'recordCreatedOrUpdated' && created !== undefined && created > at) {
			this.addAt(created + BESIDE_MS, id);
		}
	}

	private addAt(at: number, id: number): void {
		this.everyId.add(id);
		const ids = this.idsAt.get(at);
		if (ids === undefined) this.idsAt.set(at, new Set([id]));
		else ids.add(id);
	}

	/** What was seen from an instant on, oldest first. */
	seenFrom(instant: number): SeenAt[] {
		const kept = new Map<number, Set<number>>();
		for (const [at, ids] of this.idsAt) {
			if (at < instant) continue;
			const isCreated = this.event === 'recordCreated';
			const key = isCreated ? Math.ceil(at / CREATED_STEP_MS) * CREATED_STEP_MS : at;
			const together = kept.get(key) ?? new Set();
			for (const id of ids) together.add(id);
			kept.set(key, together);
		}
		return [...kept].sort(([a], [b]) => a - b).map(([at, ids]) => ({ at, ids: encodeIds(ids) }));
	}

	/**
	 * Records without a timestamp that were seen.
	 *
	 * @param present ids that still are in the table, where that is known
	 * @throws {InputError} when there are too many to remember
	 */
	undatedIds(present: Set<number> | undefined, property: string): string {
		const ids = [...this.undated].filter((id) => present?.has(id) ?? true);
		if (ids.length > MAX_UNDATED) throw tooManyUndated(property);
		return encodeIds(ids);
	}
}

/**
 * Drops the oldest instants of a window that is too large to keep.
 *
 * @param waiting the oldest instant that is still to be emitted, which nothing at or after may go
 * @returns what is kept, and the instant below which nothing is known any more
 */
export function bounded(seen: SeenAt[], waiting = Infinity): { seen: SeenAt[]; floor?: number } {
	let length = seen.reduce((sum, { ids }) => sum + INSTANT_LENGTH + ids.length, 0);
	let dropped = 0;
	while (
		length > MAX_SEEN_LENGTH &&
		dropped < seen.length - 1 &&
		Number(seen[dropped + 1]?.at) <= waiting
	) {
		length -= INSTANT_LENGTH + Number(seen[dropped]?.ids.length);
		dropped++;
	}
	return dropped === 0 ? { seen } : { seen: seen.slice(dropped), floor: seen[dropped]?.at };
}

/** @throws {InputError} when more rows without a timestamp come first than can be followed */
export function checkHead(head: number, property: string): number {
	if (head > MAX_UNDATED) throw tooManyUndated(property);
	return head;
}

/** For records that can't be told from those seen before. */
function tooManyUndated(property: string): InputError {
	return new InputError(
		`More than ${MAX_UNDATED} records have no timestamp in "${property}", which is too many to follow`,
		'Choose another property in the options, or watch through a view or filter that leaves them out',
	);
}
