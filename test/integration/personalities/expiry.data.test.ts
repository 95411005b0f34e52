import type { INodeParameters } from 'n8n-workflow';
import type { DataPersonality } from '../../emulator/data/index.ts';
import { onTasks } from '../../support/dataApp';
import { executeJson } from '../../support/n8n';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { PollHost } from '../../support/poll';
import { followed } from '../../support/polled';
import {
	EMPTY_TASK,
	NULL_RECORD,
	unreadable,
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

const app = useVariedDataApp({});

// Few records at once, so that every read takes several requests.
app.variations = new Map([...app.variations, ['takeMax', [4]]]);

/** Does something whenever a request follows one for records, before the app looks at its token. */
function betweenLists(act: () => void): void {
	const { requests } = app.emulator;
	requests.push = (...entries) => {
		if (requests.at(-1)?.rootFields.includes('allTask')) act();
		return Array.prototype.push.apply(requests, entries);
	};
}

/** Tokens that are issued until the first request for records has been answered don't hold any more. */
function endAll(): void {
	let isOver = false;
	betweenLists(() => {
		if (!isOver) app.emulator.revokeTokens();
		isOver = true;
	});
}

/** A token ends on the way of the third request for records, and of each third one from then on. */
const endInTime = ({ tokenLife }: DataPersonality) =>
	betweenLists(() => {
		app.clock += (Number(tokenLife) / 2) * 1_000;
	});

const ALL = [1, 2, 3, 4, 5, 6];

const NAMES = ['Call', 'Write'];

const list = async (more: object = {}) => {
	const output = await executeJson({
		credential: app.credential,
		parameters: onTasks('getAll', {
			...{ returnAll: true, options: { fields: 'id, name', pageSize: 1 } },
			...more,
		}) as INodeParameters,
	});
	return output.map(({ id }) => id);
};

const all = (s: DataPersonality): Outcome<DataState> => ({
	output: ALL,
	refusal: unreadable(s),
});

describe('A newer app whose token ends within a list', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'returns all records once when tokens are revoked',
			run: async () => {
				endAll();
				return await list();
			},
			outcome: all,
		},
		{
			name: 'returns all records once when tokens expire',
			run: async (s) => {
				endInTime(s);
				return await list();
			},
			outcome: all,
		},
		{
			name: 'returns all records once by a property of theirs when tokens are revoked',
			run: async () => {
				endAll();
				return await list({ sort: { by: [{ property: 'hoursSpent', direction: 'desc' }] } });
			},
			outcome: (s) => ({ ...all(s), output: [2, 6, 5, 1, 3, 4] }),
		},
	]);
});

describe('The trigger on a newer app whose token ends within a poll', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'starts with each record once',
			run: async () => {
				const host = new PollHost(
					() => app.credential,
					onTaskChanges('recordCreatedOrUpdated', { startFrom: 'existing' }) as INodeParameters,
				);
				endAll();
				return await followed(host, app, async () => {
					for (const name of NAMES) app.emulator.create('Task', { name });
					endAll();
					return await Promise.resolve();
				});
			},
			outcome: (s) => ({
				output: [ALL.map((id) => `${id} created`), ['7 created', '8 created']],
				refusal:
					untold(s) ??
					(s.nullRow === 'first' ? `${NULL_RECORD}Task` : undefined) ??
					(s.whereApplied === 'ignored'
						? /^The app doesn't apply 'where' or 'sort' to "/
						: undefined),
				change: ({ tasks }) =>
					void tasks.push(...NAMES.map((name, index) => ({ ...EMPTY_TASK, id: 7 + index, name }))),
			}),
		},
	]);
});
