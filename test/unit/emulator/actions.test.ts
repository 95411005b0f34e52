import type { ActionDefinition, Emulator, Personality } from '../../emulator/index.ts';
import {
	ids,
	sampleApp,
	startSample,
	uuid,
	type Reply,
	type Send,
} from '../../emulator/samples.ts';

describe('Actions of the emulated app', () => {
	let emulator: Emulator;
	let send: Send;

	const model = ids.company;
	const actions: ActionDefinition[] = [
		{ id: ids.action, model, response: { got: '$inputs', list: ['$inputs.x'] } },
		{ id: uuid('91'), model, response: 'done' },
		{ id: uuid('92'), model, response: null },
		{ id: uuid('93'), model, status: 502 },
		{ id: uuid('94'), model, status: 202, response: [1, 2], delayMs: 5 },
		{ id: uuid('95'), model: ids.tagModel, response: 'other model' },
		{
			...{ id: uuid('96'), model, response: { ok: true } },
			effect: { create: { model: 'tags', values: { title: '$inputs.title' } } },
		},
		{
			...{ id: uuid('97'), model, response: { ok: true } },
			effect: { create: { model: 'Company', values: {} } },
		},
	];

	beforeAll(async () => {
		({ emulator, send } = await startSample({}, { app: { ...sampleApp(), actions } }));
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	async function execute(id: string, sending = {}, query = ''): Promise<Reply> {
		const path = `/models/${ids.company}/actions/${id}/execute${query}`;
		return await send(path, { method: 'POST', ...sending });
	}

	it('answer JSON as JSON, with what was passed where the response asks for it', async () => {
		const reply = await execute(ids.action, { form: 'x=1&y[z]=2' });
		expect(reply.status).toBe(200);
		expect(reply.json).toEqual({ got: { x: '1', y: { z: '2' } }, list: ['1'] });
	});

	it('answer a text as text', async () => {
		const reply = await execute(uuid('91'));
		expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
		expect(reply.text).toBe('done');
	});

	it('answer 204 when there is no response', async () => {
		const reply = await execute(uuid('92'));
		expect([reply.status, reply.text]).toEqual([204, '']);
	});

	it('answer with their own status', async () => {
		expect((await execute(uuid('93'))).status).toBe(502);
		const reply = await execute(uuid('94'));
		expect([reply.status, reply.json]).toEqual([202, [1, 2]]);
	});

	it('belong to one model, named by UUID or table', async () => {
		expect((await execute(uuid('95'))).status).toBe(404);
		expect((await execute(uuid('ff'))).status).toBe(404);
		const path = `/models/companies/actions/${ids.action}/execute/`;
		expect((await send(path, { method: 'POST' })).status).toBe(200);
	});

	it.each<[Personality['inputs'], object]>([
		['any', { a: '1', b: '2', c: 3 }],
		['query', { a: '1' }],
		['form', { b: '2' }],
		['json', { c: 3 }],
	])('read inputs from %s', async (inputs, expected) => {
		emulator.setPersonality({ inputs });
		const form = (await execute(ids.action, { form: 'b=2' }, '?a=1')).json as { got: object };
		const json = (await execute(ids.action, { json: { c: 3 } }, '?a=1')).json as { got: object };
		expect({ ...form.got, ...json.got }).toEqual(expected);
	});

	it('answer malformed JSON with 400 where JSON is read', async () => {
		const sending = { body: '{', headers: { 'content-type': 'application/json' } };
		expect((await execute(ids.action, sending)).status).toBe(400);
		emulator.setPersonality({ inputs: 'query' });
		expect((await execute(ids.action, sending)).status).toBe(200);
	});

	it('create a record as their effect', async () => {
		await execute(uuid('96'), { form: 'title=green' });
		expect(emulator.records('tags').at(-1)).toMatchObject({ id: 3, title: 'green' });
	});

	it('answer 502 when they fail inside', async () => {
		expect((await execute(uuid('97'))).status).toBe(502);
		expect(emulator.records('companies')).toHaveLength(4);
	});
});
