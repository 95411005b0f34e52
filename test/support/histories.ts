import fc from 'fast-check';
import type { TriggerEvent } from '../../nodes/BettyBlocks/trigger/engine/settings';
import { HOUR, MINUTE, SECOND } from './table';

/** One thing that happens to an app, to the host or to the trigger. */
export type Step =
	| { do: 'create'; count: number; lateBy: number }
	/** A record whose timestamps lie ahead of the app's clock. */
	| { do: 'createAhead'; by: number }
	| { do: 'edit' | 'delete'; which: number }
	| { do: 'wait'; time: number }
	| { do: 'poll' }
	/** The app fails at this request of the next poll. */
	| { do: 'fail'; request: number }
	/** The host ends: what quiet polls left is gone. */
	| { do: 'restart' }
	/** The host puts an older state back. */
	| { do: 'restore'; which: number }
	| { do: 'clock'; off: number }
	| { do: 'hurry'; on: boolean };

export interface History {
	event: TriggerEvent;
	start: 'now' | 'existing';
	old: number;
	maxRecords: number;
	steps: Step[];
}

export const OVERLAP = 5 * MINUTE;

const index = fc.nat({ max: 1_000 });
const spans = [0, 300, SECOND, 20 * SECOND, MINUTE, 3 * MINUTE, OVERLAP, 20 * MINUTE];

