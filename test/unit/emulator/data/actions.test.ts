import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	actionIds,
	dataIds,
	fetchReply,
	sampleDataApp,
	startDataSample,
	uuid,
	type Ask,
	type GraphqlReply,
} from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const mutation = 'mutation { action(id: $id, input: $input) }';

async function run(id: string, input?: unknown, token?: string | null): Promise<GraphqlReply> {
	return await ask(mutation, { id, ...(input === undefined ? {} : { input }) }, token);
}

function names(model: string): unknown[] {
	return emulator.records(model).map(({ name }) => name);
}

describe('An action of the emulated Data API', () => {
	it('writes to the store, and answers what it found', async () => {
		const reply = await run(actionIds.create, { name: 'Paint', project_id: 4 });
		expect(reply.status).toBe(200);
		expect(reply.json).toEqual({
			data: { action: { results: { id: 44, name: 'Paint', by: 1 } } },
		});
		expect(emulator.records('Task').at(-1)).toMatchObject({
			...{ id: 44, name: 'Paint', project: { id: 4 } },
		});
		expect(emulator.requests).toMatchObject([{ rootFields: ['action'], status: 200 }]);
	});

	it('leaves alone what its inputs do not name', async () => {
		await run(actionIds.create, { name: 'Paint' });
		expect(emulator.records('Task').at(-1)).toMatchObject({ project: null });
	});

	it('changes and deletes records, one after the other', async () => {
		const { json } = await run(actionIds.edit, { id: 41, status: 'open' });
		expect(json).toMatchObject({ data: { action: { results: { id: 41, status: 'open' } } } });
		expect(emulator.records('Task')[1]).toMatchObject({ id: 41, status: 'open' });
		expect(emulator.records('File')).toEqual([]);
	});

	it.each([
		['an object', actionIds.echo, { a: [1, { b: null }], c: 'x' }],
		['an empty object', actionIds.echo, {}],
	])('may answer %s', async (_kind, id, input) => {
		expect((await run(id, input)).json).toEqual({ data: { action: { results: input } } });
	});

	it('may answer a text, or be given nothing', async () => {
		expect((await run(actionIds.text)).json).toEqual({ data: { action: { results: 'done' } } });
		expect((await run(actionIds.echo)).json).toEqual({ data: { action: { results: {} } } });
	});

	it.each([
		['in the query', `mutation { action(id: "${actionIds.echo}", input: { a: 1 }) }`],
		['half in the query', `mutation { action(id: "${actionIds.echo}", input: $input) }`],
		[
			'by variables',
			'mutation ($id: ID!, $input: ActionInput!) { action(id: $id, input: $input) }',
		],
		[
			'by variables of other types',
			'mutation ($id: String, $input: JSON) { action(id: $id, input: $input) }',
		],
		[
			'by an undeclared variable inside',
			`mutation { action(id: "${actionIds.echo}", input: { a: $one }) }`,
		],
		[
			'by a variable inside',
			`mutation ($one: Int) { action(id: "${actionIds.echo}", input: { a: $one }) }`,
		],
	])('takes its inputs %s', async (_way, query) => {
		const { json } = await ask(query, { id: actionIds.echo, input: { a: 1 }, one: 1 });
		expect(json).toEqual({ data: { action: { results: { a: 1 } } } });
	});

	it('is refused undeclared variables where variables are strict', async () => {
		emulator.setPersonality({ strictVariables: true });
		const { json } = await run(actionIds.echo, {});
		expect(json).not.toHaveProperty('data');
		expect(json.errors).toMatchObject([
			{ message: 'Variable "$id" is not defined.' },
			{ message: 'Variable "$input" is not defined.' },
		]);
	});

	it.each<[DataPersonality['actionEmpty'], unknown]>([
		['resultsNull', { results: null }],
		['actionNull', null],
		['emptyObject', {}],
	])('without an output answers %s', async (actionEmpty, answer) => {
		emulator.setPersonality({ actionEmpty });
		expect((await run(actionIds.nothing)).json).toEqual({ data: { action: answer } });
	});

	it('may take its time, after its effects', async () => {
		const app = sampleDataApp();
		const action = app.data?.actions?.find(({ id }) => id === actionIds.create);
		if (action !== undefined) action.delayMs = 60_000;
		const { emulator: slow, ask: askSlow } = await startDataSample({}, { app });
		const variables = { id: actionIds.create, input: { name: 'slow' } };
		const settled = Promise.allSettled([askSlow(mutation, variables)]);
		do await fetchReply(`${slow.application}/__emulator/health`);
		while (slow.records('Task').length < 5);
		await slow.close();
		expect(await settled).toMatchObject([{ status: 'rejected' }]);
	});

	it('is not found by an unknown id', async () => {
		expect((await run(uuid('none'))).json).toMatchObject({
			data: { action: null },
			errors: [{ message: 'Action not found', extensions: { statusCode: 404 } }],
		});
	});
});

