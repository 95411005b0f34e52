import {
	type Emulator,
	type Fault,
	type Personality,
	defaultPersonality,
	startEmulator,
} from '../../emulator/index.ts';
import {
	fetchReply,
	sampleApp,
	startSample,
	type Reply,
	type Send,
	type Sending,
} from '../../emulator/samples.ts';

let emulator: Emulator;
let send: Send;

beforeAll(async () => {
	({ emulator, send } = await startSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

describe('Faults', () => {
	const create: [string, Sending] = ['/models/tags/records/new', { form: 'record[title]=x' }];

	async function statuses(count: number): Promise<number[]> {
		const seen: number[] = [];
		for (let turn = 0; turn < count; turn += 1) seen.push((await send('/models')).status);
		return seen;
	}

	it('strike once unless told otherwise', async () => {
		emulator.fault({ status: 500 });
		expect(await statuses(2)).toEqual([500, 200]);
	});

	it('strike several times, after letting some requests through, in the order queued', async () => {
		emulator.fault({ status: 503, times: 2, skip: 1 });
		emulator.fault({ status: 429 });
		expect(await statuses(5)).toEqual([429, 503, 503, 200, 200]);
	});

	it('answer with body and headers', async () => {
		emulator.fault({ status: 429, body: { error: 'slow' }, headers: { 'Retry-After': '1' } });
		emulator.fault({ status: 502, body: '<h1>Bad</h1>', headers: { 'Content-Type': 'text/html' } });
		emulator.fault({ body: 'not JSON' });
		const first = await send('/models');
		expect(first.json).toEqual({ error: 'slow' });
		expect(first.headers.get('retry-after')).toBe('1');
		expect((await send('/models')).headers.get('content-type')).toBe('text/html');
		const third = await send('/models');
		expect([third.status, third.text]).toEqual([200, 'not JSON']);
	});

	it('may only add headers or wait', async () => {
		emulator.fault({ headers: { 'x-extra': '1' }, delayMs: 1 });
		const reply = await send('/models');
		expect([reply.status, reply.headers.get('x-extra')]).toEqual([200, '1']);
	});

	it.each<[Fault, number[]]>([
		[{ method: 'put', status: 500 }, [200, 200]],
		[{ method: 'get', status: 500 }, [500, 200]],
		[{ path: 'els?x', status: 500 }, [200, 500]],
		[{ path: /models\?x=\d$/g, status: 500, times: 2 }, [200, 500]],
		[{ path: /nothing/, status: 500 }, [200, 200]],
	])('match by method and raw URL: %j', async (fault, expected) => {
		emulator.fault(fault);
		const seen = [(await send('/models')).status, (await send('/models?x=1')).status];
		expect(seen).toEqual(expected);
	});

	it('strike requests without authorisation, and are recorded with them', async () => {
		emulator.fault({ status: 500 });
		expect((await fetchReply(`${emulator.application}/api/models`)).status).toBe(500);
		expect(emulator.requests).toMatchObject([{ authorised: false, status: 500 }]);
	});

	it('cut the connection before the write', async () => {
		emulator.fault({ drop: 'before' });
		await expect(send(...create)).rejects.toThrow();
		expect(emulator.records('tags')).toHaveLength(2);
		expect(emulator.requests).toMatchObject([{ body: { record: { title: 'x' } } }]);
		expect(emulator.requests[0]).not.toHaveProperty('status');
	});

	it('cut the connection after the write', async () => {
		emulator.fault({ drop: 'after' });
		await expect(send(...create)).rejects.toThrow();
		expect(emulator.records('tags')).toHaveLength(3);
	});

	it.each([
		[{ colour: 'red' }, 'Unknown key "colour"'],
		[{ status: 99 }, '"status"'],
		[{ times: -1 }, '"times"'],
		[{ drop: 'never' }, '"drop"'],
		[null, 'must be an object'],
	])('are refused when they make no sense: %j', (fault, message) => {
		expect(() => emulator.fault(fault as Fault)).toThrow(message);
	});
});

describe('Control over HTTP', () => {
	async function control(path: string, sending: Sending = {}): Promise<Reply> {
		return await fetchReply(`${emulator.application}/__emulator/${path}`, sending);
	}

	it('needs no authorisation and is not recorded', async () => {
		expect((await control('health')).json).toEqual({ ok: true });
		await send('/models');
		expect(await control('requests')).toMatchObject({
			status: 200,
			json: [{ method: 'GET', path: '/api/models', status: 200, authorised: true }],
		});
		expect(emulator.requests).toHaveLength(1);
	});

	it('clears the requests', async () => {
		await send('/models');
		expect((await control('requests', { method: 'DELETE' })).status).toBe(204);
		expect(emulator.requests).toEqual([]);
	});

	it('queues faults', async () => {
		expect((await control('faults', { json: { status: 500, path: '/models' } })).status).toBe(204);
		expect((await send('/models')).status).toBe(500);
		const refused = await control('faults', { json: { oops: 1 } });
		expect([refused.status, refused.text]).toEqual([400, 'Unknown key "oops" in a fault']);
		expect((await control('faults', { method: 'POST', body: 'text' })).status).toBe(400);
	});

	it('changes the personality', async () => {
		const sending = { method: 'PATCH', json: { maxLimit: 1 } };
		expect((await control('personality', sending)).status).toBe(204);
		expect((await send('/models/companies/records')).json).toHaveLength(1);
		const refused = await control('personality', { method: 'PATCH', json: { maxLimit: 0 } });
		expect([refused.status, refused.text]).toEqual([
			...[400, 'Personality "maxLimit" must be null or a whole number from 1, not 0'],
		]);
	});

	it('lists rows, and resets', async () => {
		await send('/models/tags/records/1', { method: 'DELETE' });
		expect((await control('records/tags')).json).toMatchObject([{ id: 2, title: 'blue' }]);
		expect((await control('reset', { method: 'POST' })).status).toBe(204);
		expect((await control('records/Tag')).json).toHaveLength(2);
		expect((await control('records/nothing')).status).toBe(400);
	});

	it('knows no other endpoint', async () => {
		expect((await control('nothing')).status).toBe(404);
		expect((await control('reset')).status).toBe(404);
	});
});

describe('Starting', () => {
	it('uses the documented default personality', () => {
		expect(defaultPersonality).toMatchObject({
			...{ offset: 'ignored', filters: 'supported', maxLimit: null, json: 'accepted' },
			...{ asset: 'object', assetField: 'file', inputs: 'any', notFoundBody: 'empty' },
			...{ validationStatus: 422, updateBody: 'record', latencyMs: 0 },
		});
	});

	it('does not touch the definition it was given', async () => {
		const app = sampleApp();
		const other = await startEmulator({ app });
		app.models[0]?.properties.pop();
		other.reset();
		expect(other.records('Company')[0]).toHaveProperty('extra');
		await other.close();
	});

	it('says that a port is in use', async () => {
		const { port } = emulator;
		await expect(startEmulator({ app: sampleApp(), port })).rejects.toThrow(
			`Port ${port} is already in use`,
		);
	});

	it.each<[unknown, RegExp]>([
		[{ colour: 1 }, /Unknown personality key "colour"; known are offset, /],
		[
			{ offset: 'maybe' },
			/"offset" must be one of "ignored", "supported", "rejected", not "maybe"/,
		],
		[{ validationStatus: '422' }, /"validationStatus" must be one of 422, 400/],
		[{ latencyMs: -1 }, /"latencyMs" must be a whole number from 0/],
		[{ assetField: '' }, /"assetField" must be a text/],
		[[], /must be a JSON object/],
	])('refuses the personality %j', async (personality, message) => {
		await expect(
			startEmulator({ app: sampleApp(), personality: personality as Partial<Personality> }),
		).rejects.toThrow(message);
	});
});
