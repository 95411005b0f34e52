import {
	defaultDataPersonality,
	type DataEmulator,
	type DataPersonality,
} from '../../../emulator/data/index.ts';
import {
	actionIds,
	fetchReply,
	loginQuery,
	startDataSample,
	type Ask,
} from '../../../emulator/data/samples.ts';

let clock = new Date();
let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample({}, { now: () => clock }));
});
beforeEach(() => {
	clock = new Date('2026-03-01T12:00:30Z');
	emulator.reset();
});
afterAll(async () => await emulator.close());

function aliases(count: number): string {
	return Array.from({ length: count }, (_each, index) => `a${index}: allRole { totalCount }`).join(
		' ',
	);
}

/** A query of so many relations within each other. */
function nested(depth: number): string {
	const inner = 'parent { '.repeat(depth) + 'id' + ' }'.repeat(depth);
	return `{ allCustomer { results { ${inner} } } }`;
}

describe('A request to the emulated Data API', () => {
	it.each([
		['10 root fields', `{ ${aliases(10)} }`],
		['4 layers of relations', nested(4)],
		[
			'4 layers in an inline fragment',
			nested(4).replace('parent {', '... on Customer { parent {') + ' }',
		],
		[
			'an introspection of any depth',
			'{ __schema { types { ofType { ofType { ofType { ofType { ofType { name } } } } } } } }',
		],
	])('may have %s', async (_size, query) => {
		expect((await ask(query)).json.errors).toBeUndefined();
	});

	it.each([
		['11 root fields', `{ ${aliases(11)} }`, 'At most 10 queries'],
		[
			'11 root fields in a fragment',
			`{ ...A } fragment A on RootQueryType { ${aliases(11)} }`,
			'At most 10 queries',
		],
		['5 layers of relations', nested(5), 'At most 4 layers'],
		[
			'5 layers across a fragment',
			`{ allCustomer { results { parent { parent { ...A } } } } } fragment A on Customer { parent { parent { parent { id } } } }`,
			'At most 4 layers',
		],
		[
			'5 layers through lists',
			'{ allTask { results { project { customer { projects { tasks { watchers { id } } } } } } } }',
			'At most 4 layers',
		],
	])('may not have %s', async (_size, query, message) => {
		const { status, json } = await ask(query);
		expect([status, 'data' in json]).toEqual([200, false]);
		expect(json.errors?.[0]?.message).toContain(message);
	});

	it('may have 4 MiB and no more', async () => {
		const text = { json: { query: '{ __typename }', padding: ' '.repeat(4 * 1024 * 1024 - 100) } };
		expect((await fetchReply(emulator.runtimeUrl, text)).status).toBe(200);
		const longer = { json: { ...text.json, more: ' '.repeat(200) } };
		expect((await fetchReply(emulator.runtimeUrl, longer)).status).toBe(413);
		// Eight megabytes take a busy machine longer than the usual five seconds.
	}, 30_000);

	it.each([
		['a body that is no JSON', { headers: { 'content-type': 'application/json' }, body: '{' }],
		['a list', { json: [] }],
		['a form', { form: 'query={__typename}' }],
	])('may not be %s', async (_body, sending) => {
		const reply = await fetchReply(emulator.runtimeUrl, sending);
		expect([reply.status, reply.json]).toEqual([
			...[400, { errors: [{ message: 'The body must be a JSON object' }] }],
		]);
	});

	it('may name the operation to run', async () => {
		const json = { query: 'query A { a: __typename } query B { b: __typename }' };
		const reply = await fetchReply(emulator.runtimeUrl, { json: { ...json, operationName: 'B' } });
		expect(reply.json).toEqual({ data: { b: 'RootQueryType' } });
	});

	it.each([
		['GET', '/api/runtime/00000000000000000000000000000abc'],
		['POST', '/api/runtime/00000000000000000000000000000abd'],
		['POST', '/api/runtime'],
		['GET', '/'],
	])('is not found by %s %s', async (method, path) => {
		expect((await fetchReply(`${emulator.application}${path}`, { method })).status).toBe(404);
	});
});

