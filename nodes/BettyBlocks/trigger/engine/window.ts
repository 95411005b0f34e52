// Which range a poll asks for.
import type { ChangesWindow, Stamped } from '../../app/stamped';
import type { Checkpoint } from './checkpoint';
import { furthestOf, highest, horizonOf, type Clock } from './instants';
import type { Seen } from './seen';
import {
	CLOCKS_DIFFER_MS,
	LOCAL_STEP_MS,
	overlapOf,
	type Settings,
	type Source,
	type TriggerEvent,
} from './settings';

/** The mark, judged by a clock, and what lies before it as far as records may appear late. */
export class PollWindow {
	/** The highest instant seen that isn't ahead of the app's clock. */
	private mark: number | undefined;
	/** Before this instant, everything is known. */
	start: number;

	constructor(
		private readonly from: Checkpoint,
		private readonly settings: Settings,
		private readonly seen: Seen,
		private readonly source: Source,
	) {
		this.mark = this.markUpTo(horizonOf(from.clock, from.isLocal));
		const { floor = -Infinity } = from;
		this.start = Math.max(floor, this.startAt(this.mark ?? -Infinity));
	}

	/** The time, once the app has told it. */
	get clock(): Clock {
		const app = this.source.now();
		return { ...(app !== undefined && { app }), host: this.source.hostNow };
	}

	/** What is asked for. Once nothing can appear late any more, only what is newer than the mark. */
	request(): ChangesWindow {
		return this.requestFrom(this.isClosed ? Number(this.mark) + 1 : this.start);
	}

	/** Whether nothing was left, and everything up to the newest instant can be seen since the last poll. */
	get isClosed(): boolean {
		const { mark, from, settings } = this;
		const isExact = settings.granularityMs === undefined && from.left === undefined;
		if (!isExact || mark === undefined || highest(this.seen.all()) !== mark) return false;
		// A clock that is set by a little may cut a stamp down to the minute before.
		const late = overlapOf(settings, from.isLocal) + CLOCKS_DIFFER_MS;
		return mark + late < horizonOf(from.clock, from.isLocal);
	}

	/**
	 * What is asked for besides where the app's clock went back: new records are stamped before those
	 * that were seen.
	 *
	 * @returns undefined where it ran on
	 */
	requestAgain(asked: ChangesWindow): ChangesWindow | undefined {
		const { clock: before, floor = -Infinity, origin = -Infinity, isLocal } = this.from;
		const { app, host } = this.clock;
		if (app === undefined || before.app === undefined) return undefined;
		// Whatever was stamped since the last poll carries this instant, or a later one.
		const least = app - Math.max(0, host - before.host);
		if (before.app - least <= CLOCKS_DIFFER_MS) return undefined;
		const horizon = horizonOf({ app: least, host }, isLocal);
		this.mark = this.markUpTo(horizon);
		// Unless the app's own clock shows it, it may have been n8n's that went forward. Polls are further
		// apart than what servers differ by.
		const limit = app < before.app ? origin : floor;
		const start = Math.max(limit, this.startAt(this.mark ?? Math.min(floor, horizon)));
		this.start = Math.min(this.start, start);
		if (this.start >= asked.from) return undefined;
		const again = this.requestFrom(this.start);
		return isLocal ? { ...again, enough: this.start } : again;
	}

	isKnown(row: Stamped): boolean {
		const isSeen = isOlder(row, this.start, this.settings.event) || this.seen.has(row);
		return isSeen || this.isForgotten(row);
	}

	/** What lies ahead of a clock that went back, and is no longer remembered, was seen before it did. */
	isForgotten({ at = -Infinity }: Stamped): boolean {
		const { floor = -Infinity, isLocal } = this.from;
		return at >= this.start && at < floor && at > furthestOf(this.clock, isLocal);
	}

	private markUpTo(horizon: number): number | undefined {
		return highest([...this.seen.all()].filter((at) => at <= horizon));
	}

	private startAt(mark: number): number {
		const start = mark - overlapOf(this.settings, this.from.isLocal);
		return Math.min(start, this.from.left ?? Infinity);
	}

	private requestFrom(start: number): ChangesWindow {
		const { from, settings, seen, source } = this;
		const first = from.isLocal ? start - LOCAL_STEP_MS : start;
		return {
			from: first,
			enough: this.enough(),
			known: seen.countFrom(first),
			most: settings.maxRecords,
			isKnown: (row) => this.isKnown(row),
			isOver: source.isOver,
		};
	}

	/** What has to be read even where the app shows only so much at once. */
	private enough(): number {
		const { clock, isLocal } = this.from;
		const isExact = clock.app !== undefined && !isLocal;
		const mark = isExact ? this.mark : this.markUpTo(furthestOf(clock, isLocal));
		return mark ?? this.start;
	}
}

/** Whether a record is older than everything that this trigger watches. */
function isOlder({ at, created }: Stamped, start: number, event: TriggerEvent): boolean {
	if (at !== undefined) return at < start;
	// Without the time of a change, a record tells of none.
	return event === 'recordUpdated' || (created !== undefined && created < start);
}
