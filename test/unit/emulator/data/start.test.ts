import {
	checkDataApp,
	defaultDataPersonality,
	startDataEmulator,
	type DataEmulator,
	type DataPersonality,
} from '../../../emulator/data/index.ts';
import {
	fetchReply,
	sampleDataApp,
	startDataSample,
	type Ask,
	type Reply,
} from '../../../emulator/data/samples.ts';
import { sampleApp, type Sending } from '../../../emulator/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const read = '{ allRole { totalCount } }';

describe('An app file without a section for the Data API', () => {
	it('gets an application id, a profile and its own users, the same at every start', async () => {
		const starts = [];
		for (let turn = 0; turn < 2; turn += 1) {
			const other = await startDataEmulator({ app: sampleApp() });
			const { applicationId, authenticationProfiles, accounts } = other;
			starts.push({ applicationId, authenticationProfiles, accounts });
			await other.close();
		}
		expect(starts[0]).toEqual(starts[1]);
		const id = expect.stringMatching(/^[0-9a-f]{32}$/);
		expect(starts[0]).toEqual({
			...{ applicationId: id, authenticationProfiles: [{ id }] },
			accounts: [{ profile: id, username: 'api@example.com', password: 'secret' }],
		});
	});

	it('gets a user when it names none', () => {
		const { models } = sampleApp();
		expect(checkDataApp({ models })).toMatchObject({
			users: [{ email: 'user@example.com', apiKey: 'secret' }],
		});
	});

	it('shows all of the app to whoever is logged in, and nothing to the public', async () => {
		const other = await startDataEmulator({ app: sampleApp() });
		const send = async (headers: Record<string, string>) =>
			(
				await fetchReply(other.runtimeUrl, {
					json: { query: '{ allCompany { totalCount } }' },
					headers,
				})
			).json;
		expect(await send({ authorization: `Bearer ${other.token()}` })).toEqual({
			data: { allCompany: { totalCount: 4 } },
		});
		expect(await send({})).toHaveProperty('errors');
		await other.close();
	});
});

describe('A section for the Data API is refused', () => {
	const profile = { id: '0'.repeat(32) };
	const action = { id: '0'.repeat(32), name: 'Act' };

	it.each<[object | string, string]>([
		['text', 'data must be an object'],
		[{ applicationId: 'abc' }, 'data.applicationId must be a UUID'],
		[{ authenticationProfiles: [{}] }, 'data.authenticationProfiles[0].id must be a UUID'],
		[{ authenticationProfiles: [profile, profile] }, 'authenticationProfiles[1].id is used twice'],
		[
			{ authenticationProfiles: [{ ...profile, model: 'Nobody' }] },
			'authenticationProfiles[0].model must name a model',
		],
		[
			{ authenticationProfiles: [{ ...profile, model: 'User', username: 'login' }] },
			'authenticationProfiles[0].username must be the name of a property',
		],
		[
			{ authenticationProfiles: [{ ...profile, roles: [1] }] },
			'authenticationProfiles[0].roles[0] must be a text',
		],
		[{ roles: [{ name: '' }] }, 'data.roles[0].name must be a text that is not empty'],
		[{ roles: [{ name: 'x', deniedModels: 'all' }] }, 'data.roles[0].deniedModels must be a list'],
		[{ actions: [{ id: action.id }] }, 'data.actions[0].name must be a text'],
		[{ actions: [{ ...action, variables: [{}] }] }, 'actions[0].variables[0].name must be a text'],
		[{ actions: [{ ...action, delayMs: -1 }] }, 'data.actions[0].delayMs must lie between'],
		[
			{ actions: [{ ...action, authenticationProfile: 'x' }] },
			'actions[0].authenticationProfile must be the id of a profile',
		],
		[{ actions: [{ ...action, effect: { drop: {} } }] }, 'effect[0].drop is not known'],
		[
			{ actions: [{ ...action, effect: [{ delete: { model: 'None' } }] }] },
			'effect[0].delete.model must name a model',
		],
		[
			{ actions: [{ ...action, effect: { update: { model: 'Task', values: {} } } }] },
			'effect[0].update.id is missing',
		],
		[{ files: [{ key: 1 }] }, 'data.files[0].key must be a text'],
	])('with %j, naming the place', (data, message) => {
		expect(() => checkDataApp({ ...sampleDataApp(), data })).toThrow(message);
	});
});

