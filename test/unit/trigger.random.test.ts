import fc from 'fast-check';
import { InputError } from '../../nodes/BettyBlocks/app/inputError';
import {
	FakeTable,
	HOUR,
	MINUTE,
	SECOND,
	settings,
	Watcher,
	type TablePersonality,
} from '../support/table';

/** The same histories each time; others with another seed. A failure prints the shortest one. */
const SEED = 1;

const RUNS = 250;

type Happening =
	| { create: number; late: number }
	| { edit: number }
	| { remove: number }
	| { wait: number }
	| { poll: true }
	| { failAt: number }
	| { loseQuietPolls: true }
	| { appClock: number }
	| { hostClock: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			create: fc.constantFrom(1, 1, 2, 7, 30),
			late: fc.constantFrom(0, 0, 0, 20 * SECOND, 3 * MINUTE),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ edit: fc.nat(999) }) },
	{ weight: 1, arbitrary: fc.record({ remove: fc.nat(999) }) },
	{ weight: 4, arbitrary: fc.record({ wait: fc.constantFrom(0, 300, SECOND, MINUTE, HOUR) }) },
	{ weight: 8, arbitrary: fc.constant<Happening>({ poll: true }) },
	{ weight: 1, arbitrary: fc.record({ failAt: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.constant<Happening>({ loseQuietPolls: true }) },
	{
		weight: 1,
		arbitrary: fc.record({
			appClock: fc.constantFrom(-26 * HOUR, -3 * HOUR, -20 * MINUTE, -2 * MINUTE, 5 * HOUR),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ hostClock: fc.constantFrom(-2 * HOUR, 0, HOUR) }) },
);

const personality: fc.Arbitrary<Partial<TablePersonality>> = fc
	.record({
		step: fc.constantFrom(1, SECOND, MINUTE),
		maxLimit: fc.constantFrom(Infinity, 25, 40, 250),
		offset: fc.constant('supported' as const),
		tieOrder: fc.constantFrom('id' as const, 'shuffled' as const),
		empty: fc.constantFrom('first' as const, 'last' as const),
		ascending: fc.constantFrom('supported' as const, 'ignored' as const, 'rejected' as const),
		clock: fc.constantFrom(undefined, (instant: number) => instant + 2 * HOUR),
	})
	.map((how) => ({ ...how, ...(how.clock && { maxLimit: Infinity }) }));

/** What a person would expect: every version that a poll could see, once. */
class Expectation {
	private readonly output = new Set<string>();

	constructor(private readonly table: FakeTable) {
		for (const key of this.visible()) this.output.add(key);
	}

	visible(): string[] {
		return this.table.visible().map(({ id, updated }) => `${id} at ${updated}`);
	}

	comes(batch: string[]): void {
		const shown = new Set(this.visible());
		for (const key of batch) {
			if (this.output.has(key)) throw new Error(`${key} comes twice`);
			if (!shown.has(key)) throw new Error(`${key} is not there`);
			this.output.add(key);
		}
	}

	isComplete(): void {
		const missing = this.visible().filter((key) => !this.output.has(key));
		if (missing.length > 0) throw new Error(`${missing.join(', ')} never came`);
	}
}

class Run {
	private readonly table: FakeTable;
	private readonly watcher: Watcher;
	private readonly expectation: Expectation;
	private saved: string | undefined;
	private hasJumped = false;

	constructor(how: Partial<TablePersonality>, old: number, maxRecords: number) {
		this.table = new FakeTable(how);
		this.table.createMany(old, 7 * SECOND);
		this.table.now += HOUR;
		this.watcher = new Watcher(this.table, settings('recordCreatedOrUpdated', { maxRecords }));
		this.expectation = new Expectation(this.table);
	}

	async play(happenings: Happening[]): Promise<void> {
		await this.poll();
		for (const each of happenings) await this.happen(each);
		this.showAll();
		for (let polls = 0; polls < 500; polls++) {
			this.table.now += MINUTE;
			if (await this.poll()) return this.expectation.isComplete();
		}
		throw new Error('It never ends');
	}

	private async happen(each: Happening): Promise<void> {
		const { table, watcher } = this;
		if ('create' in each) for (let n = 0; n < each.create; n++) table.create(each.late);
		else if ('edit' in each) table.edit(this.pick(each.edit));
		else if ('remove' in each) table.remove(this.pick(each.remove));
		else if ('wait' in each) table.now += each.wait;
		else if ('failAt' in each) table.faults.push(...Array<boolean>(each.failAt).fill(true), false);
		else if ('loseQuietPolls' in each) watcher.kept = this.saved;
		else if ('hostClock' in each) this.setHostClock(each.hostClock);
		else if ('appClock' in each) this.jump(each.appClock);
		else {
			table.now += MINUTE;
			await this.poll();
		}
	}

	private setHostClock(off: number): void {
		if (this.hasJumped) return;
		this.hasJumped = true;
		this.watcher.clockOff = off;
	}

	/** Of several jumps since the state that n8n has, nobody can know where the clock was in between. */
	private jump(by: number): void {
		if (this.hasJumped) return;
		this.hasJumped = true;
		this.showAll();
		this.table.now += by;
		// For n8n, no time passes.
		this.watcher.clockOff -= by;
	}

	/** @returns whether nothing was new, and nothing is left */
	private async poll(): Promise<boolean> {
		const { table, watcher, expectation } = this;
		const before = watcher.kept;
		const outcome = await watcher.pollRows().catch((error: unknown) => error);
		table.faults.length = 0;
		if (!Array.isArray(outcome)) {
			if (outcome instanceof InputError && !this.mayFail()) throw outcome;
			expect(watcher.kept).toBe(before);
			return false;
		}
		expectation.comes(outcome.map(({ row }) => `${row.id} at ${row.at}`));
		if (outcome.length > 0 || this.saved === undefined) {
			this.saved = watcher.kept;
			this.hasJumped = false;
		}
		const isDone = watcher.checkpoint()?.isLeft === undefined;
		if (isDone) expectation.isComplete();
		return isDone && outcome.length === 0;
	}

	/** More records of one instant than a page, in another order each time, may not all be met. */
	private mayFail(): boolean {
		const { maxLimit = Infinity, tieOrder } = this.table.personality;
		return maxLimit < Infinity && tieOrder === 'shuffled';
	}

	private showAll(): void {
		for (const id of this.table.ids()) this.table.set(id, { visible: -Infinity });
	}

	/** What nobody can see yet is not edited. */
	private pick(which: number): number {
		const shown = this.table.visible();
		return shown[which % Math.max(1, shown.length)]?.id ?? 0;
	}
}

describe('Whatever happens to an app, to its clock and to n8n', () => {
	it('every version that a poll could see comes once', async () => {
		await fc.assert(
			fc.asyncProperty(
				personality,
				// As many as a trigger remembers of what was there when it started.
				fc.constantFrom(0, 3, 40),
				fc.constantFrom(2, 10, 500),
				fc.array(happening, { minLength: 4, maxLength: 40 }),
				async (how, old, maxRecords, happenings) =>
					await new Run(how, old, maxRecords).play(happenings),
			),
			{ numRuns: RUNS, seed: SEED },
		);
	}, 120_000);
});
