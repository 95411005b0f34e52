/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import {
	concurrently,
	Places,
	type TakenPlace,
	Turns,
} from '../../../nodes/BettyBlocks/node/concurrently';

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

/** Work that ends when the test says so. */
function gates() {
	const log: string[] = [];
	const open = new Map<string, () => void>();
	return {
		log,
		work: async (name: string) => {
			log.push(name);
			await new Promise<void>((resolve) => open.set(name, resolve));
		},
		end: async (name: string) => {
			open.get(name)?.();
			await settle();
		},
	};
}

const goOn = () => false;

/** Executions that share one place, by what they are called, each with so many items. */
async function sharing(counts: Record<string, number>) {
	const clock = { now: 0 };
	const places = new Places({ current: 1 }, () => clock.now);
	const { log, work, end } = gates();
	const runs = Object.entries(counts).map(
		async ([name, count]) =>
			await concurrently(
				count,
				{ places, isOver: goOn },
				async (index) => await work(name + index),
			),
	);
	await settle();
	return {
		...{ log, end, runs: Promise.all(runs) },
		after: async (milliseconds: number) => {
			clock.now += milliseconds;
			places.admit();
			await settle();
		},
	};
}

describe('Places for what is under way', () => {
	it('are given in turn to runs that share them, however many items each has', async () => {
		const { log, end, runs } = await sharing({ a: 3, b: 2 });
		for (const name of ['a0', 'b0', 'a1', 'b1', 'a2']) await end(name);
		await runs;
		expect(log).toEqual(['a0', 'b0', 'a1', 'b1', 'a2']);
	});

	it('are free for others while an item waits for another of its record', async () => {
		const places = new Places({ current: 2 });
		const turns = new Turns();
		const { log, work, end } = gates();
		const keys = ['x', 'x', 'x', 'y', 'z'];
		const perform = async (index: number, place: TakenPlace) =>
			await turns.take(keys[index] ?? '', place.without, async () => await work(String(index)));
		const run = concurrently(keys.length, { places, isOver: goOn }, perform);
		await settle();
		expect(log).toEqual(['0', '3']);
		await end('0');
		expect(log.slice(2)).toEqual(['4']);
		for (const name of ['3', '4', '1', '2']) await end(name);
		await run;
	});

	it('are never taken by more than the limit, nor left empty while somebody waits', async () => {
		const limit = { current: 3 };
		const places = new Places(limit);
		const turns = new Turns();
		let underWay = 0;
		let most = 0;
		const perform = async (index: number, place: TakenPlace) =>
			await turns.take(String(index % 7), place.without, async () => {
				underWay += 1;
				most = Math.max(most, underWay);
				await settle();
				underWay -= 1;
			});
		await concurrently(200, { places, isOver: goOn }, perform);
		expect(most).toBe(3);
	});

	it('are not kept from an execution for long by one whose items take long', async () => {
		const { log, after, end, runs } = await sharing({ long: 2, short: 2 });
		await after(2_000);
		expect(log).toEqual(['long0']);
		await after(1);
		expect(log).toEqual(['long0', 'short0']);
		for (const name of ['short0', 'long0', 'long1', 'short1']) await end(name);
		await runs;
	});

	it('are not kept for long from the next item of such an execution, but from its others', async () => {
		const { log, after, end, runs } = await sharing({ long: 3, short: 2 });
		for (let wait = 0; wait < 2; wait++) {
			await after(2_001);
			expect(log).toEqual(['long0', 'short0']);
		}
		await end('short0');
		await after(2_001);
		expect(log).toEqual(['long0', 'short0', 'short1']);
		for (const name of ['short1', 'long0', 'long1', 'long2']) await end(name);
		await runs;
	});

	it('are measured by the clock of the process', async () => {
		let now = 5_000;
		const spy = jest.spyOn(performance, 'now').mockImplementation(() => now);
		const places = new Places({ current: 1 });
		const first = await places.take({ underWay: 0 });
		const second = places.take({ underWay: 0 });
		now += 2_001;
		places.admit();
		(await second).leave();
		first.leave();
		spy.mockRestore();
	});

	it('are given up once, however often somebody says so', async () => {
		const places = new Places({ current: 1 });
		const asker = { underWay: 0 };
		const first = await places.take(asker);
		const entered: number[] = [];
		const wait = async (number: number) => {
			await places.take(asker);
			entered.push(number);
		};
		void wait(2);
		void wait(3);
		first.leave();
		first.leave();
		await settle();
		expect([entered, asker.underWay]).toEqual([[2], 1]);
	});

	it('are given up for the parts of an item, each of which takes one of its own', async () => {
		const places = new Places({ current: 2 });
		const { log, work, end } = gates();
		const over = { yes: false };
		const run = concurrently(1, { places, isOver: goOn }, async (_index, { spread }) => {
			await spread(
				4,
				() => over.yes,
				async (part) => await work(`part ${part}`),
			);
			log.push('done');
		});
		await settle();
		expect(log).toEqual(['part 0', 'part 1']);
		await end('part 0');
		expect(log).toEqual(['part 0', 'part 1', 'part 2']);
		over.yes = true;
		await end('part 1');
		expect(log).toEqual(['part 0', 'part 1', 'part 2']);
		await end('part 2');
		await run;
		expect(log.at(-1)).toBe('done');
		const next = await places.take({ underWay: 0 });
		next.leave();
	});
});

describe('What has the same key', () => {
	it('waits for the one before, and for none once that has ended', async () => {
		const turns = new Turns();
		const { log, work, end } = gates();
		const waits: string[] = [];
		const take = async (name: string) =>
			await turns.take(
				'key',
				async (before) => {
					waits.push(name);
					await before;
				},
				async () => await work(name),
			);
		const both = Promise.all([take('first'), take('second')]);
		await settle();
		expect([log, waits]).toEqual([['first'], ['second']]);
		await end('first');
		const third = take('third');
		expect(waits).toEqual(['second', 'third']);
		await end('second');
		await both;
		await end('third');
		await third;
		const last = take('last');
		await end('last');
		await last;
		expect(waits).toEqual(['second', 'third']);
	});
});
