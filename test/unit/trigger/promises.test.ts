import { decodeIds, encodeIds } from '../../../nodes/BettyBlocks/trigger/engine/entries';
import {
	FakeTable,
	HOUR,
	MINUTE,
	SECOND,
	settings,
	Watcher,
	type TablePersonality,
} from '../../support/table';

/** A trigger for new records, activated on this table. */
async function started(table: FakeTable): Promise<Watcher> {
	const watcher = new Watcher(table, settings('recordCreated'));
	expect(await watcher.poll()).toEqual([]);
	table.now += MINUTE;
	return watcher;
}

function tableOf(
	count: number,
	spacing: number,
	personality: Partial<TablePersonality> = {},
): FakeTable {
	const table = new FakeTable(personality);
	table.createMany(count, spacing);
	return table;
}

describe('A longer overlap, set on a running trigger', () => {
	it('repeats no record', async () => {
		const table = tableOf(3, SECOND);
		const watcher = await started(table);
		for (let polls = 0; polls < 20; polls++) {
			const id = table.create();
			expect(await watcher.poll()).toEqual([`+${id}`]);
			table.now += MINUTE;
		}
		watcher.settings = settings('recordCreated', { overlapMs: 60 * MINUTE });
		expect(await watcher.poll()).toEqual([]);
	});
});

describe('Existing records that there is no time to read down to', () => {
	it('do not come again, as the state stays readable', async () => {
		const table = tableOf(40, SECOND, { tellsTime: false });
		const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
		expect(await watcher.poll()).toHaveLength(40);
		const late = table.create(2 * MINUTE);
		table.createMany(40, SECOND);
		watcher.deadlineReached = () => true;
		expect(await watcher.poll()).toHaveLength(40);
		watcher.deadlineReached = () => false;
		expect(await watcher.poll()).toEqual([]);
		table.now += 2 * MINUTE;
		expect(await watcher.poll()).toEqual([`+${late}`]);
	});
});

describe('A record that is stamped ahead of time', () => {
	it.each(['recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'] as const)(
		'comes once, and hides none that comes after it: %s',
		async (event) => {
			const table = tableOf(3, SECOND);
			const watcher = new Watcher(table, settings(event));
			await watcher.poll();
			const change = (id: number) => {
				if (event === 'recordUpdated') table.set(id, { created: table.now - HOUR });
				return id;
			};
			table.now += MINUTE;
			const ahead = change(table.create(0, table.now + 10 * HOUR));
			const output = await watcher.poll();
			for (let polls = 0; polls < 60; polls++) {
				table.now += 15 * MINUTE;
				change(table.create());
				output.push(...(await watcher.poll()));
			}
			const ids = output.map((text) => Number(text.slice(1)));
			expect(ids).toEqual([ahead, ...Array.from({ length: 60 }, (_, n) => ahead + 1 + n)]);
		},
	);
});

describe('A record whose creation is stamped ahead of time', () => {
	it('comes as created once, and as updated for each change before its time has come', async () => {
		const table = tableOf(3, SECOND);
		const watcher = new Watcher(table, settings('recordCreatedOrUpdated'));
		await watcher.poll();
		const ahead = table.create(0, table.now + 20 * MINUTE);
		table.edit(ahead);
		table.now += MINUTE;
		const output = await watcher.poll();
		const others: number[] = [];
		for (let polls = 0; polls < 30; polls++) {
			table.now += MINUTE;
			others.push(table.create());
			if (polls % 10 === 9) table.edit(ahead);
			output.push(...(await watcher.poll()));
		}
		const ofIt = output.filter((text) => Number(text.slice(1)) === ahead);
		expect(ofIt).toEqual(['+', '~', '~', '~'].map((mark) => `${mark}${ahead}`));
		expect(output.filter((text) => text.startsWith('+'))).toHaveLength(1 + others.length);
	});
});

