import {
	FakeTable,
	HOUR,
	MINUTE,
	SECOND,
	settings,
	Watcher,
	type TablePersonality,
} from '../../support/table';
import type { Settings, TriggerEvent } from '../../../nodes/BettyBlocks/trigger/engine/settings';

const EVENTS: TriggerEvent[] = ['recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'];

/** A table with old records, and a trigger that has started on it. */
async function started(
	event: TriggerEvent,
	{
		old = 3,
		personality = {},
		...more
	}: { old?: number; personality?: Partial<TablePersonality> } & Partial<Settings> = {},
): Promise<{ table: FakeTable; watcher: Watcher }> {
	const table = new FakeTable(personality);
	table.createMany(old, SECOND);
	table.now += HOUR;
	const watcher = new Watcher(table, settings(event, more));
	if (watcher.settings.start === 'now') {
		expect(await watcher.poll()).toEqual([]);
		table.now += MINUTE;
	}
	return { table, watcher };
}

const created = (...ids: number[]) => ids.map((id) => `+${id}`);
const updated = (...ids: number[]) => ids.map((id) => `~${id}`);
const upTo = (last: number, first = 1) =>
	Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Polls a minute apart until one puts out nothing and leaves nothing; where time is short, so do many. */
async function drain(watcher: Watcher, most = 1_000): Promise<string[][]> {
	const batches: string[][] = [];
	let idle = 0;
	for (let polls = 0; polls < most; polls++) {
		const batch = await watcher.poll();
		watcher.table.now += MINUTE;
		idle = batch.length > 0 ? 0 : idle + 1;
		if (batch.length > 0) batches.push(batch);
		else if (watcher.checkpoint()?.left === undefined) return batches;
		else if (watcher.deadlineReached() && idle > 30) return batches;
	}
	throw new Error('It never ends');
}

describe('Record created', () => {
	it('comes once, and not again when the record is edited', async () => {
		const { table, watcher } = await started('recordCreated');
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
		table.now += MINUTE;
		table.edit(id);
		expect(await watcher.poll()).toEqual([]);
	});

	it('comes once for a record that was created and edited between two polls', async () => {
		const { table, watcher } = await started('recordCreated');
		const id = table.create();
		table.now += SECOND;
		table.edit(id);
		expect(await watcher.poll()).toEqual(created(id));
		expect(await watcher.poll()).toEqual([]);
	});

	it('comes oldest first', async () => {
		const { table, watcher } = await started('recordCreated');
		const ids = table.createMany(30, SECOND);
		expect(await watcher.poll()).toEqual(created(...ids));
	});
});

describe('Record updated', () => {
	it('does not come for a record that was only created', async () => {
		const { table, watcher } = await started('recordUpdated');
		table.create();
		expect(await watcher.poll()).toEqual([]);
	});

	it('comes for a record that was created and edited between two polls', async () => {
		const { table, watcher } = await started('recordUpdated');
		const id = table.create();
		table.now += SECOND;
		table.edit(id);
		expect(await watcher.poll()).toEqual(updated(id).map((key) => key.replace('~', '+')));
		expect(await watcher.poll()).toEqual([]);
	});

	it('comes for each edit that a poll can see, of old records and of new ones', async () => {
		const { table, watcher } = await started('recordUpdated');
		const id = table.create();
		await watcher.poll();
		for (const edited of [1, id, 1, id]) {
			table.now += MINUTE;
			table.edit(edited);
			expect((await watcher.poll()).map((key) => Number(key.slice(1)))).toEqual([edited]);
		}
	});

	it('comes for a record that does not tell when it was created', async () => {
		const { table, watcher } = await started('recordUpdated');
		table.set(2, { created: undefined, updated: table.now });
		expect(await watcher.poll()).toEqual(updated(2));
	});

	it('does not come for a record without a time of change', async () => {
		const { table, watcher } = await started('recordUpdated', { personality: { empty: 'first' } });
		const id = table.create();
		table.set(id, { updated: undefined });
		expect(await watcher.poll()).toEqual([]);
		table.edit(1);
		expect(await watcher.poll()).toEqual(updated(1));
	});
});

