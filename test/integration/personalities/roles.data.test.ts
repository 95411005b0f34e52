import type { INodeParameters } from 'n8n-workflow';
import type { DataPersonality } from '../../emulator/data/index.ts';
import { onTasks, PROFILE } from '../../support/dataApp';
import { executeJson } from '../../support/n8n';
import { describePersonalities, type Outcome } from '../../support/personalities';
import { PollHost } from '../../support/poll';
import { followed } from '../../support/polled';
import {
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

const ACTION = '6'.repeat(32);
const OTHERS = '7'.repeat(32);
const effect = { create: { model: 'Task', values: { name: 'Ran' } } };

const app = useVariedDataApp({
	authenticationProfiles: [{ id: PROFILE }, { id: OTHERS }],
	roles: [
		{ name: 'public' },
		{
			name: 'user',
			deniedModels: ['Customer'],
			deniedProperties: ['Task.price', 'Project.id', 'File.updated_at'],
		},
	],
	actions: [
		{ id: ACTION, name: 'Of others', authenticationProfile: OTHERS, effect },
		{
			...{ id: OTHERS, name: 'An endpoint of others', authenticationProfile: OTHERS, effect },
			variables: [{ name: 'request' }],
		},
	],
});

// In the usual case, something works, so that it is tried with everything else.
app.variations = new Map([...app.variations, ['denied', ['null', 'hidden', 'errors', 'http403']]]);

const named = (model: string) => ({ model: { __rl: true, mode: 'name', value: model } });

const run = async (parameters: object, credential: object = {}) =>
	await executeJson({
		credential: { ...app.credential, ...credential },
		parameters: parameters as INodeParameters,
	});

const list = async (model: string, more: object = {}) =>
	await run(onTasks('getAll', { returnAll: true, ...named(model), ...more }));

type Told = Outcome<DataState>;

/** Whether the schema leaves out what the role may not read. */
const isHidden = ({ denied, introspection }: DataPersonality) =>
	denied === 'hidden' || introspection === 'roleFiltered';

/** What is said of what the role may not read, unless the schema leaves it out, or the app shows null instead. */
function unallowed(s: DataPersonality, what: string): RegExp | undefined {
	if (isHidden(s) || s.denied === 'null') return undefined;
	const told =
		s.errorsForm === 'list'
			? "This user isn't allowed to read .*"
			: "The app didn't accept the request to read records of .*";
	// Some apps look at fewer records, and only then at what is asked for of them.
	const early = s.nullRow === 'first' ? `|^${NULL_RECORD}` : '';
	return new RegExp(`^${told}: .*You are not allowed to read ${what}${early}`);
}

/** How an app turns away who has no token, where it says nothing of a code. */
const NOT_LOGGED_IN =
	/^(Signature verification failed|Request not authenticated|Unauthorized|Token expired|No access|jwt expired)$/;

const nullRecord = (s: DataPersonality, model: string) =>
	s.nullRow === 'first' ? `${NULL_RECORD}${model}` : undefined;

const WITHOUT_IDS =
	"Couldn't read all records: the app returned 2 and hides their IDs, which are needed to request the next page";

const noModel = (s: DataPersonality): RegExp | string =>
	isHidden(s)
		? /^Couldn't tell which model "Customer" refers to/
		: (unallowed(s, 'Customer') ?? "The app doesn't show the records of Customer to this user");

const read = (s: DataPersonality, output: unknown, refusal?: string | RegExp): Told => ({
	refusal: untold(s) ?? refusal,
	output,
});

describe('A role of a newer app', () => {
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'reads no records of a model that it may not read',
			run: async () => await list('Customer'),
			outcome: (s) => read(s, 'never', noModel(s)),
		},
		{
			name: 'reads records without a property that it may not read, or is told its name',
			run: async () => (await list('Task')).map(({ id, price = 'hidden' }) => [id, price]),
			outcome: (s) => {
				const shown = s.denied === 'null' && !isHidden(s) ? null : 'hidden';
				const output = [1, 2, 3, 4, 5, 6].map((id) => [id, shown]);
				return read(s, output, unallowed(s, 'Task.price') ?? unreadable(s));
			},
		},
		{
			name: 'reads records without their IDs',
			run: async () => (await list('Project')).map(({ name }) => String(name)).sort(),
			outcome: (s) => {
				const output = ['Move', 'Paint'];
				const early = unallowed(s, 'Project.id') ?? nullRecord(s, 'Project');
				if (!isHidden(s)) return read(s, output, early ?? WITHOUT_IDS);
				// The next page can't be asked for, and the app says that there is one.
				const isMore = s.nullRow === 'never' && s.totalCount === 'later';
				return read(s, output, isMore ? WITHOUT_IDS : early);
			},
		},
		{
			name: 'sorts by no property that it may not read',
			run: async () =>
				await list('Task', {
					sort: { by: [{ property: 'price', direction: 'desc' }] },
					options: { fields: 'id' },
				}),
			outcome: (s) => {
				const none = 'The model Task has no property "price"';
				const refusal = isHidden(s) ? none : unallowed(s, 'Task.price');
				return {
					output: [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
					refusal: untold(s) ?? refusal ?? unreadable(s),
				};
			},
		},
		{
			name: 'runs no action of another role',
			run: async () =>
				await run({
					...{ api: 'data', resource: 'action', operation: 'execute', inputsMode: 'json' },
					...{ inputsJson: {}, actionId: { __rl: true, mode: 'id', value: ACTION } },
				}),
			words: /^You are not allowed to run this action$/,
			outcome: (s) => ({
				refusal: `${s.errorsForm === 'list' ? "This user isn't allowed to run the action: " : ''}You are not allowed to run this action`,
			}),
		},
		{
			name: 'calls no endpoint of another role',
			run: async () => {
				const output = await run({
					...{ api: 'data', resource: 'action', operation: 'callEndpoint' },
					actionId: { __rl: true, mode: 'id', value: OTHERS },
				});
				return output.map(({ statusCode }) => statusCode);
			},
			outcome: ({ endpointAuth, authStatus, tokenRefusal }) => {
				const status =
					tokenRefusal === 'http401' || tokenRefusal === 'signature' ? 401 : authStatus;
				const told = endpointAuth === 'http401' ? 401 : status;
				const refusal = new RegExp(`^The endpoint returned ${told}: .*The action may have run$`);
				return told === 200 ? { output: [200] } : { refusal };
			},
		},
		{
			name: 'runs no action in public that is for those who are logged in',
			run: async () =>
				await run(
					{
						...{ api: 'data', resource: 'action', operation: 'execute', inputsMode: 'json' },
						...{ inputsJson: {}, actionId: { __rl: true, mode: 'id', value: ACTION } },
					},
					{ access: 'public' },
				),
			words: NOT_LOGGED_IN,
			outcome: () => ({
				refusal: new RegExp(
					`^(Public access can't run the action|The request to run the action was refused \\(401\\)): |${NOT_LOGGED_IN.source}`,
				),
			}),
		},
	]);
});

