import type { IDataObject, INodeParameters, NodeApiError } from 'n8n-workflow';
import { companies, COMPANY, GROUP, uuid } from '../../support/app';
import { PollHost } from '../../support/poll';
import { MINUTE } from '../../support/table';
import {
	BARE_VIEW,
	CREATED,
	FILTER,
	onRecords,
	useWatchedApp,
	VIEW,
} from '../../support/watchedApp';

const app = useWatchedApp(companies(3));

const host = (
	event = 'recordCreated',
	more: { options?: object; [name: string]: unknown } = {},
	scheduler: 'default' | 'durable' = 'default',
	beside?: PollHost,
) =>
	new PollHost(() => app.credential, onRecords(event, more) as INodeParameters, scheduler, beside);

async function activated(...parameters: Parameters<typeof host>): Promise<PollHost> {
	const started = host(...parameters);
	await started.activate();
	expect(started.executions).toEqual([]);
	app.emulator.clearRequests();
	return started;
}

const createMany = async (count: number) => {
	const ids: number[] = [];
	for (let each = 0; each < count; each++) ids.push(await app.create());
	return ids;
};

const failure = async (promise: Promise<unknown>): Promise<NodeApiError> => {
	const outcome: unknown = await promise.then(
		() => 'It did not fail',
		(error: unknown) => error,
	);
	if (!(outcome instanceof Error)) throw new Error(String(outcome));
	return outcome as NodeApiError;
};

describe('A trigger in n8n', () => {
	it('learns what is there, and starts nothing', async () => {
		const started = host();
		await started.activate();
		expect(app.sent().slice(0, 2)).toEqual([
			'GET /api/models',
			`GET /api/models/${COMPANY}/records?limit=50&order=${CREATED}:desc`,
		]);
		// A small table is looked at in other ways as well, for what may appear late.
		expect(app.sent()).toHaveLength(7);
		expect(started.executions).toEqual([]);
	});

	it('starts an execution with what is new, and none when there is nothing', async () => {
		const started = await activated();
		const id = await app.create({ name: 'Alkmaar BV', employees: '12' });
		await started.tick();
		await started.tick();
		expect(started.executions).toEqual([
			[
				expect.objectContaining({
					id,
					name: 'Alkmaar BV',
					employees: 12,
					email: null,
					branch: null,
				}),
			],
		]);
		expect(started.failures).toEqual([]);
	});

	it('asks for the models only when it puts something out', async () => {
		const started = await activated();
		await started.tick();
		await started.tick();
		const models = () => app.sent().filter((request) => request === 'GET /api/models').length;
		expect([app.lists().length, models()]).toEqual([2, 0]);
		await app.create();
		await started.tick();
		expect(models()).toBe(1);
	});

	it('asks for one row when nothing can come late any more', async () => {
		const started = await activated('recordCreated', { options: { overlapMinutes: 0 } });
		await started.tick();
		app.emulator.clearRequests();
		await started.tick();
		expect(app.lists()).toEqual([`limit=1&order=${CREATED}:desc`]);
	});

	it.each(['recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'])(
		'tells creations from changes: %s',
		async (event) => {
			const started = await activated(event);
			const id = await app.create();
			await started.tick();
			await app.edit(id);
			await started.tick();
			await app.edit(1);
			const both = await app.create();
			await app.edit(both);
			await started.tick();
			const seen = started.records.map((record) => [record.id, record._event]);
			expect(seen).toEqual(
				{
					recordCreated: [
						[id, undefined],
						[both, undefined],
					],
					recordUpdated: [
						[id, undefined],
						[1, undefined],
						[both, undefined],
					],
					recordCreatedOrUpdated: [
						[id, 'created'],
						[id, 'updated'],
						[1, 'updated'],
						[both, 'created'],
					],
				}[event],
			);
		},
	);

	it('takes the model by the name of its table', async () => {
		const model = { __rl: true, mode: 'name', value: 'companies' };
		const started = await activated('recordCreated', { model });
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
		expect(app.sent()[0]).toMatch(/^GET \/api\/models\/companies\/records/);
	});

	it('puts out the answer as it came when it is not to be simplified, without the models', async () => {
		const started = await activated('recordCreated', { simplify: false });
		await app.create();
		await started.tick();
		expect(started.records[0]).toMatchObject({ name: 'New', group: null });
		expect(app.sent()).not.toContain('GET /api/models');
	});
});

