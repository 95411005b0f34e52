/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-hardcoded-secrets */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import {
	startDataEmulator,
	type DataAppDefinition,
	type DataEmulator,
} from '../emulator/data/index.ts';
import type { SavedCredential, WorkflowDefinition } from '../n8n/client.ts';
import { itemsOf } from '../n8n/executions.ts';
import { itKeepsKeysSecret, packagePrefix, useN8n } from './support/n8n.ts';
import { chain, nothingMore } from './support/steps.ts';

const password = 'Password-of-a-newer-app-1';
const action = 'ac'.repeat(16);
const profile = 'b0'.repeat(16);
const model = 'd0'.repeat(16);

const definition: DataAppDefinition = {
	users: [{ email: 'api@example.com', apiKey: password }],
	models: [
		{
			id: model,
			name: 'Task',
			table: 'tasks',
			properties: [
				{ id: 'd1'.repeat(16), name: 'id', kind: 'serial', options: {} },
				{ id: 'd2'.repeat(16), name: 'name', kind: 'string', options: {} },
			],
			records: [
				{ id: 1, name: 'Call' },
				{ id: 2, name: 'Write' },
			],
		},
	],
	data: {
		authenticationProfiles: [{ id: profile }],
		actions: [
			{
				id: action,
				name: 'Rename',
				effect: {
					update: { model: 'Task', id: '$inputs.id', values: { name: '$inputs.name' } },
				},
				results: '$record',
			},
		],
	},
};

/** A workflow with one node of ours behind a trigger by hand. */
function workflowOf(name: string, parameters: INodeParameters): WorkflowDefinition {
	return {
		name,
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node',
				name: 'Betty Blocks',
				type: `${packagePrefix}bettyBlocks`,
				typeVersion: 1,
				position: [200, 0],
				parameters,
			},
		],
		connections: { Start: { main: [[{ node: 'Betty Blocks', type: 'main', index: 0 }]] } },
	} as WorkflowDefinition;
}

describe('A newer app in a real n8n', () => {
	const n8n = useN8n();
	let app: DataEmulator;
	let credential: SavedCredential;

	const fields = (changes: object = {}) => ({
		application: app.application,
		applicationId: app.applicationId,
		access: 'login',
		authenticationProfileId: profile,
		username: 'api@example.com',
		password,
		...changes,
	});
	const run = async (name: string, parameters: INodeParameters) => {
		const workflow = await n8n.save(workflowOf(name, { api: 'data', ...parameters }), credential);
		return await n8n.client.runWorkflow(workflow, 'Start');
	};
	const logins = () => app.requests.filter(({ rootFields }) => rootFields.includes('login')).length;

	beforeAll(async () => {
		app = await startDataEmulator({ app: definition });
		credential = await n8n.client.createCredential('bettyBlocksDataApi', 'Newer app', fields());
	});
	afterAll(async () => await app.close());

	it('has a credential whose test tells right from wrong', async () => {
		const test = async (changes: object = {}) =>
			await n8n.client.testCredential(credential, { ...fields(changes), jwtToken: '' });
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(await test({ password: 'wrong' })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/didn't accept the login/),
		});
		expect(await test({ applicationId: '9'.repeat(32) })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/No app with this application ID/),
		});
	});

	it('is read, and n8n keeps the token for the next runs', async () => {
		const parameters = {
			resource: 'record',
			operation: 'getAll',
			model: { __rl: true, mode: 'list', value: 'Task' },
			returnAll: true,
		} as const;
		const { status } = await run('Read', parameters);
		expect(status).toBe('success');
		app.clearRequests();
		await run('Read again', parameters);
		expect(logins()).toBe(0);
	});

	it('runs an action, with a new login where the token was revoked', async () => {
		app.revokeTokens();
		app.clearRequests();
		const { status } = await run('Rename', {
			resource: 'action',
			operation: 'execute',
			actionId: { __rl: true, mode: 'id', value: action },
			inputsMode: 'json',
			inputsJson: '{ "id": 1, "name": "Called" }',
		});
		expect(status).toBe('success');
		expect(app.records('Task')[0]).toMatchObject({ name: 'Called' });
		expect(logins()).toBe(1);
		app.clearRequests();
		await run('Rename again', {
			resource: 'action',
			operation: 'execute',
			actionId: { __rl: true, mode: 'id', value: action },
			inputsMode: 'json',
			inputsJson: '{ "id": 2, "name": "Written" }',
		});
		expect(logins()).toBe(0);
	});

	it('starts workflows with records that are new or changed, each once', async () => {
		const start = {
			name: 'When a task changes',
			type: `${packagePrefix}bettyBlocksTrigger`,
			typeVersion: 1,
			parameters: {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				...{ api: 'data', event: 'recordCreatedOrUpdated' },
				model: { __rl: true, mode: 'name', value: 'Task' },
				filters: { conditions: [{ property: 'name', operator: 'neq', value: 'Secret' }] },
				options: {},
			},
		};
		const workflow = await n8n.save(chain('Tasks', [start, nothingMore]), credential);
		await n8n.client.publish(workflow);
		await n8n.client.deactivate(workflow);
		// The app tells seconds: what happens within one can't be told apart.
		await sleep(1_100);
		const { id } = app.create('Task', { name: 'Post' });
		app.create('Task', { name: 'Secret' });
		app.update('Task', 2, { name: 'Write again' });
		// The poll in between meets an end of the token.
		app.revokeTokens();
		await n8n.client.publish(workflow);
		const [first] = await n8n.client.finishedExecutions(workflow, 1);
		await n8n.client.deactivate(workflow);
		await n8n.client.publish(workflow);
		await n8n.client.deactivate(workflow);

		const found = first === undefined ? [] : itemsOf(first, nothingMore.name);
		expect(found.map(({ json }) => [json.id, json.name, json._event]).sort()).toEqual([
			[2, 'Write again', 'updated'],
			[id, 'Post', 'created'],
		]);
		expect(await n8n.client.executionIds(workflow)).toHaveLength(1);
	});

	it.each(['bettyBlocks', 'bettyBlocksTrigger'])(
		'has its models in the lists of %s',
		async (node) => {
			const { results } = await n8n.client.searchList({
				node: { name: `${packagePrefix}${node}`, version: 1 },
				parameter: 'model',
				method: 'searchModels',
				parameters: { api: 'data', resource: 'record' },
				credential,
			});
			expect(results.map(({ name }) => name)).toEqual(['Task']);
		},
	);

	itKeepsKeysSecret(n8n, password);
});
