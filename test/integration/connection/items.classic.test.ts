/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { INode } from 'n8n-workflow';
import { COMPANY, companies, company, GROUP, onCompanies, useApp } from '../../support/app';
import {
	execute,
	executeJson,
	outputsOf,
	runWorkflow,
	type NodeUnderTest,
} from '../../support/n8n';

const app = useApp(company(companies(40)));

const items = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ json: { id: index + 1, name: `N${index + 1}` } }));

const byInput = { recordId: '={{ $json.id }}' };
const named = { fieldsMode: 'json', fieldsJson: '={{ ({ name: $json.name }) }}' };

const methods = (method: string) =>
	app.emulator.requests.filter((request) => request.method === method).length;

describe('Many items', () => {
	it.each([1, 4, 10])(
		'have at most %d requests under way, and keep their order',
		async (concurrency) => {
			app.emulator.setPersonality({ latencyMs: 100 });
			const output = await execute({
				credential: app.credential,
				parameters: onCompanies('get', { ...byInput, options: { concurrency } }),
				items: items(30).reverse(),
			});
			expect(output.map(({ json }) => json.id)).toEqual(items(30).map((_, index) => 30 - index));
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				items(30).map((_, item) => ({ item })),
			);
			expect(app.emulator.maxInFlight).toBe(concurrency);
		},
	);

	it.each([undefined, 0])(
		'start one by one and become more while the app answers as quickly: concurrency %p',
		async (concurrency) => {
			app.emulator.setPersonality({ latencyMs: 80 });
			const some = Array.from({ length: 40 }, (_, item) => ({ json: { id: 1 + (item % 40) } }));
			const output = await execute({
				credential: app.credential,
				parameters: onCompanies('get', { ...byInput, options: { concurrency } }),
				items: some,
			});
			expect(output.map(({ json }) => json.id)).toEqual(some.map(({ json }) => json.id));
			expect(app.emulator.maxInFlight).toBeGreaterThan(1);
			expect(app.emulator.maxInFlight).toBeLessThanOrEqual(64);
		},
	);

	it('change one record in the order of the items, however slow the first is', async () => {
		app.emulator.fault({ method: 'PUT', delayMs: 200 });
		const changes = items(8).map(({ json }) => ({ json: { ...json, id: 5 } }));
		await execute({
			credential: app.credential,
			parameters: onCompanies('update', { ...byInput, ...named, options: { concurrency: 8 } }),
			items: changes,
		});
		const sent = app.emulator.requests.filter(({ method }) => method === 'PUT');
		expect(sent.map(({ body }) => body)).toEqual(
			changes.map(({ json }) => ({ record: { name: json.name } })),
		);
		expect(app.emulator.records('Company')[4]).toMatchObject({ id: 5, name: 'N8' });
	});

	it('are none, and make no request', async () => {
		const output = await execute({
			credential: app.credential,
			parameters: onCompanies('create', named),
			items: [],
		});
		expect(output).toEqual([]);
		expect(app.emulator.requests).toHaveLength(0);
	});
});

describe('An item that fails', () => {
	it('ends the run with its index, and starts no more', async () => {
		app.emulator.fault({ method: 'POST', skip: 2, status: 422, body: '' });
		const refused = executeJson({
			credential: app.credential,
			parameters: onCompanies('create', { ...named, options: { concurrency: 1 } }),
			items: items(10),
		});
		await expect(refused).rejects.toMatchObject({ context: { itemIndex: 2 } });
		expect(methods('POST')).toBe(3);
		expect(app.emulator.records('Company')).toHaveLength(42);
	});

	it('is the only one without a result when the node goes on', async () => {
		const input = items(5).map(({ json }, index) => ({
			json: index === 0 || index === 3 ? { ...json, name: '' } : json,
		}));
		const output = await execute({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('create', named),
			items: input,
		});
		expect(output.map(({ json }) => json.name)).toEqual([undefined, 'N2', 'N3', undefined, 'N5']);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
		expect(output[3]?.error).toMatchObject({
			message: "The app didn't accept the values: name is required",
			context: { itemIndex: 3 },
		});
	});

	it('gives each item an error of its own when the models cannot be read', async () => {
		app.emulator.fault({ path: '/models', status: 500, times: 99 });
		const output = await execute({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('create', named),
			items: items(3),
		});
		expect(output.map(({ error }) => error?.context.itemIndex)).toEqual([0, 1, 2]);
		expect(app.sent()).toEqual(['GET /api/models']);
	});
});

