import { uuid, useApp } from '../../support/app';
import { failure } from '../../support/failure';
import { ACTION, INVOICE, invoices, onAction } from '../../support/invoices';
import { execute, executeJson } from '../../support/n8n';

const app = useApp(invoices());

const run = async (action: string, more: object = {}, items?: Array<{ json: object }>) =>
	await executeJson({
		credential: app.credential,
		parameters: onAction(action, more),
		items: items?.map(({ json }) => ({ json: { ...json } })),
	});

const pairs = (...variables: object[]) => ({ inputsMode: 'mapped', inputs: { variables } });
const json = (inputsJson: unknown) => ({ inputsMode: 'json', inputsJson });
const sent = () => app.emulator.requests.at(-1);
const path = (action: string) => `/api/models/${INVOICE}/actions/${action}/execute`;

describe('Action: Execute', () => {
	it('runs an action with one request', async () => {
		expect(await run(ACTION.echo)).toEqual([{ inputs: {} }]);
		expect(app.sent()).toEqual([`POST ${path(ACTION.echo)}`]);
		expect(sent()).toMatchObject({ authorised: true, rawBody: '' });
	});

	it('lets the action work in the app', async () => {
		await run(ACTION.approve, pairs({ name: 'number', value: '2026-007' }));
		expect(app.emulator.records('Invoice').at(-1)).toMatchObject({ number: '2026-007' });
	});

	it('takes the address of an action in the builder', async () => {
		const address = `https://my-app.bettyblocks.com/builder/models/${uuid('ff')}/actions/${ACTION.echo}`;
		await run(address);
		expect(app.sent()).toEqual([`POST ${path(ACTION.echo)}`]);
	});

	it('finds the UUID of a model that is named by its table', async () => {
		const model = { __rl: true, mode: 'name', value: 'invoices' };
		await run(ACTION.echo, { model }, [{ json: {} }, { json: {} }]);
		expect(app.sent()).toEqual([
			'GET /api/models',
			`POST ${path(ACTION.echo)}`,
			`POST ${path(ACTION.echo)}`,
		]);
	});

	it('evaluates every parameter for each item', async () => {
		const output = await run(
			'={{ $json.action }}',
			{
				...pairs({ name: '={{ $json.name }}', value: '={{ $json.value }}' }),
				options: { inputsKey: '={{ $json.key }}', sendInputsAs: '={{ $json.as }}' },
			},
			[
				{ json: { action: ACTION.echo, name: 'a', value: 1, key: '', as: 'form' } },
				{ json: { action: ACTION.echo, name: 'b', value: 2, key: 'input', as: 'json' } },
			],
		);
		expect(output).toEqual([{ inputs: { a: '1' } }, { inputs: { input: { b: 2 } } }]);
	});
});

