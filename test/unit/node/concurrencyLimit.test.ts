import {
	atOnce,
	exponential,
	oneInTwenty,
	queue,
	randoms,
	rateLimited,
	sendAll,
	steady,
	type Run,
	type SimulatedApp,
} from '../../support/simulatedApp';

const MAX = 64;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** The average limit once it has had time to find itself. */
function settled({ limits }: Run): number {
	const later = limits.slice(Math.floor(limits.length / 2));
	return later.reduce((sum, limit) => sum + limit, 0) / later.length;
}

function percentile(numbers: number[], part: number): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
}

/** How many times the time that 32 in flight take all along, over several random apps. */
function timesOf32(app: (random: () => number) => SimulatedApp): number {
	const time = (fixed?: number) =>
		SEEDS.reduce((sum, seed) => sum + sendAll(app(randoms(seed)), 1_000, { fixed }).time, 0);
	return time() / time(32);
}

describe('The number of items under way', () => {
	it('starts with one', () => {
		expect(sendAll(steady(20), 1).limits).toEqual([1]);
		expect(sendAll(steady(20), 2).mostInFlight).toBe(1);
	});

	it.each([1, 20, 800, 5_000])('grows to 64 in an app that takes %d ms, however many', (ms) => {
		const run = sendAll(steady(ms), 1_000);
		expect(run.mostInFlight).toBe(MAX);
		expect(settled(run)).toBe(MAX);
	});

	it.each<[string, number, (random: () => number) => SimulatedApp]>([
		['the same time', 1, () => steady(100)],
		['half as long or half as long again', 1.35, (random) => steady(100, 0.5, random)],
		['anything up to twice as long', 1.5, (random) => steady(100, 0.9, random)],
		['five times as long, one in twenty', 1, (random) => oneInTwenty(100, random)],
		['any time at all', 1.75, (random) => exponential(100, random)],
	])('is soon enough for answers that take %s: %d times of 32 at once', (_what, most, app) => {
		expect(timesOf32(app)).toBeLessThan(most);
	});

	it('holds for the next execution', () => {
		const executions = new Array<number>(10).fill(20);
		const { time } = sendAll(steady(100), 0, { executions, inSequence: true });
		// Half of what one at a time takes for the first, and then 100 ms each.
		expect(time).toBeLessThan(2_000);
	});

	it.each([1, 2, 3, 4, 7, 8, 12, 20])(
		'keeps an app with %d workers busy, and half its answers as quick as without load, or nearly',
		(workers) => {
			const run = sendAll(queue(workers, 20), 2_000);
			expect(percentile(run.took, 0.5)).toBeLessThanOrEqual(40);
			expect(Math.max(...run.took)).toBeLessThanOrEqual(100);
			const atBest = (2_000 * 20) / workers;
			expect(run.time).toBeLessThan(1.1 * atBest + 300);
		},
	);

	it.each([
		[2, 1, 40, 80],
		[6, 4, 80, 120],
	])('is shared by %d executions on an app of %d workers', (executions, workers, half, most) => {
		const each = new Array<number>(executions).fill(150);
		const { took } = sendAll(queue(workers, 40), 0, { executions: each });
		expect(percentile(took, 0.5)).toBeLessThanOrEqual(half);
		expect(percentile(took, 0.95)).toBeLessThanOrEqual(most);
	});

	it.each<[string, (random: () => number) => number]>([
		['2 ms an answer', () => 2],
		['up to 2 ms an answer, and 60 ms for every fiftieth', (random) => (random() < 0.02 ? 60 : 2)],
		[
			'up to 6 ms an answer, and 40 ms for every tenth',
			(random) => random() * (random() < 0.1 ? 40 : 6),
		],
	])('takes no work of n8n’s own for the app’s: %s', (_what, work) => {
		const time = (fixed?: number) =>
			SEEDS.reduce((sum, seed) => {
				const random = randoms(seed);
				return sum + sendAll(steady(20), 1_000, { fixed, work: () => work(random) }).time;
			}, 0);
		expect(time()).toBeLessThan(1.3 * time(20));
	});

	it('sends little more than an app takes that allows 50 requests a second', () => {
		const run = sendAll(rateLimited(50, 20), 2_000);
		expect(run.refused).toBeLessThan(0.05 * 2_000);
		expect(run.time).toBeLessThan(1.1 * 40_000);
	});

	it('comes back to nearly as many as an app takes that takes four at once', () => {
		const run = sendAll(atOnce(4, 20), 1_000);
		expect(run.inFlight).toBeGreaterThan(3.4);
		expect(run.refused).toBeLessThan(20);
	});

	it('never probes so far that an item is refused more than five times, which would fail it', () => {
		for (const most of [1, 2, 3, 5, 8, 13]) {
			expect(sendAll(atOnce(most, 20), 1_000).mostRefusals).toBeLessThanOrEqual(5);
			expect(sendAll(rateLimited(10 * most, 20), 1_000).mostRefusals).toBeLessThanOrEqual(5);
		}
	});

	it.each(['answered', 'refused'] as const)('grows with answers that are %s', (ending) => {
		expect(settled(sendAll(() => ({ takes: 20, ending }), 1_000))).toBe(MAX);
	});

	it('shrinks while an app stalls, and recovers', () => {
		const stalling: SimulatedApp = (now) => ({
			takes: now > 1_000 && now < 6_000 ? 6_020 - now : 20,
		});
		expect(settled(sendAll(stalling, 20_000))).toBeGreaterThan(MAX / 2);
	});

	it('grows again in an app that has become slower for good', () => {
		const slower: SimulatedApp = (now) => ({ takes: now > 500 ? 200 : 20 });
		expect(settled(sendAll(slower, 4_000))).toBeGreaterThan(MAX / 2);
	});

	it('shrinks by a refusal, and no more by those that were sent together', () => {
		let refusing = false;
		const app: SimulatedApp = (now) => {
			refusing = now >= 1_000 && now < 1_020;
			return refusing ? { takes: 20, ending: 'overloaded', retryAfter: 1_000 } : { takes: 20 };
		};
		const { limits } = sendAll(app, 8_000);
		expect(Math.min(...limits.slice(500))).toBe(38);
		expect(limits.at(-1)).toBeGreaterThanOrEqual(MAX - 1);
	});

	it('judges each kind of request by its own time', () => {
		let count = 0;
		const app: SimulatedApp = () => ({ takes: count++ % 2 === 0 ? 10 : 100 });
		const run = sendAll(app, 2_000, {
			kindOf: (item) => (item % 2 === 0 ? 'read' : 'write'),
		});
		expect(settled(run)).toBe(MAX);
	});

	it('is few again for a kind of request that is new, as it may be another load', () => {
		let count = 0;
		const write = queue(1, 40);
		const app: SimulatedApp = (now) => (count++ < 500 ? { takes: 20 } : write(now));
		const { took } = sendAll(app, 1_000, { kindOf: (item) => (item < 500 ? 'read' : 'write') });
		expect(percentile(took.slice(600), 0.5)).toBeLessThanOrEqual(160);
	});

	it('is never more than 64, nor fewer than one, under any answers', () => {
		for (let seed = 1; seed <= 50; seed++) {
			const random = randoms(seed);
			const app: SimulatedApp = () => ({
				takes: 1 + 1_000 * random() ** 4,
				ending: random() < 0.9 ? 'answered' : random() < 0.5 ? 'overloaded' : 'otherwise',
			});
			const { limits, mostInFlight } = sendAll(app, 500);
			expect(mostInFlight).toBeLessThanOrEqual(MAX);
			expect(Math.min(...limits)).toBeGreaterThanOrEqual(1);
			expect(limits).toHaveLength(500);
		}
	});
});
