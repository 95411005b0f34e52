import type { Stamped } from '../../../../nodes/BettyBlocks/app/stamped';
import type { Checkpoint } from '../../../../nodes/BettyBlocks/trigger/engine/checkpoint';
import { decodeEntries, decodeIds } from '../../../../nodes/BettyBlocks/trigger/engine/entries';
import { poll } from '../../../../nodes/BettyBlocks/trigger/engine/poll';
import type { Settings } from '../../../../nodes/BettyBlocks/trigger/engine/settings';
import { RangeApp, stamped } from '../../../support/rangeApp';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);
const BACK = 60_000;

/** A trigger on an app, each of whose polls comes a second after the one before. */
class Trigger {
	readonly app = new RangeApp();
	kept: Checkpoint | undefined;
	narrowedTo: number | undefined;
	readonly settings: Settings;

	constructor(settings: Partial<Settings> = {}) {
		this.app.clock = { app: NOW, host: NOW };
		this.settings = {
			...{ event: 'recordCreatedOrUpdated', start: 'existing', maxRecords: 3, overlapMs: 0 },
			...settings,
		};
	}

	async poll(): Promise<string[]> {
		const result = await poll(this.kept, this.settings, this.app.source);
		this.kept = JSON.parse(JSON.stringify(result.checkpoint)) as Checkpoint;
		this.narrowedTo = result.narrowedTo;
		return result.emissions.map(({ row, event }) => `${event} ${row.id}`);
	}

	/** Time passes for the app and for n8n. */
	wait(app: number, host = app): void {
		const { clock } = this.app;
		this.app.clock = {
			app: clock.app === undefined ? undefined : clock.app + app,
			host: clock.host + host,
		};
	}

	get seen() {
		return decodeEntries(this.kept?.seen);
	}
}

const rowsOf = (count: number, at: (id: number) => number): Stamped[] =>
	Array.from({ length: count }, (_, index) => stamped(index + 1, at(index + 1)));

describe('The first poll', () => {
	it('of a trigger that starts now emits nothing, and keeps what is there', async () => {
		const trigger = new Trigger({ start: 'now' });
		trigger.app.rows = rowsOf(2, (id) => NOW - id);
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.seen).toHaveLength(2);
		trigger.app.rows.push(stamped(3, NOW));
		expect(await trigger.poll()).toEqual(['created 3']);
	});

	it('of a trigger that starts with existing records emits the oldest, and keeps what is left', async () => {
		const trigger = new Trigger();
		trigger.app.rows = rowsOf(5, (id) => NOW - 100 * id);
		expect(await trigger.poll()).toEqual(['created 5', 'created 4', 'created 3']);
		expect(trigger.kept).toMatchObject({ left: NOW - 200, hints: { reads: 1 } });
		expect(trigger.app.hints).toEqual([{}]);
		expect(await trigger.poll()).toEqual(['created 2', 'created 1']);
		expect(trigger.kept).not.toHaveProperty('left');
		expect(trigger.kept).not.toHaveProperty('floor');
		expect(trigger.app.hints[1]).toEqual({ reads: 1 });
	});

	it('of a trigger that starts at a date emits nothing that is older', async () => {
		const trigger = new Trigger({ start: { since: NOW - 200 } });
		trigger.app.rows = rowsOf(3, (id) => NOW - 100 * id);
		expect(await trigger.poll()).toEqual(['created 2', 'created 1']);
		expect(trigger.kept).toMatchObject({ floor: NOW - 200, origin: NOW - 200 });
	});
});

