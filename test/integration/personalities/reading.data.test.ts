import type { DataPersonality } from '../../emulator/data/index.ts';
import { onTasks } from '../../support/dataApp';
import { executeJson } from '../../support/n8n';
import { describePersonalities, type Outcome } from '../../support/personalities';
import {
	NULL_RECORD,
	STUCK,
	unreadable,
	untold,
	useVariedDataApp,
	type DataState,
} from '../../support/variedDataApp';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../support/countedWaits')>('../../support/countedWaits')
		.countingWaits(),
);

const app = useVariedDataApp();

const run = async (operation: string, more: object = {}) =>
	await executeJson({ credential: app.credential, parameters: onTasks(operation, more) as never });
const ids = async (more: object) => (await run('getAll', more)).map(({ id }) => id);
const where = (...conditions: Array<[property: string, operator: string, value?: unknown]>) => ({
	filters: {
		conditions: conditions.map(([property, operator, value]) => ({ property, operator, value })),
	},
});
const by = (property: string, direction: string) => ({ sort: { by: [{ property, direction }] } });

type Told = Outcome<DataState>;

/** What comes of a read, where the app says what it has. */
const read = (s: DataPersonality, output: unknown, refusal?: RegExp | string): Told => ({
	output,
	refusal: untold(s) ?? refusal,
});

const TIMES = {
	seconds: '2026-03-01T12:00:00Z',
	microseconds: '2026-03-01T12:00:00.000456Z',
	offset: '2026-03-01T13:00:00+01:00',
};

const IGNORES =
	/^The app ignored the (condition|filter)s? .*: it returned records that don't match/;

/** Where some records are asked for by conditions. */
const filtered = (s: DataPersonality, output: unknown): Told => {
	if (s.nullRow === 'first') return read(s, output, `${NULL_RECORD}Task`);
	return read(s, output, s.whereApplied === 'ignored' ? IGNORES : undefined);
};

describe('A newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'returns a record',
			run: async () =>
				await run('get', {
					recordId: { __rl: true, mode: 'id', value: '5' },
					options: { fields: 'id, name, price, createdAt, project.name' },
				}),
			outcome: (s) =>
				read(
					s,
					[
						{
							...{ id: 5, name: null, price: 3, createdAt: TIMES[s.dateTime] },
							project: { name: 'Paint' },
						},
					],
					s.whereApplied === 'ignored'
						? /^The app ignored the ID 5 and returned the record \d of Task$/
						: undefined,
				),
		},
		{
			name: 'has no record with an ID',
			run: async () => await run('get', { recordId: { __rl: true, mode: 'id', value: '99' } }),
			outcome: (s) =>
				read(
					s,
					[],
					s.whereApplied === 'ignored'
						? /^The app ignored the ID 99 and returned the record \d of Task$/
						: 'No record 99 was found in the model "Task"',
				),
		},
		{
			name: 'returns all records',
			run: async () => await ids({ returnAll: true, options: { fields: 'id, name' } }),
			outcome: (s) => ({ output: [1, 2, 3, 4, 5, 6], refusal: unreadable(s) }),
		},
		{
			name: 'returns the first records by a property that meet two conditions',
			run: async () =>
				await ids({
					...where(['hoursSpent', 'gt', 2], ['status', 'eq', 'open']),
					...by('hoursSpent', 'desc'),
					returnAll: false,
					limit: 2,
				}),
			outcome: (s) => filtered(s, [6, 1]),
		},
		{
			name: 'counts records that meet a condition',
			run: async () => await run('count', where(['hoursSpent', 'gt', 3])),
			outcome: (s) => filtered(s, [{ count: 3 }]),
		},
		{
			name: 'passes on an item for which a record exists',
			run: async () => await run('exists', where(['name', 'eq', 'Mend'])),
			outcome: (s) => filtered(s, [{}]),
		},
		{
			name: 'returns the records without a value',
			run: async () => await ids({ ...where(['name', 'doesNotExist']), returnAll: true }),
			outcome: (s) => {
				if (s.nullFilter === 'error' && s.whereApplied === 'yes')
					return read(
						s,
						[],
						/^The app didn't accept the request to read records of Task: Cannot compare/,
					);
				// More are asked for before the filter is found to be ignored.
				const isStuck = s.whereApplied === 'ignored' && s.totalCount === 'later';
				if (isStuck && s.nullRow === 'never') return read(s, [], STUCK);
				const isIgnored = s.nullFilter === 'ignored' && s.nullRow === 'never';
				return isIgnored ? read(s, [], IGNORES) : filtered(s, [5]);
			},
		},
	]);
});