describe('Where a trigger starts', () => {
	it('is everything there, in batches', async () => {
		const started = host('recordCreated', { startFrom: 'existing', options: { maxRecords: 2 } });
		await started.activate();
		await started.tick();
		await started.tick();
		expect(started.executions.map((items) => items.map(({ id }) => id))).toEqual([[1, 2], [3]]);
	});

	it('is a date, in the zone of the workflow unless it has one', async () => {
		const first = await app.create();
		const second = await app.create();
		const at = String(app.emulator.records('Company').find(({ id }) => id === second)?.created_at);
		for (const startDate of [at, at.replace('Z', '').replace('T13', 'T14')]) {
			const started = host('recordCreated', { startFrom: 'date', startDate });
			await started.activate();
			expect(started.ids).toEqual([second]);
			expect(started.ids).not.toContain(first);
		}
	});

	it('is refused when the date is none', async () => {
		for (const startDate of ['', 'next week']) {
			const started = host('recordCreated', { startFrom: 'date', startDate });
			expect((await failure(started.activate())).message).toMatch(
				/^'Start Date' (is empty|must be a date, but got "next week")/,
			);
		}
		expect(app.sent()).toEqual([]);
	});
});

describe('A choice that is none', () => {
	it.each<[string, object, string]>([
		[
			'recordDeleted',
			{},
			`'Trigger On' must be one of recordCreated, recordCreatedOrUpdated, recordUpdated, but got "recordDeleted"`,
		],
		[
			'recordCreated',
			{ startFrom: '={{ "later" }}' },
			`'Start From' must be one of now, existing, date, but got "later"`,
		],
		[
			'recordCreated',
			{ simplify: '={{ "maybe" }}' },
			`'Simplify' must be true or false, but got "maybe"`,
		],
	])('is refused before anything is asked: %s %j', async (event, parameters, message) => {
		const started = host(event, { ...parameters });
		expect((await failure(started.activate())).message).toBe(message);
		expect(app.sent()).toEqual([]);
	});
});

