/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { forgetAppLimits } from '../../../nodes/BettyBlocks/node/concurrencyLimit';
import { LOOK_MS } from '../../../nodes/BettyBlocks/http/streams';
import { companies, useApp } from '../../support/app';
import { CLASSIC_APP, classicMembers } from '../../support/faultMembers';
import { describeFaults } from '../../support/faultTable';
import { triggerMembers } from '../../support/faultTriggers';
import { useFaultyWay } from '../../support/faultyWay';
import { useWatchedApp } from '../../support/watchedApp';

const mockLookMs = LOOK_MS;
const mockWaits: number[] = [];
// Waits are counted, not waited for. The time within which a file has to come is real.
jest.mock('n8n-workflow', () => {
	const real = jest.requireActual<{ sleep: (milliseconds: number) => Promise<void> }>(
		'n8n-workflow',
	);
	return {
		...real,
		sleep: async (milliseconds: number) => {
			mockWaits.push(milliseconds);
			if (milliseconds === mockLookMs) return await real.sleep(milliseconds);
			await new Promise((resolve) => setImmediate(resolve));
		},
	};
});

const app = useApp(CLASSIC_APP);
const watched = useWatchedApp(companies(3));
const way = useFaultyWay(() => app.emulator.application);
const watchedWay = useFaultyWay(() => watched.emulator.application);

describe('A classic app', () => {
	describeFaults({
		heading: 'Classic apps',
		members: [
			[way, classicMembers(app, way)],
			[watchedWay, triggerMembers(watched, watchedWay)],
		],
		reset: () => {
			app.emulator.reset();
			watched.emulator.reset();
			forgetAppLimits();
			mockWaits.length = 0;
		},
		waits: mockWaits,
		secrets: ['a-secret-key', Buffer.from('api@example.com:a-secret-key').toString('base64')],
	});
});
