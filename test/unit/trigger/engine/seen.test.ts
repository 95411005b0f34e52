import type { Stamped } from '../../../../nodes/BettyBlocks/app/stamped';
import {
	decodeEntries,
	encodeEntries,
	type SeenEntry,
} from '../../../../nodes/BettyBlocks/trigger/engine/entries';
import { Seen } from '../../../../nodes/BettyBlocks/trigger/engine/seen';

const row = (id: number, at: number | undefined, created?: number): Stamped => ({
	id,
	at,
	created,
	record: {},
});

/** @param undated each since when it is missing, and its id */
const seenOf = (entries: SeenEntry[], undated: SeenEntry[] = []) =>
	new Seen({ seen: encodeEntries(entries), undated: encodeEntries(undated) });

const everything = { floor: -Infinity, start: -Infinity, left: Infinity };

function keptBy(seen: Seen, range: Partial<typeof everything> = {}) {
	const { floor, ...texts } = seen.keep({ ...everything, ...range }, 'created_at');
	return { floor, seen: decodeEntries(texts.seen), undated: decodeEntries(texts.undated) };
}

describe('A version of a record was seen', () => {
	it('when it has the same instant, whatever else was seen of the record', () => {
		const seen = seenOf([
			[1_000, 1],
			[2_000, 1],
			[3_000, 2],
		]);
		const isSeen = (id: number, at?: number) => seen.has(row(id, at));
		expect([isSeen(1, 1_000), isSeen(1, 2_000), isSeen(2, 3_000)]).toEqual([true, true, true]);
		expect([isSeen(1, 3_000), isSeen(2, 1_000), isSeen(3, 1_000)]).toEqual([false, false, false]);
		expect(isSeen(1)).toBe(false);
	});

	it('when neither it nor the one that was seen has an instant', () => {
		const seen = seenOf([], [[0, 7]]);
		expect([seen.has(row(7, undefined)), seen.has(row(7, 0)), seen.has(row(8, undefined))]).toEqual(
			[true, false, false],
		);
	});
});

describe('A record was seen', () => {
	it('unless what was seen is more than a second older than the record itself', () => {
		const seen = seenOf([[5_000, 1]]);
		expect(seen.hasRecord(row(1, 9_000, 6_000))).toBe(true);
		expect(seen.hasRecord(row(1, 9_000, 6_001))).toBe(false);
		expect(seen.hasRecord(row(1, 9_000))).toBe(true);
		expect(seen.hasRecord(row(2, 5_000, 5_000))).toBe(false);
	});

	it('when any of its versions was, or one without an instant', () => {
		const seen = seenOf(
			[
				[1_000, 1],
				[5_000, 1],
			],
			[[0, 2]],
		);
		expect(seen.hasRecord(row(1, 9_000, 5_000))).toBe(true);
		expect(seen.hasRecord(row(2, 9_000, 9_000))).toBe(true);
		expect([...seen.ids()]).toEqual([1]);
	});
});

describe('What may be shown again', () => {
	const seen = seenOf(
		[
			[1_000, 1],
			[2_000, 1],
			[2_000, 2],
			[-5, 3],
		],
		[[0, 4]],
	);

	it('is each record once that has a version from the instant on, and those without an instant', () => {
		expect([2_001, 2_000, 1_500, -Infinity].map((at) => seen.countFrom(at))).toEqual([1, 3, 3, 4]);
	});

	it('has as its newest instant the highest one up to a limit', () => {
		expect([5_000, 2_000, 1_999, 0].map((at) => seen.highest(at))).toEqual([
			2_000, 2_000, 1_000, -5,
		]);
		expect(seen.highest(-6)).toBeUndefined();
		seen.add(row(5, 1_500), 'recordCreated');
		expect(seen.highest(5_000)).toBe(2_000);
	});
});

