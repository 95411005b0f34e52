// How many items are under way at once when nobody says: found by watching the app's answers.
//
// Additive increase and multiplicative decrease, as in TCP and Netflix's concurrency-limits; as in
// TCP Vegas, answers that take longer than those of an unloaded app are the sign to stop.
import type { Ending } from '../app/app';
import { BusyPeriods, type LoopClock } from './busyPeriods';

const START = 1;
const MAX = 32;

/** Times the unloaded answer. Up to the first, there is room for many more; up to the second, for one. */
const STEADY = 1.1;
const QUICK = 1.25;
/** Beyond this, there are too many. */
const SLOW = 1.5;

/** What is left of the limit when answers are slow, and when there are none or the app refuses. */
const WHEN_SLOW = 0.7;
const WHEN_REFUSED = 0.5;

/** How much the limit grows until the first sign of too many. From then on, it grows by one. */
const FIRST_GROWTH = 1.5;

/** The least that a lower limit has to gain; otherwise it was not the limit that made it slow. */
const GAIN = 0.9;

/** How many windows pass after a refusal before the limit grows again: more after each further one. */
const PATIENCE_GROWTH = 4;
const MAX_PATIENCE = 64;

/** The fewest answers to judge by, until the first sign of too many and from then on. */
const FIRST_WINDOW = 2;
const MIN_WINDOW = 4;

/** How much of the way a quicker window takes what is known of the unloaded app. */
const LEARNING = 0.25;

interface Answer {
	kind: string;
	/** Milliseconds. */
	took: number;
}

/**
 * The number of items that may be under way at once. It is judged anew once as many answers have
 * come, each compared with the quickest of its kind; a refusal lowers it at once.
 */
export class ConcurrencyLimit {
	private limit = START;
	private isFirstGrowth = true;
	/** Windows to let pass before the limit grows, and those that have passed. */
	private patience = 1;
	private passed = 0;
	private window: Answer[] = [];
	/** What the answers of each kind take in an unloaded app, in milliseconds. */
	private unloaded = new Map<string, number>();
	/** What they took when the limit was last lowered because of it, until the window after. */
	private tooSlow: Map<string, number> | undefined;
	private underWay = 0;
	private mostUnderWay = 0;
	/** How many times the limit was changed: what was sent before tells of another load. */
	private changes = 0;

	private readonly busyPeriods: BusyPeriods;

	constructor(clock: LoopClock) {
		this.busyPeriods = new BusyPeriods(clock);
	}

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
		const { changes } = this;
		const timed = this.busyPeriods.start();
		this.underWay += 1;
		this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
		return (ending) => {
			this.underWay -= 1;
			if (changes !== this.changes) return;
			if (ending === 'overloaded') this.wasRefused();
			if (ending === 'answered') this.add({ kind, took: timed() });
		};
	};

	private add(answer: Answer): void {
		this.window.push(answer);
		const least = this.isFirstGrowth ? FIRST_WINDOW : MIN_WINDOW;
		if (this.window.length < Math.max(least, this.current)) return;
		this.judge(middles(this.window));
		this.window = [];
		this.mostUnderWay = this.underWay;
	}

	private judge(times: Map<string, number>): void {
		const { tooSlow } = this;
		this.tooSlow = undefined;
		this.learn(times);
		if (tooSlow !== undefined && ratio(times, tooSlow) > GAIN) this.unloaded = times;
		const slowness = ratio(times, this.unloaded);
		if (slowness > STEADY) this.isFirstGrowth = false;
		if (slowness > SLOW) {
			// One request at a time is no load: an app that is slow even then has become slower.
			if (this.current === 1) {
				this.unloaded = times;
			} else {
				this.lower(WHEN_SLOW);
				this.tooSlow = times;
			}
		} else if (slowness <= QUICK && this.mostUnderWay >= this.current) {
			this.grow();
		}
	}

	private grow(): void {
		this.passed += 1;
		if (this.passed < this.patience) return;
		this.passed = 0;
		this.patience = Math.max(1, this.patience / 2);
		this.change(this.isFirstGrowth ? Math.ceil(this.limit * FIRST_GROWTH) : this.limit + 1);
	}

	private wasRefused(): void {
		this.passed = 0;
		this.patience = Math.min(MAX_PATIENCE, this.patience * PATIENCE_GROWTH);
		this.lower(WHEN_REFUSED);
	}

	private learn(times: Map<string, number>): void {
		for (const [kind, took] of times) {
			const before = this.unloaded.get(kind) ?? took;
			this.unloaded.set(kind, took < before ? before + LEARNING * (took - before) : before);
		}
	}

	private lower(factor: number): void {
		this.isFirstGrowth = false;
		this.change(Math.floor(this.limit * factor));
	}

	private change(limit: number): void {
		this.limit = Math.min(MAX, Math.max(1, limit));
		this.changes += 1;
		this.window = [];
		this.mostUnderWay = this.underWay;
	}
}

/** What most answers of each kind took: the mean without the quickest and the slowest quarter. */
function middles(answers: Answer[]): Map<string, number> {
	const times = new Map<string, number[]>();
	for (const { kind, took } of answers) times.set(kind, [...(times.get(kind) ?? []), took]);
	return new Map([...times].map(([kind, took]) => [kind, middle(took)]));
}

/** How many times longer the one take than the other, over the kinds that both have. */
function ratio(times: Map<string, number>, others: Map<string, number>): number {
	const ratios = [...times].flatMap(([kind, took]) => {
		const other = others.get(kind);
		return other === undefined ? [] : [took / Math.max(other, 1)];
	});
	return ratios.length === 0 ? 1 : middle(ratios);
}

function middle(numbers: number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const cut = Math.floor(sorted.length / 4);
	const kept = sorted.slice(cut, sorted.length - cut);
	return kept.reduce((sum, number) => sum + number, 0) / kept.length;
}