describe('The personality of the emulated Data API', () => {
	it('is what is most likely by default', () => {
		expect(defaultDataPersonality).toEqual({
			...{ authStatus: 200, authError: 'unauthenticated', loginError: 'errors200' },
			...{ loginThrottle: 'off', refresh: 'oldTokenAndOnce', introspection: 'tokenOnly' },
			...{ strictVariables: false, takeOver: 'error', ties: 'byId', decimal: 'string' },
			...{ artifactVariables: 'kinds', errorsForm: 'list', gatewayErrors: 'off' },
			...{ gatewayStatus: 502, nullRow: 'never', tokenRefusal: 'graphql', totalCount: 'right' },
			...{ whereApplied: 'yes', wrappers: '[X]' },
			...{ dateTime: 'seconds', time: 'seconds', nullFilter: 'works', matchesCase: 'any' },
			...{ negatedEmpty: 'included', denied: 'errors', actionEmpty: 'resultsNull' },
			...{ actionErrorPlace: 'atField', countCap: 10 },
			...{ actionError: 'text', endpointPlain: 204, endpointAuth: 'http401' },
			...{ uploadNames: 'schema', uploadError: 'errors', storageAnswer: 204, rateLimit: 'off' },
			...{ privateMode: 'off', artifact: 404, tokenLife: 7200, takeDefault: 50, takeMax: 5000 },
			...{ requestsPerMinute: 100, retryAfter: null, latencyMs: 0 },
		});
	});

	it.each<[object, string]>([
		[{ colour: 1 }, 'Unknown personality key "colour"; known are authStatus, '],
		[{ authStatus: '200' }, '"authStatus" must be one of 200, 401, 403, not "200"'],
		[{ tokenLife: 'never' }, '"tokenLife" must be "revoked" or a whole number from 0'],
		[{ takeDefault: 0 }, '"takeDefault" must be "all" or a whole number from 1'],
		[{ takeMax: 0 }, '"takeMax" must be a whole number from 1'],
		[{ requestsPerMinute: -1 }, '"requestsPerMinute" must be a whole number from 0'],
		[{ retryAfter: 1.5 }, '"retryAfter" must be null or a whole number from 0'],
		[{ latencyMs: -1 }, '"latencyMs" must be a whole number from 0'],
	])('is refused as %j', async (personality, message) => {
		const change = personality as Partial<DataPersonality>;
		expect(() => emulator.setPersonality(change)).toThrow(message);
		await expect(startDataEmulator({ app: sampleDataApp(), personality: change })).rejects.toThrow(
			message,
		);
	});
});

describe('Starting the emulated Data API', () => {
	it('says that a port is in use', async () => {
		await expect(startDataEmulator({ app: sampleDataApp(), port: emulator.port })).rejects.toThrow(
			`Port ${emulator.port} is already in use`,
		);
	});

	it('does not touch the definition it was given', async () => {
		const app = sampleDataApp();
		const other = await startDataEmulator({ app });
		app.models[0]?.properties.pop();
		other.reset();
		expect(other.records('Task')[0]).toHaveProperty('extra');
		await other.close();
	});
});

describe('Control of the emulated Data API over HTTP', () => {
	async function control(path: string, sending: Sending = {}): Promise<Reply> {
		return await fetchReply(`${emulator.application}/__emulator/${path}`, sending);
	}

	it('needs no token and is not recorded', async () => {
		expect((await control('health')).json).toEqual({ ok: true });
		await ask(read);
		expect((await control('requests')).json).toMatchObject([
			{ method: 'POST', status: 200, authorised: true, rootFields: ['allRole'] },
		]);
		await fetchReply(`${emulator.storageUrl}/none`);
		expect((await control('storage-requests')).json).toMatchObject([
			{ method: 'GET', status: 404 },
		]);
		expect((await control('requests', { method: 'DELETE' })).status).toBe(204);
		expect([emulator.requests, emulator.storageRequests]).toEqual([[], []]);
	});

	it('queues faults, turns switches and revokes tokens', async () => {
		await control('faults', { json: { status: 500, contains: 'allRole' } });
		expect((await ask(read)).status).toBe(500);
		await control('personality', { method: 'PATCH', json: { authStatus: 403 } });
		const token = emulator.token();
		await control('revoke-tokens', { method: 'POST' });
		expect((await ask(read, {}, token)).status).toBe(403);
	});

	it('lists, creates, changes and deletes records, and resets', async () => {
		const made = await control('records/Role', { json: { name: 'clerk' } });
		expect([made.status, made.json]).toMatchObject([201, { id: 2, name: 'clerk' }]);
		const changed = await control('records/roles/2', { method: 'PATCH', json: { name: 'boss' } });
		expect([changed.status, changed.json]).toMatchObject([200, { id: 2, name: 'boss' }]);
		expect((await control('records/Role/1', { method: 'DELETE' })).status).toBe(204);
		expect((await control('records/Role')).json).toMatchObject([{ id: 2, name: 'boss' }]);
		expect((await control('files')).json).toHaveLength(2);
		expect((await control('reset', { method: 'POST' })).status).toBe(204);
		expect((await control('records/Role')).json).toMatchObject([{ id: 1, name: 'manager' }]);
	});

	it.each<[string, Sending, number, string]>([
		['faults', { json: { oops: 1 } }, 400, 'Unknown key "oops" in a fault'],
		['personality', { method: 'PATCH', json: { ties: 'x' } }, 400, 'Personality "ties" must be'],
		['records/Nothing', {}, 400, 'The app has no model "Nothing"'],
		['records/Role', { json: [] }, 400, 'The body must be an object'],
		['records/Role/9', { method: 'DELETE' }, 400, 'Role has no record 9'],
		['records/Role/1', {}, 404, 'Not Found'],
		['nothing', {}, 404, 'Not Found'],
	])('refuses %s with %j', async (path, sending, status, message) => {
		const reply = await control(path, sending);
		expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(message)]);
	});
});
