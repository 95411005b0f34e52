import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { AppRecord } from '../emulator/index.ts';
import { Oracle, OVERLAP, type History, type Step, type Version } from './histories';
import type { AppCredential, DataCredential } from './n8n';
import { PollHost } from './poll';
import { MINUTE, SECOND } from './table';

/** An app that a history is played through, whichever API it speaks. */
export interface PlayedApp {
	credential: AppCredential | DataCredential;
	/** The clock of the app, in milliseconds; it stands still until it is moved. */
	clock: number;
	/** Takes a second of the app's time, as an edit does. */
	create: () => Promise<number>;
	edit: (id: number) => Promise<void>;
	remove: (id: number) => Promise<void>;
	/** All records, as the app keeps them. */
	stored: () => AppRecord[];
	/** The request for records with this number fails, of those from now on. */
	failAt: (request: number) => void;
	/** Parameters of a trigger on its records. */
	parameters: (
		event: string,
		more: { startFrom: string; options: { maxRecords: number; overlapMinutes: number } },
	) => object;
	/** What records call their timestamps. */
	stamps: { created: string; updated: string };
}

/** Plays a history through the emulated app and n8n's own polling. */
export class Play {
	private readonly host: PollHost;
	private readonly oracle: Oracle;
	private readonly states: Array<{ saved: IDataObject; count: number }> = [];

	static async of(
		app: PlayedApp,
		history: History,
		scheduler: 'default' | 'durable',
	): Promise<void> {
		for (let old = 0; old < Math.min(history.old, 35); old++) await app.create();
		app.clock += MINUTE;
		const play = new Play(app, history, scheduler);
		await play.poll(async () => await play.host.activate());
		for (const step of history.steps) await play.take(step);
		await play.end();
	}

	private constructor(
		private readonly app: PlayedApp,
		history: History,
		private readonly scheduler: 'default' | 'durable',
	) {
		this.host = new PollHost(
			() => app.credential,
			app.parameters(history.event, {
				startFrom: history.start,
				options: { maxRecords: history.maxRecords, overlapMinutes: OVERLAP / MINUTE },
			}) as INodeParameters,
			scheduler,
		);
		this.oracle = new Oracle(history, this.versions());
	}

	private async take(step: Step): Promise<void> {
		const { host, app } = this;
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
				const all = this.versions();
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
				app.failAt(step.request);
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
		const { host, oracle, app } = this;
		const before = { executions: host.executions.length, failures: host.failures.length };
		await run();
		for (const failure of host.failures.slice(before.failures)) {
			expect(failure).toMatchObject({ httpCode: '500' });
		}
		const all = this.versions();
		const batch = host.executions.slice(before.executions).flat();
		const failed = host.failures.length > before.failures || host.warnings.splice(0).length > 0;
		oracle.check(
			batch.map((record) => ({
				id: Number(record.id),
				created: Date.parse(String(record[app.stamps.created])),
				updated: Date.parse(String(record[app.stamps.updated])),
				event: record._event === 'updated' ? 'updated' : 'created',
			})),
			all,
			!failed && this.isDone(),
		);
		if (batch.length > 0) this.states.push({ saved: host.saved, count: oracle.count });
	}

	private isDone(): boolean {
		const checkpoint = this.host.state?.checkpoint as { left?: unknown } | undefined;
		return checkpoint !== undefined && checkpoint.left === undefined;
	}

	private versions(): Version[] {
		return this.app.stored().map((record) => ({
			id: record.id,
			created: Date.parse(String(record.created_at)),
			updated: Date.parse(String(record.updated_at)),
		}));
	}

	private async end(): Promise<void> {
		const { host, app } = this;
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
