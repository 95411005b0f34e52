import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Personality } from '../emulator/index.ts';
import {
	histories,
	Oracle,
	OVERLAP,
	type History,
	type Step,
	type Version,
} from '../support/histories';
import { PollHost } from '../support/poll';
import { MINUTE, SECOND } from '../support/table';
import { onRecords, useWatchedApp } from '../support/watchedApp';

/** For each personality. */
const RUNS = 12;

const app = useWatchedApp();

const PERSONALITIES: Array<Partial<Personality>> = [
	{ tieOrder: 'shuffled' },
	{ offset: 'supported', timestampPrecision: 'milliseconds', timestampFormat: 'spaced' },
	{ offset: 'supported', maxLimit: 30, tieOrder: 'shuffled' },
	{ offset: 'supported', maxLimit: 30, timestampFormat: 'offset' },
	{ timestampPrecision: 'milliseconds', tieOrder: 'shuffled', timestampFormat: 'offset' },
];

const versions = (): Version[] =>
	app.emulator.records('Company').map((record) => ({
		id: record.id,
		created: Date.parse(String(record.created_at)),
		updated: Date.parse(String(record.updated_at)),
	}));

/** Plays a history through the emulated app and n8n's own polling. */
class Play {
	private readonly host: PollHost;
	private readonly oracle: Oracle;
	private readonly states: Array<{ saved: IDataObject; count: number }> = [];

	static async of(history: History, scheduler: 'default' | 'durable'): Promise<void> {
		for (let old = 0; old < Math.min(history.old, 35); old++) await app.create();
		app.clock += MINUTE;
		const play = new Play(history, scheduler);
		await play.poll(async () => await play.host.activate());
		for (const step of history.steps) await play.take(step);
		await play.end();
	}

	private constructor(
		history: History,
		private readonly scheduler: 'default' | 'durable',
	) {
		this.host = new PollHost(
			() => app.credential,
			onRecords(history.event, {
				startFrom: history.start,
				options: { maxRecords: history.maxRecords, overlapMinutes: OVERLAP / MINUTE },
			}) as INodeParameters,
			scheduler,
		);
		this.oracle = new Oracle(history, versions());
	}

	private async take(step: Step): Promise<void> {
		const { host } = this;
		switch (step.do) {
			case 'create':
				for (let count = 0; count < step.count; count++) {
					await app.create();
					app.clock -= SECOND;
				}
				app.clock += SECOND;
				return;
			case 'edit':
			case 'delete': {
				const all = versions();
				const id = all[step.which % Math.max(1, all.length)]?.id;
				if (id === undefined) return;
				if (step.do === 'delete') return await app.remove(id);
				await app.edit(id);
				app.clock -= SECOND;
				return;
			}
			case 'wait':
				app.clock += step.time;
				return;
			case 'fail':
				app.emulator.fault({ path: '/records?', status: 500, skip: step.request });
				return;
			case 'restart':
				return await this.restart();
			case 'restore': {
				const state = this.states[step.which % Math.max(1, this.states.length)];
				if (state === undefined) return;
				host.saved = state.saved;
				this.oracle.forget(state.count);
				return await this.restart();
			}
			case 'clock':
				jest.spyOn(Date, 'now').mockReturnValue(app.clock + step.off);
				return;
			case 'hurry':
				host.budgetMs = step.on ? 0 : 300_000;
				return;
			case 'poll':
				app.clock += MINUTE;
				await this.poll(async () => await host.tick());
		}
	}

	/** Only the default scheduler polls at once when n8n starts. */
	private async restart(): Promise<void> {
		if (this.scheduler === 'default') await this.poll(async () => await this.host.restart());
		else await this.host.restart();
	}

	private async poll(run: () => Promise<void>): Promise<void> {
		const { host, oracle } = this;
		const before = { executions: host.executions.length, failures: host.failures.length };
		await run();
		for (const failure of host.failures.slice(before.failures)) {
			expect(failure).toMatchObject({ httpCode: '500' });
		}
		const all = versions();
		const batch = host.executions.slice(before.executions).flat();
		const failed = host.failures.length > before.failures || host.warnings.splice(0).length > 0;
		oracle.check(
			batch.map((record) => ({
				id: Number(record.id),
				created: Date.parse(String(record.created_at)),
				updated: Date.parse(String(record.updated_at)),
				event: record._event === 'updated' ? 'updated' : 'created',
			})),
			all,
			!failed && this.isDone(),
		);
		if (batch.length > 0) this.states.push({ saved: host.saved, count: oracle.count });
	}

	private isDone(): boolean {
		const checkpoint = this.host.state?.checkpoint as { next?: unknown } | undefined;
		return checkpoint !== undefined && checkpoint.next === undefined;
	}

	private async end(): Promise<void> {
		const { host } = this;
		host.budgetMs = 300_000;
		for (let polls = 0; polls < 500; polls++) {
			const count = host.executions.length;
			const failures = host.failures.length;
			app.clock += MINUTE;
			await this.poll(async () => await host.tick());
			const isQuiet = host.executions.length === count && host.failures.length === failures;
			if (isQuiet && this.isDone()) return;
		}
		throw new Error('It never ends');
	}
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe.each(['default', 'durable'] as const)('With the %s scheduler of n8n', (scheduler) => {
	it.each(PERSONALITIES)(
		'every version comes once and in order, whatever happens: %j',
		async (personality) => {
			await fc.assert(
				fc
					.asyncProperty(histories(25), async (history) => {
						app.emulator.setPersonality(personality);
						await Play.of(history, scheduler);
					})
					.beforeEach(() => {
						jest.restoreAllMocks();
						app.emulator.reset();
					}),
				{ numRuns: RUNS },
			);
		},
		120_000,
	);
});
