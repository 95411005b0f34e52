import { companies, useApp } from '../../support/app';
import { CLASSIC_APP, classicMembers } from '../../support/faultMembers';
import { describeFaults } from '../../support/faultTable';
import { triggerMembers } from '../../support/faultTriggers';
import { useFaultyWay } from '../../support/faultyWay';
import { onRecords, useWatchedApp } from '../../support/watchedApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useApp(CLASSIC_APP);
const watched = useWatchedApp(companies(3));
const way = useFaultyWay(() => app.emulator.application);
const watchedWay = useFaultyWay(() => watched.emulator.application);

describe('A classic app', () => {
	describeFaults({
		heading: 'Classic apps',
		members: [
			[way, classicMembers(app, way)],
			[watchedWay, triggerMembers(watched, watchedWay, onRecords)],
		],
		reset: () => {
			app.emulator.reset();
			watched.emulator.reset();
		},
		secrets: () => ['a-secret-key', Buffer.from('api@example.com:a-secret-key').toString('base64')],
	});
});
