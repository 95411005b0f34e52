import type { Stamped } from '../../app/stamped';
import { InputError } from '../../app/errors';
import type { Checkpoint } from './checkpoint';
import { decodeEntries, decodeIds, encodeEntries, encodeIds, type SeenEntry } from './entries';
import { CREATION_MS, type TriggerEvent } from './settings';

/** So much is remembered within the window that each poll reads again. */
const MAX_SEEN = 20_000;

/** So much is remembered beyond it, for an app whose clock goes back. */
const SPARE = 1_000;

/** Beside an instant, where no version of a record has its own. */
const BESIDE_MS = 0.5;

const MAX_UNDATED = 1_000;

const MINUTE_MS = 60_000;

/** What is kept of it. */
export type KeptSeen = Pick<Checkpoint, 'seen' | 'undated' | 'missing' | 'floor'>;

/**
 * Everything that was seen: each record with the instants it was seen at, so that a later change of it
 * is a new one, and so is another record that was given its id. An instant is forgotten once the window
 * has passed it; a record without one, when it was missing as long as others may appear late.
 */
export class Seen {
	private readonly instants = new Map<number, Set<number>>();
	private readonly undated: Set<number>;
	/** At how many polls in a row a record without an instant was not there. */
	private readonly missing: Map<number, number>;

	constructor({ seen, undated, missing = {} }: Pick<Checkpoint, 'seen' | 'undated' | 'missing'>) {
		for (const [at, id] of decodeEntries(seen) ?? []) this.addAt(at, id);
		this.undated = decodeIds(undated) ?? new Set();
		this.missing = new Map(Object.entries(missing).map(([id, polls]) => [Number(id), polls]));
	}

	has({ id, at }: Stamped): boolean {
		return at === undefined ? this.undated.has(id) : (this.instants.get(id)?.has(at) ?? false);
	}

	/** Whether a version of the record was seen: one that is older than itself is another record's. */
	hasRecord({ id, created = -Infinity }: Stamped): boolean {
		if (this.undated.has(id)) return true;
		return [...(this.instants.get(id) ?? [])].some((at) => at >= created - CREATION_MS);
	}

	/** How many records may be shown from an instant on. */
	countFrom(instant: number): number {
		let count = this.undated.size;
		for (const instants of this.instants.values()) {
			for (const at of instants) {
				if (at < instant) continue;
				count++;
				break;
			}
		}
		return count;
	}

	/** The ids of all records that were seen. */
	ids(): Iterable<number> {
		return this.instants.keys();
	}

	*all(): Iterable<number> {
		for (const instants of this.instants.values()) yield* instants;
	}

	add({ id, at, created }: Stamped, event: TriggerEvent): void {
		if (at === undefined) {
			this.undated.add(id);
			return;
		}
		this.addAt(at, id);
		// A creation that is stamped ahead looks like a new one for as long, so the record stays known.
		if (event === 'recordCreatedOrUpdated' && created !== undefined && created > at) {
			this.addAt(created + BESIDE_MS, id);
		}
	}

	/**
	 * Notes which records without an instant are still there.
	 *
	 * @param present all of them
	 * @param overlapMs how long others may appear late
	 */
	note(present: Stamped[], overlapMs: number): void {
		const there = new Set(present.filter(({ at }) => at === undefined).map(({ id }) => id));
		for (const id of this.undated) {
			const polls = there.has(id) ? 0 : (this.missing.get(id) ?? 0) + 1;
			this.missing.delete(id);
			// Polls are a minute apart at least, whatever the clocks say.
			if (polls > overlapMs / MINUTE_MS + 1) this.undated.delete(id);
			else if (polls > 0) this.missing.set(id, polls);
		}
	}

	/**
	 * What is kept, and the instant before which nothing is remembered.
	 *
	 * @param floor where that was
	 * @param start where the next window begins
	 * @param left the oldest instant that is still to be read or emitted
	 * @throws {InputError} when there are too many records without an instant
	 */
	keep(
		{ floor, start, left }: { floor: number; start: number; left: number },
		property: string,
	): KeptSeen {
		if (this.undated.size > MAX_UNDATED) throw tooManyUndated(property);
		const all: SeenEntry[] = [];
		for (const [id, instants] of this.instants) {
			for (const at of instants) if (at >= floor) all.push([at, id]);
		}
		all.sort(([at], [other]) => at - other);
		const oldestOf = (count: number) =>
			all.length > count ? Number(all[all.length - count]?.[0]) : floor;
		const spare = Math.min(start, oldestOf(SPARE));
		const most = Math.min(left, oldestOf(MAX_SEEN));
		const kept = Math.max(floor, spare, most);
		return {
			seen: encodeEntries(all.filter(([at]) => at >= kept)),
			undated: encodeIds(this.undated),
			...(this.missing.size > 0 && { missing: Object.fromEntries(this.missing) }),
			// Half an instant is none of the app's.
			...(kept > -Infinity && { floor: Math.ceil(kept) }),
		};
	}

	private addAt(at: number, id: number): void {
		const instants = this.instants.get(id);
		if (instants === undefined) this.instants.set(id, new Set([at]));
		else instants.add(at);
	}
}

/** For records that can't be told from those seen before. */
function tooManyUndated(property: string): InputError {
	return new InputError(
		`More than ${MAX_UNDATED} records have no timestamp in "${property}", which is too many to track`,
		'Choose another property in the options, or watch through a view or filter that leaves them out',
	);
}
