// Apps whose answers take virtual time, and executions that send items to them.
import type { Ending } from '../../nodes/BettyBlocks/app/app';
import { ConcurrencyLimit } from '../../nodes/BettyBlocks/node/concurrencyLimit';

export interface Outcome {
	/** Milliseconds that the answer takes. */
	takes: number;
	ending?: Ending;
	/** Milliseconds after which a refused request is sent again. */
	retryAfter?: number;
}

/** What becomes of a request that is sent now. */
export type SimulatedApp = (now: number) => Outcome;

export interface Run {
	/** Milliseconds until the last answer. */
	time: number;
	/** How long each answer took, in milliseconds, in order of sending. */
	took: number[];
	refused: number;
	/** How many times the same item was refused, at most. */
	mostRefusals: number;
	mostInFlight: number;
	/** The average number of requests in flight. */
	inFlight: number;
	/** The limit at each answer. */
	limits: number[];
}

interface Sending {
	/** Items of each execution. */
	executions?: number[];
	/** Whether one begins when the one before has ended. */
	inSequence?: boolean;
	/** What kind of request an item is. */
	kindOf?: (item: number) => string;
	/** Milliseconds that n8n itself works on an answer; others wait meanwhile. */
	work?: (item: number) => number;
	/** So many at once, whatever the limit. */
	fixed?: number;
}

interface Event {
	at: number;
	works: number;
	happens: () => void;
}

/** One run in virtual time. Executions that wait for a place get one in turn. */
class Simulation {
	readonly run: Run = {
		time: 0,
		took: [],
		refused: 0,
		mostRefusals: 0,
		mostInFlight: 0,
		inFlight: 0,
		limits: [],
	};
	private readonly events: Event[] = [];
	private readonly waiting: Array<() => void> = [];
	private readonly limit = new ConcurrencyLimit(() => this.run.time);
	private places = 0;
	private inFlight = 0;
	/** Requests times milliseconds. */
	private area = 0;

	constructor(
		private readonly app: SimulatedApp,
		private readonly sending: Sending,
	) {}

	play(): Run {
		const { executions = [], inSequence = false } = this.sending;
		for (const items of inSequence ? executions.slice(0, 1) : executions) this.begin(items);
		for (let next = this.events.shift(); next !== undefined; next = this.events.shift()) {
			const at = Math.max(this.run.time, next.at) + next.works;
			this.area += this.inFlight * (at - this.run.time);
			this.run.time = at;
			next.happens();
		}
		this.run.inFlight = this.area / this.run.time;
		return this.run;
	}

	private begin(items: number): void {
		const { executions = [], inSequence = false } = this.sending;
		let [begun, ended] = [0, 0];
		const ask = () => {
			if (begun === items) return;
			this.waiting.push(() => {
				const item = begun++;
				this.send(item, () => {
					ended += 1;
					if (ended < items || !inSequence) return;
					const next = executions.indexOf(items) + 1;
					executions.splice(0, next);
					if (executions[0] !== undefined) this.begin(executions[0]);
				});
				ask();
			});
			this.admit();
		};
		ask();
	}

	private admit(): void {
		const { fixed } = this.sending;
		while (this.places < (fixed ?? this.limit.current)) {
			const next = this.waiting.shift();
			if (next === undefined) return;
			this.places += 1;
			next();
		}
	}

	private send(item: number, done: () => void, refusals = 0): void {
		const { kindOf = () => 'x', work = () => 0 } = this.sending;
		const tellEnding = this.limit.watch(kindOf(item));
		const { takes, ending = 'answered', retryAfter } = this.app(this.run.time);
		if (ending === 'answered') this.run.took.push(takes);
		this.inFlight += 1;
		this.run.mostInFlight = Math.max(this.run.mostInFlight, this.inFlight);
		this.after(takes, work(item), () => {
			this.inFlight -= 1;
			tellEnding(ending);
			if (retryAfter === undefined) return this.finish(done);
			this.run.refused += 1;
			this.run.mostRefusals = Math.max(this.run.mostRefusals, refusals + 1);
			this.after(retryAfter, 0, () => this.send(item, done, refusals + 1));
		});
	}

	private finish(done: () => void): void {
		this.places -= 1;
		this.run.limits.push(this.limit.current);
		done();
		this.admit();
	}

	private after(delay: number, works: number, happens: () => void): void {
		const event = { at: this.run.time + delay, works, happens };
		const later = this.events.findLastIndex(({ at }) => at <= event.at) + 1;
		this.events.splice(later, 0, event);
	}
}

/** Sends so many items, as many at once as the limit allows. */
export function sendAll(app: SimulatedApp, items: number, sending: Sending = {}): Run {
	return new Simulation(app, { executions: [items], ...sending }).play();
}

/** Answers take so long, whatever the load, give or take a part of it. */
export function steady(ms: number, jitter = 0, random = randoms(1)): SimulatedApp {
	return () => ({ takes: ms * (1 + jitter * (2 * random() - 1)) });
}

/** Answers take so long in the mean, and any time at all each. */
export function exponential(ms: number, random = randoms(1)): SimulatedApp {
	return () => ({ takes: -ms * Math.log(1 - random()) });
}

/** One answer in twenty takes five times as long. */
export function oneInTwenty(ms: number, random = randoms(1)): SimulatedApp {
	return () => ({ takes: random() < 0.05 ? 5 * ms : ms });
}

/** So many requests are worked on at once, each for so long; others wait. */
export function queue(workers: number, ms: number): SimulatedApp {
	const freeAt = new Array<number>(workers).fill(0);
	return (now) => {
		const worker = freeAt.indexOf(Math.min(...freeAt));
		const end = Math.max(now, freeAt[worker] ?? 0) + ms;
		freeAt[worker] = end;
		return { takes: end - now };
	};
}

/** Refuses what is more than so many requests in a second, until the next one. */
export function rateLimited(perSecond: number, ms: number): SimulatedApp {
	let second = -1;
	let count = 0;
	return (now) => {
		const current = Math.floor(now / 1_000);
		if (current !== second) [second, count] = [current, 0];
		count += 1;
		if (count <= perSecond) return { takes: ms };
		return { takes: ms / 2, ending: 'overloaded', retryAfter: (second + 1) * 1_000 - now };
	};
}

/** Refuses what is more than so many requests at once. */
export function atOnce(most: number, ms: number): SimulatedApp {
	let ends: number[] = [];
	return (now) => {
		ends = ends.filter((end) => end > now);
		if (ends.length >= most) return { takes: 5, ending: 'overloaded', retryAfter: 300 };
		ends.push(now + ms);
		return { takes: ms };
	};
}

/** Numbers from 0 to 1 that are the same in each run. */
export function randoms(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}