describe('Inputs', () => {
	const VALUES = {
		text: 'a & b=c é',
		number: 7,
		yes: true,
		nothing: null,
		ids: [1, 2],
		o: { x: 1 },
	};
	const AS_TEXT = {
		...{ text: 'a & b=c é', number: '7', yes: 'true', nothing: '', ids: ['1', '2'] },
		o: { x: '1' },
	};

	it.each(['form', 'query', 'json'] as const)('travel as %s', async (sendInputsAs) => {
		app.emulator.setPersonality({ inputs: sendInputsAs });
		const expected = sendInputsAs === 'json' ? VALUES : AS_TEXT;
		const output = await run(ACTION.echo, { ...json(VALUES), options: { sendInputsAs } });
		expect(output).toEqual([{ inputs: expected }]);
		expect(sent()?.headers['content-type']).toBe(
			{
				form: 'application/x-www-form-urlencoded',
				query: undefined,
				json: 'application/json',
			}[sendInputsAs],
		);
	});

	it.each(['form', 'query', 'json'] as const)('travel as %s below a key', async (sendInputsAs) => {
		const options = { sendInputsAs, inputsKey: ' input ' };
		const output = await run(ACTION.echo, { ...json({ x: '1', y: ['a'] }), options });
		expect(output).toEqual([{ inputs: { input: { x: '1', y: ['a'] } } }]);
		if (sendInputsAs === 'form')
			expect(decodeURIComponent(sent()?.rawBody ?? '')).toBe('input[x]=1&input[y][]=a');
	});

	it.each(['form', 'query', 'json'] as const)('may be none, as %s', async (sendInputsAs) => {
		const options = { sendInputsAs };
		expect(await run(ACTION.echo, { ...json({}), options })).toEqual([{ inputs: {} }]);
		expect(await run(ACTION.echo, { ...pairs(), options })).toEqual([{ inputs: {} }]);
	});

	it('are a form unless chosen otherwise', async () => {
		await run(ACTION.echo, pairs({ name: ' id ', value: '={{ 42 }}' }, { name: 'b', value: 'x' }));
		expect(sent()?.rawBody).toBe('id=42&b=x');
	});

	it('may be of any type, from an expression', async () => {
		const value = (expression: string) => `={{ ${expression} }}`;
		await run(
			ACTION.echo,
			pairs(
				{ name: 'list', value: value('[{ a: 1, b: 2 }, { a: 3 }]') },
				{ name: 'date', value: value('DateTime.fromISO("2026-02-28T10:00:00Z").toUTC()') },
				{ name: 'day', value: value('new Date("2026-02-28")') },
				{ name: 'none', value: value('null') },
				{ name: 'missing', value: value('$json.missing') },
				{ name: 'no', value: value('false') },
			),
		);
		expect(sent()?.body).toEqual({
			list: [{ a: '1', b: '2' }, { a: '3' }],
			date: '2026-02-28T10:00:00.000Z',
			day: '2026-02-28T00:00:00.000Z',
			none: '',
			no: 'false',
		});
	});

	it('take JSON text or an object', async () => {
		await run(ACTION.echo, json('{ "a": { "b": [1] } }'));
		expect(sent()?.body).toEqual({ a: { b: ['1'] } });
		await run(ACTION.echo, json('={{ ({ a: $json.x }) }}'), [{ json: { x: 'y' } }]);
		expect(sent()?.body).toEqual({ a: 'y' });
	});

	it.each<[object, RegExp]>([
		[json('{ no'), /^'Inputs \(JSON\)' must be valid JSON/],
		[json('[1]'), /^'Inputs \(JSON\)' must be a JSON object/],
		[json({ list: [{ a: 1 }, { b: 1 }] }), /^The input "list" has a list that a form can't carry/],
		[pairs({ name: '', value: 'x' }), /^An entry of 'Inputs' has no name/],
		[pairs({ name: 'a', value: 1 }, { name: 'a', value: 2 }), /^'Inputs' has "a" twice/],
		[{ options: { sendInputsAs: 'xml' } }, /^'Send Inputs As' must be one of/],
		[{ options: { timeout: 0 } }, /^'Timeout \(ms\)' must be .* but got 0/],
	])('%j are refused before any request', async (more, reason) => {
		await expect(run(ACTION.echo, more)).rejects.toThrow(reason);
		expect(app.emulator.requests).toHaveLength(0);
	});

	it('that a form cannot carry go as JSON', async () => {
		const values = { list: [{ a: 1 }, { b: 1 }], deep: [[1], [2]] };
		const more = { ...json(values), options: { sendInputsAs: 'json' } };
		expect(await run(ACTION.echo, more)).toEqual([{ inputs: values }]);
	});
});

describe('What an action answers', () => {
	it.each([
		['text', ACTION.text, [{ response: 'Three invoices were sent' }]],
		['nothing', ACTION.nothing, [{ success: true }]],
		[
			'a list',
			ACTION.list,
			[{ id: 1 }, { value: 'two' }, { value: 3 }, { value: null }, { value: [4] }],
		],
	])('as %s becomes items', async (_what, action, output) => {
		expect(await run(action)).toEqual(output);
	});

	const answered = (type: string, body: string | object) =>
		app.emulator.fault({ path: '/execute', status: 200, body, headers: { 'Content-Type': type } });

	it.each<[type: string, body: string | object, output: object[]]>([
		['application/json', '"done"', [{ response: 'done' }]],
		['application/json', '5', [{ response: 5 }]],
		['application/json', 'false', [{ response: false }]],
		['application/json; charset=utf-8', 'null', [{ success: true }]],
		['application/json', '\ufeff{"a":1}', [{ a: 1 }]],
		['application/problem+json', '[]', []],
		['text/plain', ' \n', [{ success: true }]],
		['text/plain', '1.10', [{ response: '1.10' }]],
		['text/plain', 'null', [{ response: 'null' }]],
		['text/plain', '"done"', [{ response: '"done"' }]],
		['text/plain', '{"a":', [{ response: '{"a":' }]],
		['text/plain', '<p>Thank you</p>', [{ response: '<p>Thank you</p>' }]],
		['text/html', 'Thank you', [{ response: 'Thank you' }]],
		['text/html', '{"a":1}', [{ a: 1 }]],
		['application/octet-stream', { a: { b: [1] } }, [{ a: { b: [1] } }]],
		['application/xml', '<a>1</a>', [{ response: '<a>1</a>' }]],
	])('as %s %j becomes %j', async (type, body, output) => {
		answered(type, body);
		expect(await run(ACTION.echo)).toEqual(output);
	});

	it.each<[type: string, body: string]>([
		['text/html', '<!DOCTYPE html><html><title>Log in</title></html>'],
		['text/html; charset=utf-8', '<div>Back soon</div>'],
		['text/plain', '<html><body>Blocked by the firewall</body></html>'],
		['text/plain', '<!-- maintenance -->\n<!-- x --><html><body>Back soon</body></html>'],
		['', '\n\t<!DOCTYPE\nHTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><p>Back soon'],
		['', '\ufeff\ufeff <?xml version="1.0"?><!-- a > b --><HTML lang="en">Back soon'],
		['text/plain', '<head><title>Log in</title></head>'],
		['application/octet-stream', '<title>Log in</title>'],
		['', '<body class="a">Log in</body>'],
		['application/json', '{"id": 1, "na'],
		['application/json', 'Service unavailable'],
	])('is no success as %s %j, and the action may have run', async (type, body) => {
		answered(type, body);
		const error = await failure(run(ACTION.echo));
		expect(error.message).toMatch(
			/isn't from a Betty Blocks API.*The app may still have processed this request$/,
		);
		expect(app.emulator.requests).toHaveLength(1);
	});

	it('is refused as a file, and the action has run', async () => {
		answered('application/pdf', '%PDF-1.7 all letters');
		expect((await failure(run(ACTION.echo))).message).toBe(
			"The action ran, but it responded with a file (application/pdf), which can't be output",
		);
	});

	it('comes from its item, whatever its length', async () => {
		const output = await execute({
			credential: app.credential,
			parameters: onAction(`={{ $json.a }}`),
			items: [{ json: { a: ACTION.list } }, { json: { a: ACTION.text } }],
		});
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 0, 0, 1].map((item) => ({ item })),
		);
	});
});

