import fc from 'fast-check';
import type { Personality } from '../../emulator/index.ts';
import { histories } from '../../support/histories';
import { Play, type PlayedApp } from '../../support/play';
import { onRecords, useWatchedApp } from '../../support/watchedApp';
import { runs } from '../../support/runs';

/** For each personality. */
const RUNS = 12;

const app = useWatchedApp();

const played: PlayedApp = Object.assign(app, {
	stored: () => app.emulator.records('Company'),
	failAt: (skip: number) => app.emulator.fault({ path: '/records?', status: 500, skip }),
	parameters: onRecords,
	stamps: { created: 'created_at', updated: 'updated_at' },
});

const PERSONALITIES: Array<Partial<Personality>> = [
	{ tieOrder: 'shuffled' },
	{ offset: 'supported', timestampPrecision: 'milliseconds', timestampFormat: 'spaced' },
	{ offset: 'supported', maxLimit: 30, tieOrder: 'shuffled' },
	{ offset: 'supported', maxLimit: 30, timestampFormat: 'offset' },
	{ timestampPrecision: 'milliseconds', tieOrder: 'shuffled', timestampFormat: 'offset' },
];

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
						await Play.of(played, history, scheduler);
					})
					.beforeEach(() => {
						jest.restoreAllMocks();
						app.emulator.reset();
					}),
				runs(RUNS),
			);
		},
	);
});
