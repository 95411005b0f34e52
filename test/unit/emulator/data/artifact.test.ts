import type { DataEmulator } from '../../../emulator/data/index.ts';
import {
	actionIds,
	dataIds,
	fetchReply,
	startDataSample,
	uuid,
	type Reply,
} from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;

beforeAll(async () => {
	({ emulator } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

async function artifact(method = 'GET'): Promise<Reply> {
	return await fetchReply(`${emulator.application}/static/artifact.json`, { method });
}

describe('The artifact of the emulated app', () => {
	it('is not there by default', async () => {
		const reply = await artifact();
		expect([reply.status, reply.json]).toEqual([404, undefined]);
	});

	it('may be a page instead', async () => {
		emulator.setPersonality({ artifact: 'html' });
		const reply = await artifact();
		expect([reply.status, reply.headers.get('content-type')]).toEqual([
			...[200, 'text/html; charset=utf-8'],
		]);
		expect(reply.json).toBeUndefined();
	});

	it('names the app, its models, properties, actions and variables, without a login', async () => {
		emulator.setPersonality({ artifact: 'served' });
		const reply = await artifact();
		expect(reply.status).toBe(200);
		expect(reply.json).toMatchObject({ id: dataIds.application });
		const { models, actions } = reply.json as Record<'models' | 'actions', unknown[]>;
		expect(models).toHaveLength(7);
		expect(models).toContainEqual({
			...{ id: dataIds.role, name: 'Role', label: 'Role' },
			properties: [
				{ id: uuid('e1'), name: 'id', label: 'Id', kind: 'SERIAL' },
				{ id: uuid('e2'), name: 'name', label: 'Name', kind: 'STRING' },
				{
					...{ id: uuid('e3'), name: 'users', label: 'Users', kind: 'HAS_AND_BELONGS_TO_MANY' },
					referencedModelId: dataIds.user,
				},
				{ id: expect.any(String), name: 'created_at', label: 'Created at', kind: 'DATE_TIME' },
				{ id: expect.any(String), name: 'updated_at', label: 'Updated at', kind: 'DATE_TIME' },
			],
		});
		expect(actions).toContainEqual({
			...{ id: actionIds.create, name: 'Create task' },
			variables: [
				{ name: 'name', kind: 'TEXT' },
				{ name: 'project_id', kind: 'NUMBER' },
			],
		});
	});

	it('is only read', async () => {
		emulator.setPersonality({ artifact: 'served' });
		expect((await artifact('POST')).status).toBe(404);
	});
});
