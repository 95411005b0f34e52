import {
	FakeTable,
	HOUR,
	MINUTE,
	SECOND,
	settings,
	Watcher,
	type TablePersonality,
} from '../../support/table';

const created = (ids: number[]) => ids.map((id) => `+${id}`);

/** Polls once a minute, and returns all that was put out. */
async function pollOften(watcher: Watcher, polls: number): Promise<string[]> {
	const output: string[] = [];
	for (let poll = 0; poll < polls; poll++) {
		output.push(...(await watcher.poll()));
		watcher.table.now += MINUTE;
	}
	return output;
}

const byNumber = (texts: string[]) =>
	[...texts].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

describe('More records of one instant than an app returns at once', () => {
	const skips: Partial<TablePersonality> = { maxLimit: 100, offset: 'supported' };

	it.each(['id', 'shuffled'] as const)('all come, with ties by %s', async (tieOrder) => {
		const table = new FakeTable({ ...skips, tieOrder });
		table.createMany(3, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		table.now += MINUTE;
		const ids = table.createMany(450);
		expect(byNumber(await pollOften(watcher, 5))).toEqual(created(ids));
	});

	it('all come in batches, with others before and after them', async () => {
		const table = new FakeTable(skips);
		table.createMany(30, SECOND);
		const watcher = new Watcher(table, settings('recordCreated', { maxRecords: 40 }));
		await watcher.poll();
		table.now += MINUTE;
		const ids = [...table.createMany(70, SECOND), ...table.createMany(450)];
		table.now += SECOND;
		ids.push(...table.createMany(250), ...table.createMany(90, SECOND));
		expect(await pollOften(watcher, 60)).toEqual(created(ids));
	});

	it('all come when the trigger starts with existing records', async () => {
		const table = new FakeTable(skips);
		const ids = [...table.createMany(30, SECOND), ...table.createMany(450)];
		table.now += HOUR;
		const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
		expect(byNumber(await pollOften(watcher, 6))).toEqual(created(ids));
	});

	it.each([0, 5 * HOUR])('never come when they were there before it starts: %d ms', async (ago) => {
		const table = new FakeTable(skips);
		table.createMany(3, SECOND);
		table.createMany(450);
		table.now += ago;
		const watcher = new Watcher(table, settings('recordCreated'));
		expect(await pollOften(watcher, 2)).toEqual([]);
		const ids = table.createMany(3);
		expect(byNumber(await pollOften(watcher, 4))).toEqual(created(ids));
		const crowd = table.createMany(250);
		expect(byNumber(await pollOften(watcher, 4))).toEqual(created(crowd));
	});

	it('fail the poll where the app skips no records', async () => {
		const table = new FakeTable({ maxLimit: 100, offset: 'ignored' });
		table.createMany(3, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		table.now += MINUTE;
		table.createMany(250);
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
	});

	it('neither come nor fail the poll where the app skips none, but they are old', async () => {
		const table = new FakeTable({ maxLimit: 100, offset: 'ignored' });
		table.createMany(250);
		table.now += HOUR;
		const watcher = new Watcher(table, settings('recordCreated'));
		expect(await pollOften(watcher, 2)).toEqual([]);
		const ids = table.createMany(3);
		expect(byNumber(await pollOften(watcher, 4))).toEqual(created(ids));
	});

	it('refuse a start during the import where the app skips none', async () => {
		const table = new FakeTable({ maxLimit: 100, offset: 'ignored' });
		table.createMany(250);
		const watcher = new Watcher(table, settings('recordCreated'));
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
	});
});

describe('An app that answers slowly and returns 100 records at once', () => {
	it('has all of 1,000 new records come, and one that is late', async () => {
		const table = new FakeTable({ maxLimit: 100, offset: 'supported', step: 1 });
		table.createMany(3, SECOND);
		const watcher = new Watcher(table, settings('recordCreated'));
		watcher.deadlineReached = () => true;
		await watcher.poll();
		table.now += MINUTE;
		const late = table.create(4 * MINUTE);
		const ids = table.createMany(1_000, 100);
		const output = await pollOften(watcher, 200);
		expect(byNumber(output)).toEqual(created([late, ...ids]));
	});
});

describe('Records with an empty timestamp', () => {
	it.each([
		{ empty: 'first' as const },
		{ empty: 'last' as const },
		{ empty: 'first' as const, maxLimit: 100, offset: 'supported' as const },
		{ empty: 'first' as const, maxLimit: 37, offset: 'supported' as const },
		{ empty: 'last' as const, maxLimit: 100, offset: 'supported' as const },
	])('hide no change: %j', async (personality) => {
		const table = new FakeTable(personality);
		for (const id of table.createMany(130, SECOND)) table.set(id, { updated: undefined });
		const watcher = new Watcher(table, settings('recordUpdated'));
		expect(await watcher.poll()).toEqual([]);
		for (const id of [5, 70, 110]) {
			table.now += MINUTE;
			table.edit(id);
			expect(await watcher.poll()).toEqual([`~${id}`]);
		}
	});

	it.each([
		{ offset: 'supported', spacing: SECOND },
		{ offset: 'ignored', spacing: SECOND },
		{ offset: 'supported', spacing: 0 },
	] as const)(
		'hide no page below, in an app that sorts in one direction: %j',
		async ({ offset, spacing }) => {
			const table = new FakeTable({
				empty: 'first',
				ascending: 'ignored',
				ids: 'ignored',
				defaultOrder: 'newest',
				tieOrder: 'id',
				maxLimit: 40,
				offset,
			});
			const ids = table.createMany(60, spacing);
			for (const id of ids.slice(0, 2)) table.set(id, { created: undefined });
			const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
			const all = ids.map((id) => `+${id}`);
			const told = /Couldn't (read all|tell whether the app returned all)/;
			if (offset === 'supported') expect(await watcher.poll()).toEqual(all);
			else await expect(watcher.poll()).rejects.toThrow(told);
		},
	);

	it('fail the poll where they fill all that the app returns', async () => {
		const table = new FakeTable({ empty: 'first', maxLimit: 100 });
		for (const id of table.createMany(130, SECOND)) table.set(id, { updated: undefined });
		const watcher = new Watcher(table, settings('recordUpdated'));
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
	});
});

describe('Existing records that were edited in random order', () => {
	const randomly = (a: number, b: number) => ((a * 7919) % 20_011) - ((b * 7919) % 20_011);

	it('come as created once each, and as updated when they change meanwhile', async () => {
		const table = new FakeTable({ step: 1 });
		const ids = table.createMany(20_000, 5);
		for (const id of [...ids].sort(randomly)) {
			table.now += 10;
			table.edit(id);
		}
		table.now += HOUR;
		const watcher = new Watcher(
			table,
			settings('recordCreatedOrUpdated', { start: 'existing', maxRecords: 2_000 }),
		);
		const output: string[] = [];
		for (let polls = 0; polls < 14; polls++) {
			output.push(...(await watcher.poll()));
			expect(String(watcher.kept).length).toBeLessThan(60_000);
			for (const part of [0, 5_000, 10_000, 15_000]) table.edit(part + polls * 300 + 1);
			table.now += MINUTE;
		}
		const isCreated = (text: string) => text.startsWith('+');
		expect(byNumber(output.filter(isCreated))).toEqual(created(ids));
		expect(new Set(output.filter((text) => !isCreated(text))).size).toBeGreaterThan(20);
	});

	it('come as created where their ids are too many to be kept', async () => {
		const table = new FakeTable({ step: 1 });
		const ids: number[] = [];
		for (let count = 0; count < 3_000; count++) {
			ids.push(table.create());
			table.skipIds(5_000);
			table.now += 5;
		}
		for (const id of [...ids].sort(randomly)) {
			table.now += 10;
			table.edit(id);
		}
		table.now += HOUR;
		const watcher = new Watcher(
			table,
			settings('recordCreatedOrUpdated', { start: 'existing', maxRecords: 500 }),
		);
		const output: string[] = [];
		for (let polls = 0; polls < 8; polls++) {
			output.push(...(await watcher.poll()));
			expect(String(watcher.kept).length).toBeLessThan(60_000);
			table.now += MINUTE;
		}
		expect(byNumber(output)).toEqual(created(ids));
	});
});

describe('An app that shows local times without a zone', () => {
	const winter = Date.UTC(2026, 9, 25, 1);
	/** What a clock in Amsterdam shows, as if it were universal time. */
	const inAmsterdam = (instant: number) => instant + (instant < winter ? 2 : 1) * HOUR;

	it.each(
		(['recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'] as const).flatMap((event) =>
			(['shown', 'instant'] as const).map((sortsBy) => ({ event, sortsBy })),
		),
	)(
		'has every record come in the night of the change to winter time: %j',
		async ({ event, sortsBy }) => {
			const table = new FakeTable({ clock: inAmsterdam, sortsBy });
			table.now = winter - 3 * HOUR;
			table.createMany(200, SECOND);
			const watcher = new Watcher(table, settings(event));
			await watcher.poll();
			const output: string[] = [];
			const ids: number[] = [];
			for (let polls = 0; polls < 72; polls++) {
				table.now += 5 * MINUTE + SECOND;
				const id = table.create();
				if (event === 'recordUpdated') table.set(id, { created: 0 });
				ids.push(id);
				output.push(...(await watcher.poll()));
			}
			expect(output.map((text) => Number(text.slice(1)))).toEqual(ids);
		},
	);

	it('has more than a thousand new records come within two hours, though they seem to be ahead', async () => {
		const table = new FakeTable({ clock: inAmsterdam });
		table.now = Date.UTC(2026, 6, 1);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		const ids: number[] = [];
		const output: string[] = [];
		for (let polls = 0; polls < 20; polls++) {
			ids.push(...table.createMany(100, SECOND / 10));
			table.now += MINUTE;
			output.push(...(await watcher.poll()));
		}
		expect(byNumber(output)).toEqual(created(ids));
	});
});

describe('A host whose clock is three days behind for one poll', () => {
	it('repeats no record', async () => {
		const table = new FakeTable();
		table.createMany(20, MINUTE);
		const watcher = new Watcher(table, settings('recordCreated'));
		await watcher.poll();
		const ids: number[] = [];
		const output: string[] = [];
		for (let polls = 0; polls < 10; polls++) {
			table.now += MINUTE;
			ids.push(table.create());
			watcher.clockOff = polls === 4 ? -72 * HOUR : 0;
			output.push(...(await watcher.poll()));
		}
		expect(output).toEqual(created(ids));
	});
});
