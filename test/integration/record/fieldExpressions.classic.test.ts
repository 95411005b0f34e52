import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { App } from '../../../nodes/BettyBlocks/app/app';
import { NodeRun } from '../../../nodes/BettyBlocks/node/nodeRun';
import { onCompanies } from '../../support/app';
import { executeContext } from '../../support/n8n';
import { runs } from '../../support/runs';

/** A run of the real n8n-core with these parameters, and how often it evaluates one. */
function started(parameters: INodeParameters, items: IDataObject[]) {
	// What an operation does not show is no parameter of the node.
	const context = executeContext({
		parameters: onCompanies('update', parameters),
		credential: undefined,
		items: items.map((json) => ({ json })),
	});
	let asked = 0;
	const evaluate = context.getNodeParameter.bind(context) as (...given: unknown[]) => unknown;
	Object.assign(context, {
		getNodeParameter: (...given: unknown[]) => {
			asked += 1;
			return evaluate(...given);
		},
	});
	return { run: new NodeRun(context, {} as App), evaluate, asked: () => asked };
}

/** What something gives, or the message that it fails with. */
function outcome(work: () => unknown): unknown {
	try {
		return { value: work() };
	} catch (error) {
		return { message: (error as Error).message };
	}
}

const unchecked = { skipValidation: true };

const names = [
	...['name', 'a', 'b', '$x', '_y', 'length', 'first name', 'ünïcode', '0', '', 'x.y', 'it"s'],
	...[
		'constructor',
		'__proto__',
		'prototype',
		'toString',
		'hasOwnProperty',
		'binding',
		'arguments',
	],
	...['isEmpty', 'toJsonString', 'json', 'item', 'data', 'first'],
];

const json = fc.dictionary(
	fc.constantFrom(...names),
	fc.letrec((tie) => ({
		value: fc.oneof(
			{ maxDepth: 3 },
			fc.string({ unit: 'binary' }),
			fc.constantFrom('', '={{ $json.a }}', '{{ $json.a }}', 'null', '2026-01-01T10:00:00Z'),
			fc.double(),
			fc.integer(),
			fc.boolean(),
			fc.constantFrom(null, undefined),
			fc.array(tie('value'), { maxLength: 3 }),
			fc.dictionary(fc.constantFrom(...names), tie('value')),
		),
	})).value,
);

const step = fc
	.constantFrom(...names)
	.chain((name) =>
		fc.constantFrom(
			`.${name}`,
			`['${name}']`,
			`["${name}"]`,
			`?.${name}`,
			`[${name}]`,
			`.${name}()`,
			`[ '${name}' ]`,
		),
	);

const expression = fc
	.record({
		before: fc.constantFrom('', '', '', ' ', 'Hi '),
		open: fc.constantFrom('{{ ', '{{', '{{\n'),
		root: fc.constantFrom('$json', '$json', '$json', '$json', '$JSON', '$binary', '$item'),
		steps: fc.array(step, { minLength: 0, maxLength: 3 }),
		close: fc.constantFrom(' }}', '}}', '\n}}', ' + 1 }}', ' // }}'),
		after: fc.constantFrom('', '', '', ' ', '\n', '!', '{{ $json.a }}'),
	})
	.map(
		({ before, open, root, steps, close, after }) =>
			`=${before}${open}${root}${steps.join('')}${close}${after}`,
	);

const constant = fc.constantFrom(
	'1',
	'-2.5',
	'010',
	'true',
	'null',
	'undefined',
	`'x'`,
	'"y, z: 1"',
);

const objectExpression = fc
	.record({
		open: fc.constantFrom('{{ {', '{{{', '{{ ({ ', '{{\n{\n'),
		entries: fc.array(
			fc.tuple(
				fc.constantFrom(...names.flatMap((name) => [name, `'${name}'`, `"${name}"`, ` ${name} `])),
				fc.oneof(
					step.map((each) => `$json${each}`),
					constant,
				),
			),
			{ maxLength: 3 },
		),
		close: fc.constantFrom('} }}', '}}}', ', } }}', '}) }}', '})}}', '\n}\n}}', '}.name }}'),
	})
	.map(
		({ open, entries, close }) =>
			`=${open}${entries.map(([name, value]) => `${name}:${value}`).join(', ')}${close}`,
	);