describe('A poll', () => {
	it('emits a version once, and the next one of the record as updated', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW)];
		expect(await trigger.poll()).toEqual(['created 1']);
		trigger.wait(5_000);
		expect(await trigger.poll()).toEqual([]);
		trigger.app.rows = [stamped(1, NOW + 5_000, NOW)];
		expect(await trigger.poll()).toEqual(['updated 1']);
	});

	it('that finds just as many as it may emit leaves nothing', async () => {
		const trigger = new Trigger();
		trigger.app.rows = rowsOf(3, (id) => NOW - id);
		expect(await trigger.poll()).toEqual(['created 3', 'created 2', 'created 1']);
		expect(trigger.kept).not.toHaveProperty('left');
		expect(trigger.kept).not.toHaveProperty('backlog');
	});

	it('passes what doesn’t match with what does, up to the first that is left', async () => {
		const trigger = new Trigger({
			...{ event: 'recordUpdated', maxRecords: 1, start: { since: NOW - 60 } },
		});
		const changed = (id: number, at: number) => stamped(id, NOW + at, NOW - HOUR);
		trigger.app.rows = [
			...[stamped(1, NOW - 50), changed(2, -40), stamped(3, NOW - 30)],
			...[changed(4, -20), stamped(5, NOW - 10)],
		];
		expect(await trigger.poll()).toEqual(['updated 2']);
		expect(trigger.seen?.map(([, id]) => id)).toEqual([1, 2, 3]);
		expect(trigger.kept?.left).toBe(NOW - 20);
		expect(await trigger.poll()).toEqual(['updated 4']);
		expect(trigger.seen?.map(([, id]) => id)).toEqual([1, 2, 3, 4, 5]);
	});

	it('leaves the instant at the edge of what it was shown while there is anything older', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW - 20), stamped(2, NOW - 10), stamped(3, NOW)];
		trigger.app.shows = { below: NOW - 10 };
		expect(await trigger.poll()).toEqual(['created 1']);
		expect(trigger.kept?.left).toBe(NOW - 10);
		expect(await trigger.poll()).toEqual(['created 2']);
		trigger.app.shows = {};
		expect(await trigger.poll()).toEqual(['created 3']);
	});

	it('keeps that something is left where it was shown none of it', async () => {
		const trigger = new Trigger();
		trigger.app.shows = { below: NOW - 10 };
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.kept?.left).toBe(NOW - 10);
	});

	it('leaves records without an instant for the next one, too', async () => {
		const trigger = new Trigger({ maxRecords: 1 });
		trigger.app.rows = [stamped(1, undefined), stamped(2, undefined)];
		expect(await trigger.poll()).toEqual(['created 1']);
		expect(trigger.kept?.left).toBe(Number.MAX_SAFE_INTEGER);
		expect(await trigger.poll()).toEqual(['created 2']);
		expect(await trigger.poll()).toEqual([]);
		expect(decodeEntries(trigger.kept?.undated)).toEqual([
			[0, 1],
			[0, 2],
		]);
	});

	it('keeps the oldest instant that is left, whatever else is', async () => {
		const trigger = new Trigger({ maxRecords: 1 });
		trigger.app.rows = [stamped(1, undefined), stamped(2, undefined), stamped(3, NOW - 5)];
		await trigger.poll();
		expect(trigger.kept?.left).toBe(NOW - 5);
	});

	it('finds records without an instant missing only where it was shown all of them', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, undefined)];
		await trigger.poll();
		trigger.app.rows = [];
		trigger.app.shows = { hasUndated: false };
		await trigger.poll();
		expect(decodeEntries(trigger.kept?.undated)).toEqual([[0, 1]]);
		trigger.app.shows = {};
		await trigger.poll();
		expect(decodeEntries(trigger.kept?.undated)).toEqual([[NOW, 1]]);
		trigger.wait(BACK);
		await trigger.poll();
		expect(decodeEntries(trigger.kept?.undated)).toEqual([[NOW, 1]]);
		trigger.wait(1);
		await trigger.poll();
		expect(trigger.kept?.undated).toBe('');
	});

	it('knows from then on that times have no zone', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW, NOW, { isLocal: true }), stamped(2, NOW)];
		await trigger.poll();
		expect(trigger.kept?.isLocal).toBe(true);
		trigger.app.rows = [];
		await trigger.poll();
		expect(trigger.kept?.isLocal).toBe(true);
		const other = new Trigger();
		await other.poll();
		expect(other.kept?.isLocal).toBe(false);
	});
});

describe('A backlog', () => {
	it('is remembered while both events are watched and something is left', async () => {
		const both = new Trigger();
		both.app.rows = rowsOf(8, (id) => NOW - HOUR - id);
		await both.poll();
		expect(both.kept?.backlog).toMatchObject({ since: NOW });
		expect(decodeIds(both.kept?.backlog?.ids)).toEqual(new Set([8, 7, 6]));
		await both.poll();
		expect(decodeIds(both.kept?.backlog?.ids)).toEqual(new Set([8, 7, 6, 5, 4, 3]));
		await both.poll();
		expect(both.kept).not.toHaveProperty('backlog');
		const one = new Trigger({ event: 'recordCreated' });
		one.app.rows = both.app.rows;
		await one.poll();
		expect(one.kept).toHaveProperty('left');
		expect(one.kept).not.toHaveProperty('backlog');
	});

	it('began at the time of the newest record that is left, where the app’s isn’t known', async () => {
		const trigger = new Trigger();
		trigger.app.rows = rowsOf(7, (id) => NOW - HOUR + id);
		trigger.app.clock = { host: NOW };
		await trigger.poll();
		expect(trigger.kept?.backlog?.since).toBe(NOW - HOUR + 7);
		const local = new Trigger();
		local.app.rows = trigger.app.rows.map((row) => ({ ...row, isLocal: true }));
		await local.poll();
		expect(local.kept?.backlog?.since).toBe(NOW - HOUR + 7);
	});
});

