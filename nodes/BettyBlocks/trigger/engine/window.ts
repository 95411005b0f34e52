// Which range a poll asks for.
import type { ChangesWindow, Stamped } from '../../app/stamped';
import type { Checkpoint } from './checkpoint';
import { CLOCKS_DIFFER_MS, furthestOf, horizonOf, type Clock } from './clock';
import type { Seen } from './seen';
import { LOCAL_STEP_MS, overlapOf, type Settings, type Source } from './settings';

/** Where a trigger stands, whatever it has seen. */
export type Place = Pick<Checkpoint, 'floor' | 'origin' | 'left' | 'isLocal' | 'clock'>;

/** The mark, and what lies before it as far as records may appear late. */
export class PollWindow {
	/** The highest instant seen that is neither ahead of the app's clock nor after what was left. */
	private readonly mark: number | undefined;
	/** Before this instant, everything is known. */
	readonly start: number;

	/** @param setBack where the app's clock went back: the earliest time of what is new, and the time */
	constructor(
		private readonly from: Place,
		private readonly settings: Settings,
		private readonly seen: Seen,
		private readonly setBack?: { least: Clock; now: Clock },
	) {
		const { floor = -Infinity, origin = -Infinity, left = Infinity, isLocal } = from;
		const horizon = horizonOf(this.clock, isLocal);
		this.mark = seen.highest(Math.min(horizon, left));
		// Unless the app's own clock shows it, it may have been n8n's that went forward. Polls are further
		// apart than what servers differ by.
		const isShown = Number(setBack?.now.app) < Number(from.clock.app);
		const start = (this.mark ?? Math.min(floor, horizon, left)) - overlapOf(settings, isLocal);
		this.start = Math.max(isShown ? origin : floor, start);
	}

	/** What is asked for. Once nothing can appear late any more, only what is newer than the mark. */
	request({ isOver }: Pick<Source, 'isOver'>): ChangesWindow {
		const { isLocal } = this.from;
		const first = this.isClosed ? Number(this.mark) + 1 : this.start;
		const from = isLocal ? first - LOCAL_STEP_MS : first;
		return {
			from,
			enough: this.enough,
			known: this.seen.countFrom(from),
			most: this.settings.maxRecords,
			isKnown: (row) => this.isKnown(row),
			isOver,
		};
	}

	/** Whether nothing was left, and everything up to the newest instant can be seen since the last poll. */
	get isClosed(): boolean {
		const { mark, from, settings } = this;
		const isExact = settings.granularityMs === undefined && from.left === undefined;
		if (!isExact || this.seen.highest(Infinity) !== mark) return false;
		// A clock that is set by a little may cut a stamp down to the minute before.
		const late = overlapOf(settings, from.isLocal) + CLOCKS_DIFFER_MS;
		// Where nothing was seen, this compares with NaN, which is never true.
		return Number(mark) + late < horizonOf(this.clock, from.isLocal);
	}

	/** Whether nothing is to be done about a record: it was seen, or is older than all that is watched. */
	isKnown(row: Stamped): boolean {
		const { at, created = Infinity } = row;
		// Without the time of a change, a record tells of none.
		const isUnchanged = at === undefined && this.settings.event === 'recordUpdated';
		const isOlder = isUnchanged || (at ?? created) < this.start;
		return isOlder || this.seen.has(row) || this.isForgotten(row);
	}

	/** What lies ahead of a clock that went back, and is no longer remembered, was seen before it did. */
	isForgotten({ at = -Infinity }: Stamped): boolean {
		const { setBack, from, start } = this;
		if (setBack === undefined || at < start || at >= (from.floor ?? -Infinity)) return false;
		return at > furthestOf(setBack.now, from.isLocal);
	}

	/** What has to be read even where the app shows only so much at once. */
	private get enough(): number {
		const { from, setBack, seen, start } = this;
		if (setBack !== undefined && from.isLocal) return start;
		const furthest = furthestOf(this.clock, from.isLocal);
		return seen.highest(Math.min(furthest, from.left ?? Infinity)) ?? start;
	}

	private get clock(): Clock {
		return this.setBack?.least ?? this.from.clock;
	}
}
