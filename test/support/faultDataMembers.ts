// Every operation of the node on a newer app, with the request of it that a fault strikes.
import type { INodeParameters } from 'n8n-workflow';
import { manyTasks, onTasks, tasks, type TestDataApp } from './dataApp';
import {
	ASKING,
	DOWNLOADING,
	downloads,
	file,
	on,
	READING,
	type Meets,
	type Member,
} from './faultMembers';
import type { FaultyWay } from './faultyWay';
import { GRAPHQL_FAULTS } from './graphqlFaults';
import { execute } from './n8n';

const WRITE = '1'.repeat(32);
const TASKS = 3;

const newer = tasks(manyTasks(TASKS), {
	actions: [
		{
			id: WRITE,
			name: 'Write',
			variables: [{ name: 'request', kind: 'OBJECT' }],
			effect: { create: { model: 'Task', values: { name: 'written' } } },
			results: { ok: true },
		},
	],
});

/** One small newer app for all operations: the fewer models, the sooner its schema is read. */
export const DATA_APP = {
	...newer,
	models: newer.models
		.filter(({ name }) => name === 'Task')
		.map((model) => ({
			...model,
			properties: model.properties.filter(({ kind }) => kind !== 'belongs_to'),
		})),
};

/** The groups, as the page calls them. */
const ACTIONS = 'Running an action';
const ENDPOINTS = 'Calling an endpoint';
const STORING = 'Putting a file into the storage';
const LOGIN = 'Logging in';

const KINDS: Record<string, Member['kind']> = {
	[ACTIONS]: 'once',
	[ENDPOINTS]: 'once',
	[STORING]: 'repeatable',
};

/** Requests that aren't in GraphQL. */
const PLAIN = new Set([ENDPOINTS, STORING, DOWNLOADING]);

/** What only a newer app responds with. */
export const dataFaults = ({ group }: Member) => (PLAIN.has(group) ? [] : GRAPHQL_FAULTS);

const BUCKET = '/bucket';

const asking =
	(words: string): Meets =>
	({ method, url, body }) =>
		method === 'POST' && !url.startsWith(BUCKET) && body.includes(words);

const action = { __rl: true, mode: 'id', value: WRITE };
const model = { __rl: true, mode: 'list', value: 'Task' };
const byRecord = { recordId: 2 };
const getAll = onTasks('getAll', { limit: 2 });
const run = { resource: 'action', operation: 'execute', actionId: action };
const upload = { resource: 'asset', operation: 'upload', model, property: 'contract' };
const findAndRun = (name: string) => ({
	...{ resource: 'action', operation: 'findAndRun', model },
	...{ match: { by: [{ property: 'name', value: name }] } },
	...{ foundAction: action, notFoundAction: action, recordIdInput: 'id', inputFields: {} },
});

/** The operations on a newer app. */
export function dataMembers(app: TestDataApp, way: FaultyWay): Member[] {
	const runs =
		(parameters: object, { hasFile = false, isStored = false } = {}): Member['run'] =>
		async ({ signal, place = way.origin, options = {}, struck }) => {
			const items = hasFile ? [await file()] : undefined;
			const { origin } = new URL(app.emulator.storageUrl);
			way.other = { prefix: BUCKET, origin, place: isStored ? place : way.origin };
			const application = isStored ? way.origin : place;
			return await struck(
				async () =>
					await execute({
						credential: Object.assign(app.credential, { application }),
						parameters: { api: 'data', ...parameters, options } as unknown as INodeParameters,
						signal,
						items,
					}),
			);
		};
	const held = () => app.emulator.records('Task').length - TASKS;
	const member = (
		group: string,
		name: string,
		meets: Meets,
		parameters: object,
		files?: { hasFile: boolean },
	): Member => ({
		...{ group, name, kind: KINDS[group] ?? 'read', meets, run: runs(parameters, files), held },
	});
	const loggingIn = (name: string, parameters: object): Member => ({
		...member(LOGIN, name, asking('login('), parameters),
		run: async (running) => {
			app.credential.jwtToken = '';
			return await runs(parameters)(running);
		},
	});
	const list = asking('allTask');
	return [
		member(READING, 'Record: Get Many', list, getAll),
		member(READING, 'Record: Get', asking('oneTask'), onTasks('get', byRecord)),
		member(READING, 'Record: Count', list, onTasks('count')),
		member(READING, 'Record: If Exists', list, onTasks('exists', byRecord)),
		member(READING, 'Record: If Not Exists', list, onTasks('notExists', byRecord)),
		member(READING, 'Model: Get Many', asking('__'), { resource: 'model', operation: 'getAll' }),
		member(READING, 'Model: Get', asking('__'), { resource: 'model', operation: 'get', model }),
		member(READING, 'Query: Execute', list, {
			...{ resource: 'query', operation: 'execute' },
			query: '{ allTask { results { id } } }',
		}),
		member(READING, 'Action: Find and Run (to find the record)', list, findAndRun('New')),
		member(ASKING, 'Asset: Upload', asking('generateFileUpload'), upload, { hasFile: true }),
		member(ACTIONS, 'Action: Execute', asking('action('), run),
		member(
			ACTIONS,
			'Action: Find and Run (where a record is found)',
			asking('action('),
			findAndRun('Task 2'),
		),
		member(
			ACTIONS,
			'Action: Find and Run (where none is found)',
			asking('action('),
			findAndRun('New'),
		),
		member(ENDPOINTS, 'Action: Call Endpoint', on('POST', /\/action\//), {
			...{ resource: 'action', operation: 'callEndpoint', actionId: action },
		}),
		{
			...member(STORING, 'Asset: Upload', on('POST', /^\/bucket/), upload),
			run: runs(upload, { hasFile: true, isStored: true }),
			held: () => app.emulator.files().length,
		},
		loggingIn('any operation', getAll),
		loggingIn('Action: Execute', run),
		...downloads(runs),
	];
}