describe('A record that was stamped ahead of time, once its time has come', () => {
	it('hides none that is committed late below it', async () => {
		const table = tableOf(3, SECOND);
		const watcher = await started(table);
		const ahead = table.create(0, table.now + 20 * MINUTE);
		const output = await watcher.poll();
		let late = 0;
		for (let polls = 0; polls < 40; polls++) {
			table.now += MINUTE;
			if (polls === 14) late = table.create(5 * MINUTE);
			output.push(...(await watcher.poll()));
		}
		expect(output).toEqual([ahead, late].map((id) => `+${id}`));
	});
});

describe('Records that are committed late', () => {
	it('are found when the trigger is activated in a busy app', async () => {
		const table = tableOf(2_000, SECOND / 2);
		const late = Array.from({ length: 10 }, (_, n) =>
			table.create((n + 1) * 20 * SECOND, table.now - 4 * MINUTE + n * SECOND),
		);
		const watcher = await started(table);
		const output: string[] = [];
		for (let polls = 0; polls < 5; polls++) {
			output.push(...(await watcher.poll()));
			table.now += MINUTE;
		}
		expect(output.sort()).toEqual(late.map((id) => `+${id}`).sort());
	});

	it('are found in a small table, where a newer one was there already', async () => {
		const table = new FakeTable();
		const stamp = table.now;
		table.now += 160 * SECOND;
		table.create();
		const watcher = await started(table);
		const late = table.create(8 * SECOND, stamp);
		table.now += 10 * SECOND;
		expect(await watcher.poll()).toEqual([`+${late}`]);
	});
});

describe('An app that does only what is documented', () => {
	const personality: Partial<TablePersonality> = { offset: 'rejected', ascending: 'rejected' };

	it.each([1, 99, 250, 730])('has all of %d existing records come, once', async (count) => {
		const table = tableOf(count, SECOND, personality);
		table.now += HOUR;
		const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
		const output: string[] = [];
		for (let polls = 0; polls < 8; polls++) {
			output.push(...(await watcher.poll()));
			table.now += MINUTE;
		}
		expect(output).toEqual(table.ids().map((id) => `+${id}`));
	});
});

describe('An app that sorts newest first only, and returns 130 rows at once', () => {
	it.each(['rejected', 'ignored'] as const)(
		'has all of 400 existing records come, once, where it skips records: %s',
		async (ascending) => {
			const table = tableOf(400, SECOND, { maxLimit: 130, offset: 'supported', ascending });
			table.now += HOUR;
			const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
			const output: string[] = [];
			for (let polls = 0; polls < 8; polls++) {
				output.push(...(await watcher.poll()));
				table.now += MINUTE;
			}
			expect(output).toEqual(table.ids().map((id) => `+${id}`));
		},
	);
});

describe('An app that shows 130 rows of one instant and skips none', () => {
	it.each(['rejected', 'ignored'] as const)(
		'fails the poll rather than lose the others: offset %s',
		async (offset) => {
			const table = tableOf(400, 0, { maxLimit: 130, offset, tieOrder: 'id' });
			const watcher = new Watcher(table, settings('recordCreated', { start: 'existing' }));
			await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
		},
	);
});

describe('An app that refuses a limit above 500', () => {
	it('has all of 700 new records come, where it skips records', async () => {
		const table = tableOf(3, SECOND, { refusedLimit: 500, offset: 'supported' });
		const watcher = await started(table);
		const ids = table.createMany(700, SECOND / 10);
		const output = [...(await watcher.poll())];
		table.now += MINUTE;
		output.push(...(await watcher.poll()));
		expect(output).toEqual(ids.map((id) => `+${id}`));
	});

	it('fails the poll, and keeps its place, where it does not', async () => {
		const table = tableOf(3, SECOND, { refusedLimit: 500, ascending: 'rejected' });
		const watcher = await started(table);
		table.createMany(700, SECOND / 10);
		const { kept } = watcher;
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
		expect(watcher.kept).toBe(kept);
	});
});

describe('A record that is made with two timestamps', () => {
	it('is not updated when they are within a second', async () => {
		const table = new FakeTable({ step: 1 });
		const watcher = new Watcher(table, settings('recordUpdated'));
		await watcher.poll();
		table.now += MINUTE;
		const id = table.create();
		table.set(id, { updated: table.now + 40 });
		table.now += MINUTE;
		expect(await watcher.poll()).toEqual([]);
		table.edit(id);
		expect(await watcher.poll()).toEqual([`~${id}`]);
	});
});

