// Which range a poll asks for.
import type { ChangesWindow, Stamped } from '../../app/stamped';
import { windowStart, type Checkpoint } from './checkpoint';
import { furthestOf, highest, horizonOf, type Clock } from './instants';
import type { Seen } from './seen';
import {
	LOCAL_STEP_MS,
	overlapOf,
	type Settings,
	type Source,
	type TriggerEvent,
} from './settings';

/** Servers of one app may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000;

/** From where on a poll looks, and what it knows. */
export class PollWindow {
	/** Before this instant, everything is known. */
	start: number;
	private readonly overlapMs: number;

	constructor(
		private readonly from: Checkpoint,
		private readonly settings: Settings,
		private readonly seen: Seen,
		private readonly source: Source,
	) {
		this.overlapMs = overlapOf(settings, from.isLocal);
		this.start = windowStart(from, this.overlapMs);
	}

	/** The time, once the app has told it. */
	get clock(): Clock {
		const app = this.source.now();
		return { ...(app !== undefined && { app }), host: this.source.hostNow };
	}

	/** What is asked for. Once nothing can appear late any more, only what is newer than the mark. */
	request(): ChangesWindow {
		const { mark, quiet } = this.from;
		const isClosed = quiet.closed && mark !== undefined;
		return this.requestFrom(isClosed ? Math.max(mark + 1, this.start) : this.start);
	}

	/**
	 * What is asked for besides where the app's clock went back: new records are stamped before those
	 * that were seen.
	 *
	 * @returns undefined where it ran on
	 */
	requestAgain(asked: ChangesWindow): ChangesWindow | undefined {
		const start = this.startAfterJump();
		if (start === undefined) return undefined;
		this.start = Math.min(this.start, start);
		if (this.start >= asked.from) return undefined;
		return { ...this.requestFrom(this.start), enough: this.start };
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
		const { mark = -Infinity, clock, isLocal } = this.from;
		const isExact = clock.app !== undefined && !isLocal;
		if (isExact) return mark;
		const furthest = furthestOf(clock, isLocal);
		return highest([...this.seen.all()].filter((at) => at <= furthest)) ?? mark;
	}

	/** The clock is behind where it would be after the time that has passed for n8n. */
	private startAfterJump(): number | undefined {
		const { clock: before, floor = -Infinity, origin = -Infinity, isLocal } = this.from;
		const { app, host } = this.clock;
		if (app === undefined || before.app === undefined) return undefined;
		const passed = Math.max(0, host - before.host);
		if (before.app + passed - app <= CLOCKS_DIFFER_MS) return undefined;
		// What was stamped since the last poll carries this instant, or a later one.
		const least = horizonOf({ app, host }, isLocal) - passed - CLOCKS_DIFFER_MS;
		const start = least - this.overlapMs;
		if (least >= floor) return Math.max(floor, start);
		// Unless the app's own clock shows it, it may have been n8n's that went forward.
		return before.app - app > CLOCKS_DIFFER_MS ? Math.max(origin, start) : floor;
	}
}

/** Whether a record is older than everything that this trigger watches. */
function isOlder({ at, created }: Stamped, start: number, event: TriggerEvent): boolean {
	if (at !== undefined) return at < start;
	// Without the time of a change, a record tells of none.
	return event === 'recordUpdated' || (created !== undefined && created < start);
}