describe('Views and filters', () => {
	const active = { name: 'Active', active: 'true' };

	it('watch through a view, whose cells are unwrapped', async () => {
		const viewId = `https://my-app.bettyblocks.com/builder/views/${VIEW}/edit`;
		const started = await activated('recordCreated', { options: { viewId } });
		await app.create();
		const id = await app.create(active);
		await started.tick();
		expect(started.records).toEqual([
			{
				id,
				name: 'Active',
				created_at: expect.any(String) as string,
				updated_at: expect.any(String) as string,
			},
		]);
		expect(app.lists()[0]).toContain(`view_id=${VIEW}`);
	});

	it('watch through a view, as it came', async () => {
		const started = await activated('recordCreated', {
			simplify: false,
			options: { viewId: VIEW },
		});
		const id = await app.create(active);
		await started.tick();
		expect(started.records[0]).toMatchObject({
			id,
			[uuid('c2')]: { busy: false, value: 'Active' },
		});
	});

	it('watch through a filter', async () => {
		const started = await activated('recordCreated', { options: { filterId: FILTER } });
		await app.create();
		const id = await app.create(active);
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('are refused when the view does not show the timestamp', async () => {
		const started = host('recordCreated', { options: { viewId: BARE_VIEW } });
		expect(await failure(started.activate())).toMatchObject({
			name: 'NodeOperationError',
			message: `The view "${BARE_VIEW}" doesn't show the property "created_at", which the trigger needs`,
			description: expect.stringMatching(/Add the property to the columns/) as string,
		});
	});

	it('are refused when the app ignores the view', async () => {
		app.emulator.setPersonality({ unknownView: 'ignored' });
		const started = host('recordCreated', { options: { viewId: uuid('ff') } });
		expect((await failure(started.activate())).message).toMatch(/ignores the view/);
	});

	it('are refused when there are none', async () => {
		const started = host('recordCreated', { options: { viewId: uuid('ff') } });
		expect((await failure(started.activate())).message).toMatch(/no view/);
	});
});

describe("Properties of one's own", () => {
	it.each(['called_at', uuid('c8')])('are taken as %s', async (createdProperty) => {
		const started = await activated('recordCreated', { options: { createdProperty } });
		const id = await app.create({ name: 'Called', called_at: '2026-03-01T13:00:00Z' });
		await started.tick();
		expect(started.ids).toEqual([id]);
		expect(app.lists()[0]).toContain(`order=${uuid('c8')}:desc`);
	});

	it('are refused with the names of those that would do', async () => {
		const started = host('recordCreated', { options: { createdProperty: 'made_at' } });
		expect(await failure(started.activate())).toMatchObject({
			message: `The model Company has no property "made_at", which is set as 'Created Property Name or ID'`,
			description: 'Its properties with dates are founded, called_at, created_at, updated_at',
		});
	});

	it('are found anew when the app no longer knows the kept ones', async () => {
		const started = await activated();
		const id = await app.create();
		app.emulator.fault({ path: '/records', status: 400 });
		await started.tick();
		expect(started.failures).toEqual([]);
		expect(started.ids).toEqual([id]);
	});
});

describe('Wrong parameters', () => {
	it.each([
		[
			{ options: { maxRecords: 0 } },
			"'Max Records per Poll' must be a positive whole number, but got 0",
		],
		[
			{ options: { overlapMinutes: -1 } },
			"'Overlap (Minutes)' must be a number of 0 or more, but got -1",
		],
		[
			{ options: { viewId: 'my view' } },
			'\'Saved View\' must be a UUID or a URL with one, but got "my view"',
		],
		[{ model: { __rl: true, mode: 'list', value: '' } }, "'Model' is empty"],
	])('%j are refused before any request', async (parameters, message) => {
		const error = await failure(host('recordCreated', parameters).activate());
		expect(error.message).toBe(message);
		expect(error.description).toBeTruthy();
		expect(app.sent()).toEqual([]);
	});
});

describe('An app that is down', () => {
	it.each([
		{ status: 503, headers: { 'Retry-After': '0' } },
		{ status: 429, headers: { 'Retry-After': '0' } },
		{ status: 500 },
		{ status: 502 },
		{ drop: 'before' as const },
	])('lets a workflow be activated all the same: %j', async (fault) => {
		app.emulator.fault({ ...fault, times: 20 });
		const started = host();
		await started.activate();
		expect(started.warnings).toEqual([expect.stringMatching(/starts when the app responds again/)]);
		await started.tick();
		expect(started.failures).toHaveLength(1);
		app.emulator.reset();
		await createMany(2);
		await started.tick();
		expect(started.executions).toEqual([]);
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('lets a workflow be activated again with what it knew', async () => {
		const started = await activated();
		const [first] = await createMany(1);
		app.emulator.fault({ status: 500, times: 1 });
		await started.restart();
		expect(started.warnings).toHaveLength(1);
		await started.tick();
		expect(started.ids).toEqual([first]);
	});

	it.each([
		[{ status: 401 }, "The app didn't accept the email address or the API key"],
		[{ status: 403 }, 'The request to read the models was refused (403)'],
		[{ status: 404 }, 'No Betty Blocks API was found at the URL of the app'],
		[{ status: 200, body: '<html>' }, /isn't from a Betty Blocks API/],
	])('is told from one that is wrong: %j', async (fault, message) => {
		app.emulator.fault({ ...fault, times: 20 });
		const { message: told } = await failure(host().activate());
		expect(told).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
	});

	it('is told from one without that model', async () => {
		const model = { __rl: true, mode: 'id', value: uuid('77') };
		const { message } = await failure(host('recordCreated', { model }).activate());
		expect(message).toBe(`The app has no model "${uuid('77')}"`);
	});
});

describe('A fault between', () => {
	it.each([1, 2])('request %d and the next leaves the state as it was', async (skip) => {
		const started = await activated();
		const ids = await createMany(150);
		const before = JSON.stringify(started.saved);
		app.emulator.fault({ path: '/records', status: 500, skip });
		await started.tick();
		expect(started.failures).toEqual([expect.objectContaining({ httpCode: '500' })]);
		expect(JSON.stringify(started.saved)).toBe(before);
		await started.tick();
		expect(started.ids).toEqual(ids);
	});

	it('the records and the models puts nothing out, and nothing is lost', async () => {
		const started = await activated();
		const ids = await createMany(2);
		app.emulator.fault({ path: '/api/models', skip: 1, status: 500 });
		await started.tick();
		expect(started.executions).toEqual([]);
		await started.tick();
		expect(started.ids).toEqual(ids);
	});

	it('is not waited out for longer than a poll may take, and tells n8n when to come again', async () => {
		const started = await activated();
		started.budgetMs = 36_000;
		app.emulator.fault({ status: 429, headers: { 'Retry-After': '40' } });
		await started.tick();
		expect(started.failures).toEqual([
			expect.objectContaining({ failure: { cause: 'rate-limited', retryAfterMs: 40_000 } }),
		]);
		expect(app.sent()).toHaveLength(1);
	});
});

describe('What the host keeps', () => {
	it.each(['default', 'durable'] as const)(
		'is enough to go on in the middle of a burst, with the %s scheduler',
		async (scheduler) => {
			const started = await activated('recordCreated', { options: { maxRecords: 40 } }, scheduler);
			const ids = await createMany(100);
			await started.tick();
			await started.restart();
			await started.tick();
			ids.push(...(await createMany(10)));
			await started.restart();
			await started.tick();
			await started.tick();
			expect(started.ids).toEqual(ids);
			expect(Math.max(...started.executions.map(({ length }) => length))).toBe(40);
		},
	);

	it('may lack what quiet polls left', async () => {
		const started = await activated();
		const [first] = await createMany(1);
		await started.tick();
		const saved = JSON.stringify(started.saved);
		for (let polls = 0; polls < 5; polls++) {
			app.clock += MINUTE;
			await started.tick();
		}
		expect(JSON.stringify(started.saved)).toBe(saved);
		await started.restart();
		const second = await app.create();
		await started.tick();
		expect(started.ids).toEqual([first, second]);
	});

	it('may lack what the activation learned: what comes before the second poll is not lost', async () => {
		const started = host('recordCreated', {}, 'durable');
		await started.activate('update');
		expect(started.saved).toEqual({});
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('holds no secret, no address and no name', async () => {
		const started = await activated();
		await app.create();
		await started.tick();
		const kept = JSON.stringify(started.saved);
		expect(kept).not.toMatch(/secret|example|127\.0\.0\.1|New/);
		expect(kept.length).toBeLessThan(1_000);
	});

	it.each([
		['damaged', { state: 'x' }],
		['damaged', { state: [] }],
		['another version', { state: { version: 99 } }],
	])('is %s: the trigger starts from scratch, and says so', async (because, broken) => {
		const started = host();
		started.saved = { 'node:Betty Blocks Trigger': broken };
		await started.activate();
		expect(started.warnings).toEqual([expect.stringMatching(`starts from scratch.*${because}`)]);
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it.each([
		['event', { event: 'recordCreatedOrUpdated' }],
		['view', { options: { viewId: VIEW } }],
		['filter', { options: { filterId: FILTER } }],
		['property', { options: { createdProperty: 'updated_at' } }],
	])('is of another %s: the trigger starts from scratch, and says so', async (_what, change) => {
		const started = await activated();
		await app.create({ name: 'Before', active: 'true' });
		started.parameters = { ...started.parameters, ...change } as INodeParameters;
		await started.activate('update');
		expect(started.warnings).toEqual([expect.stringMatching(/starts from scratch.*another scope/)]);
		expect(started.executions).toEqual([]);
		const id = await app.create({ name: 'After', active: 'true' });
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('is of another model: the trigger starts from scratch, and says so', async () => {
		const started = await activated();
		const model = { __rl: true, mode: 'id', value: GROUP };
		started.parameters = { ...started.parameters, model } as INodeParameters;
		await started.activate('update');
		expect(started.warnings).toEqual([expect.stringMatching(/starts from scratch.*another scope/)]);
		expect(started.executions).toEqual([]);
	});

	it.each([
		['its name', { mode: 'name', value: 'Company' }],
		['the name of its table', { mode: 'name', value: 'companies' }],
		[
			'its address in the builder',
			{ mode: 'url', value: `https://my-app.bettyblocks.com/models/${COMPANY}` },
		],
	])('is of the same model, whatever it is called: %s', async (_what, called) => {
		const started = await activated();
		const before = await app.create();
		started.parameters = {
			...started.parameters,
			model: { __rl: true, ...called },
		} as INodeParameters;
		await started.activate('update');
		expect(started.warnings).toEqual([]);
		const after = await app.create();
		await started.tick();
		expect(started.ids).toEqual([before, after]);
	});

	it('is of the same property, by its name or its UUID', async () => {
		const started = await activated('recordCreated', {
			options: { createdProperty: 'created_at' },
		});
		const before = await app.create();
		started.parameters = {
			...started.parameters,
			options: { createdProperty: CREATED },
		} as INodeParameters;
		await started.activate('update');
		expect(started.ids).toEqual([before]);
	});

	it('is of the same app, by its host with or without a path', async () => {
		const started = await activated();
		const before = await app.create();
		const { application } = app.credential;
		app.credential.application = `${application}/builder/models`;
		await started.activate('update');
		app.credential.application = application;
		expect(started.ids).toEqual([before]);
	});

	it('is kept under the name of the node: one with a new name starts from scratch, and the log says so', async () => {
		const started = await activated();
		await app.create();
		started.name = 'Renamed';
		started.notes.length = 0;
		await started.activate();
		expect(started.notes).toEqual([
			expect.stringMatching(/starts from scratch: no state is stored for a node named "Renamed"/),
		]);
		expect(started.executions).toEqual([]);
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});

	it('goes forward only', async () => {
		const started = await activated();
		await app.create();
		await started.tick();
		const before = started.state ?? {};
		await app.create();
		await started.tick();
		const after = started.state ?? {};
		expect(Number(after.revision)).toBeGreaterThan(Number(before.revision));
	});
});

describe('Polls that overlap', () => {
	it('put everything out once', async () => {
		const started = await activated();
		const ids = await createMany(5);
		app.emulator.setPersonality({ latencyMs: 30 });
		await Promise.all([started.tick(), started.tick(), started.tick()]);
		expect(started.ids).toEqual(ids);
		expect(app.lists().filter((request) => request.endsWith('desc'))).toHaveLength(1);
		await started.tick();
		expect(started.ids).toEqual(ids);
	});
});

describe('Another process', () => {
	it('that was faster is not overtaken: its newer state stays, and nothing comes twice', async () => {
		const started = await activated();
		await createMany(3);
		app.emulator.setPersonality({ latencyMs: 30 });
		const running = started.tick();
		const health = `${app.emulator.application}/__emulator/health`;
		while (app.sent().length === 0) await fetch(health);
		const newer = { ...started.state, revision: 7 };
		started.replaceState(newer);
		await running;
		expect(started.executions).toEqual([]);
		expect(started.state).toEqual(newer);
		expect(started.warnings).toEqual([expect.stringMatching(/Another poll .* was faster/)]);
	});
});

describe('The time for a poll', () => {
	it('may be unknown to an older n8n', async () => {
		const started = host();
		started.budgetMs = undefined;
		await started.activate();
		const id = await app.create();
		await started.tick();
		expect(started.ids).toEqual([id]);
	});
});

describe('A test by hand', () => {
	const ids = async (event: string, more: { options?: object } = {}) =>
		(await host(event, more).test())?.map(({ json }) => json.id);

	it('shows the newest record, or more of them newest first, and keeps no state', async () => {
		const all = await createMany(15);
		expect(await ids('recordCreated')).toEqual(all.slice(-1));
		const options = { testRecords: 10 };
		expect(await ids('recordCreated', { options })).toEqual(all.slice(-10).reverse());
	});

	it('looks further where the newest records do not match', async () => {
		await app.edit(2);
		await createMany(120);
		expect(await ids('recordUpdated')).toEqual([2]);
	});

	it('looks further where the app returns only so many records at once', async () => {
		app.emulator.setPersonality({ maxLimit: 25, offset: 'supported' });
		await app.edit(2);
		await createMany(60);
		expect(await ids('recordUpdated')).toEqual([2]);
	});

	it('finds the newest record where the app does not sort', async () => {
		app.emulator.setPersonality({ unknownOrder: 'ignored' });
		const all = await createMany(60);
		const createdProperty = 'called_at';
		const id = await app.create({ name: 'Called', called_at: '2026-03-01T13:00:00Z' });
		expect(await ids('recordCreated', { options: { createdProperty } })).toEqual([id]);
		expect(all).not.toContain(id);
	});

	it('shows only records that match', async () => {
		await createMany(15);
		await app.edit(2);
		expect(await ids('recordUpdated')).toEqual([2]);
		const id = await app.create({ name: 'Active', active: 'true' });
		expect(await ids('recordCreated', { options: { viewId: VIEW } })).toEqual([id]);
	});

	it('tells what would have happened', async () => {
		const id = await app.create();
		await app.edit(1);
		const items = await host('recordCreatedOrUpdated', { options: { testRecords: 2 } }).test();
		expect(items?.map(({ json }) => [json.id, json._event])).toEqual([
			[1, 'updated'],
			[id, 'created'],
		]);
	});

	it('says so when nothing matches', async () => {
		expect(await failure(host('recordUpdated').test())).toMatchObject({
			message: 'No record matches yet, so there is nothing to show',
			description: expect.stringMatching(/Change a record/) as string,
		});
	});

	it('does not disturb the trigger that runs', async () => {
		const started = await activated();
		const all = await createMany(3);
		await started.test();
		await started.tick();
		expect(started.ids).toEqual(all);
	});
});

describe('Timestamps of every format', () => {
	it.each(
		(['utc', 'offset', 'spaced', 'local'] as const).flatMap((timestampFormat) =>
			(['seconds', 'milliseconds'] as const).map((timestampPrecision) => ({
				timestampFormat,
				timestampPrecision,
			})),
		),
	)('are read: %j', async (personality) => {
		app.emulator.setPersonality(personality);
		const started = await activated('recordCreatedOrUpdated');
		const id = await app.create();
		await started.tick();
		await app.edit(id);
		await started.tick();
		expect(started.records.map((record) => [record.id, record._event])).toEqual([
			[id, 'created'],
			[id, 'updated'],
		]);
	});
});

describe('Local times without a zone, in the night of the change to winter time', () => {
	it('hide no record', async () => {
		app.emulator.setPersonality({ timestampFormat: 'local' });
		app.clock = Date.UTC(2026, 9, 24, 22);
		const started = await activated();
		const ids: number[] = [];
		for (let polls = 0; polls < 60; polls++) {
			app.clock += 5 * MINUTE;
			ids.push(await app.create());
			await started.tick();
		}
		expect(started.ids).toEqual(ids);
	});
});

describe('Times without a zone', () => {
	it('are in the zone of the workflow, so a start date divides the records at the right one', async () => {
		app.emulator.setPersonality({ timestampFormat: 'local' });
		const created: Array<{ id: number; at: number }> = [];
		for (let each = 0; each < 8; each++) {
			app.clock += 30 * MINUTE;
			created.push({ at: app.clock, id: await app.create() });
		}
		for (const { at: since } of [created[2], created[5]].flatMap((each) => each ?? [])) {
			const startDate = new Date(since).toISOString();
			const started = host('recordCreated', { startFrom: 'date', startDate });
			await started.activate();
			expect(started.ids).toEqual(created.filter(({ at }) => at >= since).map(({ id }) => id));
		}
	});
});

describe('A property that the trigger is to go by', () => {
	it.each(['revenue', 'employees', 'active', 'group', 'notes', 'id'])(
		'is refused by name when it holds no date and time: %s',
		async (createdProperty) => {
			const started = host('recordCreated', { options: { createdProperty } });
			const error = await failure(started.activate());
			expect(error.message).toMatch(
				new RegExp(
					`^'Created Property Name or ID' must be a property with a date and time, but "${createdProperty}"`,
				),
			);
		},
	);

	it('may hold days alone: what comes on the day, late or not, comes at the next poll', async () => {
		const started = host('recordCreated', { options: { createdProperty: 'founded' } });
		const today = new Date(app.clock).toISOString().slice(0, 10);
		const yesterday = new Date(app.clock - 24 * 60 * MINUTE).toISOString().slice(0, 10);
		await app.create({ name: 'New', founded: today });
		await started.activate();
		const found: unknown[] = [];
		for (const founded of [today, today, yesterday, today]) {
			for (let polls = 0; polls < 8; polls++) {
				app.clock += MINUTE;
				await started.tick();
			}
			found.push(await app.create({ name: 'New', founded }));
			app.clock += MINUTE;
			await started.tick();
		}
		expect(started.executions.flat().map(({ id }) => id)).toEqual(found);
	});
});

describe('An option of the trigger that narrows and yields nothing', () => {
	it.each(['viewId', 'filterId'])('is refused by name, and watches nothing: %s', async (name) => {
		const displayName = name === 'viewId' ? 'Saved View' : 'Saved Filter';
		for (const value of ['={{ "" }}', '={{ " " }}', '={{ undefined }}', ' ']) {
			const error = await failure(host('recordCreated', { options: { [name]: value } }).activate());
			expect(error.message).toBe(`'${displayName}' is set, but is empty for this item`);
		}
		expect(app.sent().filter((request) => request.includes('/records'))).toEqual([]);
	});
});

describe("An app's clock that goes back while the trigger runs", () => {
	it.each([2, 10, 58, 180, 26 * 60])(
		'hides and repeats no record: by %d minutes',
		async (minutes) => {
			const started = await activated('recordCreatedOrUpdated');
			const ids = await createMany(3);
			await started.tick();
			app.clock -= minutes * MINUTE;
			for (let polls = 0; polls < 5; polls++) {
				app.clock += MINUTE;
				ids.push(await app.create());
				await started.tick();
			}
			expect(started.ids).toEqual(ids);
			expect(started.records.every(({ _event }) => _event === 'created')).toBe(true);
		},
	);

	it('hides no record once only the newest one is asked for', async () => {
		const started = await activated('recordCreated', { options: { overlapMinutes: 0 } });
		const ids = await createMany(2);
		for (let polls = 0; polls < 3; polls++) {
			app.clock += MINUTE;
			await started.tick();
		}
		app.clock -= 90 * MINUTE;
		ids.push(await app.create());
		await started.tick();
		expect(started.ids).toEqual(ids);
	});
});

describe('A timestamp some hours ahead', () => {
	it.each(['utc', 'local'] as const)('hides none that follows: %s', async (timestampFormat) => {
		app.emulator.setPersonality({ timestampFormat });
		const started = await activated('recordCreated', { options: { createdProperty: 'called_at' } });
		const called = (ahead: number) => new Date(app.clock + ahead * MINUTE).toISOString();
		const ids = [await app.create({ name: 'Ahead', called_at: called(5 * 60) })];
		for (let polls = 0; polls < 8; polls++) {
			await started.tick();
			app.clock += MINUTE;
			ids.push(await app.create({ name: 'Now', called_at: called(0) }));
		}
		await started.tick();
		expect(started.ids).toEqual(ids);
	});
});

describe('Records stamped a few minutes ahead of what the app says it is', () => {
	it('come in the order of their timestamps', async () => {
		const started = await activated('recordCreated', { options: { createdProperty: 'called_at' } });
		const called = (ahead: number) => new Date(app.clock + ahead * MINUTE).toISOString();
		const late = await app.create({ name: 'Late', called_at: called(4) });
		const early = await app.create({ name: 'Early', called_at: called(2) });
		await started.tick();
		expect(started.ids).toEqual([early, late]);
	});
});

describe('Conditions on the time', () => {
	it('are no other ones when their time is: what is kept stays', async () => {
		const viewId = `={{ $now.toMillis() > 0 ? "${VIEW}" : "" }}`;
		const started = await activated('recordCreated', { options: { viewId } });
		const id = await app.create({ name: 'Active', active: 'true' });
		await started.tick();
		await started.tick();
		expect(started.ids).toEqual([id]);
		expect(started.warnings).toEqual([]);
	});
});

describe('An app that is down when the workflow is published again', () => {
	it('does not keep it from being activated, and is told from the second poll on', async () => {
		const started = await activated();
		await app.create();
		app.emulator.fault({ status: 503, times: 20, headers: { 'Retry-After': '0' } });
		await started.activate('update');
		expect(started.warnings).toEqual([expect.stringMatching(/starts when the app responds again/)]);
		await started.tick();
		expect(started.failures).toHaveLength(1);
		app.emulator.reset();
	});

	it('tells a configuration that is wrong', async () => {
		const started = await activated();
		app.emulator.fault({ status: 401, times: 20 });
		await expect(started.activate('update')).rejects.toThrow(/didn't accept the email address/);
	});
});

describe('Two nodes that n8n gave one ID', () => {
	it('poll at the same time, and each outputs what is new', async () => {
		const first = host();
		const second = host('recordCreated', {}, 'default', first);
		second.name = 'Second';
		await Promise.all([first.activate(), second.activate()]);
		const id = await app.create();
		app.emulator.setPersonality({ latencyMs: 20 });
		await Promise.all([first.tick(), second.tick()]);
		expect([first.ids, second.ids]).toEqual([[id], [id]]);
	});
});

describe('A property that was made anew under its name', () => {
	it('is found by its name', async () => {
		const started = await activated();
		const state = JSON.stringify(started.state).replaceAll(CREATED, uuid('de'));
		started.replaceState(JSON.parse(state) as IDataObject);
		app.emulator.setPersonality({ unknownOrder: 'ignored', defaultOrder: 'id' });
		const ids = await createMany(120);
		await started.tick();
		expect(started.failures).toEqual([]);
		expect(started.ids).toEqual(ids);
	});
});

describe('An app that returns only so many records at once, whatever the number', () => {
	it.each(
		[25, 40, 250, 300].flatMap((maxLimit) =>
			(['rejected', 'descending'] as const).flatMap((ascending) =>
				(['ignored', 'rejected'] as const).map((offset) => ({ maxLimit, ascending, offset })),
			),
		),
	)('hides no existing record in silence: %j', async (personality) => {
		await createMany(personality.maxLimit + 5);
		app.emulator.setPersonality(personality);
		const started = host('recordCreated', { startFrom: 'existing' });
		await expect(started.activate()).rejects.toThrow(/Couldn't read all new records/);
		expect(started.executions).toEqual([]);
	});
});

describe('A filter of the other generation', () => {
	it('is refused rather than dropped', async () => {
		const filters = { conditions: [{ property: 'name', operator: 'eq', value: 'x' }] };
		const started = host('recordCreated', { filters });
		started.keepsHidden = true;
		await expect(started.activate()).rejects.toThrow(/can't filter by conditions/);
	});
});
