import { decodeEntries } from '../../../../nodes/BettyBlocks/trigger/engine/entries';
import type { Settings } from '../../../../nodes/BettyBlocks/trigger/engine/settings';
import { sample, startNow } from '../../../../nodes/BettyBlocks/trigger/engine/start';
import { RangeApp, stamped } from '../../../support/rangeApp';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);
const BACK = 60_000;

const never = (): never => {
	throw new Error('Nothing was asked for');
};

const settings: Settings = {
	event: 'recordCreatedOrUpdated',
	start: 'now',
	maxRecords: 7,
	overlapMs: 0,
};

/** @param ats when its records were created and changed, in milliseconds before now */
function appWith(...ats: Array<number | undefined>): RangeApp {
	const app = new RangeApp();
	app.clock = { app: NOW, host: NOW };
	app.rows = ats.map((at, index) => stamped(index + 1, at === undefined ? at : NOW - at));
	return app;
}

const start = async (app: RangeApp) => await startNow(app.source, settings);

describe('A trigger that starts now', () => {
	it('learns all that lies as far before the newest record as others may appear late', async () => {
		const app = appWith(900_000, 500_000);
		app.rows.push(...Array.from({ length: 50 }, (_, n) => stamped(n + 3, NOW - 500_000)));
		const { seen, ...kept } = await start(app);
		expect(kept).toEqual({
			...{ isLocal: false, clock: app.clock, undated: '', hints: { reads: 1 } },
			floor: NOW - 500_000 - BACK,
		});
		expect(decodeEntries(seen)).toHaveLength(51);
		expect(app.limits).toEqual([50]);
		const [{ isKnown, isOver, ...window } = never(), ...others] = app.windows;
		expect(window).toEqual({
			...{ from: NOW - 500_000 - BACK, enough: Infinity, known: 50, most: Infinity },
		});
		expect([isKnown(stamped(1, NOW)), isOver(), others, app.hints]).toEqual([
			false,
			false,
			[],
			[{}],
		]);
	});

	it('learns all of the newest records that it was shown, however old', async () => {
		const app = appWith(900_000, 500_000);
		expect(decodeEntries((await start(app)).seen)).toHaveLength(2);
		expect(app.windows[0]?.from).toBe(NOW - 900_000);
	});

	it('goes on from no record that is ahead of the app’s clock', async () => {
		const rows = [-HOUR, -1, 1_000, 100_000];
		const app = appWith(...rows);
		await start(app);
		expect(app.windows[0]?.from).toBe(NOW - 100_000);
		const now = appWith(0, 10);
		await start(now);
		expect(now.windows[0]?.from).toBe(NOW - BACK);
		const ahead = appWith(-HOUR);
		await start(ahead);
		expect(ahead.windows[0]?.from).toBe(NOW - BACK);
	});

	it('learns everything where no record has an instant, or there is none', async () => {
		for (const app of [appWith(), appWith(undefined)]) {
			const { seen, undated, floor } = await start(app);
			expect([app.windows[0]?.from, floor, seen]).toEqual([-Infinity, undefined, '']);
			expect(decodeEntries(undated)).toHaveLength(app.rows.length);
		}
	});

	it('asks for more of the newest where all that it is shown have no instant', async () => {
		const undated = (count: number) => Array<undefined>(count).fill(undefined);
		const limitsFor = async (...ats: Array<number | undefined>) => {
			const app = appWith(...ats);
			await start(app);
			return app.limits;
		};
		expect(await limitsFor(...undated(49))).toEqual([50]);
		expect(await limitsFor(...undated(49), 5)).toEqual([50]);
		expect(await limitsFor(...undated(50), 5)).toEqual([50, 1_100]);
	});

	it('looks back two hours more where times have no zone', async () => {
		const app = appWith();
		const long = 13 * HOUR;
		app.rows = [stamped(1, NOW - long, NOW, { isLocal: true }), stamped(2, NOW)];
		const { isLocal, floor } = await start(app);
		expect([isLocal, floor]).toEqual([true, NOW - long - BACK - 2 * HOUR]);
		expect(app.windows[0]?.from).toBe(NOW - long - BACK - 2 * HOUR);
	});

	it('keeps a creation that lies ahead where both events are watched', async () => {
		const app = appWith();
		app.rows = [stamped(1, NOW, NOW + 5)];
		expect(decodeEntries((await start(app)).seen)).toEqual([
			[NOW, 1],
			[NOW + 5.5, 1],
		]);
	});

	it('fails where the app shows only a part of the window', async () => {
		const app = appWith(1_000);
		app.shows = { below: NOW };
		await expect(start(app)).rejects.toThrow(
			"Couldn't read all new records: the app shows only the newest 1",
		);
	});

	it('fails where the app shows a part of the newest instant, unless nothing can be on the way', async () => {
		const fromAfter = async (age: number, clock = { app: NOW, host: NOW }) => {
			const app = appWith(age);
			app.clock = clock as typeof app.clock;
			app.shows = { from: NOW - age + 1 };
			return await start(app).then(
				() => 'started',
				() => 'failed',
			);
		};
		expect(await fromAfter(BACK)).toBe('failed');
		expect(await fromAfter(BACK + 1)).toBe('started');
		expect(await fromAfter(BACK, { app: NOW + 1, host: NOW })).toBe('started');
		expect(await fromAfter(BACK, { app: undefined as never, host: NOW + 1 })).toBe('started');
		const whole = appWith(0);
		whole.shows = { from: NOW };
		expect((await start(whole)).floor).toBe(NOW);
	});
});