describe('The rights to an action of the emulated Data API', () => {
	it('belong to everybody when it is public', async () => {
		expect((await run(actionIds.echo, { a: 1 }, null)).json.errors).toBeUndefined();
	});

	it.each([200, 401, 403] as const)(
		'are refused without a token with status %d when it is private',
		async (authStatus) => {
			emulator.setPersonality({ authStatus });
			const reply = await run(actionIds.create, { name: 'x' }, null);
			expect([reply.status, reply.json]).toEqual([
				authStatus,
				{
					errors: [
						{ message: 'Request not authenticated', extensions: { code: 'UNAUTHENTICATED' } },
					],
				},
			]);
			expect(names('Task')).not.toContain('x');
		},
	);

	it('are refused with a token that is no good, public or not', async () => {
		for (const id of [actionIds.echo, actionIds.create]) {
			expect((await run(id, {}, 'expired')).json).toMatchObject({
				errors: [{ message: 'Request not authenticated' }],
			});
		}
	});

	it('are those of its authentication profile, the first one by default', async () => {
		const partner = emulator.token({ profile: dataIds.partners });
		const refused = { errors: [{ extensions: { code: 'FORBIDDEN', statusCode: 403 } }] };
		expect((await run(actionIds.partner, {}, partner)).json.errors).toBeUndefined();
		expect((await run(actionIds.partner)).json).toMatchObject(refused);
		expect((await run(actionIds.create, { name: 'x' }, partner)).json).toMatchObject(refused);
		expect(names('Task')).not.toContain('x');
	});
});

describe('An action of the emulated Data API that fails', () => {
	const text = "Name can't be blank";

	it.each<[DataPersonality['actionError'], number, object]>([
		['text', 200, { message: text }],
		['list', 200, { message: [text] }],
		['nested', 200, { message: { errors: [text] } }],
		['http500', 500, { message: text, extensions: { statusCode: 500 } }],
		['timeout', 200, { message: 'Request timed out', extensions: { statusCode: 408 } }],
	])('tells so in the form %s', async (actionError, status, entry) => {
		emulator.setPersonality({ actionError });
		const reply = await run(actionIds.fails);
		expect(reply.status).toBe(status);
		expect(reply.json).toMatchObject({
			data: { action: null },
			errors: [{ ...entry, path: ['action'] }],
		});
	});

	it('has done what came before', async () => {
		await run(actionIds.fails);
		expect(names('Role')).toEqual(['manager', 'made before the failure']);
	});

	it.each([
		['a required input is missing', actionIds.create, {}, "Name can't be blank"],
		['a required input is empty', actionIds.create, { name: '' }, "Name can't be blank"],
		['a record is not there', actionIds.edit, { id: 1, status: 'open' }, 'Task not found'],
		[
			'an option is not in the list',
			actionIds.edit,
			{ id: 41, status: 'lost' },
			'Status is not included in the list',
		],
		[
			'a related record is not there',
			actionIds.create,
			{ name: 'x', project_id: 99 },
			'Project is invalid',
		],
		['a file was not uploaded', actionIds.file, { file: 'tmp/9/x.pdf' }, 'Attachment is invalid'],
	])('because %s says so and writes nothing', async (_problem, id, input, message) => {
		const before = emulator.records('Task');
		expect((await run(id, input)).json).toMatchObject({
			data: { action: null },
			errors: [{ message }],
		});
		expect(emulator.records('Task')).toEqual(before);
	});
});
