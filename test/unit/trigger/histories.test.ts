import fc from 'fast-check';
import { InputError } from '../../../nodes/BettyBlocks/app/errors';
import { histories, Oracle, OVERLAP, type History, type Step } from '../../support/histories';
import {
	DEFAULT_LIMIT,
	FakeTable,
	MINUTE,
	SECOND,
	settings,
	Watcher,
	type TablePersonality,
	type Version,
} from '../../support/table';
import { runs } from '../../support/runs';

/** For each kind of app. */
const RUNS = 100;

/** Apps that let everything be read, so that nothing may ever be missing. */
const OPEN: Array<Partial<TablePersonality>> = [
	{ offset: 'ignored' },
	{ offset: 'supported' },
	{ offset: 'rejected', ascending: 'rejected' },
	{ ascending: 'ignored', tieOrder: 'id', step: 1 },
	{ maxLimit: 30, offset: 'supported', tieOrder: 'id' },
	{ maxLimit: 45, offset: 'supported', step: 1 },
	{ maxLimit: 11, offset: 'supported', empty: 'first', tieOrder: 'id' },
	{ refusedLimit: 500, offset: 'supported', tieOrder: 'id' },
	{ tellsTime: false },
];

/** Apps that hide rows beyond a page. */
const CLOSED: Array<Partial<TablePersonality>> = [
	{ maxLimit: 30, offset: 'ignored' },
	{ maxLimit: 30, offset: 'rejected', tieOrder: 'id' },
	{ maxLimit: 100, offset: 'ignored', step: 1 },
];

const dated = (versions: Version[]) =>
	versions.map(({ id, created = 0, updated = 0 }) => ({ id, created, updated }));

/** Plays a history and asks the oracle after each poll. */
class Play {
	private readonly table: FakeTable;
	private readonly watcher: Watcher;
	private readonly oracle: Oracle;
	private readonly states: Array<{ kept: string | undefined; count: number }> = [];
	private saved: { kept: string | undefined; count: number };
	private lateUntil = 0;

	static async of(history: History, personality: Partial<TablePersonality>): Promise<void> {
		const table = new FakeTable(personality);
		table.createMany(history.old, 7 * SECOND);
		table.now += MINUTE;
		const watcher = new Watcher(
			table,
			settings(history.event, {
				start: history.start,
				maxRecords: history.maxRecords,
				overlapMs: OVERLAP,
			}),
		);
		const play = new Play(history, table, watcher);
		if (history.start === 'now') await play.poll();
		play.saved = { kept: watcher.kept, count: 0 };
		for (const step of history.steps) await play.take(step);
		await play.end();
	}

	private constructor(history: History, table: FakeTable, watcher: Watcher) {
		this.table = table;
		this.watcher = watcher;
		this.oracle = new Oracle(history, dated(table.visible()));
		this.saved = { kept: undefined, count: 0 };
	}

	private async take(step: Step): Promise<void> {
		const { table, watcher } = this;
		switch (step.do) {
			case 'create': {
				for (let count = 0; count < step.count; count++) {
					const id = table.create(step.lateBy);
					if (step.lateBy > 0) this.oracle.comesLate(id);
				}
				this.lateUntil = Math.max(this.lateUntil, table.now + step.lateBy);
				return;
			}
			case 'createAhead':
				// The host's clock may be wrong by hours, so it does not tell that a stamp lies ahead.
				if (!table.personality.tellsTime) return;
				this.oracle.liesAhead(table.create(0, table.now + step.by));
				return;
			case 'edit':
				return table.edit(this.pick(step.which));
			case 'delete':
				return table.remove(this.pick(step.which));
			case 'wait':
				table.now += step.time;
				return;
			case 'fail':
				table.faults.push(...Array<boolean>(step.request).fill(true), false);
				return;
			case 'restart':
				watcher.kept = this.saved.kept;
				return;
			case 'restore': {
				const state = this.states[step.which % Math.max(1, this.states.length)];
				if (state === undefined) return;
				watcher.kept = state.kept;
				this.saved = state;
				this.oracle.forget(state.count);
				return;
			}
			case 'clock':
				watcher.clockOff = step.off;
				return;
			case 'hurry':
				watcher.deadlineReached = () => step.on;
				return;
			case 'poll':
				// A poll comes a minute after the last at least, by the host's schedule.
				table.now += MINUTE;
				await this.poll();
		}
	}

	/** An edit of what the app does not show yet would make it a version that nobody saw. */
	private pick(which: number): number {
		const shown = this.table.visible();
		return shown[which % Math.max(1, shown.length)]?.id ?? 0;
	}

	private async poll(): Promise<boolean> {
		const { table, watcher } = this;
		const before = watcher.kept;
		const outcome = await watcher.pollRows().catch((error: unknown) => error);
		table.faults.length = 0;
		if (!Array.isArray(outcome)) {
			expect(watcher.kept).toBe(before);
			if (outcome instanceof InputError) this.checkRefusal(outcome);
			else expect(outcome).toMatchObject({ message: 'The app is down' });
			return false;
		}
		const batch = outcome.map(({ row: { record }, event }) => ({
			...(record as unknown as Version),
			event,
		}));
		const isAll = watcher.checkpoint()?.left === undefined;
		const complete = isAll && (this.isAllInReach() || 'in time');
		this.oracle.check(
			batch.map((version) => ({
				...version,
				created: version.created ?? 0,
				updated: version.updated ?? 0,
			})),
			dated(table.visible()),
			complete,
		);
		const state = { kept: watcher.kept, count: this.oracle.count };
		this.states.push(state);
		if (batch.length > 0) this.saved = state;
		return batch.length === 0 && watcher.checkpoint()?.left === undefined;
	}

	/** What an app hides beyond its pages may be late without anybody seeing it. */
	private isAllInReach(): boolean {
		const { maxLimit, offset } = this.table.personality;
		const canSkip = offset === 'supported' && !this.watcher.deadlineReached();
		return maxLimit === Infinity || canSkip || this.table.visible().length <= maxLimit;
	}

	/** A refusal is right only where an app really hides something. */
	private checkRefusal({ message }: InputError): void {
		expect(message).toMatch(/^Couldn't read all new records/);
		const { maxLimit, offset, ascending } = this.table.personality;
		if (!this.watcher.deadlineReached()) expect(offset).not.toBe('supported');
		const most = ascending === 'supported' ? maxLimit : Math.min(maxLimit, DEFAULT_LIMIT);
		expect(this.table.visible().length).toBeGreaterThanOrEqual(most);
	}

	/** Once all is quiet, nothing may be missing. */
	private async end(): Promise<void> {
		const { table, watcher } = this;
		watcher.deadlineReached = () => false;
		table.now = Math.max(table.now, this.lateUntil);
		for (let polls = 0; polls < 2_000; polls++) {
			table.now += MINUTE;
			const before = watcher.kept;
			if (await this.poll()) return;
			if (watcher.kept === before) return;
		}
		throw new Error('It never ends');
	}
}

const play = (personality: Partial<TablePersonality>) =>
	fc.assert(
		fc.asyncProperty(histories(40, 40), async (history) => await Play.of(history, personality)),
		runs(RUNS),
	);

describe('Whatever happens, every version comes once and in order', () => {
	it.each(OPEN)(
		'in an app with this personality: %j',
		async (personality) => await play(personality),
	);
});

describe('Whatever happens, nothing is passed over in silence', () => {
	it.each(CLOSED)(
		'in an app with this personality: %j',
		async (personality) => await play(personality),
	);
});
