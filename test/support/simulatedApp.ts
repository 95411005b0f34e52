// Apps whose answers take virtual time, and many items that are sent to them.
import { ConcurrencyLimit } from '../../nodes/BettyBlocks/node/concurrencyLimit';
import type { Ending } from '../../nodes/BettyBlocks/app/app';

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
	mostInFlight: number;
	/** The limit at each answer. */
	limits: number[];
}

interface Sending {
	/** What kind of request an item is. */
	kindOf?: (item: number) => string;
	/** Milliseconds that n8n itself works on an answer; others wait meanwhile. */
	work?: (item: number) => number;
}

/** Sends so many items, as many at once as the limit allows. */
export function sendAll(
	app: SimulatedApp,
	items: number,
	{ kindOf = () => 'x', work = () => 0 }: Sending = {},
): Run {
	const run: Run = { time: 0, took: [], refused: 0, mostInFlight: 0, limits: [] };
	const events: Array<{ at: number; works: number; do: () => void }> = [];
	let idle = 0;
	const limit = new ConcurrencyLimit({ now: () => run.time, idle: () => idle });
	let underWay = 0;
	let next = 0;

	const after = (delay: number, works: number, then: () => void) =>
		events.push({ at: run.time + delay, works, do: then });

	function send(item: number): void {
		const ended = limit.watch(kindOf(item));
		const { takes, ending = 'answered', retryAfter } = app(run.time);
		run.took.push(takes);
		after(takes, work(item), () => {
			ended(ending);
			if (retryAfter === undefined) finish();
			else {
				run.refused += 1;
				after(retryAfter, 0, () => send(item));
			}
		});
	}

	function finish(): void {
		underWay -= 1;
		run.limits.push(limit.current);
		pump();
	}

	function pump(): void {
		while (underWay < limit.current && next < items) {
			underWay += 1;
			run.mostInFlight = Math.max(run.mostInFlight, underWay);
			send(next++);
		}
	}

	pump();
	while (events.length > 0) {
		const at = Math.min(...events.map((event) => event.at));
		const index = events.findIndex((event) => event.at === at);
		const [event] = events.splice(index, 1);
		idle += Math.max(0, at - run.time);
		run.time = Math.max(at, run.time) + (event?.works ?? 0);
		event?.do();
	}
	return run;
}

/** Answers take so long, whatever the load, give or take a part of it. */
export function steady(ms: number, jitter = 0, random = randoms(1)): SimulatedApp {
	return () => ({ takes: ms * (1 + jitter * (2 * random() - 1)) });
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

/** Numbers from 0 to 1 that are the same in each run. */
export function randoms(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}