describe('Expressions', () => {
	it('yield what n8n makes of them, whoever reads them', () => {
		fc.assert(
			fc.property(
				fc.array(json, { minLength: 1, maxLength: 3 }),
				fc.oneof(expression, objectExpression),
				(items, text) => {
					const entered = { fields: { value: { one: text, two: 'fixed', list: [text, 3] } } };
					const { run, evaluate } = started(entered, items);
					items.forEach((_, index) => {
						const read = outcome(() => run.parameter('fields.value', index, {}, unchecked));
						expect(read).toEqual(outcome(() => evaluate('fields.value', index, {}, unchecked)));
					});
				},
			),
			runs(1_000),
		);
	});

	it('that name a field of the item are read without n8n', () => {
		const value = {
			a: '={{ $json.name }}',
			b: "={{ $json['first name'] }}",
			c: '={{$json.in.id}}',
		};
		const items = [1, 2, 3].map((id) => ({ name: `N${id}`, 'first name': null, in: { id } }));
		const { run, asked } = started({ recordId: '={{ $json.in.id }}', fields: { value } }, items);
		items.forEach((item, index) => {
			expect(run.parameter('recordId', index, '')).toBe(item.in.id);
			expect(run.parameter('fields.value', index, {}, unchecked)).toEqual({
				a: item.name,
				b: null,
				c: item.in.id,
			});
		});
		expect(asked()).toBe(0);
	});

	it.each([
		'={{ {name: $json.name, "first name": $json[\'first name\'], status: "new", count: 1} }}',
		`={{ ({ 'name': $json.name, "first name": $json["first name"], status: 'new', count: 1, }) }}`,
	])('that make an object of fields are read without n8n: %s', (fieldsJson) => {
		const item = { name: 'Alkmaar BV', 'first name': null };
		const { run, evaluate, asked } = started({ fieldsJson, fieldsMode: 'json' }, [item]);
		const read = run.parameter('fieldsJson', 0, '{}');
		expect(asked()).toBe(0);
		expect(read).toEqual({ ...item, status: 'new', count: 1 });
		expect(read).toEqual(evaluate('fieldsJson', 0, '{}'));
	});

	it.each(['toString', 'constructor', '__proto__', 'binding'])(
		'that name a field called %s are left to n8n, whose sandboxes differ there',
		(name) => {
			const items = [JSON.parse(`{ "${name}": "x" }`) as IDataObject];
			const { run, asked } = started({ recordId: `={{ $json.${name} }}` }, items);
			outcome(() => run.parameter('recordId', 0, ''));
			expect(asked()).toBe(1);
		},
	);

	it.each([
		['a field that is absent', {}],
		['a list', { name: [1] }],
		['an object', { name: { id: 1 } }],
		['no number', { name: Number.NaN }],
	])('that name %s are left to n8n', (_, item) => {
		const { run, asked } = started({ recordId: '={{ $json.name }}' }, [item]);
		run.parameter('recordId', 0, '');
		expect(asked()).toBe(1);
	});

	it('for a whole collection say nothing of what is in it', () => {
		const { run, evaluate } = started({ options: '={{ $json.options }}' }, [{ options: 'x' }]);
		const read = outcome(() => run.parameter('options.timeout', 0, 7));
		expect(read).toEqual(outcome(() => evaluate('options.timeout', 0, 7)));
	});

	it('fail as they do in n8n where there is no item', () => {
		const { run, evaluate } = started({ recordId: '={{ $json.id }}' }, [{ id: 1 }]);
		const read = outcome(() => run.parameter('recordId', 1, ''));
		expect(read).toHaveProperty('message');
		expect(read).toEqual(outcome(() => evaluate('recordId', 1, '')));
	});
});