describe('Record created or updated', () => {
	it('comes as created, then as updated for each edit', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated');
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
		for (let edit = 0; edit < 8; edit++) {
			table.now += MINUTE;
			table.edit(id);
			expect(await watcher.poll()).toEqual(updated(id));
		}
	});

	it('comes once, as created, for a record that was created and edited between two polls', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated');
		const id = table.create();
		table.now += SECOND;
		table.edit(id);
		expect(await watcher.poll()).toEqual(created(id));
		expect(await watcher.poll()).toEqual([]);
	});

	it('comes as updated for a record that was there before the start', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated');
		table.edit(1);
		expect(await watcher.poll()).toEqual(updated(1));
	});

	it('comes as created even where a backlog takes longer than the overlap', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated', { maxRecords: 10 });
		const ids = table.createMany(40, MINUTE);
		table.edit(ids[0] ?? 0);
		const batches = await drain(watcher);
		const [first = 0, ...others] = ids;
		// The last one and the edit carry the same timestamp.
		expect(batches.flat().sort()).toEqual(created(first, ...others).sort());
		expect(batches.map(({ length }) => length)).toEqual([10, 10, 10, 10]);
	});

	it('comes as updated for an edit of what a running backlog has put out', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated', { maxRecords: 10 });
		const ids = table.createMany(40, MINUTE);
		await watcher.poll();
		table.now += HOUR;
		table.edit(ids[0] ?? 0);
		const rest = (await drain(watcher)).flat();
		expect(rest).toEqual([...created(...ids.slice(10)), ...updated(ids[0] ?? 0)]);
	});
});