describe('An action that does not succeed', () => {
	it('failed inside the app: the error says so, and where its log is', async () => {
		const error = await failure(run(ACTION.fail));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message:
				'The action failed inside the app (502): The action failed. The app may still have processed this request',
			httpCode: '502',
			context: { itemIndex: 0 },
		});
		expect(error.description).toMatch(/its log before you run it again/);
		expect(app.emulator.requests).toHaveLength(1);
	});

	it.each([401, 403, 500, 502, 503, 504, 302])('is not sent again after %d', async (status) => {
		app.emulator.fault({ path: '/execute', status, headers: { Location: 'https://x.example/' } });
		expect((await failure(run(ACTION.approve))).httpCode).toBe(String(status));
		expect(app.emulator.requests).toHaveLength(1);
	});

	it.each(['before', 'after'] as const)('is not sent again: connection broke %s', async (drop) => {
		app.emulator.fault({ path: '/execute', drop });
		await expect(run(ACTION.echo)).rejects.toThrow(/was interrupted/);
		expect(app.emulator.requests).toHaveLength(1);
	});

	it('takes too long: it is not sent again, and may have been carried out', async () => {
		const error = await failure(run(ACTION.slow, { options: { timeout: 100 } }));
		expect(error.message).toMatch(/did not respond within 0.1 seconds/);
		expect(error.message).toMatch(/may still have processed this request/);
		expect(app.emulator.requests).toHaveLength(1);
		expect(app.emulator.records('Invoice').at(-1)).toMatchObject({ number: 'slow' });
	});

	it('is sent again after 429, as the app did not take it', async () => {
		const fault = { path: '/execute', status: 429, headers: { 'Retry-After': '0' } };
		app.emulator.fault(fault);
		await run(ACTION.approve, pairs({ name: 'number', value: 'x' }));
		expect(app.emulator.requests).toHaveLength(2);
		expect(app.emulator.records('Invoice')).toHaveLength(2);
	});

	it('is not known: the error names it', async () => {
		const unknown = uuid('ab');
		await expect(run(unknown)).rejects.toThrow(
			`The app has no action "${unknown}" in the model "${INVOICE}"`,
		);
	});

	it.each(['', 'approve', '={{ null }}', '={{ 5 }}', `models/${INVOICE}/actions`, '../x'])(
		'has the ID %j, which is refused before any request',
		async (action) => {
			await expect(run(action)).rejects.toThrow(/^'Action ID'/);
			expect(app.emulator.requests).toHaveLength(0);
		},
	);

	it('belongs to a model that the app does not name', async () => {
		const model = { __rl: true, mode: 'name', value: 'bills' };
		const error = await failure(run(ACTION.echo, { model }));
		expect(error.message).toMatch(/^Couldn't tell which model "bills" refers to/);
		expect(error.description).toMatch(/enter its UUID/);
		expect(app.sent()).toEqual(['GET /api/models']);
	});
});
