import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	actionIds,
	dataIds,
	fetchReply,
	startDataSample,
	uuid,
	type Reply,
} from '../../../emulator/data/samples.ts';
import type { Sending } from '../../../emulator/samples.ts';

let emulator: DataEmulator;

beforeAll(async () => {
	({ emulator } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

async function call(
	path: string,
	sending: Sending = {},
	token: string | null = emulator.token(),
): Promise<Reply> {
	const authorization = token === null ? undefined : `Bearer ${token}`;
	return await fetchReply(`${emulator.runtimeUrl}/action/${path}`, {
		...sending,
		headers: { ...(authorization === undefined ? {} : { authorization }), ...sending.headers },
	});
}

describe('The endpoint of an action of the emulated Data API', () => {
	it('hands the whole request to the action, and answers what it says', async () => {
		const reply = await call(`${actionIds.hook}/orders/a%20b?k=1&k=2&x[y]=%C3%A9`, {
			...{ method: 'PUT', body: '{"raw": true}' },
			headers: { 'content-type': 'text/plain', 'X-Own': 'Yes' },
		});
		expect(reply.status).toBe(201);
		expect(reply.headers.get('x-made')).toBe('yes');
		expect(reply.headers.get('content-type')).toContain('application/json');
		expect(reply.json).toMatchObject({
			...{ method: 'PUT', path: ['orders', 'a b'], body: '{"raw": true}' },
			query: [
				['k', '1'],
				['k', '2'],
				['x[y]', 'é'],
			],
			headers: expect.arrayContaining([
				['x-own', 'Yes'],
				['content-type', 'text/plain'],
			]),
		});
	});

	it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
		'takes %s, without a body as with one',
		async (method) => {
			expect((await call(actionIds.hook, { method })).json).toMatchObject({
				...{ method, path: [], query: [], body: null },
			});
		},
	);

	it('takes a query that contradicts itself', async () => {
		expect((await call(`${actionIds.hook}?a=1&a[b]=2&%zz`)).status).toBe(201);
	});

	it('may redirect', async () => {
		const reply = await call(actionIds.publicHook);
		expect([reply.status, reply.headers.get('location')]).toEqual([302, 'https://example.com/']);
	});

	it.each<[DataPersonality['endpointPlain'], number, unknown]>([
		[204, 204, ''],
		['jsonResults', 200, '{"method":"GET"}'],
		[500, 500, 'Internal Server Error'],
	])('answers %s when nothing formats the result', async (endpointPlain, status, text) => {
		emulator.setPersonality({ endpointPlain });
		const reply = await call(actionIds.plainHook);
		expect([reply.status, reply.text]).toEqual([status, text]);
	});

	it('answers 500 when the action fails', async () => {
		const reply = await call(actionIds.badHook);
		expect([reply.status, reply.json]).toEqual([500, { errors: [{ message: 'Out of stock' }] }]);
	});

	it.each([
		['an action without a request variable', actionIds.echo],
		['an unknown action', uuid('none')],
	])('is not there for %s', async (_kind, id) => {
		expect((await call(id)).status).toBe(404);
	});

	it('needs no token when the action is public, and minds no bad one', async () => {
		expect((await call(actionIds.plainHook, {}, null)).status).toBe(204);
		expect((await call(actionIds.plainHook, {}, 'expired')).status).toBe(204);
	});

	it.each<[DataPersonality['endpointAuth'], number, object]>([
		['http401', 401, { errors: [{ message: 'Unauthorized' }] }],
		['graphqlErrors', 200, { errors: [{ message: 'Request not authenticated' }] }],
	])('refuses in the form %s', async (endpointAuth, status, body) => {
		emulator.setPersonality({ endpointAuth });
		const partner = emulator.token({ profile: dataIds.partners });
		for (const token of [null, 'expired', partner]) {
			const reply = await call(actionIds.hook, {}, token);
			expect(reply.status).toBe(status);
			expect(reply.json).toMatchObject(body);
		}
	});

	it('is recorded as it was called', async () => {
		await call(`${actionIds.plainHook}/a?x=1`, { body: 'text' });
		expect(emulator.requests).toMatchObject([
			{
				...{ method: 'POST', query: { x: '1' }, rawBody: 'text', rootFields: [], status: 204 },
				path: `/api/runtime/${dataIds.application}/action/${actionIds.plainHook}/a`,
			},
		]);
	});
});
