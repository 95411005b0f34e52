// How many requests an app takes at once, found by watching how long its responses take.
//
// The limit doubles while responses are as quick as those of an unloaded app. From the first slow ones on
// it grows by an eighth, and shrinks when responses slow down. A mean over enough responses stands for
// throughput as well (Little's law): a queue, at the app or in n8n itself, makes it rise, jitter doesn't.
import type { Ending, Limits } from '../app/app';
import { Places } from './concurrently';

const START = 1;
const MAX = 64;

/** Where a kind of request is new, so that nothing is known of how long it takes. */
const FEW = 2;

/** Times the unloaded response that counts as slow. */
const SLOW = 1.4;

/** What is left of the limit when responses are slow, and when the app refuses requests. */
const WHEN_SLOW = 0.75;
const WHEN_REFUSED = 0.6;

/** Responses hardly quicker than this after the limit shrank weren't slowed down by it. */
const SAME = 0.85;

/** The fewest responses to judge by; fewer are enough while they differ no more than this. */
const MIN_RESPONSES = 6;
const ALIKE = 1.25;

/** How much of the way quicker responses take what is known of the unloaded app. */
const LEARNING = 0.25;

/** For how many judgements the limit stays below the number that was refused. */
const REST = 64;

/** What responses of one kind took, in milliseconds. */
interface Times {
	mean: number;
	count: number;
}

/** The number of requests that an app may get at once. */
export class ConcurrencyLimit {
	private limit = START;
	private isDoubling = true;
	private readonly kinds = new Set<string>();
	/** Of an unloaded app, by kind of request. */
	private readonly unloaded = new Map<string, Times>();
	/** What responses took since the limit last changed, by kind of request. */
	private taken = new Map<string, number[]>();
	/** How slow they were when the limit last shrank because of it. */
	private slownessBefore = Infinity;
	/** What was refused, and for how long that counts. */
	private refused = Infinity;
	private rest = 0;
	private underWay = 0;
	private mostUnderWay = 0;
	/** How many times the limit has changed: what was sent before tells of another load. */
	private changes = 0;

	/** @param now milliseconds, from any moment on */
	constructor(private readonly now: () => number) {}

	get current(): number {
		return this.limit;
	}

	/**
	 * A request is sent.
	 *
	 * @param kind requests of one kind take about the same time
	 * @returns to be called when it has ended
	 */
	readonly watch = (kind: string): ((ending: Ending) => void) => {
		if (!this.kinds.has(kind) && this.limit > FEW) {
			this.isDoubling = true;
			this.change(FEW);
		}
		this.kinds.add(kind);
		const { changes } = this;
		const sentAt = this.now();
		this.underWay += 1;
		this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
		return (ending) => {
			this.underWay -= 1;
			if (changes !== this.changes) return;
			if (ending === 'overloaded') this.wasRefused();
			const took = this.now() - sentAt;
			if (ending === 'answered') this.add(kind, took);
			// Quicker than the work would be, but no less an answer.
			if (ending === 'refused') this.add(`${kind}, refused`, took);
		};
	};

	private add(kind: string, took: number): void {
		const all = this.taken.get(kind) ?? [];
		all.push(took);
		this.taken.set(kind, all);
		const several = [...this.taken].filter(([, times]) => times.length > 1);
		const count = several.reduce((sum, [, times]) => sum + times.length, 0);
		const areAlike = several.every(([, times]) => Math.max(...times) <= ALIKE * Math.min(...times));
		const enough = this.isDoubling && areAlike ? 2 : MIN_RESPONSES;
		if (count < Math.max(enough, this.limit)) return;
		// More than the limit tells nothing of it.
		if (this.mostUnderWay > this.limit) this.startAnew();
		else this.judge(new Map(several.map(([each, times]) => [each, timesOf(times)])));
	}

	private judge(times: Map<string, Times>): void {
		const slowness = this.slownessOf(times);
		const isNoLoad = slowness > SAME * this.slownessBefore || (slowness > SLOW && this.limit === 1);
		this.slownessBefore = Infinity;
		if (slowness > SLOW) this.isDoubling = false;
		if (isNoLoad) {
			for (const [kind, each] of times) this.unloaded.set(kind, each);
		} else if (slowness > SLOW) {
			this.slownessBefore = slowness;
			this.change(this.limit * WHEN_SLOW);
			return;
		} else {
			this.learn(times);
		}
		this.grow();
	}

	private slownessOf(times: Map<string, Times>): number {
		let [sum, all] = [0, 0];
		for (const [kind, { mean, count }] of times) {
			sum += (count * mean) / Math.max(this.unloaded.get(kind)?.mean ?? mean, 1);
			all += count;
		}
		return sum / all;
	}

	private learn(times: Map<string, Times>): void {
		for (const [kind, { mean, count }] of times) {
			const known = this.unloaded.get(kind) ?? { mean, count: 0 };
			const weight = this.isDoubling
				? count / (known.count + count)
				: mean < known.mean
					? LEARNING
					: 0;
			known.mean += weight * (mean - known.mean);
			known.count += count;
			this.unloaded.set(kind, known);
		}
	}

	private grow(): void {
		const isResting = this.limit + 1 >= this.refused && this.rest-- > 0;
		if (this.mostUnderWay < this.limit || isResting) return this.startAnew();
		if (this.limit + 1 >= this.refused) this.refused = Infinity;
		const more = this.isDoubling ? this.limit : Math.max(1, this.limit / 8);
		this.change(Math.min(this.limit + more, this.refused - 1));
	}

	private wasRefused(): void {
		this.isDoubling = false;
		this.refused = Math.max(2, this.limit);
		this.rest = REST;
		this.slownessBefore = Infinity;
		this.change(this.limit * WHEN_REFUSED);
	}

	private change(limit: number): void {
		this.limit = Math.min(MAX, Math.max(1, Math.floor(limit)));
		this.changes += 1;
		this.startAnew();
	}

	private startAnew(): void {
		this.taken = new Map();
		this.mostUnderWay = this.underWay;
	}
}

function timesOf(times: number[]): Times {
	return { mean: times.reduce((sum, each) => sum + each, 0) / times.length, count: times.length };
}

/** What was learned of an app holds for so long after it was last used. */
const KEPT_MS = 10 * 60_000;

/** What all executions of this n8n process that use one app share. */
export interface AppLimit {
	places: Places;
	/** To be told of each request to the app. */
	watch: NonNullable<Limits['watch']>;
}

const limits = new Map<string, AppLimit & { usedAt: number }>();

const now = () => performance.now();

/** @param origin of the app */
export function appLimit(origin: string): AppLimit {
	for (const [other, { usedAt }] of limits) if (now() - usedAt > KEPT_MS) limits.delete(other);
	const known = limits.get(origin) ?? { ...newLimit(), usedAt: 0 };
	known.usedAt = now();
	limits.set(origin, known);
	return known;
}

/** For tests, each of which begins anew. */
export function forgetAppLimits(): void {
	limits.clear();
}

function newLimit(): AppLimit {
	const limit = new ConcurrencyLimit(now);
	const places = new Places(limit);
	const watch: AppLimit['watch'] = (kind) => {
		const tellEnding = limit.watch(kind);
		return (ending) => {
			tellEnding(ending);
			places.admit();
		};
	};
	return { places, watch };
}