describe('The trigger, as a role of a newer app', () => {
	const host = (model: string) =>
		new PollHost(
			() => app.credential,
			onTaskChanges('recordCreatedOrUpdated', named(model)) as INodeParameters,
		);
	const happens = async () => {
		app.emulator.create('Customer', { title: 'New' });
		app.emulator.create('Project', { name: 'New' });
		app.emulator.create('File', { name: 'New' });
		return await Promise.resolve();
	};
	describePersonalities<DataPersonality, DataState>(app, [
		{
			name: 'follows no model that it may not read',
			run: async () => await followed(host('Customer'), app, happens),
			outcome: (s) => read(s, 'never', noModel(s)),
		},
		{
			name: 'follows no records without their IDs',
			run: async () => await followed(host('Project'), app, happens),
			outcome: (s) =>
				read(
					s,
					'never',
					unallowed(s, 'Project.id') ??
						nullRecord(s, 'Project') ??
						/^The app returned a record with the ID (null|undefined), which the trigger can't track/,
				),
		},
		{
			name: 'follows no records without the time of their changes',
			run: async () => await followed(host('File'), app, happens),
			outcome: (s) =>
				read(
					s,
					'never',
					isHidden(s)
						? /^The model File has no property "updatedAt"/
						: (unallowed(s, 'File.updated_at') ??
								nullRecord(s, 'File') ??
								'The app shows no "updatedAt" in any record, so new records can\'t be told from old ones'),
				),
		},
	]);
});
