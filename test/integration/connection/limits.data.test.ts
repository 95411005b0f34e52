import { executeJson } from '../../support/n8n';
import { manyTasks, onTasks, tasks, useDataApp } from '../../support/dataApp';
import { failure } from '../../support/failure';

const DENIED = {
	roles: [{ name: 'user', deniedModels: ['Customer'], deniedProperties: ['Task.price'] }],
};

describe('The limits of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(30)));
	const getMany = async (more: object = {}, items = 1) =>
		await executeJson({
			parameters: onTasks('getAll', more),
			credential: app.credential,
			items: Array.from({ length: items }, () => ({ json: {} })),
		});

	it('are respected by one request after the other, unless somebody says otherwise', async () => {
		app.emulator.setPersonality({ latencyMs: 5 });
		await getMany({}, 4);
		expect(app.emulator.maxInFlight).toBe(1);
		app.emulator.clearRequests();
		await getMany({ options: { concurrency: 4 } }, 8);
		expect(app.emulator.maxInFlight).toBeGreaterThan(1);
	});

	it('cost the schema once for all items of a run', async () => {
		await getMany({}, 5);
		expect(app.asked()).toEqual([
			'login',
			'__schema',
			'__type',
			...Array.from({ length: 5 }, () => 'allTask'),
		]);
	});

	it.each([
		['status 429', { status: 429, headers: { 'retry-after': '0' }, body: '' }],
		[
			'status 200 and errors',
			{
				status: 200,
				headers: { 'retry-after': '0' },
				body: '{"errors":[{"message":"Rate limit exceeded","extensions":{"statusCode":429}}]}',
			},
		],
	])('that are reached are waited out by reads: %s', async (_what, fault) => {
		app.emulator.fault({ ...fault, contains: 'allTask', times: 3 });
		expect(await getMany({ limit: 2 })).toHaveLength(2);
		expect(app.asked().filter((fields) => fields === 'allTask')).toHaveLength(4);
	});

	it.each(['__schema', '__type', 'allTask'])(
		'of time are those of the options: %s',
		async (contains) => {
			app.credential.jwtToken = app.emulator.token();
			app.emulator.fault({ delayMs: 3_000, contains, times: 10 });
			const error = await failure(getMany({ options: { timeout: 200 } }));
			expect(error.message).toMatch(/did not respond within 0.2 seconds/);
		},
	);

	it('that stay reached are told, with what to do', async () => {
		app.emulator.fault({
			status: 429,
			headers: { 'retry-after': '0' },
			body: '',
			contains: 'allTask',
			times: 10,
		});
		const error = await failure(getMany());
		expect(error.message).toBe('The app is receiving too many requests');
		expect(error.description).toMatch(/100 to 200 requests a minute.*run the workflow later/);
	});
});

describe('Many actions of a newer app', () => {
	const action = 'a'.repeat(32);
	const written = { create: { model: 'Task', values: { name: 'written' } } };
	let time = Date.now();
	const app = useDataApp(
		tasks([], { actions: [{ id: action, name: 'Write', effect: written }] }),
		{},
		() => new Date(time),
	);

	it.each([429, 'errors200'] as const)(
		'wait for the next minute where the app takes 100 a minute (%s)',
		async (rateLimit) => {
			app.emulator.setPersonality({ rateLimit, retryAfter: 0 });
			app.credential.jwtToken = app.emulator.token();
			// A minute passes once the app has refused a request, and another that changes nothing.
			const { requests } = app.emulator;
			const push = Array.prototype.push.bind(requests);
			requests.push = (...entries) => {
				if (requests.length === 102) time += 60_000;
				return push(...entries);
			};
			const output = await executeJson({
				parameters: {
					api: 'data',
					resource: 'action',
					operation: 'execute',
					actionId: { __rl: true, mode: 'id', value: action },
				},
				credential: app.credential,
				items: Array.from({ length: 150 }, () => ({ json: {} })),
			});
			Reflect.deleteProperty(requests, 'push');
			expect(output).toHaveLength(150);
			expect(app.emulator.records('Task')).toHaveLength(150);
			expect(app.emulator.requests).toHaveLength(153);
		},
	);
});