describe('Where it starts', () => {
	it.each(EVENTS)(
		'is now: %s puts out nothing that is there, with two requests for the newest and one for the oldest',
		async (event) => {
			const table = new FakeTable();
			table.createMany(30, SECOND);
			const watcher = new Watcher(table, settings(event));
			expect(await watcher.requestsOfPoll()).toEqual(['50', '55', 'oldest 2']);
			for (let polls = 0; polls < 8; polls++) {
				table.now += MINUTE;
				expect(await watcher.poll()).toEqual([]);
			}
		},
	);

	it('is now in an empty table: the first record comes later', async () => {
		const { table, watcher } = await started('recordCreated', { old: 0 });
		expect(await watcher.poll()).toEqual([]);
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
		expect(await drain(watcher)).toEqual([]);
	});

	it('is now in the same instant as the newest record: what follows in it comes', async () => {
		const table = new FakeTable();
		table.createMany(3, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
	});

	it('is now where all records share one timestamp', async () => {
		const table = new FakeTable();
		table.createMany(300);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		const ids = table.createMany(2);
		expect(await watcher.poll()).toEqual(created(...ids));
	});

	it.each([10, 500])('is everything there: oldest first, %d at a poll', async (maxRecords) => {
		const { watcher } = await started('recordCreated', { old: 95, start: 'existing', maxRecords });
		const batches = await drain(watcher);
		expect(batches.flat()).toEqual(created(...upTo(95)));
		expect(batches[0]).toHaveLength(Math.min(95, maxRecords));
	});

	it('is everything there where all records share one timestamp', async () => {
		const table = new FakeTable();
		const ids = table.createMany(150);
		const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
		expect((await drain(watcher)).flat()).toEqual(created(...ids));
	});

	it('is everything there, for changes only what was changed', async () => {
		const { table, watcher } = await started('recordUpdated', { start: 'existing' });
		table.edit(2);
		expect((await drain(watcher)).flat()).toEqual(created(2));
	});

	it('is a date, which is included', async () => {
		const table = new FakeTable();
		const ids = table.createMany(5, MINUTE);
		const third = table.visible()[2]?.created ?? 0;
		table.now += HOUR;
		const watcher = new Watcher(table, settings('recordCreated', { start: { since: third } }));
		expect((await drain(watcher)).flat()).toEqual(created(...ids.slice(2)));
	});

	it('is a date in the future', async () => {
		const table = new FakeTable();
		table.createMany(3, SECOND);
		const start = { since: table.now + HOUR };
		const watcher = new Watcher(table, settings('recordCreated', { start }));
		expect(await watcher.poll()).toEqual([]);
		table.create();
		expect(await watcher.poll()).toEqual([]);
		table.now += 2 * HOUR;
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
	});
});

describe('Equal timestamps', () => {
	it.each(EVENTS.slice(0, 1))('are told apart across batches: %s', async (event) => {
		const { table, watcher } = await started(event, { maxRecords: 7 });
		const ids = table.createMany(50);
		expect((await drain(watcher)).flat()).toEqual(created(...ids));
	});

	it('are told apart in an instant that goes on after the poll', async () => {
		const { table, watcher } = await started('recordCreated');
		const before = table.createMany(3);
		expect(await watcher.poll()).toEqual(created(...before));
		const after = table.createMany(3);
		expect(await watcher.poll()).toEqual(created(...after));
	});

	it('of 3,000 records make no state that grows with them', async () => {
		const { table, watcher } = await started('recordCreated');
		const ids = table.createMany(3_000);
		expect((await drain(watcher)).flat()).toEqual(created(...ids));
		expect(watcher.kept?.length).toBeLessThan(500);
	});
});

describe('A record that appears late', () => {
	it.each(EVENTS)('is found within the overlap: %s', async (event) => {
		const { table, watcher } = await started(event, { overlapMs: 5 * MINUTE });
		const late = table.create(4 * MINUTE);
		table.set(late, { created: table.now - SECOND });
		table.now += SECOND;
		const ids = table.createMany(3, SECOND);
		for (const id of ids)
			table.set(id, {
				created: (table.visible().find((row) => row.id === id)?.created ?? 0) - SECOND,
			});
		expect((await watcher.poll()).map((key) => Number(key.slice(1)))).toEqual(ids);
		table.now += 4 * MINUTE;
		expect((await watcher.poll()).map((key) => Number(key.slice(1)))).toEqual([late]);
		expect(await drain(watcher)).toEqual([]);
	});

	it('is found in the last moment of the overlap, and the polls between are quiet', async () => {
		const { table, watcher } = await started('recordCreated');
		const late = table.create(5 * MINUTE);
		const seen = table.create();
		expect(await watcher.poll()).toEqual(created(seen));
		for (let polls = 0; polls < 4; polls++) {
			table.now += MINUTE;
			expect(await watcher.poll()).toEqual([]);
		}
		table.now += MINUTE;
		expect(await watcher.poll()).toEqual(created(late));
	});
});

describe('A burst', () => {
	it('of 10,000 records comes in order, each once, in batches', async () => {
		const { table, watcher } = await started('recordCreated', { old: 200 });
		const ids = table.createMany(10_000, 40);
		const batches = await drain(watcher);
		expect(batches.flat()).toEqual(created(...ids));
		expect(batches.map(({ length }) => length)).toEqual(Array(20).fill(500));
		expect(watcher.kept?.length).toBeLessThan(20_000);
	});

	it('is read with one request a poll, once its size is known', async () => {
		const { table, watcher } = await started('recordCreated', { old: 200 });
		table.createMany(3_000, SECOND);
		expect((await watcher.requestsOfPoll()).length).toBeGreaterThan(1);
		for (let polls = 0; polls < 4; polls++) {
			expect(await watcher.requestsOfPoll()).toHaveLength(1);
		}
	});

	it('goes on while more records appear', async () => {
		const { table, watcher } = await started('recordCreated', { maxRecords: 20 });
		const ids = table.createMany(60, SECOND);
		const seen: string[] = [];
		for (let polls = 0; polls < 10; polls++) {
			seen.push(...(await watcher.poll()));
			table.now += MINUTE;
			ids.push(...table.createMany(5, SECOND));
		}
		seen.push(...(await drain(watcher)).flat());
		expect(seen).toEqual(created(...ids));
	});
});

describe('A deleted record', () => {
	it('at the border takes nothing along', async () => {
		const { table, watcher } = await started('recordCreated');
		const [first = 0, second = 0] = table.createMany(2, SECOND);
		expect(await watcher.poll()).toEqual(created(first, second));
		table.remove(second);
		table.now += MINUTE;
		const third = table.create();
		expect(await watcher.poll()).toEqual(created(third));
		expect(await drain(watcher)).toEqual([]);
	});

	it('was every record: the next one still comes', async () => {
		const { table, watcher } = await started('recordCreated');
		for (const id of table.ids()) table.remove(id);
		expect(await watcher.poll()).toEqual([]);
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
	});
});

describe('A fault', () => {
	it.each([0, 1, 2])(
		'of request %d leaves the state as it was, and nothing is lost',
		async (at) => {
			const { table, watcher } = await started('recordCreated', { old: 300 });
			const ids = table.createMany(900, SECOND);
			const before = watcher.kept;
			table.faults.push(...Array<boolean>(at).fill(true), false);
			await expect(watcher.poll()).rejects.toThrow('The app is down');
			expect(watcher.kept).toBe(before);
			expect((await drain(watcher)).flat()).toEqual(created(...ids));
		},
	);
});

describe('A state that the host did not save', () => {
	it.each(EVENTS)('of quiet polls changes nothing: %s', async (event) => {
		const { table, watcher } = await started(event);
		const saved = watcher.kept;
		for (let polls = 0; polls < 20; polls++) {
			table.now += MINUTE;
			expect(await watcher.poll()).toEqual([]);
			if (polls % 3 === 0) watcher.kept = saved;
		}
		watcher.kept = saved;
		table.edit(1);
		table.now += SECOND;
		const id = table.create();
		expect(await watcher.poll()).toEqual(
			{
				recordCreated: created(id),
				recordUpdated: updated(1),
				recordCreatedOrUpdated: [...updated(1), ...created(id)],
			}[event],
		);
	});
});

describe('A clock', () => {
	it.each([-HOUR, HOUR])('that is off by %d ms changes nothing', async (clockOff) => {
		const { table, watcher } = await started('recordCreated');
		watcher.clockOff = clockOff;
		for (let polls = 0; polls < 10; polls++) {
			table.now += MINUTE;
			const id = table.create();
			expect(await watcher.poll()).toEqual(created(id));
		}
	});

	it.each([-HOUR, HOUR])('that jumps by %d ms does not hide what appears late', async (jump) => {
		const { table, watcher } = await started('recordCreated');
		const late = table.create(3 * MINUTE);
		const seen = table.create();
		expect(await watcher.poll()).toEqual(created(seen));
		watcher.clockOff = jump;
		for (let polls = 0; polls < 2; polls++) {
			table.now += MINUTE;
			expect(await watcher.poll()).toEqual([]);
		}
		table.now += MINUTE;
		expect(await watcher.poll()).toEqual(created(late));
	});
});

describe('A record without a timestamp', () => {
	it.each(['first', 'last'] as const)('comes once where the app puts it %s', async (empty) => {
		const { table, watcher } = await started('recordCreated', { personality: { empty } });
		table.create();
		const id = table.create();
		table.set(id, { created: undefined });
		expect((await watcher.poll()).sort()).toEqual(created(4, id).sort());
		expect(await drain(watcher)).toEqual([]);
		const next = table.create();
		expect(await watcher.poll()).toEqual(created(next));
	});

	it('comes not at all when it was there before', async () => {
		const table = new FakeTable({ empty: 'first' });
		for (const id of table.createMany(60)) table.set(id, { created: undefined });
		table.createMany(10, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		expect(await watcher.poll()).toEqual([]);
		expect(await drain(watcher)).toEqual([]);
		const id = table.create();
		expect(await watcher.poll()).toEqual(created(id));
		for (let polls = 0; polls < 9; polls++) {
			table.now += MINUTE;
			expect(await watcher.poll()).toEqual([]);
		}
		expect(await watcher.requestsOfPoll()).toEqual(['61']);
	});

	it('comes as updated once it has one', async () => {
		const { table, watcher } = await started('recordCreatedOrUpdated', {
			personality: { empty: 'first' },
		});
		const id = table.create();
		table.set(id, { updated: undefined });
		expect(await watcher.poll()).toEqual(created(id));
		table.now += MINUTE;
		table.edit(id);
		expect(await watcher.poll()).toEqual(updated(id));
	});

	it('is refused in numbers that cannot be followed, and says of what', async () => {
		const table = new FakeTable({ empty: 'first' });
		for (const id of table.createMany(1_001)) table.set(id, { created: undefined });
		table.create();
		const watcher = new Watcher(table, settings('recordCreated'));
		await expect(watcher.poll()).rejects.toThrow(
			/More than 1000 records have no timestamp in "created_at"/,
		);
	});
});

describe('A timestamp far in the future', () => {
	it('does not hide the records that follow', async () => {
		const { table, watcher } = await started('recordCreated');
		const wrong = table.create(0, table.now + 365 * 24 * HOUR);
		const right = table.create();
		expect((await watcher.poll()).sort()).toEqual(created(wrong, right).sort());
		table.now += MINUTE;
		const next = table.create();
		expect(await watcher.poll()).toEqual(created(next));
		expect(await drain(watcher)).toEqual([]);
	});
});

describe('An app that caps `limit`', () => {
	it('is read completely as far as one page goes', async () => {
		const { table, watcher } = await started('recordCreated', { personality: { maxLimit: 20 } });
		const ids = table.createMany(18, SECOND);
		expect((await drain(watcher)).flat()).toEqual(created(...ids));
	});

	it.each(['ignored', 'rejected'] as const)(
		'is told when it hides new records, and the place is kept, with offset %s',
		async (offset) => {
			const { table, watcher } = await started('recordCreated', {
				old: 50,
				personality: { maxLimit: 20, offset },
			});
			table.createMany(25, SECOND);
			const before = watcher.kept;
			await expect(watcher.poll()).rejects.toThrow(/only the newest 20/);
			await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
			expect(watcher.kept).toBe(before);
		},
	);

	it('is read on when the window alone is larger than a page', async () => {
		const { table, watcher } = await started('recordCreated', {
			old: 50,
			personality: { maxLimit: 20 },
		});
		const all: number[] = [];
		const seen: string[] = [];
		for (let polls = 0; polls < 8; polls++) {
			all.push(...table.createMany(12, SECOND));
			seen.push(...(await watcher.poll()));
			table.now += MINUTE;
		}
		expect(seen).toEqual(created(...all));
		expect(await drain(watcher)).toEqual([]);
	});

	it.each([20, 21, 100])('of %d is read by offset where that works', async (maxLimit) => {
		const { table, watcher } = await started('recordCreated', {
			old: 500,
			maxRecords: 70,
			personality: { maxLimit, offset: 'supported' },
		});
		const ids = table.createMany(1_000, 700);
		const batches = await drain(watcher);
		expect(batches.flat()).toEqual(created(...ids));
	});

	it('is read by offset while records are deleted and created', async () => {
		const { table, watcher } = await started('recordCreated', {
			old: 200,
			overlapMs: 0,
			personality: { maxLimit: 20, offset: 'supported' },
		});
		const ids = table.createMany(200, SECOND);
		const gone = new Set<number>();
		table.meanwhile = () => {
			// The newest ones go, so that everything below moves up by more than a page.
			for (const id of table.ids().slice(-30)) {
				if (gone.size < 90) gone.add(id);
				if (gone.has(id)) table.remove(id);
			}
			if (gone.size === 90 && ids.length < 210) ids.push(...table.createMany(2, SECOND));
		};
		const seen = new Set((await drain(watcher)).flat());
		for (const id of ids) if (!gone.has(id)) expect(seen).toContain(`+${id}`);
		expect(gone.size).toBe(90);
	});

	it('is read from the beginning by offset', async () => {
		const { watcher } = await started('recordCreated', {
			old: 333,
			start: 'existing',
			maxRecords: 50,
			personality: { maxLimit: 30, offset: 'supported' },
		});
		expect((await drain(watcher)).flat()).toEqual(created(...upTo(333)));
	});

	it.each(['id', 'shuffled'] as const)(
		'is told when it hides records of one instant, with ties by %s',
		async (tieOrder) => {
			const { table, watcher } = await started('recordCreated', {
				old: 0,
				personality: { maxLimit: 20, offset: 'ignored', tieOrder },
			});
			table.createMany(37);
			await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
		},
	);

	it('is not taken for the end of the table when it is asked for everything', async () => {
		const { watcher } = await started('recordCreated', {
			old: 50,
			start: 'existing',
			personality: { maxLimit: 20 },
		});
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
	});
});

describe('An app that does not sort', () => {
	it('is followed while all its records fit on a page that is certainly not cut', async () => {
		const { table, watcher } = await started('recordCreated', { personality: { sorts: false } });
		for (let polls = 0; polls < 20; polls++) {
			const id = table.create();
			expect(await watcher.poll()).toEqual(created(id));
			table.now += MINUTE;
		}
	});

	it('is refused beyond that, and never taken for quiet', async () => {
		const table = new FakeTable({ sorts: false });
		table.createMany(150, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		await expect(watcher.poll()).rejects.toThrow(/doesn't sort the records by "created_at"/);
	});

	it('is found out when it stops sorting after a quiet time', async () => {
		const { table, watcher } = await started('recordCreated', { old: 150 });
		await drain(watcher);
		for (let polls = 0; polls < 8; polls++) {
			table.now += MINUTE;
			await watcher.poll();
		}
		expect(await watcher.requestsOfPoll()).toEqual(['1']);
		table.personality.sorts = false;
		await expect(watcher.poll()).rejects.toThrow(/doesn't sort/);
	});

	it('in the other direction is believed as far as its documentation goes', async () => {
		for (const ascending of ['ignored', 'rejected'] as const) {
			const { table, watcher } = await started('recordCreated', {
				old: 0,
				personality: { ascending },
			});
			const ids = table.createMany(30, SECOND);
			expect(await watcher.poll()).toEqual(created(...ids));
		}
	});
});

describe('The time for a poll', () => {
	it.each(EVENTS.slice(0, 1))(
		'may be over at once, and it goes on at the next: %s',
		async (event) => {
			const { table, watcher } = await started(event, { old: 100 });
			watcher.deadlineReached = () => true;
			const ids = table.createMany(2_000, SECOND);
			expect((await drain(watcher)).flat()).toEqual(created(...ids));
		},
	);

	it('may be over at once where pages are small', async () => {
		const { table, watcher } = await started('recordCreated', {
			old: 100,
			maxRecords: 60,
			personality: { maxLimit: 25, offset: 'supported' },
		});
		watcher.deadlineReached = () => true;
		const ids = table.createMany(500, SECOND);
		expect((await drain(watcher)).flat()).toEqual(created(...ids));
	});
});

describe('A poll that finds nothing', () => {
	it.each(EVENTS)(
		'is one request, and asks for one row once the overlap has passed: %s',
		async (event) => {
			const { table, watcher } = await started(event, { old: 40 });
			table.edit(table.create());
			await watcher.poll();
			const requests: string[][] = [];
			for (let polls = 0; polls < 10; polls++) {
				table.now += MINUTE;
				requests.push(await watcher.requestsOfPoll());
			}
			expect(requests.every(({ length }) => length === 1)).toBe(true);
			expect(requests.slice(0, 5).flat()).not.toContain('1');
			expect(requests.slice(8).flat()).toEqual(['1', '1']);
		},
	);

	it.each([0, 1, 2, 30])('is one request in a table of %d records', async (old) => {
		const { table, watcher } = await started('recordCreated', { old });
		for (let polls = 0; polls < 10; polls++) {
			table.now += MINUTE;
			expect(await watcher.requestsOfPoll()).toHaveLength(1);
		}
	});

	it('asks for one row again after the newest record was deleted', async () => {
		const { table, watcher } = await started('recordCreated', { old: 40 });
		for (let polls = 0; polls < 8; polls++) {
			table.now += MINUTE;
			await watcher.poll();
		}
		table.remove(40);
		expect(await watcher.requestsOfPoll()).toEqual(['1', '100']);
		expect(await watcher.requestsOfPoll()).toEqual(['1']);
	});

	it('keeps the same state', async () => {
		const { table, watcher } = await started('recordCreated', { old: 40 });
		for (let polls = 0; polls < 8; polls++) {
			table.now += MINUTE;
			await watcher.poll();
		}
		const before = watcher.kept;
		await watcher.poll();
		expect(watcher.kept).toBe(before);
	});
});
