import type { INodeParameters } from 'n8n-workflow';
import { executeJson } from '../../support/n8n';
import { manyTasks } from '../../support/dataApp';
import { PollHost } from '../../support/poll';
import { onTaskChanges, useWatchedDataApp } from '../../support/watchedDataApp';

const app = useWatchedDataApp(manyTasks(3));

const host = (more: object = {}) =>
	new PollHost(() => app.credential, onTaskChanges('recordCreated', more) as INodeParameters);

const scalar = (name: string, type: string) => ({
	name,
	args: [],
	type: { kind: 'SCALAR', name: type },
});

/** The model as it was before somebody added its timestamps and the property name. */
const oldModel = { data: { t0: { name: 'Task', fields: [scalar('id', 'Int')] } } };

/** The schema as it was before the model was there. */
const oldRoot = { data: { __schema: { queryType: { fields: [] } } } };

describe('What a trigger of a newer app remembers of the schema', () => {
	// It is remembered for some minutes, which have passed before each test.
	let passed = 0;
	beforeEach(() => {
		const now = Date.now() + ++passed * 10 * 60_000;
		jest.spyOn(Date, 'now').mockReturnValue(now);
	});
	afterEach(() => jest.restoreAllMocks());

	it('has not the last word on a property that it goes by', async () => {
		app.emulator.fault({ status: 200, body: oldModel, contains: '__type' });
		const started = host();
		await expect(started.activate()).rejects.toThrow('has no property "createdAt"');
		app.emulator.clearRequests();
		await started.activate();
		expect(app.asked()).toContain('__type');
		await started.tick();
		expect(started.failures).toEqual([]);
	});

	it('has not the last word on a property in a condition', async () => {
		const conditions = [{ property: 'name', operator: 'eq', value: 'Call' }];
		const withStamps = {
			data: {
				t0: {
					name: 'Task',
					fields: [
						...['createdAt', 'updatedAt'].map((name) => scalar(name, 'DateTime')),
						scalar('id', 'Int'),
					],
				},
			},
		};
		app.emulator.fault({ status: 200, body: withStamps, contains: '__type' });
		const started = host({ filters: { conditions } });
		await expect(started.activate()).rejects.toThrow('has no property "name"');
		await started.activate();
		expect(started.failures).toEqual([]);
	});

	it('has not the last word on a property of a related model', async () => {
		const conditions = [{ property: 'project.name', operator: 'eq', value: 'Move' }];
		const old = { data: { t0: { name: 'Project', fields: [scalar('id', 'Int')] } } };
		app.emulator.fault({ status: 200, body: old, contains: '"t0":"Project"' });
		const started = host({ filters: { conditions } });
		await expect(started.activate()).rejects.toThrow('has no property "name"');
		await started.activate();
		expect(started.failures).toEqual([]);
	});

	it('has not the last word on a model', async () => {
		app.emulator.fault({ status: 200, body: oldRoot, contains: '__schema' });
		const started = host();
		await expect(started.activate()).rejects.toThrow('no model');
		await started.activate();
		expect(started.failures).toEqual([]);
	});

	it.each([
		['a response without a schema', '{"data":{}}'],
		['a schema that is null', '{"data":{"__schema":null}}'],
	])('is never %s', async (_what, body) => {
		app.emulator.fault({ status: 200, body, contains: '__schema' });
		const started = host();
		await expect(started.activate()).rejects.toThrow(/schema/);
		await started.activate();
		expect(started.failures).toEqual([]);
	});

	it('is not asked for again in the run that has asked for it', async () => {
		app.emulator.fault({ status: 200, body: oldModel, contains: '__type', times: 5 });
		await expect(host().activate()).rejects.toThrow('has no property "createdAt"');
		expect(app.asked().filter((fields) => fields === '__type')).toHaveLength(1);
	});
});

describe('Model: Get Many, in a newer app', () => {
	it('asks for the properties of no more models than are output', async () => {
		app.credential.jwtToken = app.emulator.token();
		const run = async (more: object) =>
			await executeJson({
				parameters: { api: 'data', resource: 'model', operation: 'getAll', ...more },
				credential: app.credential,
			});
		const models = await run({ returnAll: false, limit: 1 });
		expect(models).toMatchObject([{ name: 'Task' }]);
		const asked = app.emulator.requests.at(-1)?.body as { variables: object };
		expect(Object.values(asked.variables)).toEqual(['Task']);
	});
});
