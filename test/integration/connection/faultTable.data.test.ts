import { manyTasks, PASSWORD, useDataApp } from '../../support/dataApp';
import { DATA_APP, dataFaults, dataMembers } from '../../support/faultDataMembers';
import { describeFaults } from '../../support/faultTable';
import { loggingIn, triggerMembers } from '../../support/faultTriggers';
import { useFaultyWay } from '../../support/faultyWay';
import { onTaskChanges, useWatchedDataApp } from '../../support/watchedDataApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useDataApp(DATA_APP, { endpointPlain: 'jsonResults' });
const watched = useWatchedDataApp(manyTasks(3));
const way = useFaultyWay(() => app.emulator.application);
const watchedWay = useFaultyWay(() => watched.emulator.application);
const triggers = triggerMembers(watched, watchedWay, onTaskChanges);

describe('A newer app', () => {
	describeFaults({
		heading: 'Newer apps',
		members: [
			[way, dataMembers(app, way)],
			[watchedWay, [...triggers, ...loggingIn(watched, triggers)]],
		],
		faults: dataFaults,
		reset: () => {
			for (const each of [app, watched]) {
				each.emulator.reset();
				each.credential.jwtToken = each.emulator.token();
			}
		},
		secrets: () => [PASSWORD, app.credential.jwtToken, watched.credential.jwtToken],
	});
});