describe('What the role of the user may not read', () => {
	const app = useDataApp(tasks(manyTasks(2), DENIED));
	const getMany = async (more: object = {}) =>
		await executeJson({ parameters: onTasks('getAll', more), credential: app.credential });

	it.each(['errors', 'http403'] as const)(
		'is named, with how to leave it out (%s)',
		async (denied) => {
			app.emulator.setPersonality({ denied });
			const error = await failure(getMany());
			expect(error.message).toMatch(/^This user isn't allowed to read "price"/);
			expect(error.description).toMatch(/'Field Names or IDs'/);
			expect(await getMany({ options: { fields: 'id, name' } })).toEqual([
				{ id: 1, name: 'Task 1' },
				{ id: 2, name: 'Task 2' },
			]);
		},
	);

	it('is not asked for where the schema does not show it', async () => {
		app.emulator.setPersonality({ denied: 'hidden' });
		const [first] = await getMany();
		expect(first).toMatchObject({ id: 1, name: 'Task 1' });
		expect(first).not.toHaveProperty('price');
	});

	it('is a whole model, and the error says so', async () => {
		const model = { __rl: true, mode: 'name', value: 'Customer' };
		const error = await failure(getMany({ model }));
		expect(error.message).toMatch(/isn't allowed to read records.*You are not allowed/);
		app.emulator.setPersonality({ denied: 'null' });
		const silent = await failure(getMany({ model }));
		expect(silent.message).toBe("The app doesn't show the records of Customer to this user");
	});
});

describe('Reads of a newer app', () => {
	const app = useDataApp(tasks(manyTasks(2)));
	const getMany = async (more: object = {}) =>
		await executeJson({ parameters: onTasks('getAll', more), credential: app.credential });

	it.each([
		['status 503', { status: 503 }],
		['a dropped connection', { drop: 'before' }],
		['status 502', { status: 502 }],
	] as const)('are sent again after %s', async (_what, fault) => {
		app.emulator.fault({ ...fault, contains: 'allTask' });
		expect(await getMany()).toHaveLength(2);
	});

	it('say which conditions to remove where the app refuses them', async () => {
		app.emulator.setPersonality({ nullFilter: 'error' });
		const conditions = [{ property: 'price', operator: 'doesNotExist', value: '' }];
		for (const operation of ['getAll', 'count']) {
			const parameters = onTasks(operation, { filters: { conditions } });
			const error = await failure(executeJson({ parameters, credential: app.credential }));
			expect(error.message).toMatch(/: Cannot compare with null$/);
			expect(error.description).toBe(
				'The app may not support searching for empty values: remove "price Is Empty", and filter in a separate step (for example with the Filter node)',
			);
		}
	});

	it('fail with part of the data: it could pass for all of it', async () => {
		app.emulator.fault({
			status: 200,
			contains: 'allTask',
			times: 2,
			body: '{"data":{"allTask":{"results":[{"id":1}],"totalCount":2}},"errors":[{"message":"Something is missing"}]}',
		});
		const error = await failure(getMany());
		expect(error.message).toMatch(/Something is missing/);
	});

	it.each([
		['a web page', { status: 200, body: '<html><title>Hello</title></html>' }, /not as a Data API/],
		['404', { status: 404, body: '' }, /No Data API was found/],
		['500', { status: 500, body: 'Oops' }, /responded with 500 .*: Oops/],
	])('tell what answered instead: %s', async (_what, fault, message) => {
		app.credential.jwtToken = app.emulator.token();
		app.emulator.fault({ ...fault, times: 3 });
		const error = await failure(getMany());
		expect(error.message).toMatch(message);
	});

	it('tell that nobody is there', async () => {
		app.credential.application = 'http://127.0.0.1:9';
		const error = await failure(getMany());
		expect(error.message).toMatch(/^The connection to the app at 127.0.0.1:9 was refused/);
	});
});
