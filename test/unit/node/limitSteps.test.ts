/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { Ending } from '../../../nodes/BettyBlocks/app/app';
import {
	appLimit,
	ConcurrencyLimit,
	forgetAppLimits,
} from '../../../nodes/BettyBlocks/node/concurrencyLimit';

/** An app that gets requests together, and the limit that follows from its responses. */
class Requests {
	private now = 0;
	readonly limit = new ConcurrencyLimit(() => this.now);

	/** So many at once, which all end after a time. @returns the limit then */
	together(count: number, takes: number, kind = 'x', ending: Ending = 'answered'): number {
		const ends = Array.from({ length: count }, () => this.limit.watch(kind));
		this.now += takes;
		for (const end of ends) end(ending);
		return this.limit.current;
	}

	/** As many as the limit allows, again and again. */
	full(takes: number, times = 1): number {
		for (let time = 0; time < times; time++) this.together(this.limit.current, takes);
		return this.limit.current;
	}
}

/** With a limit of two that grows no longer by itself, in an app that takes 20 ms unloaded. */
function careful(): Requests {
	const requests = new Requests();
	requests.full(20, 2);
	expect(requests.full(100)).toBe(1);
	return requests;
}

describe('The limit of an app that is as quick as before', () => {
	it('doubles with each round, from the second response on', () => {
		const requests = new Requests();
		const limits = Array.from({ length: 9 }, () => requests.full(20));
		expect(limits).toEqual([1, 2, 4, 8, 16, 32, 64, 64, 64]);
	});

	it('waits for six responses where they differ by more than a quarter', () => {
		const [alike, differing] = [new Requests(), new Requests()];
		for (const takes of [20, 25]) alike.together(1, takes);
		expect(alike.limit.current).toBe(2);
		const limits = [20, 25.1, 20, 25.1, 20, 20].map((takes) => differing.together(1, takes));
		expect(limits).toEqual([1, 1, 1, 1, 1, 2]);
	});

	it('waits for six where the responses of any kind differ', () => {
		const requests = new Requests();
		const kinds = ['a', 'b', 'b', 'a', 'a'];
		const limits = kinds.map((kind, index) => requests.together(1, index === 2 ? 90 : 20, kind));
		expect(limits).toEqual([1, 1, 1, 1, 1]);
		expect(requests.together(1, 20, 'a')).toBe(2);
	});

	it('counts no kind of which there is only one response', () => {
		const requests = new Requests();
		expect(['a', 'b', 'c'].map((kind) => requests.together(1, 20, kind))).toEqual([1, 1, 1]);
		expect(requests.together(1, 20, 'a')).toBe(2);
	});

	it('counts none that ended in another way, and refusals apart from what was done', () => {
		const requests = new Requests();
		expect(requests.together(1, 20, 'a', 'otherwise')).toBe(1);
		expect(requests.together(1, 20, 'a', 'otherwise')).toBe(1);
		for (const [takes, kind] of [
			[10, 'a'],
			[100, 'b'],
		] as const) {
			expect(requests.together(1, takes, kind, 'refused')).toBe(1);
		}
		expect(requests.together(1, 10, 'a', 'refused')).toBe(2);
	});

	it('doesn’t grow while fewer are under way', () => {
		const requests = new Requests();
		requests.full(20, 2);
		for (let request = 0; request < 20; request++) requests.together(1, 20);
		expect(requests.limit.current).toBe(2);
	});
});

