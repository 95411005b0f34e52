import type { Stamped } from '../../../../nodes/BettyBlocks/app/stamped';
import {
	isChanged,
	isMatch,
	oldestFirst,
	overlapOf,
	type Settings,
} from '../../../../nodes/BettyBlocks/trigger/engine/settings';

const row = (at: number | undefined, created?: number, id = 1): Stamped => ({
	id,
	at,
	created,
	record: {},
});

describe('A poll looks back', () => {
	const settings: Settings = {
		event: 'recordCreated',
		start: 'now',
		maxRecords: 1,
		overlapMs: 500,
	};

	it('as far as the overlap and what clocks differ by', () => {
		expect(overlapOf(settings)).toBe(60_500);
	});

	it('by what a timestamp is cut down to more, and by an hour where times have no zone', () => {
		expect(overlapOf({ ...settings, granularityMs: 7 }, false)).toBe(60_507);
		expect(overlapOf({ ...settings, granularityMs: 7 }, true)).toBe(3_660_507);
	});
});

describe('A record was changed', () => {
	it('when a second or more lies between its creation and its change, in either direction', () => {
		expect(isChanged(row(5_999, 5_000))).toBe(false);
		expect(isChanged(row(6_000, 5_000))).toBe(true);
		expect(isChanged(row(4_001, 5_000))).toBe(false);
		expect(isChanged(row(4_000, 5_000))).toBe(true);
	});

	it('when it does not tell its creation, but not when it tells no change', () => {
		expect(isChanged(row(5_000))).toBe(true);
		expect(isChanged(row(undefined))).toBe(false);
		expect(isChanged(row(undefined, 5_000))).toBe(false);
	});

	it('or else is no match for a trigger on changes alone', () => {
		const isMatchFor = (created: number) =>
			(['recordCreated', 'recordCreatedOrUpdated', 'recordUpdated'] as const).map((event) =>
				isMatch(row(5_000, created), event),
			);
		expect(isMatchFor(5_000)).toEqual([true, true, false]);
		expect(isMatchFor(1_000)).toEqual([true, true, true]);
	});
});

describe('Records come', () => {
	it('oldest first, of one instant by id, and those without an instant before all others', () => {
		const rows = [row(20, 0, 1), row(10, 0, 5), row(undefined, 0, 9), row(10, 0, 4), row(-5, 0, 8)];
		rows.push(row(undefined, 0, 7));
		expect(rows.sort(oldestFirst).map(({ id }) => id)).toEqual([7, 9, 8, 4, 5, 1]);
	});
});
