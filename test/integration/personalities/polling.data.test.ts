import type { INodeParameters } from 'n8n-workflow';
import type { DataPersonality } from '../../emulator/data/index.ts';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { PollHost } from '../../support/poll';
import { followed } from '../../support/polled';
import {
	EMPTY_TASK,
	NULL_RECORD,
	untold,
	useVariedDataApp,
	type DataState,
} from '../../support/variedDataApp';
import { onTaskChanges } from '../../support/watchedDataApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useVariedDataApp();

const host = (more: object = {}) =>
	new PollHost(
		() => app.credential,
		onTaskChanges('recordCreatedOrUpdated', more) as INodeParameters,
	);

/** Two tasks are created, and one that was there is changed. */
const happens = async () => {
	for (const name of ['Call', 'Write']) {
		app.emulator.create('Task', { name });
		app.clock += 1_000;
	}
	app.emulator.update('Task', 3, { name: 'Repaired' });
	return await Promise.resolve();
};

const happened = ({ tasks }: DataState): void => {
	tasks.push({ ...EMPTY_TASK, id: 7, name: 'Call' }, { ...EMPTY_TASK, id: 8, name: 'Write' });
	Object.assign(tasks[2] ?? {}, { name: 'Repaired' });
};

const IGNORES = { yes: undefined, ignored: /^The app doesn't apply 'where' or 'sort' to "/ };

const polled = (s: DataPersonality, output: unknown): Outcome<DataState> => ({
	refusal: untold(s) ?? (s.nullRow === 'first' ? `${NULL_RECORD}Task` : IGNORES[s.whereApplied]),
	output,
	change: happened,
});

describe('The trigger on a newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'starts with what is created and what is changed, and with nothing else',
			run: async () => await followed(host(), app, happens),
			outcome: (s) => polled(s, [['7 created', '8 created', '3 updated']]),
		},
		{
			name: 'starts with the records that exist, a few in a poll, and with what follows',
			run: async () =>
				await followed(host({ startFrom: 'existing', options: { maxRecords: 4 } }), app, happens),
			outcome: (s) =>
				polled(s, [
					['1 created', '2 created', '3 created', '4 created'],
					['5 created', '6 created', '7 created', '8 created'],
					['3 updated'],
				]),
		},
	]);
});
