import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import type { App } from '../../../nodes/BettyBlocks/app/app';
import { NodeRun } from '../../../nodes/BettyBlocks/node/nodeRun';

/** A run of a node with these parameters, and what n8n was asked for. */
function started(parameters: INodeParameters): { run: NodeRun; asked: string[] } {
	const asked: string[] = [];
	const context = {
		getNode: () => ({ parameters }),
		getNodeParameter: (path: string, index: number, _fallback: unknown, options: object) => {
			asked.push(`${path} of ${index}${JSON.stringify(options).replace('{}', '')}`);
			return `${path} of ${index}`;
		},
	} as unknown as IExecuteFunctions;
	return { run: new NodeRun(context, {} as App), asked };
}

describe('A parameter of a run', () => {
	it('without an expression is asked for once', () => {
		const { run, asked } = started({ options: { timeout: 5 }, model: { value: 'x' } });
		for (const index of [0, 1, 2]) {
			expect(run.parameter('options.timeout', index, 1)).toBe('options.timeout of 0');
			expect(run.parameter('model', index, '')).toBe('model of 0');
			expect(run.parameter('options.absent', index, '')).toBe('options.absent of 0');
		}
		expect(asked).toHaveLength(3);
	});

	it.each([
		['options.timeout', { options: { timeout: '={{ $json.time + 1 }}' } }],
		['options.timeout', { options: '={{ $json.options }}' }],
		['model', { model: { __rl: true, mode: 'id', value: '={{ $json.model.trim() }}' } }],
		['filters.conditions', { filters: { conditions: [{ value: 'x' }, { value: '=x' }] } }],
	])('%s is asked for each item in %j', (path, parameters) => {
		const { run } = started(parameters);
		const read = [0, 1, 0].map((index) => run.parameter(path, index, ''));
		expect(read).toEqual([`${path} of 0`, `${path} of 1`, `${path} of 0`]);
	});

	it('is asked for once as it is saved, expressions and all', () => {
		const { run, asked } = started({ fields: { value: { name: '={{ $json.name.trim() }}' } } });
		const raw = { rawExpressions: true };
		for (const index of [0, 1]) run.parameter('fields.value', index, {}, raw);
		for (const index of [0, 1]) run.parameter('fields.value', index, {}, { skipValidation: true });
		expect(asked).toEqual([
			'fields.value of 0{"rawExpressions":true}',
			'fields.value of 0{"skipValidation":true}',
			'fields.value of 1{"skipValidation":true}',
		]);
	});
});