describe('A table that is written to during a poll', () => {
	it('never fails it', async () => {
		for (let round = 0; round < 50; round++) {
			const table = tableOf(round % 3, SECOND, { tieOrder: 'shuffled' });
			const watcher = await started(table);
			table.meanwhile = () => {
				if (table.ids().length < 20) table.create();
			};
			await watcher.poll();
			table.now += MINUTE;
			table.meanwhile = () => undefined;
			await watcher.poll();
		}
	});
});

describe('An app that returns 30 rows at once, and skips rows', () => {
	it('hides no late record among as many of one instant', async () => {
		const table = new FakeTable({ maxLimit: 30, offset: 'supported', tieOrder: 'id' });
		const watcher = new Watcher(table, settings('recordCreated'));
		const output = await watcher.poll();
		const poll = async () => {
			table.now += MINUTE;
			output.push(...(await watcher.poll()));
		};
		table.now += MINUTE;
		const create = (count: number, lateBy = 0) => {
			for (let each = 0; each < count; each++) table.create(lateBy);
		};
		create(2);
		create(12, 5 * MINUTE);
		create(15);
		await poll();
		create(12);
		await poll();
		create(12);
		for (let polls = 0; polls < 8; polls++) await poll();
		expect(output.sort()).toEqual(
			table
				.ids()
				.map((id) => `+${id}`)
				.sort(),
		);
	});

	it('hides no late record where a deletion left as many rows as it returns', async () => {
		const table = new FakeTable({ maxLimit: 11, offset: 'supported', tieOrder: 'id' });
		const watcher = new Watcher(table, settings('recordCreated'));
		const output = await watcher.poll();
		const ids = table.createMany(12);
		ids.push(table.create(5 * MINUTE));
		const poll = async () => {
			table.now += MINUTE;
			output.push(...(await watcher.poll()));
		};
		await poll();
		await poll();
		table.remove(1);
		for (let polls = 0; polls < 8; polls++) await poll();
		expect(output).toEqual(ids.map((id) => `+${id}`));
	});
});

describe.each([100, 130])(
	'An app that returns %d rows at once, and has not shown it yet',
	(cap) => {
		it('hides no late record below as many known ones', async () => {
			const table = new FakeTable({ maxLimit: cap, offset: 'supported', tieOrder: 'id' });
			const watcher = new Watcher(table, settings('recordCreated'));
			const output = await watcher.poll();
			const late = table.create(5 * MINUTE);
			table.now += SECOND;
			const ids = table.createMany(cap);
			for (let polls = 0; polls < 8; polls++) {
				table.now += MINUTE;
				output.push(...(await watcher.poll()));
			}
			expect(output).toEqual([...ids, late].map((id) => `+${id}`));
		});
	},
);

describe('A whole table that lies within the overlap', () => {
	it.each([
		[99, 2],
		[100, 2],
		[300, 2],
	])(
		'of %d records takes a quiet poll at most %d requests, and one in the end',
		async (...numbers) => {
			const [count, most] = numbers;
			const table = tableOf(1, 0);
			const watcher = await started(table);
			table.createMany(count - 1, SECOND / 2);
			await watcher.poll();
			const requests: number[] = [];
			for (let polls = 0; polls < 10; polls++) {
				table.now += MINUTE;
				requests.push((await watcher.requestsOfPoll()).length);
			}
			expect(Math.max(...requests)).toBe(most);
			expect(requests.at(-1)).toBe(1);
		},
	);
});

describe('Polls that run out of time', () => {
	it.each([1, 2, 3, 4, 5])(
		'hide no record that comes five minutes late, after %i of them',
		async (polls) => {
			for (const imported of [1, 12, 29, 30, 31, 40, 75]) {
				const table = new FakeTable({ maxLimit: 30, offset: 'supported', tieOrder: 'id' });
				table.createMany(150, 7 * SECOND);
				table.now += MINUTE;
				const watcher = new Watcher(table, settings('recordCreated'));
				await watcher.poll();
				watcher.deadlineReached = () => true;
				const late = table.create(5 * MINUTE);
				table.now += MINUTE;
				table.createMany(imported);
				const output: string[] = [];
				const pollNext = async () => {
					table.now += MINUTE;
					output.push(...(await watcher.poll()));
				};
				for (let poll = 0; poll < polls; poll++) await pollNext();
				watcher.deadlineReached = () => false;
				for (let poll = 0; poll < 8; poll++) await pollNext();
				expect(output.filter((each) => each === `+${late}`)).toHaveLength(1);
				expect(output).toHaveLength(imported + 1);
			}
		},
	);
});

