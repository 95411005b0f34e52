import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { bettyBlocks, chain, code, startHere } from './support/steps.ts';
import { useN8n } from './support/n8n.ts';

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

describe('Expressions in a real n8n, with its sandbox', () => {
	const n8n = useN8n();

	it('that name a field of the item yield what n8n makes of them', async () => {
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
});
