import {
	encodeEntries,
	type SeenEntry,
} from '../../../../nodes/BettyBlocks/trigger/engine/entries';
import { Seen } from '../../../../nodes/BettyBlocks/trigger/engine/seen';
import type { Settings } from '../../../../nodes/BettyBlocks/trigger/engine/settings';
import { PollWindow, type Place } from '../../../../nodes/BettyBlocks/trigger/engine/window';
import { stamped } from '../../../support/rangeApp';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 1);
/** How far a poll looks back with no overlap: as far as clocks differ. */
const BACK = 60_000;

interface Setting {
	from?: Partial<Place>;
	seen?: SeenEntry[];
	setBack?: ConstructorParameters<typeof PollWindow>[3];
	settings?: Partial<Settings>;
}

const windowOf = ({ from, seen = [], setBack, settings }: Setting) =>
	new PollWindow(
		{ clock: { app: NOW, host: NOW }, ...from },
		{ event: 'recordCreatedOrUpdated', start: 'now', maxRecords: 7, overlapMs: 0, ...settings },
		new Seen({ seen: encodeEntries(seen), undated: '' }),
		setBack,
	);

const startOf = (setting: Setting) => windowOf(setting).start - NOW;

const source = { isOver: () => true };

const requestOf = (setting: Setting) => windowOf(setting).request(source);

describe('The window of a poll', () => {
	it('begins as far before the newest instant as records may appear late', () => {
		const seen: SeenEntry[] = [
			[NOW - 900_000, 1],
			[NOW - 500_000, 2],
		];
		expect(startOf({ seen })).toBe(-500_000 - BACK);
		expect(startOf({ seen, settings: { overlapMs: 5 } })).toBe(-500_005 - BACK);
	});

	it('goes on from no instant that is ahead of the app’s clock', () => {
		const seen: SeenEntry[] = [
			[NOW - 500_000, 1],
			[NOW + 1, 2],
		];
		expect(startOf({ seen })).toBe(-500_000 - BACK);
		expect(startOf({ seen: [[NOW, 1]] })).toBe(-BACK);
	});

	it('goes on from no instant after what was left', () => {
		const seen: SeenEntry[] = [
			[NOW - 900, 1],
			[NOW - 500, 2],
		];
		expect(startOf({ seen, from: { left: NOW - 501 } })).toBe(-900 - BACK);
		expect(startOf({ seen, from: { left: NOW - 500 } })).toBe(-500 - BACK);
	});

	it('goes on twelve hours before the app’s clock, and looks back an hour more, where times have no zone', () => {
		const seen: SeenEntry[] = [
			[NOW - 12 * HOUR, 1],
			[NOW - 12 * HOUR + 1, 1],
		];
		expect(startOf({ seen, from: { isLocal: true } })).toBe(-13 * HOUR - BACK);
	});

	it('begins no earlier than what is remembered', () => {
		const seen: SeenEntry[] = [[NOW - 500, 1]];
		expect(startOf({ seen, from: { floor: NOW - 700 } })).toBe(-700);
		expect(startOf({ seen, from: { floor: NOW - DAY } })).toBe(-500 - BACK);
	});

	it('is everything where nothing was seen, and no beginning was chosen', () => {
		expect(startOf({})).toBe(-Infinity);
		expect(startOf({ from: { floor: NOW - 5 } })).toBe(-5);
	});
});

describe('The window of a poll, where the app’s clock went back', () => {
	const setBack = {
		least: { app: NOW - DAY, host: NOW },
		now: { app: NOW - DAY + 9, host: NOW },
	};
	const from = { floor: NOW - HOUR };

	it('begins before what is remembered', () => {
		expect(startOf({ from, setBack })).toBe(-DAY - BACK);
		expect(startOf({ from: { floor: NOW - 2 * DAY }, setBack })).toBe(-2 * DAY - BACK);
		expect(startOf({ from: { ...from, left: NOW - 3 * DAY }, setBack })).toBe(-3 * DAY - BACK);
	});

	it('begins where something was seen that its clock has reached again', () => {
		const seen: SeenEntry[] = [
			[NOW - DAY - 5, 1],
			[NOW - DAY + 1, 2],
		];
		expect(startOf({ from, setBack, seen })).toBe(-DAY - 5 - BACK);
	});

	it('begins no earlier than where the trigger started', () => {
		expect(startOf({ from: { ...from, origin: NOW - DAY - 7 }, setBack })).toBe(-DAY - 7);
	});

	it('begins with what is remembered where it may have been n8n’s clock that went forward', () => {
		const now = { app: NOW, host: NOW };
		expect(startOf({ from, setBack: { ...setBack, now } })).toBe(-HOUR);
		const untold = { clock: { host: NOW }, ...from };
		expect(startOf({ from: untold, setBack })).toBe(-HOUR);
	});

	it('passes over what lies ahead and is no longer remembered, as it was seen before', () => {
		const window = windowOf({ from, setBack });
		const isForgotten = (at: number | undefined) => window.isForgotten(stamped(1, at));
		const ahead = setBack.now.app;
		expect([ahead, ahead + 1, NOW - HOUR - 1, NOW - HOUR].map(isForgotten)).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(isForgotten(undefined)).toBe(false);
		expect(windowOf({ from }).isForgotten(stamped(1, ahead + 1))).toBe(false);
		expect(windowOf({ setBack }).isForgotten(stamped(1, ahead + 1))).toBe(false);
		expect(window.isKnown(stamped(1, ahead + 1))).toBe(true);
	});

	it('passes over nothing before the window, nor what may not be ahead where times have no zone', () => {
		const started = windowOf({ from: { ...from, origin: NOW - 2 * HOUR }, setBack });
		expect(started.isForgotten(stamped(1, NOW - 2 * HOUR))).toBe(true);
		expect(started.isForgotten(stamped(1, NOW - 2 * HOUR - 1))).toBe(false);
		const local = windowOf({ from: { floor: NOW + HOUR, isLocal: true }, setBack });
		expect(local.isForgotten(stamped(1, setBack.now.app + DAY))).toBe(false);
		expect(local.isForgotten(stamped(1, setBack.now.app + DAY + 1))).toBe(true);
	});
});