describe('An import within the overlap', () => {
	it('of 10,000 records hides none that comes four minutes late', async () => {
		const table = tableOf(3, SECOND, { step: 1 });
		const watcher = await started(table);
		const late = table.create(4 * MINUTE, table.now);
		table.createMany(10_000, 6);
		const output: string[] = [];
		for (let polls = 0; polls < 30; polls++) {
			output.push(...(await watcher.poll()));
			table.now += 10 * SECOND;
		}
		expect(output).toContain(`+${late}`);
		expect(new Set(output).size).toBe(10_001);
		expect(output).toHaveLength(10_001);
	});
});

describe('A backlog', () => {
	it.each(['recordCreated', 'recordUpdated'] as const)(
		'of 20,000 records is kept in some tens of kilobytes: %s',
		async (event) => {
			const table = new FakeTable({ step: 1 });
			const ids = table.createMany(20_000, 5);
			for (const id of [...ids].sort((a, b) => ((a * 7919) % 20_011) - ((b * 7919) % 20_011))) {
				table.now += 10;
				table.edit(id);
			}
			table.now += HOUR;
			const watcher = new Watcher(table, settings(event, { start: 'existing', maxRecords: 2_500 }));
			const output: string[] = [];
			for (let polls = 0; polls < 10; polls++) {
				output.push(...(await watcher.poll()));
				expect(String(watcher.kept).length).toBeLessThan(100_000);
				table.now += MINUTE;
			}
			expect(output).toHaveLength(event === 'recordCreated' ? 20_000 : new Set(output).size);
			expect(new Set(output).size).toBeGreaterThanOrEqual(19_900);
		},
	);
});

describe('More changes within the overlap than the trigger remembers', () => {
	it('make the poll say from which time on it finds late ones', async () => {
		const table = tableOf(3, SECOND, { step: 1 });
		const watcher = new Watcher(table, settings('recordUpdated', { maxRecords: 30_000 }));
		await watcher.poll();
		expect(watcher.narrowedTo).toBeUndefined();
		table.now += MINUTE;
		for (const id of table.createMany(25_000, 2)) table.set(id, { created: 0 });
		await watcher.poll();
		expect(watcher.narrowedTo).toBeGreaterThan(table.now - MINUTE);
		expect(watcher.narrowedTo).toBeLessThan(table.now);
	});
});

describe('An app that returns 30 rows at once, and skips none', () => {
	it('fails the poll rather than pass over what was left before a record that was stamped ahead', async () => {
		const table = tableOf(3, SECOND, { maxLimit: 30, step: 1 });
		const watcher = new Watcher(table, settings('recordCreated', { maxRecords: 1, overlapMs: 0 }));
		await watcher.poll();
		const ahead = table.create(0, table.now + 20 * MINUTE);
		table.now += MINUTE;
		expect(await watcher.poll()).toEqual([`+${ahead}`]);
		table.createMany(20, SECOND);
		expect(await watcher.poll()).toHaveLength(1);
		table.now += 30 * MINUTE;
		expect(await watcher.poll()).toHaveLength(1);
		table.createMany(20, SECOND);
		const { kept } = watcher;
		await expect(watcher.poll()).rejects.toThrow(/Couldn't read all new records/);
		expect(watcher.kept).toBe(kept);
	});
});

describe('A kept place', () => {
	it('that names more ids than any trigger has is refused', () => {
		const all = encodeIds(Array.from({ length: 1_000 }, (_, index) => index + 1));
		expect(decodeIds(all)?.size).toBe(1_000);
		expect(decodeIds('+1*lflt')).toBeUndefined();
	});
});