describe('The limit of an app that slows down', () => {
	it('shrinks by a quarter, but not where it takes 1.4 times as long', () => {
		const [same, slow] = [new Requests(), new Requests()];
		for (const requests of [same, slow]) requests.full(20, 2);
		expect(same.full(28)).toBe(4);
		slow.full(20);
		expect(slow.full(40)).toBe(3);
	});

	it('grows again, by one at first, once it is quicker', () => {
		const requests = careful();
		expect(requests.full(20, 5)).toBe(1);
		expect(requests.full(20)).toBe(2);
		expect(requests.full(20, 3)).toBe(3);
	});

	it('grows where it is as slow with a smaller one, which then wasn’t the reason', () => {
		const requests = careful();
		expect(requests.full(100, 6)).toBe(2);
		expect(requests.full(120, 3)).toBe(3);
	});

	it('grows where it is as slow with fewer of several', () => {
		const requests = new Requests();
		requests.full(20, 4);
		expect([requests.full(100), requests.full(100)]).toEqual([6, 7]);
	});

	it('tells nothing while more are under way than it allows', () => {
		const requests = new Requests();
		requests.full(20, 4);
		const [first, ...others] = Array.from({ length: 8 }, () => requests.limit.watch('x'));
		first?.('overloaded');
		expect(requests.limit.current).toBe(4);
		for (let request = 0; request < 6; request++) requests.together(1, 20);
		expect(requests.limit.current).toBe(4);
		for (const end of others) end('answered');
	});

	it('grows where it is slow with a single request under way', () => {
		const requests = careful();
		expect(requests.full(40, 6)).toBe(2);
		expect(requests.full(50, 3)).toBe(3);
	});

	it('takes a single request that isn’t slow for no measure of the unloaded app', () => {
		const requests = careful();
		expect(requests.full(27, 6)).toBe(2);
		expect(requests.full(30, 3)).toBe(1);
	});

	it('is measured by what was learned of the app: the mean at first, then a part of what is quicker', () => {
		const doubling = new Requests();
		doubling.full(20, 2);
		doubling.full(24);
		expect(doubling.full(30)).toBe(8);
		const slower = new Requests();
		slower.full(20, 2);
		slower.full(24);
		expect(slower.full(31)).toBe(3);
		const requests = careful();
		requests.full(10, 6);
		expect(requests.full(25, 3)).toBe(1);
	});
});

describe('The limit of an app that refuses', () => {
	const refusedAt = (limit: number): Requests => {
		const requests = new Requests();
		while (requests.limit.current < limit) requests.full(20);
		requests.together(1, 20, 'x', 'overloaded');
		return requests;
	};

	it('stays below what was refused for 64 judgements', () => {
		const requests = refusedAt(8);
		expect(requests.limit.current).toBe(4);
		expect([2, 2, 1].map((times) => requests.full(20, times))).toEqual([5, 6, 7]);
		expect(requests.full(20, 64)).toBe(7);
		expect(requests.full(20)).toBe(8);
		expect(requests.full(20)).toBe(9);
	});

	it('comes no nearer than one to what was refused, by whatever step', () => {
		const requests = refusedAt(64);
		expect(requests.limit.current).toBe(38);
		expect([1, 2, 3, 4, 5, 6].map(() => requests.full(20))).toEqual([42, 47, 52, 58, 63, 63]);
	});
});

describe('The limit for a kind of request that is new', () => {
	it('is two, and doubles again', () => {
		const requests = new Requests();
		requests.full(20, 4);
		expect(requests.limit.current).toBe(8);
		expect(requests.together(2, 300, 'other')).toBe(4);
	});

	it('stays as it is where it is two already, and careful', () => {
		const requests = careful();
		requests.full(20, 6);
		expect(requests.limit.current).toBe(2);
		expect(requests.together(2, 300, 'other')).toBe(2);
	});
});

describe('The limit of an app', () => {
	let now = 1_000_000;
	beforeEach(() => {
		jest.spyOn(performance, 'now').mockImplementation(() => now);
		forgetAppLimits();
	});
	afterEach(() => jest.restoreAllMocks());

	it('is shared by all that use it, and no other’s', () => {
		expect(appLimit('a')).toBe(appLimit('a'));
		expect(appLimit('a')).not.toBe(appLimit('b'));
		const known = appLimit('a');
		forgetAppLimits();
		expect(appLimit('a')).not.toBe(known);
	});

	it('lets in who waits as soon as it has grown', async () => {
		const { watch, places } = appLimit('a');
		await places.take({ underWay: 0 });
		const entered: string[] = [];
		void places.take({ underWay: 1 }).then(() => entered.push('second'));
		for (let request = 0; request < 2; request++) {
			expect(entered).toEqual([]);
			const end = watch('x');
			now += 20;
			end('answered');
		}
		await new Promise((resolve) => setImmediate(resolve));
		expect(entered).toEqual(['second']);
	});

	it('is forgotten when it wasn’t used for more than ten minutes', () => {
		const known = appLimit('a');
		now += 600_000;
		expect(appLimit('a')).toBe(known);
		now += 600_000;
		expect(appLimit('a')).toBe(known);
		now += 600_001;
		appLimit('b');
		expect(appLimit('a')).not.toBe(known);
	});
});