describe('A record is known', () => {
	const window = windowOf({ from: { floor: NOW - 100 }, seen: [[NOW - 10, 1]] });

	it('when that version was seen', () => {
		expect(window.isKnown(stamped(1, NOW - 10))).toBe(true);
		expect(window.isKnown(stamped(1, NOW - 9))).toBe(false);
		expect(window.isKnown(stamped(2, NOW - 10))).toBe(false);
	});

	it('when its change lies before the window, or its creation where it tells no change', () => {
		expect(window.isKnown(stamped(2, NOW - 100))).toBe(false);
		expect(window.isKnown(stamped(2, NOW - 101, NOW))).toBe(true);
		expect(window.isKnown(stamped(2, undefined, NOW - 101))).toBe(true);
		expect(window.isKnown(stamped(2, undefined, NOW - 100))).toBe(false);
		expect(window.isKnown(stamped(2, undefined))).toBe(false);
	});

	it('when it tells no change, and only changes are watched for', () => {
		const changes = windowOf({ settings: { event: 'recordUpdated' } });
		expect(changes.isKnown(stamped(2, undefined))).toBe(true);
		expect(changes.isKnown(stamped(2, NOW))).toBe(false);
	});
});

describe('A poll asks for', () => {
	const seen: SeenEntry[] = [
		[NOW - 700_000, 1],
		[NOW - 90_000, 2],
	];

	it('its window, with how many of it are known and how many are wanted', () => {
		const { isKnown, ...request } = requestOf({ seen });
		expect(request).toEqual({
			from: NOW - 90_000 - BACK,
			enough: NOW - 90_000,
			known: 1,
			most: 7,
			isOver: source.isOver,
		});
		expect(isKnown(stamped(2, NOW - 90_000))).toBe(true);
		expect(isKnown(stamped(3, NOW - 90_000))).toBe(false);
	});

	it('an hour more where times have no zone', () => {
		const { from, known } = requestOf({ from: { isLocal: true, floor: NOW - HOUR }, seen });
		expect([from - NOW, known]).toEqual([-2 * HOUR, 2]);
	});

	it('what is newer than all that was seen, once nothing can appear late below it', () => {
		const requestFor = (at: number, setting: Setting = {}) =>
			requestOf({ seen: [[NOW + at, 1]], ...setting });
		expect(requestFor(-2 * BACK - 1)).toMatchObject({ from: NOW - 2 * BACK, known: 0 });
		expect(requestFor(-2 * BACK)).toMatchObject({ from: NOW - 3 * BACK, known: 1 });
		expect(requestFor(-2 * BACK - 1, { settings: { overlapMs: 1 } }).known).toBe(1);
		expect(requestFor(-2 * BACK - 1, { settings: { granularityMs: 0 } }).known).toBe(1);
		expect(requestFor(-2 * BACK - 1, { from: { left: NOW } }).known).toBe(1);
		expect(requestFor(-2 * BACK - 1, { from: { isLocal: true } }).known).toBe(1);
		const local = { from: { isLocal: true } };
		expect(requestFor(-13 * HOUR - 2 * BACK - 1, local).from - NOW).toBe(-14 * HOUR - 2 * BACK);
		expect(requestFor(-13 * HOUR - 2 * BACK, local).from - NOW).toBe(-15 * HOUR - 3 * BACK);
	});

	it('its window while something lies ahead of the app’s clock, or nothing was seen', () => {
		const old: SeenEntry = [NOW - DAY, 1];
		expect(windowOf({ seen: [old] }).isClosed).toBe(true);
		expect(windowOf({ seen: [old, [NOW + 1, 1]] }).isClosed).toBe(false);
		expect(windowOf({}).isClosed).toBe(false);
	});

	it('at least what is newer than all that was seen and isn’t ahead nor left', () => {
		const enoughOf = (setting: Setting) => Number(requestOf(setting).enough) - NOW;
		const ahead: SeenEntry[] = [...seen, [NOW + 1, 3]];
		expect(enoughOf({ seen: ahead })).toBe(-90_000);
		expect(enoughOf({ seen, from: { left: NOW - 90_001 } })).toBe(-700_000);
		expect(enoughOf({ seen: ahead, from: { isLocal: true } })).toBe(1);
		expect(enoughOf({ from: { floor: NOW - 5 } })).toBe(-5);
	});

	it('all of its window, where the app’s clock went back and times have no zone', () => {
		const now = { app: NOW - DAY, host: NOW };
		const setting = { seen, from: { floor: NOW - HOUR }, setBack: { least: now, now } };
		const old: SeenEntry[] = [[NOW - 2 * DAY, 1]];
		expect(requestOf({ ...setting, seen: old }).enough).toBe(NOW - 2 * DAY);
		const local = { ...setting, from: { floor: NOW - HOUR, isLocal: true } };
		expect(requestOf({ ...local, seen: old }).enough).toBe(windowOf({ ...local, seen: old }).start);
	});
});
