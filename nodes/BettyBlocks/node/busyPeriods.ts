// How long the app took for an answer, without the time that n8n itself was busy.
//
// While n8n works on one answer, others that have come wait for it, and so do requests that it is about
// to send. Once it has nothing left to do, it waits for the next answer. Of an app that answers faster
// than n8n works, this shows nothing: n8n then asks no faster than it can.

/** The least time without work that ends a busy period, in milliseconds. */
const MIN_PAUSE_MS = 0.1;

/** A time in which n8n worked without a pause. */
interface BusyPeriod {
	/** When the first of its answers was taken up, or its first request sent. */
	startedAt: number;
	/** Undefined while it lasts. */
	endedAt?: number;
	/** All pauses until then, in milliseconds. */
	paused: number;
}

/** What the event loop of n8n tells of itself, in milliseconds. */
export interface LoopClock {
	/** From any moment on. */
	now: () => number;
	/** The time so far in which it had nothing to do. */
	idle: () => number;
}

export class BusyPeriods {
	private current: BusyPeriod | undefined;

	constructor(private readonly clock: LoopClock) {}

	/**
	 * To be called when a request is sent.
	 *
	 * @returns to be called when it has ended; gives the time in milliseconds that the app had for it
	 */
	start(): () => number {
		const sent = this.at();
		return () => {
			const { startedAt } = this.at();
			return Math.max(0, startedAt - (sent.endedAt ?? startedAt));
		};
	}

	private at(): BusyPeriod {
		const [now, paused] = [this.clock.now(), this.clock.idle()];
		const { current } = this;
		if (current !== undefined) {
			const pause = paused - current.paused;
			if (pause <= MIN_PAUSE_MS) return current;
			current.endedAt = now - pause;
		}
		this.current = { startedAt: now, paused };
		return this.current;
	}
}
