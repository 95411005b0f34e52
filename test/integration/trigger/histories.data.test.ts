import fc from 'fast-check';
import type { DataPersonality } from '../../emulator/data/index.ts';
import { histories } from '../../support/histories';
import { Play, type PlayedApp } from '../../support/play';
import { onTaskChanges, useWatchedDataApp } from '../../support/watchedDataApp';
import { patience, runs } from '../../support/runs';

/** For each personality. */
const RUNS = 8;

const app = useWatchedDataApp();

const played: PlayedApp = Object.assign(app, {
	stored: () => app.emulator.records('Task'),
	failAt: (skip: number) =>
		app.emulator.fault({ status: 500, body: 'down', contains: 'allTask', times: 4, skip }),
	parameters: onTaskChanges,
	stamps: { created: 'createdAt', updated: 'updatedAt' },
});

const PERSONALITIES: Array<Partial<DataPersonality>> = [
	{ ties: 'unstable', dateTime: 'seconds' },
	{ ties: 'unstable', dateTime: 'microseconds', takeMax: 200 },
	{ ties: 'byId', dateTime: 'offset', takeMax: 200, takeOver: 'clamp' },
	{ ties: 'unstable', takeMax: 3, takeOver: 'clamp', totalCount: 'ofPage' },
	{ ties: 'byId', takeMax: 7, takeOver: 'error' },
];

afterEach(() => {
	jest.restoreAllMocks();
});

describe.each(['default', 'durable'] as const)(
	'In a newer app, with the %s scheduler of n8n',
	(scheduler) => {
		it.each(PERSONALITIES)(
			'every version comes once and in order, whatever happens: %j',
			async (personality) => {
				await fc.assert(
					fc
						.asyncProperty(histories(20), async (history) => {
							app.emulator.setPersonality(personality);
							await Play.of(played, history, scheduler);
						})
						.beforeEach(() => {
							jest.restoreAllMocks();
							app.emulator.reset();
						}),
					runs(RUNS),
				);
			},
			patience(240_000),
		);
	},
);
