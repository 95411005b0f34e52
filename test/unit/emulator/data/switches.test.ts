import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import { actionIds, startDataSample, type Ask } from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

const turn = (personality: Partial<DataPersonality>) => emulator.setPersonality(personality);

describe('The emulated Data API', () => {
	const failing = `mutation { action(id: "${actionIds.fails}") }`;

	it.each([
		['text', expect.any(String)],
		['message', { message: expect.anything() as unknown }],
		['detail', { detail: expect.anything() as unknown }],
	] as const)('tells its errors in the form %s', async (errorsForm, errors) => {
		turn({ errorsForm });
		expect((await ask(failing)).json).toMatchObject({ errors });
	});

	it.each([
		['empty', ''],
		['jsend', '{"status":"error","data":{}}'],
		['errors', '{"errors":["Refused by the gateway"]}'],
		['html', expect.stringContaining('<h1>Refused')],
	] as const)('stands behind a gateway that answers %s', async (gatewayErrors, body) => {
		turn({ gatewayErrors, gatewayStatus: 503 });
		const response = await fetch(emulator.runtimeUrl, { method: 'POST' });
		expect([response.status, await response.text()]).toEqual([503, body]);
	});

	it.each([
		['http401', 401, undefined],
		['signature', 401, [{ message: 'Signature verification failed' }]],
		['atField', 200, [expect.objectContaining({ path: ['allTask'] })]],
	] as const)('refuses a token in the form %s', async (tokenRefusal, status, errors) => {
		turn({ tokenRefusal });
		const response = await fetch(emulator.runtimeUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
			body: JSON.stringify({ query: '{ allTask { totalCount } }' }),
		});
		expect(response.status).toBe(status);
		const text = await response.text();
		if (errors !== undefined) expect(JSON.parse(text)).toMatchObject({ errors });
	});

	it.each([
		['right', 4],
		['absent', null],
		['ofPage', 2],
		['minusOne', -1],
		['capped', 4],
		['later', 5],
	] as const)('counts its records: %s', async (totalCount, count) => {
		turn({ totalCount });
		const { json } = await ask('{ allTask(take: 2) { totalCount } }');
		expect(json.data).toEqual({ allTask: { totalCount: count } });
	});

	it('may ignore conditions, and show null in the place of a record', async () => {
		turn({ whereApplied: 'ignored', nullRow: 'first' });
		const { json } = await ask('{ allTask(where: { id: { eq: 41 } }) { results { id } } }');
		expect(json.data).toEqual({
			allTask: { results: [null, { id: 41 }, { id: 42 }, { id: 43 }] },
		});
	});

	it.each(['[X]', '[X!]', '[X!]!'] as const)(
		'writes the type of a list as %s',
		async (wrappers) => {
			turn({ wrappers });
			const type = '{ kind ofType { kind ofType { kind } } }';
			const { json } = await ask(`{ __type(name: "Task") { fields { name type ${type} } } }`);
			const { fields } = json.data?.__type as { fields: Array<{ name: string; type: object }> };
			const kinds = { '[X]': 'LIST', '[X!]': 'LIST', '[X!]!': 'NON_NULL' };
			expect(fields.find(({ name }) => name === 'watchers')?.type).toMatchObject({
				kind: kinds[wrappers],
			});
		},
	);

	it('may publish actions without their inputs', async () => {
		turn({ artifact: 'served', artifactVariables: 'none' });
		const response = await fetch(`${emulator.application}/static/artifact.json`);
		const { actions } = (await response.json()) as { actions: object[] };
		expect(actions[0]).not.toHaveProperty('variables');
	});
});