describe('A test by hand', () => {
	it('shows the newest records that match, newest first, as created or updated', async () => {
		const app = appWith();
		app.rows = [stamped(1, NOW - 50), stamped(2, NOW, NOW - 5_000), stamped(3, NOW - 9_000)];
		const shown = await sample('recordCreatedOrUpdated', app.changes, 2);
		expect(shown.map(({ row, event }) => [row.id, event])).toEqual([
			[2, 'updated'],
			[1, 'created'],
		]);
		expect(app.limits).toEqual([50]);
	});

	it('asks for no fewer than 50, and for as many as it shows', async () => {
		const app = appWith(...Array.from({ length: 60 }, (_, n) => n));
		expect(await sample('recordCreated', app.changes, 60)).toHaveLength(60);
		expect(app.limits).toEqual([60]);
	});

	it('looks at a thousand where the newest don’t match', async () => {
		const app = appWith(...Array.from({ length: 60 }, (_, n) => n));
		app.rows.push(stamped(99, NOW - 70_000, 0));
		const shown = await sample('recordUpdated', app.changes, 1);
		expect(shown.map(({ row, event }) => [row.id, event])).toEqual([[99, 'updated']]);
		expect(app.limits).toEqual([50, 1_000]);
	});

	it('looks at a thousand where the app doesn’t sort, and sorts them itself', async () => {
		const app = appWith(900, 100, 500);
		const asked: number[] = [];
		const newest = async (limit: number) => {
			asked.push(limit);
			return app.rows;
		};
		const shown = await sample('recordCreated', { ...app.changes, newest }, 2);
		expect(shown.map(({ row }) => row.id)).toEqual([2, 3]);
		expect(asked).toEqual([50, 1_000]);
	});

	it('takes records of one instant, and those without one at either end, for sorted', async () => {
		const app = appWith();
		const rows = [stamped(2, NOW), stamped(1, NOW), stamped(3, undefined), stamped(4, undefined)];
		const asked: number[] = [];
		const newest = async (limit: number) => {
			asked.push(limit);
			return rows;
		};
		await sample('recordCreated', { ...app.changes, newest }, 4);
		expect(asked).toEqual([50]);
		rows.reverse();
		await sample('recordCreated', { ...app.changes, newest }, 4);
		expect(asked).toEqual([50, 50]);
	});
});
