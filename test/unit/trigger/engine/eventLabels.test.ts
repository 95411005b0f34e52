import type { Stamped } from '../../../../nodes/BettyBlocks/app/stamped';
import {
	emptyCheckpoint,
	type Backlog,
} from '../../../../nodes/BettyBlocks/trigger/engine/checkpoint';
import {
	decodeIds,
	encodeEntries,
	encodeIds,
	type SeenEntry,
} from '../../../../nodes/BettyBlocks/trigger/engine/entries';
import { labelsOf, nextBacklog } from '../../../../nodes/BettyBlocks/trigger/engine/eventLabels';
import { Seen } from '../../../../nodes/BettyBlocks/trigger/engine/seen';

const START = 10_000;

const checkpoint = (backlog?: Backlog) => ({
	...emptyCheckpoint('existing', { host: 0 }),
	backlog,
});

const seenOf = (...entries: SeenEntry[]) => new Seen({ seen: encodeEntries(entries), undated: '' });

/** The event of one record, by default one that was created and changed within the window. */
const labelOf = (
	row: Partial<Stamped>,
	{ backlog, seen = seenOf() }: { backlog?: Backlog; seen?: Seen } = {},
) =>
	labelsOf(
		checkpoint(backlog),
		START,
		seen,
	)({ id: 1, at: 30_000, created: 20_000, record: {}, ...row });

describe('A record was created', () => {
	it('when its creation lies in the window, and no version of it was seen', () => {
		expect(labelOf({ created: START })).toBe('created');
		expect(labelOf({ created: START - 1 })).toBe('updated');
		expect(labelOf({}, { seen: seenOf([20_000, 1]) })).toBe('updated');
		expect(labelOf({}, { seen: seenOf([20_000, 2]) })).toBe('created');
	});

	it('when it tells no time at all, but not when it tells its change alone', () => {
		expect(labelOf({ created: undefined, at: undefined })).toBe('created');
		expect(labelOf({ created: undefined })).toBe('updated');
	});

	it('when its creation lies in the window in which a backlog began, if that had a beginning', () => {
		const backlog = { floor: 5_000, ids: '' };
		expect(labelOf({ created: 5_000 }, { backlog })).toBe('created');
		expect(labelOf({ created: 4_999 }, { backlog })).toBe('updated');
		expect(labelOf({ created: 4_999 }, { backlog: { ids: '' } })).toBe('created');
		expect(labelOf({ created: START }, { backlog: { floor: 50_000, ids: '' } })).toBe('created');
	});

	it('unless the backlog has emitted it', () => {
		expect(labelOf({}, { backlog: { ids: encodeIds([1, 3]) } })).toBe('updated');
		expect(labelOf({ id: 2 }, { backlog: { ids: encodeIds([1, 3]) } })).toBe('created');
	});

	it('where the backlog is too large to be remembered, unless it was changed since that began', () => {
		expect(labelOf({ at: 25_000 }, { backlog: { since: 25_000 } })).toBe('created');
		expect(labelOf({ at: 25_001 }, { backlog: { since: 25_000 } })).toBe('updated');
		expect(labelOf({ at: -5 }, { backlog: {} })).toBe('updated');
		expect(labelOf({ at: undefined }, { backlog: { since: 25_000 } })).toBe('updated');
	});
});

describe('A backlog', () => {
	it('begins with the window and the time, and everything that is known', () => {
		const { ids, ...begun } = nextBacklog(checkpoint(), START, seenOf([1, 4], [2, 5]), 77);
		expect(begun).toEqual({ floor: START, since: 77 });
		expect(decodeIds(ids)).toEqual(new Set([4, 5]));
	});

	it('goes on with what it had, and what was seen meanwhile', () => {
		const backlog = { floor: 20_000, since: 5, ids: encodeIds([3, 4]) };
		const { ids, ...more } = nextBacklog(checkpoint(backlog), START, seenOf([1, 4], [2, 5]), 77);
		expect(more).toEqual({ floor: START, since: 5 });
		expect(decodeIds(ids)).toEqual(new Set([3, 4, 5]));
		expect(ids).toBe(encodeIds([3, 4, 5]));
		const lower = { floor: 2_000, since: 5, ids: '' };
		expect(nextBacklog(checkpoint(lower), START, seenOf(), 77).floor).toBe(2_000);
	});

	it('has no floor where it began with everything there is', () => {
		expect(nextBacklog(checkpoint(), -Infinity, seenOf(), 77).floor).toBeUndefined();
		expect(nextBacklog(checkpoint({ ids: '' }), START, seenOf(), 77).floor).toBeUndefined();
	});

	it('forgets the ids once they take more than 40,000 characters, and does not begin anew', () => {
		// Two characters each, as each is another distance from the one before.
		const ids = (count: number) =>
			seenOf(...Array.from({ length: count }, (_, n): SeenEntry => [0, 1 + 2 * n + (n % 2)]));
		const lengthOf = (count: number) => nextBacklog(checkpoint(), 0, ids(count), 0).ids?.length;
		expect([lengthOf(20_000), lengthOf(20_001)]).toEqual([40_000, undefined]);
		expect(nextBacklog(checkpoint({ floor: 1 }), START, seenOf([1, 4]), 77)).toEqual({
			floor: 1,
			since: undefined,
			ids: undefined,
		});
	});
});
