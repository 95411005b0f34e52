import type { Stamped } from '../../app/stamped';
import { InputError } from '../../app/errors';
import type { Checkpoint } from './checkpoint';
import type { Clock } from './clock';
import { decodeEntries, encodeEntries, type SeenEntry } from './entries';
import { CREATION_MS, type TriggerEvent } from './settings';

/** So much is remembered within the window that each poll reads again. */
const MAX_SEEN = 20_000;

/** So much is remembered beyond it, for an app whose clock goes back. */
const SPARE = 1_000;

/** Beside an instant, where no version of a record has its own. */
const BESIDE_MS = 0.5;

const MAX_UNDATED = 1_000;

/**
 * Everything that was seen: each record with the instants it was seen at, so that a later change of it
 * is a new one, and so is another record that was given its id. An instant is forgotten once the window
 * has passed it; a record without one, when it was missing as long as others may appear late.
 */
export class Seen {
	private readonly instants = new Map<number, Set<number>>();
	/** Since when records without an instant are missing; 0 for those that are there. */
	private readonly undated: Map<number, number>;

	constructor({ seen, undated }: Pick<Checkpoint, 'seen' | 'undated'>) {
		for (const [at, id] of decodeEntries(seen) ?? []) this.addAt(at, id);
		this.undated = new Map(decodeEntries(undated)?.map(([since, id]) => [id, since]));
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
		const isShown = (instants: Set<number>) => [...instants].some((at) => at >= instant);
		return [...this.instants.values()].filter(isShown).length + this.undated.size;
	}

	/** The ids of all records that were seen. */
	ids(): Iterable<number> {
		return this.instants.keys();
	}

	/** The highest instant up to another; undefined where there is none. */
	highest(limit: number): number | undefined {
		let highest: number | undefined;
		for (const instants of this.instants.values()) {
			for (const at of instants) if (at <= limit && at > (highest ?? -Infinity)) highest = at;
		}
		return highest;
	}

	add({ id, at, created }: Stamped, event: TriggerEvent): void {
		if (at === undefined) {
			this.undated.set(id, 0);
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
	note(present: Stamped[], { app, host }: Clock, overlapMs: number): void {
		const now = app ?? host;
		const there = new Set(present.filter(({ at }) => at === undefined).map(({ id }) => id));
		for (const [id, missing] of this.undated) {
			const since = there.has(id) ? 0 : missing || now;
			if (since > 0 && now - since > overlapMs) this.undated.delete(id);
			else this.undated.set(id, since);
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
	): Pick<Checkpoint, 'seen' | 'undated' | 'floor'> {
		if (this.undated.size > MAX_UNDATED) throw tooManyUndated(property);
		const all: SeenEntry[] = [];
		for (const [id, instants] of this.instants) {
			for (const at of instants) all.push([at, id]);
		}
		all.sort(([at], [other]) => at - other);
		const oldestOf = (count: number) =>
			all.length > count ? Number(all[all.length - count]?.[0]) : floor;
		const spare = Math.min(start, oldestOf(SPARE));
		const most = Math.min(left, oldestOf(MAX_SEEN));
		const kept = Math.max(floor, spare, most);
		return {
			seen: encodeEntries(all.filter(([at]) => at >= kept)),
			undated: encodeEntries([...this.undated].map(([id, since]) => [since, id])),
			// Half an instant is none of the app's.
			floor: kept > -Infinity ? Math.ceil(kept) : undefined,
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