describe('What is added', () => {
	it('is kept with its instant, each once', () => {
		const seen = seenOf([[1_000, 1]]);
		for (const [id, at] of [
			[1, 2_000],
			[1, 2_000],
			[2, undefined],
		] as const) {
			seen.add(row(id, at, 500), 'recordCreatedOrUpdated');
		}
		expect(keptBy(seen)).toEqual({
			floor: undefined,
			seen: [
				[1_000, 1],
				[2_000, 1],
			],
			undated: [[0, 2]],
		});
	});

	it('is kept until its creation as well, where that lies ahead and both events are watched', () => {
		const [both, one] = [seenOf([]), seenOf([])];
		both.add(row(1, 1_000, 9_000), 'recordCreatedOrUpdated');
		both.add(row(2, 1_000, 1_000), 'recordCreatedOrUpdated');
		one.add(row(1, 1_000, 9_000), 'recordUpdated');
		expect(keptBy(both).seen).toEqual([
			[1_000, 1],
			[1_000, 2],
			[9_000.5, 1],
		]);
		expect(keptBy(one).seen).toEqual([[1_000, 1]]);
	});
});

describe('A record without an instant', () => {
	const clock = { app: 10_000, host: 70_000 };

	it('is missing since the app’s time at which it was first not there, or n8n’s', () => {
		const present = [row(1, undefined), row(2, 5_000)];
		const missing = () =>
			seenOf(
				[],
				[
					[0, 1],
					[0, 2],
					[9_500, 3],
				],
			);
		const [byApp, byHost] = [missing(), missing()];
		byApp.note(present, clock, 1_000);
		byHost.note(present, { host: 10_400 }, 1_000);
		expect(keptBy(byApp).undated).toEqual([
			[0, 1],
			[9_500, 3],
			[10_000, 2],
		]);
		expect(keptBy(byHost).undated).toEqual([
			[0, 1],
			[9_500, 3],
			[10_400, 2],
		]);
	});

	it('is forgotten once it is missing for longer than others may appear late, unless it is back', () => {
		const seen = seenOf(
			[],
			[
				[8_999, 1],
				[9_000, 2],
				[5, 3],
			],
		);
		seen.note([row(3, undefined)], clock, 1_000);
		expect(keptBy(seen).undated).toEqual([
			[0, 3],
			[9_000, 2],
		]);
	});

	it('is refused when there are more than a thousand, by the name of the property', () => {
		const seen = seenOf([]);
		for (let id = 1; id <= 1_000; id++) seen.add(row(id, undefined), 'recordCreated');
		expect(keptBy(seen).undated).toHaveLength(1_000);
		seen.add(row(1_001, undefined), 'recordCreated');
		expect(() => keptBy(seen)).toThrow(
			'More than 1000 records have no timestamp in "created_at", which is too many to track',
		);
	});
});

describe('What is kept', () => {
	/** One record for each millisecond from 1 on, added newest first. */
	const manySeen = (count: number) => {
		const seen = seenOf([]);
		for (let at = count; at > 0; at--) seen.add(row(at, at), 'recordCreated');
		return seen;
	};
	const range = (kept: ReturnType<typeof keptBy>) => [
		kept.floor,
		kept.seen?.[0]?.[0],
		kept.seen?.length,
	];

	it('begins where the next window does, but is a thousand entries where there are as many', () => {
		expect(range(keptBy(manySeen(900), { floor: 0, start: 800 }))).toEqual([0, 1, 900]);
		expect(range(keptBy(manySeen(1_000), { floor: 0, start: 800 }))).toEqual([0, 1, 1_000]);
		expect(range(keptBy(manySeen(1_500), { floor: 0, start: 1_400 }))).toEqual([501, 501, 1_000]);
		expect(range(keptBy(manySeen(1_500), { floor: 0, start: 300 }))).toEqual([300, 300, 1_201]);
	});

	it('has nothing before the floor', () => {
		expect(range(keptBy(manySeen(10), { floor: 4, start: 9 }))).toEqual([4, 4, 7]);
	});

	it('is at most 20,000 entries, unless more of them are at or after what was left', () => {
		const seen = manySeen(20_100);
		expect(range(keptBy(seen, { floor: 0, start: 0 }))).toEqual([101, 101, 20_000]);
		expect(range(keptBy(seen, { floor: 0, start: 0, left: 50 }))).toEqual([50, 50, 20_051]);
	});

	it('has a floor of whole milliseconds', () => {
		const seen = seenOf(
			Array.from({ length: 1_001 }, (_, index): SeenEntry => [index + 0.5, index + 1]),
		);
		expect(keptBy(seen, { floor: 0, start: 5_000 }).floor).toBe(2);
	});
});
