import type { Emulator } from '../../emulator/index.ts';
import { authorisation, fetchReply, ids, startSample, type Send } from '../../emulator/samples.ts';

describe('The emulated app', () => {
	let emulator: Emulator;
	let send: Send;

	beforeAll(async () => {
		({ emulator, send } = await startSample());
	});
	beforeEach(() => emulator.reset());
	afterAll(async () => await emulator.close());

	function basic(credentials: string): Record<string, string> {
		return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
	}

	describe('authorisation', () => {
		it('takes the e-mail address in any case', async () => {
			const reply = await send('/models', { headers: basic('API@Example.com:secret') });
			expect(reply.status).toBe(200);
		});

		it.each(['api@example.com:Secret', 'api@example.com:', 'other@example.com:secret', 'secret'])(
			'refuses %s',
			async (credentials) => {
				const reply = await send('/models', { headers: basic(credentials) });
				expect(reply.status).toBe(401);
				expect(reply.headers.get('www-authenticate')).toMatch(/^Basic /);
			},
		);

		it('refuses a request without credentials, whatever it asks for', async () => {
			for (const path of ['/models', '/models/companies/records/1', '/nothing', '/assets']) {
				expect((await fetchReply(`${emulator.application}/api${path}`)).status).toBe(401);
			}
			expect(emulator.requests.map(({ authorised }) => authorised)).toEqual(Array(4).fill(false));
		});

		it('refuses a bearer token', async () => {
			expect((await send('/models', { headers: { authorization: 'Bearer x' } })).status).toBe(401);
		});

		it.each([
			['html', /^text\/html/, /<html>/],
			['empty', /^$/, /^$/],
			['json', /^application\/json/, /"error"/],
		] as const)('answers 401 with a body that is %s', async (unauthorisedBody, type, body) => {
			emulator.setPersonality({ unauthorisedBody });
			const reply = await fetchReply(`${emulator.application}/api/models`);
			expect(reply.headers.get('content-type') ?? '').toMatch(type);
			expect(reply.text).toMatch(body);
		});
	});

	describe('errors', () => {
		it.each([
			['as they are', 404, /^$/, /^$/],
			['error with 200', 200, /^application\/json/, /^{"error":/],
			['page with 200', 200, /^text\/html/, /<html>/],
		] as const)('come %s', async (errorForm, status, type, body) => {
			emulator.setPersonality({ errorForm });
			const reply = await send('/models/companies/records/99');
			expect(reply.status).toBe(status);
			expect(reply.headers.get('content-type') ?? '').toMatch(type);
			expect(reply.text).toMatch(body);
		});

		it('leave an app in the encoding that its text has', async () => {
			const bytesOf = async () =>
				Buffer.from(
					await (
						await fetch(`${emulator.application}/api/models/companies/records/1`, {
							headers: { authorization: authorisation },
						})
					).arrayBuffer(),
				);
			await send('/models/companies/records/1', { method: 'PUT', form: 'record[name]=Caf%C3%A9' });
			emulator.setPersonality({ errorForm: 'latin1' });
			expect((await bytesOf()).includes(Buffer.from('Caf\xe9', 'latin1'))).toBe(true);
			emulator.setPersonality({ errorForm: 'marked' });
			expect((await bytesOf()).subarray(0, 3)).toEqual(Buffer.from('efbbbf', 'hex'));
		});
	});

	describe('routes', () => {
		it('tolerates a trailing slash', async () => {
			expect((await send('/models/')).status).toBe(200);
			expect((await send('/models/companies/records/1/')).status).toBe(200);
		});

		it('takes a model by table name and by UUID', async () => {
			expect((await send('/models/companies/records/1')).status).toBe(200);
			expect((await send(`/models/${ids.company}/records/1`)).status).toBe(200);
		});

		it.each(['Company', 'company', 'unknown', '%E0%A4%A'])(
			'does not find the model %s',
			async (model) => {
				expect((await send(`/models/${model}/records/1`)).status).toBe(404);
			},
		);

		it('answers an unknown route with 404 and HTML', async () => {
			const reply = await send('/nothing');
			expect(reply.status).toBe(404);
			expect(reply.headers.get('content-type')).toMatch(/^text\/html/);
		});

		it.each([
			['PATCH', '/models/companies/records/1'],
			['POST', '/models/companies/records/1'],
			['POST', '/models'],
			['GET', '/assets'],
			['GET', `/models/companies/actions/${ids.action}/execute`],
			['GET', '/models/companies/records/1/more'],
			['GET', '/models/companies'],
		])('knows no %s %s', async (method, path) => {
			expect((await send(path, { method })).status).toBe(404);
		});

		it('serves nothing outside /api but uploads', async () => {
			expect((await fetchReply(`${emulator.application}/`)).status).toBe(404);
			expect((await fetchReply(`${emulator.application}/models`)).status).toBe(404);
		});
	});

	describe('GET /models', () => {
		interface ModelMetadata {
			id: string;
			name: string;
			properties: Array<Record<string, unknown>>;
		}

		async function models(): Promise<ModelMetadata[]> {
			return (await send('/models')).json as ModelMetadata[];
		}

		it('lists id, name and properties, and nothing else', async () => {
			const all = await models();
			expect(all.map(({ name }) => name)).toEqual(['Company', 'Group', 'Person', 'Tag']);
			for (const model of all) expect(Object.keys(model)).toEqual(['id', 'name', 'properties']);
		});

		it('never tells the table name or what is required', async () => {
			const { text } = await send('/models');
			expect(text).not.toContain('required');
			expect(text).not.toContain('"table"');
		});

		it('puts the inverse of a relation beside its options', async () => {
			const group = (await models())[0]?.properties.find(({ name }) => name === 'group');
			expect(group).toEqual({
				...{ id: ids.group, name: 'group', kind: 'belongs_to' },
				...{ options: { model: ids.groupModel }, inverse_association: ids.groupCompanies },
			});
		});

		it('gives every property options, if only empty ones', async () => {
			const properties = (await models()).flatMap((model) => model.properties);
			expect(properties.every(({ options }) => typeof options === 'object')).toBe(true);
		});

		it('adds the default properties that the app file does not name, with stable UUIDs', async () => {
			const names = (await models())[0]?.properties.map(({ name }) => name);
			expect(names).toEqual(expect.arrayContaining(['id', 'created_at', 'updated_at']));
			const first = await models();
			emulator.reset();
			expect(await models()).toEqual(first);
		});

		it('hides default properties that the app file does not name when told to', async () => {
			emulator.setPersonality({ defaultProperties: 'hidden' });
			const names = (await models())[2]?.properties.map(({ name }) => name);
			expect(names).toEqual(['id', 'last_name', 'company']);
			expect((await send('/models/people/records/1')).json).toEqual({
				...{ id: 1, last_name: 'Willemse', company: { id: 1, name: 'Alkmaar BV' } },
			});
		});
	});

	describe('the record of requests', () => {
		it('holds what was sent, parsed and raw', async () => {
			await send('/models/companies/records?limit=1&a[b][]=x%20y', {
				form: 'filters[][operator]=and&filters[][conditions][][path][]=u',
			});
			expect(emulator.requests).toEqual([
				expect.objectContaining({
					method: 'POST',
					path: '/api/models/companies/records',
					query: { limit: '1', a: { b: ['x y'] } },
					body: { filters: [{ operator: 'and', conditions: [{ path: ['u'] }] }] },
					rawUrl: '/api/models/companies/records?limit=1&a[b][]=x%20y',
					rawBody: 'filters[][operator]=and&filters[][conditions][][path][]=u',
					authorised: true,
					status: 400,
				}),
			]);
			expect(emulator.requests[0]?.headers.authorization).toBe(authorisation);
		});

		it('keeps the percent-encoding of the path', async () => {
			await send('/models/comp%61nies/records/1');
			expect(emulator.requests[0]).toMatchObject({
				path: '/api/models/comp%61nies/records/1',
				status: 200,
			});
		});

		it('holds parsed JSON, and text that is neither JSON nor a form', async () => {
			await send('/models/companies/records/new', { json: { record: { name: 'x' } } });
			await send('/models', {
				method: 'POST',
				body: 'plain',
				headers: { 'content-type': 'text/plain' },
			});
			await send('/models');
			const bodies = emulator.requests.map(({ body }) => body);
			expect(bodies).toEqual([{ record: { name: 'x' } }, 'plain', null]);
		});

		it('is cleared without losing its identity', async () => {
			const { requests } = emulator;
			await send('/models');
			emulator.clearRequests();
			expect(requests).toHaveLength(0);
			await send('/models');
			expect(requests).toHaveLength(1);
		});
	});

	describe('requests that are not well formed', () => {
		it.each(['a=%zz', 'a=1&a[b]=2', 'a[]=1&a[b]=2', 'a[b]=1&a[]=2'])(
			'answers the query %s with 400',
			async (query) => {
				expect((await send(`/models?${query}`)).status).toBe(400);
			},
		);

		it('answers malformed JSON with 400', async () => {
			const reply = await send('/models/companies/records/new', {
				method: 'POST',
				body: '{"record":',
				headers: { 'content-type': 'application/json' },
			});
			expect(reply.status).toBe(400);
			expect(emulator.requests[0]?.body).toBe('{"record":');
		});
	});

	it('tells the highest number of requests under way at once', async () => {
		emulator.setPersonality({ latencyMs: 20 });
		await Promise.all([send('/models'), send('/models'), send('/models')]);
		expect(emulator.maxInFlight).toBe(3);
		emulator.clearRequests();
		expect(emulator.maxInFlight).toBe(0);
		await send('/models');
		await send('/models');
		expect(emulator.maxInFlight).toBe(1);
	});

	it('counts a request whose client went away no longer', async () => {
		emulator.fault({ delayMs: 60_000 });
		const controller = new AbortController();
		const url = `${emulator.application}/api/models`;
		const pending = fetch(url, { signal: controller.signal }).catch(() => 'gone');
		while (emulator.requests.length === 0)
			await fetchReply(`${emulator.application}/__emulator/health`);
		controller.abort();
		expect(await pending).toBe('gone');
		do {
			emulator.clearRequests();
			await send('/models');
		} while (emulator.maxInFlight > 1);
		expect(emulator.maxInFlight).toBe(1);
	});

	it('lets no delayed write reach the store after a reset', async () => {
		emulator.fault({ delayMs: 30 });
		const delayed = send('/models/tags/records/1', { method: 'DELETE' });
		while (emulator.requests.length === 0)
			await fetchReply(`${emulator.application}/__emulator/health`);
		emulator.reset();
		expect((await delayed).status).toBe(204);
		expect(emulator.records('tags')).toHaveLength(2);
	});

	it('puts everything back to the start on reset', async () => {
		emulator.setPersonality({ updateBody: 'empty' });
		emulator.fault({ status: 500, times: 5 });
		await send('/models/companies/records/1', { method: 'DELETE' });
		emulator.reset();
		expect(emulator.requests).toEqual([]);
		expect(emulator.records('Company').map(({ id }) => id)).toEqual([1, 2, 3, 5]);
		const reply = await send('/models/companies/records/1', {
			method: 'PUT',
			form: 'record[size]=1',
		});
		expect(reply.json).toMatchObject({ id: 1, size: 1 });
	});

	it('hands out copies of its rows, by name, table or UUID', () => {
		const [first] = emulator.records('companies');
		if (first !== undefined) first.name = 'changed';
		expect(emulator.records('Company')[0]?.name).toBe('Alkmaar BV');
		expect(emulator.records(ids.company)).toHaveLength(4);
		expect(() => emulator.records('nothing')).toThrow('no model "nothing"');
	});

	it('may be closed twice, and closes open connections', async () => {
		const { emulator: other, send: sendOther } = await startSample({ latencyMs: 60_000 });
		const pending = sendOther('/models').catch(() => 'cut');
		await Promise.all([other.close(), other.close()]);
		expect(await pending).toBe('cut');
	});
});
