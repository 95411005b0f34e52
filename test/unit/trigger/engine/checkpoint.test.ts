import {
	emptyCheckpoint,
	isCheckpoint,
} from '../../../../nodes/BettyBlocks/trigger/engine/checkpoint';

const clock = { app: 2, host: 3 };
const least = { seen: '', undated: '', clock: { host: 3 }, hints: {} };
const full = {
	...least,
	floor: 1,
	origin: 0,
	left: -4,
	isLocal: true,
	clock,
	backlog: { floor: 1, since: 2, ids: '+1' },
	hints: { any: 'thing' },
};

describe('The checkpoint of a trigger that has seen nothing', () => {
	it('begins at the date that it starts with, or has no beginning', () => {
		expect(emptyCheckpoint({ since: 5 }, clock)).toEqual({
			...{ floor: 5, origin: 5, clock, seen: '', undated: '', hints: {} },
		});
		expect(emptyCheckpoint('existing', clock)).toEqual({ clock, seen: '', undated: '', hints: {} });
	});
});

describe('What was kept is a checkpoint', () => {
	it('when it has all that one has, whatever may be absent', () => {
		expect(isCheckpoint(full)).toBe(true);
		expect(isCheckpoint(least)).toBe(true);
		expect(isCheckpoint({ ...full, backlog: {} })).toBe(true);
	});

	it.each([
		undefined,
		null,
		'text',
		[full],
		...['floor', 'origin', 'left', 'isLocal', 'backlog'].map((key) => ({ ...full, [key]: 'x' })),
		...['floor', 'origin', 'left', 'isLocal', 'backlog', 'clock'].map((key) => ({
			...full,
			[key]: null,
		})),
		...['seen', 'undated', 'hints'].map((key) => ({ ...full, [key]: 5 })),
		...['seen', 'undated', 'hints', 'clock'].map((key) => ({ ...full, [key]: undefined })),
		...['floor', 'since'].map((key) => ({ ...full, backlog: { [key]: '1' } })),
		{ ...full, backlog: { ids: 'x' } },
		{ ...full, clock: { app: 2 } },
		{ ...full, clock: { app: '2', host: 3 } },
		{ ...full, isLocal: 1 },
	])('and not when it is %j', (kept) => {
		expect(isCheckpoint(kept)).toBe(false);
	});
});