describe("In n8n's own engine", () => {
	const workflow = async (onError: INode['onError'], retryOnFail: boolean) =>
		await runWorkflow({
			credential: app.credential,
			onError,
			retryOnFail,
			parameters: onCompanies('create', { ...named, options: { concurrency: 1 } }),
			// The very first item fails: that is what n8n looks at to run a node again.
			items: [{ json: { name: '', row: 7 } }, { json: { name: 'B' } }, { json: { name: 'C' } }],
		});
	const message = "The app didn't accept the values: name is required";

	it.each([false, true])(
		'"continue" puts the error among the results, with retries: %s',
		async (retries) => {
			const [output] = outputsOf(await workflow('continueRegularOutput', retries));
			expect(output?.map(({ json }) => json.error ?? json.name)).toEqual([message, 'B', 'C']);
			expect(methods('POST')).toBe(3);
			expect(app.emulator.records('Company')).toHaveLength(42);
		},
	);

	it.each([false, true])(
		'"continue using error output" separates the error, with retries: %s',
		async (retries) => {
			const [output, errors] = outputsOf(await workflow('continueErrorOutput', retries));
			expect(output?.map(({ json }) => json.name)).toEqual(['B', 'C']);
			expect(errors?.map(({ json }) => json.error)).toEqual([
				expect.stringMatching(new RegExp(`^${message}`)),
			]);
			expect(methods('POST')).toBe(3);
			expect(app.emulator.records('Company')).toHaveLength(42);
		},
	);

	it('the error output keeps the item, with what happened and what to do, where Retry On Fail is off', async () => {
		const [, errors] = outputsOf(await workflow('continueErrorOutput', false));
		expect(errors?.map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual([
			{
				json: {
					name: '',
					row: 7,
					error: `${message}. Correct these values and run the step again`,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('the error output keeps an item that was refused before anything was sent, too', async () => {
		const run = await runWorkflow({
			credential: app.credential,
			onError: 'continueErrorOutput',
			parameters: onCompanies('get', { ...byInput, recordId: '={{ $json.id }}' }),
			items: [{ json: { id: 1 } }, { json: { id: 'x', row: 7 } }],
		});
		const [output, errors] = outputsOf(run);
		expect(output?.map(({ json }) => json.id)).toEqual([1]);
		expect(errors?.map(({ json }) => json)).toEqual([
			{ id: 'x', row: 7, error: expect.stringMatching(/^'Record ID' must be .*\. /) as string },
		]);
	});

	it('an error ends the execution with what happened and where', async () => {
		const run = await workflow('stopWorkflow', false);
		expect(run.data.resultData.error).toMatchObject({ message, context: { itemIndex: 0 } });
		expect(JSON.stringify(run.data)).not.toContain('a-secret-key');
	});

	it('every output keeps its pair', async () => {
		const run = await runWorkflow({
			credential: app.credential,
			parameters: onCompanies('getAll', { limit: 2 }),
			items: items(2),
		});
		const [output] = outputsOf(run);
		expect(output?.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1].map((item) => ({ item })),
		);
	});
});

describe('A run that cannot start', () => {
	const noAddress = { ...app.credential, application: 'http://example.com' };

	it.each<[string, Partial<NodeUnderTest>]>([
		['an application that is no address', { credential: noAddress }],
		['no credential', { credential: undefined }],
		[
			'a concurrency that yields nothing',
			{ parameters: { options: { concurrency: '={{ $json.no }}' } } },
		],
		['an operation that is not there', { parameters: { operation: 'x' } }],
	])('gives an error for each item with %s', async (_what, changes) => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { parameters = {}, ...others } = changes;
			const run = await runWorkflow({
				credential: app.credential,
				onError,
				items: items(3),
				...others,
				parameters: { ...onCompanies('get', byInput), ...parameters },
			});
			const outputs = outputsOf(run);
			const errors = onError === 'continueErrorOutput' ? outputs[1] : outputs[0];
			expect(errors?.map(({ json }) => typeof json.error)).toEqual(['string', 'string', 'string']);
			expect(errors?.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
		}
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('ends with its error where the node does not go on', async () => {
		const parameters = onCompanies('get', byInput);
		const ended = execute({ credential: noAddress, parameters, items: items(2) });
		await expect(ended).rejects.toThrow(/https/);
	});
});

describe('An app that is away', () => {
	const away = async (concurrency: number) =>
		await execute({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: onCompanies('create', { ...named, options: { concurrency } }),
			items: items(20),
		});

	it('is asked for three items in a row, and the others fail at once and say why', async () => {
		app.emulator.fault({ method: 'POST', drop: 'before', times: 999 });
		const output = await away(1);
		const messages = output.map(({ error }) => error?.message ?? '');
		expect(methods('POST')).toBe(3);
		for (const message of messages.slice(3)) {
			expect(message).toMatch(
				/^Not sent: the app did not respond to several items in a row\. The /,
			);
		}
	});

	it('is asked for no more while items are prepared, whichever model each is about', async () => {
		app.emulator.fault({ path: '/records', drop: 'before', times: 999 });
		const output = await execute({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: {
				...onCompanies('create', { ...named, options: { concurrency: 1 } }),
				model: '={{ "table_" + $json.id }}',
			},
			items: items(8),
		});
		const messages = output.map(({ error }) => error?.message ?? '');
		expect(messages.filter((message) => message.startsWith('Not sent'))).toHaveLength(5);
	});

	it('is asked on as long as it responds in between, whatever it responds', async () => {
		for (let item = 1; item <= 20; item++) {
			const fault = item % 3 === 0 ? { status: 404 } : { drop: 'before' as const };
			app.emulator.fault({ method: 'POST', ...fault });
		}
		await away(1);
		expect(methods('POST')).toBe(20);
	});

	it('is asked on after items that failed together', async () => {
		app.emulator.fault({ method: 'POST', drop: 'before', times: 5 });
		const output = await away(5);
		expect(output.filter(({ error }) => error === undefined)).toHaveLength(15);
	});
});

describe('A change that may still take effect', () => {
	it('keeps back further ones to its record, and none to a record of another model with that ID', async () => {
		app.emulator.fault({ method: 'PUT', path: `/${COMPANY}/`, status: 504, times: 4 });
		const output = await execute({
			credential: app.credential,
			onError: 'continueRegularOutput',
			parameters: {
				...onCompanies('update', { ...byInput, ...named, options: { concurrency: 1 } }),
				model: '={{ $json.model }}',
			},
			items: [COMPANY, COMPANY, GROUP].map((model) => ({ json: { model, id: 1, name: 'New' } })),
		});
		expect(output.map(({ error }) => error?.message.slice(0, 8))).toEqual([
			expect.any(String),
			'Not sent',
			undefined,
		]);
	});
});

describe('What was written before a run ended', () => {
	it.each([
		['id', { id: 99, name: 'A' }, 'remove it from the input, or it will be created again'],
		['email', { email: 'a@b.nl', name: 'A' }, 'Running it again does no harm'],
	])('says what running again does: matched by %s', async (matchOn, json, told) => {
		const ended = execute({
			credential: app.credential,
			parameters: onCompanies('upsert', {
				fieldsMode: 'json',
				fieldsJson: '={{ $json }}',
				matchOn,
				options: { concurrency: 1 },
			}),
			items: [
				{ json },
				{ json: { ...json, [matchOn]: matchOn === 'id' ? 98 : 'c@d.nl', name: '' } },
			],
		});
		await expect(ended).rejects.toMatchObject({
			description: expect.stringContaining(told) as string,
		});
	});
});

describe('A cancelled execution', () => {
	it('ends the request under way and starts no other', async () => {
		const controller = new AbortController();
		app.emulator.fault({ method: 'GET', delayMs: 60_000 });
		const output = execute({
			credential: app.credential,
			signal: controller.signal,
			parameters: onCompanies('get', { ...byInput, options: { concurrency: 1 } }),
			items: items(5),
		});
		while (app.emulator.requests.length === 0) await new Promise(setImmediate);
		controller.abort();
		await expect(output).rejects.toThrow('The execution was cancelled');
		expect(app.emulator.requests).toHaveLength(1);
	});

	it('does not wait for another attempt', async () => {
		const controller = new AbortController();
		app.emulator.fault({
			method: 'GET',
			status: 429,
			headers: { 'Retry-After': '3600' },
			times: 9,
		});
		const output = execute({
			credential: app.credential,
			signal: controller.signal,
			parameters: onCompanies('get', { recordId: 1 }),
		});
		while (app.emulator.requests.length === 0) await new Promise(setImmediate);
		controller.abort();
		await expect(output).rejects.toThrow('The execution was cancelled');
		expect(app.emulator.requests).toHaveLength(1);
	});
});