describe('The rate limit of the emulated Data API', () => {
	const read = '{ allRole { totalCount } }';

	async function statuses(count: number): Promise<number[]> {
		const seen: number[] = [];
		for (let turn = 0; turn < count; turn += 1) seen.push((await ask(read)).status);
		return seen;
	}

	it('is off by default, and 100 requests a minute when it is on', async () => {
		expect(defaultDataPersonality).toMatchObject({ rateLimit: 'off', requestsPerMinute: 100 });
		emulator.setPersonality({ requestsPerMinute: 1 });
		expect(await statuses(3)).toEqual([200, 200, 200]);
		emulator.setPersonality({ rateLimit: 429 });
		expect(await statuses(2)).toEqual([200, 429]);
	});

	it.each<[DataPersonality['rateLimit'], number | null, number]>([
		[429, null, 429],
		[429, 7, 429],
		['errors200', null, 200],
		['errors200', 7, 200],
	])('refuses in the form %s, with retry-after %s', async (rateLimit, retryAfter, status) => {
		emulator.setPersonality({ rateLimit, retryAfter, requestsPerMinute: 1 });
		expect((await ask(read)).json.errors).toBeUndefined();
		const reply = await ask(read);
		expect(reply.status).toBe(status);
		expect(reply.headers.get('retry-after')).toBe(retryAfter === null ? null : '7');
		expect(reply.json).toEqual({
			errors: [{ message: 'Rate limit exceeded', extensions: { statusCode: 429 } }],
		});
	});

	it('starts again with the next minute, and with a reset', async () => {
		emulator.setPersonality({ rateLimit: 429, requestsPerMinute: 1 });
		expect(await statuses(2)).toEqual([200, 429]);
		clock = new Date('2026-03-01T12:01:00Z');
		expect(await statuses(2)).toEqual([200, 429]);
		emulator.reset();
		expect(await statuses(2)).toEqual([200, 200]);
	});

	it('counts logins, actions and endpoints, and nothing of them happens', async () => {
		emulator.setPersonality({ rateLimit: 429, requestsPerMinute: 0 });
		const action = 'mutation { action(id: $id) }';
		const replies = [
			await ask(loginQuery, { authProfileUuid: 'x' }, null),
			await ask(action, { id: actionIds.fails }),
			await fetchReply(`${emulator.runtimeUrl}/action/${actionIds.plainHook}`),
		];
		expect(replies.map(({ status }) => status)).toEqual([429, 429, 429]);
		expect(emulator.records('Role')).toHaveLength(1);
	});
});

describe('A fault of the emulated Data API', () => {
	const read = '{ allRole { totalCount } }';

	it('strikes by what the body contains', async () => {
		emulator.fault({ contains: 'allTask', status: 502, body: '<h1>Bad</h1>' });
		expect((await ask(read)).status).toBe(200);
		const struck = await ask('{ allTask { totalCount } }');
		expect([struck.status, struck.text]).toEqual([502, '<h1>Bad</h1>']);
		expect((await ask('{ allTask { totalCount } }')).status).toBe(200);
	});

	it.each([
		['before', 1],
		['after', 2],
	] as const)('cuts the connection %s an action', async (drop, roles) => {
		emulator.fault({ drop });
		await expect(ask('mutation { action(id: $id) }', { id: actionIds.fails })).rejects.toThrow();
		expect(emulator.records('Role')).toHaveLength(roles);
		expect(emulator.requests).toMatchObject([{ rootFields: ['action'] }]);
		expect(emulator.requests[0]).not.toHaveProperty('status');
	});

	it('is forgotten at a reset, as are requests and records', async () => {
		emulator.fault({ status: 500 });
		emulator.create('Role', { name: 'x' });
		await ask(read);
		emulator.fault({ status: 500 });
		emulator.reset();
		expect(emulator.requests).toEqual([]);
		expect((await ask(read)).json).toEqual({ data: { allRole: { totalCount: 1 } } });
	});

	it('that only delays lets requests overlap, until the app closes', async () => {
		const { emulator: slow, ask: askSlow } = await startDataSample();
		slow.fault({ delayMs: 60_000, times: 3 });
		const sent = Array.from({ length: 3 }, async () => await askSlow(read));
		const settled = Promise.allSettled(sent);
		do await fetchReply(`${slow.application}/__emulator/health`);
		while (slow.maxInFlight < 3);
		await slow.close();
		expect((await settled).map(({ status }) => status)).toEqual([
			...['rejected', 'rejected', 'rejected'],
		]);
	});

	it('may be a latency of every request, to the storage too', async () => {
		emulator.setPersonality({ latencyMs: 1 });
		expect((await ask(read)).status).toBe(200);
		expect((await fetchReply(`${emulator.storageUrl}/none`)).status).toBe(404);
	});
});
