/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { NodeHelpers, type INode, type INodeType } from 'n8n-workflow';
import { BettyBlocks } from '../../../nodes/BettyBlocks/BettyBlocks.node';
import { BettyBlocksTrigger } from '../../../nodes/BettyBlocks/BettyBlocksTrigger.node';

const folder = resolve(dirname(expect.getState().testPath ?? ''), '../../../examples');
const nodeTypes = new Map<string, INodeType>(
	[new BettyBlocks(), new BettyBlocksTrigger()].map((nodeType) => [
		`n8n-nodes-bettyblocks.${nodeType.description.name}`,
		nodeType,
	]),
);

interface Example {
	name: string;
	nodes: INode[];
	connections: Record<string, { main: Array<Array<{ node: string }>> }>;
}

const examples = readdirSync(folder).map((file): [string, Example] => [
	file,
	JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example,
]);

describe.each(examples)('The example %s', (_file, { name, nodes, connections }) => {
	const ours = nodes.filter(({ type }) => type.startsWith('n8n-nodes-bettyblocks.'));

	it('has a name, a note on what it is for, and a node of ours', () => {
		expect(name).toMatch(/\w/);
		expect(nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
		expect(ours.length).toBeGreaterThan(0);
	});

	it('sets parameters that the nodes have, and all that they need', () => {
		for (const node of ours) {
			const nodeType = nodeTypes.get(node.type);
			if (nodeType === undefined) throw new Error(`There is no node ${node.type}`);
			const { description } = nodeType;
			const names = new Set(['pollTimes', ...description.properties.map((field) => field.name)]);
			expect(Object.keys(node.parameters).filter((key) => !names.has(key))).toEqual([]);
			const parameters = NodeHelpers.getNodeParameters(
				description.properties,
				node.parameters,
				true,
				false,
				node,
				description,
			);
			const issues = NodeHelpers.getNodeParametersIssues(
				description.properties,
				{ ...node, parameters: parameters ?? {} },
				description,
			);
			expect(issues?.parameters ?? {}).toEqual({});
		}
	});

	it('connects nodes that are there, and holds no credential of anybody', () => {
		const known = new Set(nodes.map((node) => node.name));
		const linked = Object.values(connections).flatMap(({ main }) => main.flat());
		for (const { node } of linked) expect(known.has(node)).toBe(true);
		for (const from of Object.keys(connections)) expect(known.has(from)).toBe(true);
		expect(nodes.filter((node) => node.credentials !== undefined)).toEqual([]);
	});
});