describe('A quiet poll', () => {
	it('keeps the place just as it was, once nothing can appear late', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW - HOUR)];
		trigger.app.shows = { hints: {} };
		await trigger.poll();
		trigger.wait(1_000);
		await trigger.poll();
		const { kept } = trigger;
		trigger.wait(1_000);
		const { checkpoint } = await poll(kept, trigger.settings, trigger.app.source);
		expect(checkpoint).toBe(kept);
		trigger.app.shows = { hints: { other: true } };
		const learned = await poll(kept, trigger.settings, trigger.app.source);
		expect(learned.checkpoint).toMatchObject({ hints: { other: true }, clock: trigger.app.clock });
	});

	it('keeps the time while something may still appear late', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW)];
		trigger.app.shows = { hints: {} };
		await trigger.poll();
		trigger.wait(1_000);
		await trigger.poll();
		expect(trigger.kept?.clock).toEqual({ app: NOW + 1_000, host: NOW + 1_000 });
		trigger.wait(2 * BACK);
		await trigger.poll();
		expect(trigger.kept?.clock.app).toBe(NOW + 1_000 + 2 * BACK);
	});
});

describe('More than a trigger can remember', () => {
	it('makes a poll tell from when on it finds what appears late', async () => {
		const trigger = new Trigger({ maxRecords: 30_000, event: 'recordCreated' });
		trigger.app.rows = rowsOf(20_001, (id) => NOW - 20_002 + id);
		await trigger.poll();
		expect(trigger.narrowedTo).toBe(NOW - 20_000);
		const [first, ...others] = trigger.app.rows;
		const fewer = new Trigger({ maxRecords: 30_000, event: 'recordCreated' });
		fewer.app.rows = others;
		await fewer.poll();
		expect([fewer.narrowedTo, first?.id]).toEqual([undefined, 1]);
	});
});

describe('A clock of the app that went back', () => {
	it('makes the poll read again from there, and emit what is stamped before what was seen', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW - HOUR), stamped(2, NOW)];
		await trigger.poll();
		trigger.wait(-30 * 60_000, 1_000);
		trigger.app.rows.push(stamped(3, NOW - 30 * 60_000));
		expect(await trigger.poll()).toEqual(['created 3']);
		const froms = trigger.app.windows.map(({ from }) => from - NOW);
		expect(froms).toEqual([-Infinity, -BACK, -HOUR - BACK]);
		expect(trigger.app.hints).toEqual([{}, { reads: 1 }, { reads: 2 }]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('makes the trigger remember from there on, too', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW - HOUR), stamped(2, NOW)];
		await trigger.poll();
		trigger.kept = { ...(trigger.kept as Checkpoint), floor: NOW - HOUR / 3 };
		trigger.wait(-HOUR / 2, 1_000);
		await trigger.poll();
		expect(trigger.kept.floor).toBe(NOW - HOUR - BACK);
	});

	it('by less than what servers differ by changes nothing', async () => {
		const trigger = new Trigger();
		trigger.app.rows = [stamped(1, NOW - 5_000)];
		trigger.kept = {
			...{ floor: NOW - 1_000, clock: { app: NOW, host: NOW } },
			...{ seen: '', undated: '', hints: {} },
		};
		trigger.wait(-BACK / 2, 0);
		expect(await trigger.poll()).toEqual([]);
		expect(trigger.app.windows).toHaveLength(1);
	});

	it('makes the poll read once where it read from there already', async () => {
		const trigger = new Trigger({ overlapMs: HOUR });
		trigger.app.rows = [stamped(1, NOW - 3 * HOUR), stamped(2, NOW)];
		await trigger.poll();
		trigger.kept = { ...(trigger.kept as Checkpoint), floor: NOW - HOUR, origin: NOW - HOUR };
		trigger.wait(-120_000, 1_000);
		trigger.app.rows.push(stamped(3, NOW - 120_000));
		expect(await trigger.poll()).toEqual(['created 3']);
		expect(trigger.app.windows).toHaveLength(2);
	});

	it('forgets nothing that lies ahead of it now, and emits none of it again', async () => {
		const trigger = new Trigger({ maxRecords: 2_000 });
		trigger.app.rows = rowsOf(1_500, (id) => NOW - 2 * HOUR + id);
		await trigger.poll();
		trigger.app.rows.push(stamped(2_000, NOW));
		await trigger.poll();
		expect(trigger.seen).toHaveLength(1_000);
		trigger.wait(-3 * HOUR, 1_000);
		trigger.app.rows.push(stamped(3_000, NOW - 3 * HOUR));
		expect(await trigger.poll()).toEqual(['created 3000']);
		expect(await trigger.poll()).toEqual([]);
	});
});
