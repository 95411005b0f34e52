import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { WorkflowDefinition } from '../n8n/client.ts';
import { until } from '../n8n/until.ts';
import { itKeepsKeysSecret, useN8n } from './support/n8n.ts';
import { bettyBlocks, chain, code, model, startHere, type Step } from './support/steps.ts';

/** Of the emulated company's app; it takes any inputs. */
const action = 'e6'.repeat(16);

/** Fields of which the node takes the values itself; one that n8n had to evaluate would spoil them all. */
const item: IDataObject = {
	name: 'Alkmaar BV',
	'first name': 'Anne',
	empty: '',
	spaces: '  a  ',
	text: '={{ 1 + 1 }}',
	braces: '{{ $json.name }}',
	lines: 'one\n\ttwo\u2028three',
	emoji: 'é 😀',
	date: '2026-01-31T10:00:00Z',
	zero: 0,
	negative: -1.5,
	large: 1e21,
	yes: true,
	no: false,
	nothing: null,
	nested: { id: 7, deep: { er: 'x' } },
	length: 3,
	json: 'a field',
	first: 'a field',
	isEmpty: 'a field',
	keys: 'a field',
	__isArray: 'a field',
	arguments_: 'a field',
	$name: 'a field',
	_name: 'a field',
};

const paths = [
	...Object.keys(item)
		.filter((name) => name !== 'nested')
		.map((name) => (/^\w+$|^\$/.test(name) ? `.${name}` : `['${name}']`)),
	...['["name"]', '.nested.id', ".nested['deep'].er"],
];

const inputsOf = (expressionOf: (path: string) => string): INodeParameters => ({
	resource: 'action',
	operation: 'execute',
	model: { __rl: true, mode: 'name', value: 'invoices' },
	actionId: action,
	inputsMode: 'mapped',
	inputs: {
		variables: paths.map((path, index) => ({ name: `i${index}`, value: expressionOf(path) })),
	},
	options: { sendInputsAs: 'json' },
});

const TOTAL = 60;
const BATCH = 20;
const WRITE = 'Create or update company';
const numbers = Array.from({ length: TOTAL }, (_, index) => index);
const nameOf = (number: number) => `Batch ${String(number).padStart(2, '0')}`;

/** As docs/large-tables.md writes many rows. */
const inBatches: WorkflowDefinition = (() => {
	const loop: Step = {
		...{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3 },
		parameters: { batchSize: BATCH, options: {} },
	};
	const names = JSON.stringify(numbers.map((number) => ({ json: { name: nameOf(number) } })));
	const write = bettyBlocks(WRITE, {
		...{ resource: 'record', operation: 'upsert', ...model('companies'), matchOn: 'name' },
		...{ fieldsMode: 'json', fieldsJson: '={{ { name: $json.name } }}' },
	});
	const workflow = chain('In batches', [startHere, code('Items', `return ${names};`), loop, write]);
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	workflow.connections[loop.name] = { main: [[], to(WRITE)] };
	workflow.connections[WRITE] = { main: [to(loop.name)] };
	return workflow;
})();

describe('Executions in a real n8n', () => {
	const n8n = useN8n();

	it('take from an expression that names a field what n8n makes of it', async () => {
		const workflow = chain('Expressions', [
			startHere,
			code('Items', `return [{ json: JSON.parse(${JSON.stringify(JSON.stringify(item))}) }];`),
			bettyBlocks(
				'Read by the node',
				inputsOf((path) => `={{ $json${path} }}`),
			),
		]);
		const other = chain('The same, evaluated', [
			startHere,
			code('Items', `return [{ json: JSON.parse(${JSON.stringify(JSON.stringify(item))}) }];`),
			bettyBlocks(
				'Evaluated by n8n',
				inputsOf((path) => `={{ [$json${path}][0] }}`),
			),
		]);
		const bodies: unknown[] = [];
		for (const each of [workflow, other]) {
			n8n.app.emulator.reset();
			const execution = await n8n.run(each, startHere.name);
			expect(execution.error).toBeUndefined();
			const sent = n8n.app.emulator.requests.filter(({ method }) => method === 'POST');
			bodies.push(sent.map(({ body }) => body));
		}
		const [read, evaluated] = bodies as [object[], object[]];
		expect(read).toHaveLength(1);
		expect(Object.keys(read[0] ?? {}).length).toBeGreaterThan(20);
		expect(read).toEqual(evaluated);
	});

	it.each([
		{ saveExecutionProgress: false, kept: undefined },
		{ saveExecutionProgress: true, kept: BATCH },
	])(
		'that are stopped have written batches, and are executed again without duplicates: %j',
		async ({ saveExecutionProgress, kept }) => {
			const { emulator } = n8n.app;
			emulator.reset();
			emulator.setPersonality({ latencyMs: 200 });
			const workflow = await n8n.save({ ...inBatches, settings: { saveExecutionProgress } });
			const written = () =>
				emulator
					.records('companies')
					.map(({ name }) => String(name))
					.filter((name) => name.startsWith('Batch'));
			const id = await n8n.client.startWorkflow(workflow, startHere.name);
			await until('the second batch', written, ({ length }) => length > BATCH);
			await n8n.client.stop(id);
			const { status, runData } = await n8n.client.finishedExecution(id);
			expect(status).toBe('canceled');
			expect(runData[WRITE]?.[0]?.data?.main?.[0]?.length).toBe(kept);
			expect(written().length).toBeLessThan(TOTAL);

			emulator.setPersonality({ latencyMs: 0 });
			expect((await n8n.client.runWorkflow(workflow, startHere.name)).status).toBe('success');
			expect(written().sort()).toEqual(numbers.map(nameOf));
		},
	);

	itKeepsKeysSecret(n8n);
});
