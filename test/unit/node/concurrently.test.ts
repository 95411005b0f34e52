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

describe('Places for what is under way', () => {
	it('are given in turn to runs that share them, however many items each has', async () => {
		const places = new Places({ current: 1 });
		const { log, work, end } = gates();
		const run = async (name: string, count: number) =>
			await concurrently(
				count,
				{ places, isOver: goOn },
				async (index) => await work(name + index),
			);
		const runs = Promise.all([run('a', 3), run('b', 2)]);
		await settle();
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
		const clock = { now: 0 };
		const places = new Places({ current: 1 }, () => clock.now);
		const { log, work, end } = gates();
		const run = async (name: string, count: number) =>
			await concurrently(
				count,
				{ places, isOver: goOn },
				async (index) => await work(name + index),
			);
		const runs = Promise.all([run('long', 2), run('short', 2)]);
		await settle();
		clock.now = 1_999;
		places.admit();
		await settle();
		expect(log).toEqual(['long0']);
		clock.now = 2_001;
		places.admit();
		await settle();
		expect(log).toEqual(['long0', 'short0']);
		for (const name of ['short0', 'long0', 'long1', 'short1']) await end(name);
		await runs;
	});
});
