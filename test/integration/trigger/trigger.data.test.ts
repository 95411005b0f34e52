import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { manyTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';
import { PollHost } from '../../support/poll';
import { onTaskChanges, useWatchedDataApp } from '../../support/watchedDataApp';

const app = useWatchedDataApp(manyTasks(3));

const host = (event = 'recordCreated', more: object = {}) =>
	new PollHost(() => app.credential, onTaskChanges(event, more) as INodeParameters);

async function activated(...parameters: Parameters<typeof host>): Promise<PollHost> {
	const started = host(...parameters);
	await started.activate();
	expect(started.failures).toEqual([]);
	expect(started.executions).toEqual([]);
	app.emulator.clearRequests();
	return started;
}

describe('A trigger on a newer app', () => {
	it('starts an execution with what is new, and none when there is nothing', async () => {
		const started = await activated();
		const id = await app.create('Call');
		await started.tick();
		await started.tick();
		expect(started.executions).toEqual([
			[expect.objectContaining({ id, name: 'Call', project: null })],
		]);
		expect(started.failures).toEqual([]);
	});

	it('logs in once and asks for the model once, and not again at each poll', async () => {
		const started = await activated();
		await started.tick();
		await started.tick();
		expect(app.asked().filter((fields) => fields !== 'allTask')).toEqual([]);
	});

	it('is activated while the app is down, although its token has ended', async () => {
		app.credential.jwtToken = '';
		app.emulator.fault({ drop: 'before', times: 50 });
		const started = host();
		await started.activate();
		expect(started.failures).toEqual([]);
		app.emulator.reset();
		await started.tick();
		const id = await app.create('Call');
		await started.tick();
		expect(started.records).toMatchObject([{ id, name: 'Call' }]);
	});

	it('asks for the model again after five minutes', async () => {
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
		try {
			const started = await activated();
			for (const [minutes, asks] of [
				[4, false],
				[5, true],
			] as const) {
				app.emulator.clearRequests();
				clock.mockReturnValue(now + minutes * 60_000);
				await started.tick();
				expect(app.asked().includes('__schema')).toBe(asks);
			}
		} finally {
			clock.mockRestore();
		}
	});

	it('asks for the model again when a request fails, as it may have changed', async () => {
		const started = await activated();
		app.emulator.fault({
			status: 200,
			body: '{"errors":[{"message":"Cannot query field"}]}',
			contains: 'allTask',
			times: 2,
		});
		await started.tick();
		expect(started.failures).toEqual([]);
		expect(app.asked()).toContain('__schema');
	});

	it('starts an execution for each change after the creation', async () => {
		const started = await activated('recordUpdated');
		await app.create();
		app.clock += 5_000;
		await app.edit(2, 'Changed');
		await started.tick();
		expect(started.records).toMatchObject([{ id: 2, name: 'Changed' }]);
	});

	it('fails where the app ignores a comparison with nothing in its conditions', async () => {
		app.emulator.setPersonality({ nullFilter: 'ignored' });
		const conditions = [{ property: 'name', operator: 'doesNotExist' }];
		const started = host('recordCreated', { filters: { conditions } });
		const error = await failure(started.activate());
		expect(error.message).toMatch(/ignored the conditions? "name Is Empty"/);
	});

	it('says whether a record was created or updated', async () => {
		const started = await activated('recordCreatedOrUpdated');
		const id = await app.create();
		app.clock += 5_000;
		await app.edit(1);
		await started.tick();
		expect(started.records.map((record) => [record.id, record._event])).toEqual([
			[id, 'created'],
			[1, 'updated'],
		]);
	});

	it('begins with what is there, oldest first', async () => {
		const started = host('recordCreated', { startFrom: 'existing' });
		await started.activate();
		expect(started.ids).toEqual([1, 2, 3]);
	});

	it('watches only records that meet the conditions', async () => {
		const conditions = [{ property: 'name', operator: 'startsWith', value: 'Call' }];
		const started = await activated('recordCreated', { filters: { conditions } });
		await app.create('Write');
		const id = await app.create('Call again');
		await started.tick();
		expect(started.ids).toEqual([id]);
		const lists = app.emulator.requests.filter(({ rootFields }) => rootFields.includes('allTask'));
		for (const { body } of lists) {
			const { where } = (body as { variables: { where: IDataObject } }).variables;
			expect(JSON.stringify(where)).toContain('{"name":{"startsWith":"Call"}}');
		}
	});

	it('watches only records that meet groups of conditions', async () => {
		const conditions = ['Call', 'Write'].map((value) => ({
			property: 'name',
			operator: 'eq',
			value,
		}));
		const groups = [{ combineFilters: 'or', filters: { conditions } }];
		const started = await activated('recordCreated', { filters: { groups } });
		const ids = [await app.create('Call'), await app.create('Write')];
		await app.create('Think');
		await started.tick();
		expect(started.ids).toEqual(ids);
	});

	it('logs in with a wrong password once in five minutes, and at once with another', async () => {
		const started = await activated();
		const { password } = app.credential;
		Object.assign(app.credential, { password: 'wrong', jwtToken: '' });
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
		try {
			for (let poll = 0; poll < 3; poll++) await started.tick();
			expect(started.failures).toHaveLength(3);
			expect(app.logins()).toBe(1);
			const [first, second] = started.failures;
			expect(first?.message).toMatch(/didn't accept the login/);
			expect(second).toMatchObject({
				message: first?.message,
				description: expect.stringMatching(
					/^Check the username.* logs in again after five minutes/,
				),
			});
			clock.mockReturnValue(now + 5 * 60_000);
			await started.tick();
			expect(app.logins()).toBe(2);
			await failure(host().test());
			expect(app.logins()).toBe(3);
			app.credential.password = password;
			const id = await app.create('Call');
			await started.tick();
			expect(app.logins()).toBe(4);
			expect(started.ids).toEqual([id]);
		} finally {
			clock.mockRestore();
		}
	});

	it('shows the newest records in a test by hand', async () => {
		expect((await host().test())?.map(({ json }) => json.id)).toEqual([3]);
		const items = await host('recordCreated', { options: { testRecords: 5 } }).test();
		expect(items?.map(({ json }) => json.id)).toEqual([3, 2, 1]);
	});

	it('names the property that it needs where the model has none', async () => {
		const started = host('recordUpdated', { options: { updatedProperty: 'changedAt' } });
		await expect(started.activate()).rejects.toThrow(
			'The model Task has no property "changedAt", which is set as \'Updated Property Name or ID\'',
		);
	});

	it('loses nothing while the app fails', async () => {
		const started = await activated();
		const id = await app.create();
		app.emulator.fault({ status: 500, body: 'down', contains: 'allTask', times: 1 } as never);
		await started.tick();
		expect(started.failures).toHaveLength(1);
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('keeps its place while a condition on the time has another value at each poll, in groups too', async () => {
		const value = '={{ $now.minus({ years: 9, milliseconds: Math.random() * 1e6 }).toISO() }}';
		const conditions = [{ property: 'createdAt', operator: 'gt', value }];
		const groups = [{ combineFilters: 'and', filters: { conditions } }];
		for (const filters of [{ conditions }, { groups }]) {
			const started = host('recordCreated', { startFrom: 'existing', filters });
			await started.activate();
			const id = await app.create();
			await started.tick();
			await started.tick();
			expect(started.ids.filter((each) => each === id)).toHaveLength(1);
			expect(started.warnings).toEqual([]);
		}
	});

	it.each(['byId', 'unstable'] as const)(
		'outputs every record of an instant that has more of them than a page: ties %s',
		async (ties) => {
			app.emulator.setPersonality({ ties, takeMax: 200, takeOver: 'clamp' });
			const started = await activated();
			const ids: number[] = [];
			for (let each = 0; each < 450; each++) {
				ids.push(app.emulator.create('Task', { name: 'Import' }).id);
			}
			for (let polls = 0; polls < 3; polls++) {
				app.clock += 60_000;
				await started.tick();
			}
			expect([...started.ids].sort((a, b) => Number(a) - Number(b))).toEqual(ids);
			expect(started.failures).toEqual([]);
		},
		30_000,
	);

	it('takes one request for a poll that finds nothing', async () => {
		const started = await activated();
		await started.tick();
		app.emulator.clearRequests();
		await started.tick();
		expect(app.asked()).toEqual(['allTask']);
	});

	it.each(['activate', 'update', 'init'] as const)(
		'is published with an ended token while the app is down, and starts once it responds: %s',
		async (mode) => {
			for (const fault of [{ drop: 'before' as const }, { status: 503, body: 'down' }]) {
				const started = await activated();
				app.emulator.revokeTokens();
				app.emulator.fault({ ...fault, times: 50, headers: { 'retry-after': '0' } });
				await started.activate(mode);
				expect(started.failures).toEqual([]);
				expect(started.warnings).toEqual([
					expect.stringMatching(/starts when the app responds again/),
				]);
				app.emulator.reset();
				await started.tick();
				const id = await app.create('Call');
				await started.tick();
				expect(started.ids.at(-1)).toBe(id);
				expect(started.failures).toEqual([]);
			}
		},
		30_000,
	);
});

describe('A model of a newer app without updatedAt', () => {
	const hidden = [{ name: 'user', deniedProperties: ['Task.updated_at'] }];
	const other = useDataApp(tasks(manyTasks(3), { roles: hidden }), { denied: 'hidden' });
	const on = (event: string, more: object = {}) =>
		new PollHost(() => other.credential, onTaskChanges(event, more) as INodeParameters);

	it('is watched for new records', async () => {
		const started = on('recordCreated');
		await started.activate();
		const { id } = other.emulator.create('Task', { name: 'Call' });
		await started.tick();
		await started.tick();
		expect(started.records).toMatchObject([{ id, name: 'Call' }]);
		expect(started.failures).toEqual([]);
	});

	it('has all that is there come, and shows the newest in a test by hand', async () => {
		const started = on('recordCreated', { startFrom: 'existing' });
		await started.activate();
		expect(started.ids).toEqual([1, 2, 3]);
		expect((await started.test())?.map(({ json }) => json.id)).toEqual([3]);
	});

	it.each(['recordUpdated', 'recordCreatedOrUpdated'])(
		'is refused by name for changes: %s',
		async (event) => {
			await expect(on(event).activate()).rejects.toThrow(
				'The model Task has no property "updatedAt", which is set as \'Updated Property Name or ID\'',
			);
		},
	);
});

describe('A saved filter on a newer app', () => {
	it.each(['viewId', 'filterId'])('is refused rather than dropped: %s', async (option) => {
		const options = { [option]: '5d41402abc4b2a76b9719d911017c592' };
		const started = host('recordCreated', { options });
		started.keepsHidden = true;
		await expect(started.activate()).rejects.toThrow(/no saved views or filters/);
	});
});