/** @param counts how many records are created at once */
const stepOf = (counts: number[]): fc.Arbitrary<Step> =>
	fc.oneof(
		{
			weight: 5,
			arbitrary: fc.record({
				do: fc.constant('create' as const),
				count: fc.constantFrom(...counts),
				lateBy: fc.constantFrom(0, 0, 0, SECOND, MINUTE, OVERLAP),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				do: fc.constant('createAhead' as const),
				by: fc.constantFrom(20 * MINUTE, 30 * HOUR),
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				do: fc.constantFrom('edit' as const, 'edit', 'delete'),
				which: index,
			}),
		},
		{
			weight: 6,
			arbitrary: fc.record({ do: fc.constant('wait' as const), time: fc.constantFrom(...spans) }),
		},
		{ weight: 7, arbitrary: fc.constant({ do: 'poll' as const }) },
		{
			weight: 1,
			arbitrary: fc.record({ do: fc.constant('fail' as const), request: fc.nat({ max: 3 }) }),
		},
		{ weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), which: index }) },
		{
			weight: 1,
			arbitrary: fc.record({
				do: fc.constant('clock' as const),
				off: fc.constantFrom(-2 * HOUR, -HOUR, 0, HOUR, 2 * HOUR),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({ do: fc.constant('hurry' as const), on: fc.boolean() }),
		},
	);

/** One record, as a rule, and some at once. */
const COUNTS = [1, 1, 2, 5, 12];

/**
 * Random histories, of every event and start.
 *
 * @param most steps
 * @param crowd the most records that are created at once
 */
export const histories = (most: number, crowd?: number): fc.Arbitrary<History> =>
	fc.record({
		event: fc.constantFrom<TriggerEvent>(
			'recordCreated',
			'recordUpdated',
			'recordCreatedOrUpdated',
		),
		start: fc.constantFrom<'now' | 'existing'>('now', 'now', 'existing'),
		old: fc.constantFrom(0, 1, 3, 40, 150),
		maxRecords: fc.constantFrom(1, 3, 10, 500),
		steps: fc.array(stepOf(crowd === undefined ? COUNTS : [...COUNTS, crowd]), {
			minLength: 5,
			maxLength: most,
		}),
	});

/** A version of a record, as far as timestamps tell versions apart. */
export interface Version {
	id: number;
	/** Milliseconds since 1970, as the app shows them. */
	created: number;
	updated: number;
}

/** A record that was put out. */
export interface PutOut extends Version {
	event: 'created' | 'updated';
}

/**
 * What must be true of everything that a trigger puts out: each version that it can see once, in
 * order; twice only where the host lost the state that knew of it.
 */
export class Oracle {
	private readonly putOut: PutOut[] = [];
	private readonly known = new Set<string>();
	private readonly knownIds = new Set<number>();
	private lastInTime: PutOut | undefined;
	private readonly mayRepeat = new Set<string>();
	private readonly late = new Set<number>();
	private readonly ahead = new Set<number>();
	private readonly before: Set<string>;
	private readonly idsBefore: Set<number>;

	constructor(
		private readonly history: History,
		there: Version[],
	) {
		const counts = history.start === 'now';
		this.before = new Set(counts ? there.map((version) => this.key(version)) : []);
		this.idsBefore = new Set(counts ? there.map(({ id }) => id) : []);
	}

	/** How much was put out so far. */
	get count(): number {
		return this.putOut.length;
	}

	comesLate(id: number): void {
		this.late.add(id);
	}

	/** Its place in a batch is not that of its timestamp. */
	liesAhead(id: number): void {
		this.ahead.add(id);
	}

	/** The host lost everything since so much had been put out. */
	forget(count: number): void {
		for (const version of this.putOut.slice(count)) {
			this.mayRepeat.add(`id ${version.id}`).add(this.key(version));
		}
	}

	/**
	 * @param complete whether nothing was left for the next poll, and late records can be read: `in
	 * time` where the app may hide those, and only those
	 */
	check(batch: PutOut[], visible: Version[], complete: boolean | 'in time'): void {
		// Plain comparisons: an assertion of Jest costs more than a poll.
		if (batch.length > this.history.maxRecords) throw new Error('Too many come at once');
		const inTime = batch.filter(({ id }) => !this.ahead.has(id));
		inTime.forEach((version, index) => {
			const before = inTime[index - 1] ?? version;
			const step = this.instant(version) - this.instant(before) || version.id - before.id;
			if (step < 0) throw new Error(`${version.id} comes after ${before.id}`);
		});
		const shown = new Set(visible.map((version) => this.key(version)));
		for (const version of batch) this.checkOne(version, shown);
		if (complete) {
			const isDue = ({ id }: Version) => complete === true || !this.isOutOfOrder(id);
			this.checkNothingMissing(visible.filter(isDue));
		}
	}

	private checkOne(version: PutOut, shown: Set<string>): void {
		const key = this.key(version);
		const isUnseen = !this.known.has(key) || this.mayRepeat.has(key);
		const isChange = this.history.event !== 'recordUpdated' || isEdited(version);
		const right = shown.has(key) && !this.before.has(key) && isUnseen && isChange;
		if (!right) throw new Error(`${key} must not come: ${JSON.stringify(version)}`);
		this.checkLabel(version);
		this.checkOrder(version);
		this.putOut.push(version);
		this.known.add(key);
		this.knownIds.add(version.id);
	}

	private checkLabel({ id, event }: PutOut): void {
		if (this.history.event !== 'recordCreatedOrUpdated' || this.mayRepeat.has(`id ${id}`)) return;
		const isFirst = !this.idsBefore.has(id) && !this.knownIds.has(id);
		if (isFirst !== (event === 'created')) throw new Error(`${id} must not come as ${event}`);
	}

	private checkOrder(version: PutOut): void {
		if (this.isOutOfOrder(version.id) || this.mayRepeat.size > 0) return;
		const last = this.lastInTime;
		this.lastInTime = version;
		if (last !== undefined && this.instant(version) < this.instant(last)) {
			throw new Error(`${version.id} comes after the newer ${last.id}`);
		}
	}

	private checkNothingMissing(visible: Version[]): void {
		const missing = visible.filter(
			(version) =>
				!this.known.has(this.key(version)) &&
				!this.before.has(this.key(version)) &&
				(this.history.event !== 'recordUpdated' || isEdited(version)),
		);
		if (missing.length > 0) throw new Error(`Missing: ${JSON.stringify(missing)}`);
	}

	private isOutOfOrder(id: number): boolean {
		return this.late.has(id) || this.ahead.has(id);
	}

	private key({ id, updated }: Version): string {
		return this.history.event === 'recordCreated' ? `${id}` : `${id} at ${updated}`;
	}

	private instant({ created, updated }: Version): number {
		return this.history.event === 'recordCreated' ? created : updated;
	}
}

/** What is within a second of the creation belongs to it. */
function isEdited({ created, updated }: { created: number; updated: number }): boolean {
	return Math.abs(updated - created) >= 1_000;
}
