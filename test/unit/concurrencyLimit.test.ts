import { queue, randoms, rateLimited, sendAll, steady } from '../support/simulatedApp';
import type { Run, SimulatedApp } from '../support/simulatedApp';

const MAX = 32;

/** The average number of requests in flight once the limit has had time to find itself. */
function settled({ limits }: Run): number {
	const later = limits.slice(Math.floor(limits.length / 2));
	return later.reduce((sum, limit) => sum + limit, 0) / later.length;
}

describe('The number of items under way', () => {
	it('starts with one', () => {
		expect(sendAll(steady(20), 2).mostInFlight).toBe(1);
	});

	it.each([1, 20, 800, 5_000])('grows to 32 in an app that takes %d ms, however many', (ms) => {
		const run = sendAll(steady(ms), 1_000);
		expect(run.mostInFlight).toBe(MAX);
		expect(settled(run)).toBe(MAX);
	});

	it('has grown within 160 answers of a quick app', () => {
		expect(sendAll(steady(20), 160).mostInFlight).toBe(MAX);
	});

	it.each([1, 2, 3, 4, 7, 8, 12, 20])(
		'keeps an app with %d workers busy, and no answer takes twice as long as without load',
		(workers) => {
			const run = sendAll(queue(workers, 20), 2_000);
			expect(Math.max(...run.took)).toBeLessThanOrEqual(40);
			const atBest = (2_000 * 20) / workers;
			expect(run.time).toBeLessThan(1.25 * atBest + 500);
		},
	);

	it.each([
		['2 ms an answer', () => 2],
		['1 ms an answer, and 60 ms for every fiftieth', (item: number) => (item % 50 === 0 ? 60 : 1)],
	])('grows to 32 although n8n itself works %s', (_what, work) => {
		const run = sendAll(steady(20), 2_000, { work });
		expect(run.mostInFlight).toBe(MAX);
		expect(settled(run)).toBe(MAX);
	});

	it.each([1, 2, 4, 7])(
		'keeps an app with %d workers from twice its time, whatever n8n itself works',
		(workers) => {
			const run = sendAll(queue(workers, 20), 2_000, { work: () => 1.5 });
			expect(Math.max(...run.took)).toBeLessThanOrEqual(40);
		},
	);

	it('sends little more than an app takes that allows 50 requests a second', () => {
		const run = sendAll(rateLimited(50, 20), 2_000);
		expect(run.refused).toBeLessThan(0.1 * 2_000);
		expect(run.time).toBeLessThan(1.1 * 40_000);
	});

	it.each([
		[0.2, 24],
		[0.5, 12],
		[0.8, 6],
	])('grows though answers differ by %d of their time: beyond %d', (jitter, least) => {
		for (let seed = 1; seed <= 10; seed++) {
			const run = sendAll(steady(50, jitter, randoms(seed)), 2_000);
			expect(settled(run)).toBeGreaterThan(least);
		}
	});

	it('shrinks while an app stalls, and recovers', () => {
		const stalling: SimulatedApp = (now) => ({
			takes: now > 1_000 && now < 6_000 ? 6_020 - now : 20,
		});
		const run = sendAll(stalling, 20_000);
		expect(settled(run)).toBe(MAX);
	});

	it('grows again in an app that has become slower for good', () => {
		const slower: SimulatedApp = (now) => ({ takes: now > 500 ? 200 : 20 });
		expect(settled(sendAll(slower, 4_000))).toBeGreaterThan(16);
	});

	it('is halved by a refusal, and no more by those that were sent together', () => {
		let refusing = false;
		const app: SimulatedApp = (now) => {
			refusing = now >= 1_000 && now < 1_020;
			return refusing ? { takes: 20, ending: 'overloaded', retryAfter: 1_000 } : { takes: 20 };
		};
		const { limits } = sendAll(app, 4_000);
		expect(Math.min(...limits.slice(200))).toBe(MAX / 2);
		expect(limits.at(-1)).toBe(MAX);
	});

	it('judges each kind of request by its own time', () => {
		let count = 0;
		const app: SimulatedApp = () => ({ takes: count++ % 2 === 0 ? 10 : 100 });
		const run = sendAll(app, 2_000, {
			kindOf: (item) => (item % 2 === 0 ? 'read' : 'write'),
		});
		expect(settled(run)).toBe(MAX);
	});

	it('never holds more than 32, nor fewer than one, under any answers', () => {
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
