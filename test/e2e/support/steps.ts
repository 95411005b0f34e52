import { randomUUID } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { WorkflowDefinition } from '../../n8n/client.ts';
import { packagePrefix } from './n8n.ts';

/** One step of a workflow, before it has its place in it. */
export type Step = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters' | 'onError'>;

/** Where a person starts a workflow by hand. */
export const startHere: Step = {
	name: 'Start here',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** A step that does nothing: what came to it is what a trigger put out. */
export const nothingMore: Step = {
	name: 'Then',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

/** A step that runs JavaScript once for all items. */
export function code(name: string, jsCode: string): Step {
	return { name, type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

/** A step of our node. */
export function bettyBlocks(name: string, parameters: INodeParameters): Step {
	return { name, type: `${packagePrefix}bettyBlocks`, typeVersion: 1, parameters };
}

/** A model as a person enters the name of its table. */
export function model(table: string): INodeParameters {
	return { model: { __rl: true, mode: 'name', value: table } };
}

/** The trigger on new records of a table. */
export function whenCreated(
	name: string,
	table: string,
	options: INodeParameters = {},
	pollTime: INodeParameters = { mode: 'everyMinute' },
): Step {
	return {
		name,
		type: `${packagePrefix}bettyBlocksTrigger`,
		typeVersion: 1,
		parameters: {
			pollTimes: { item: [pollTime] },
			event: 'recordCreated',
			...model(table),
			options,
		},
	};
}

/** A workflow of these steps, one after the other. */
export function chain(name: string, steps: readonly Step[]): WorkflowDefinition {
	const connections: IConnections = {};
	const nodes = steps.map((step, index): INode => {
		const next = steps[index + 1];
		if (next !== undefined) {
			connections[step.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
		}
		return { ...step, id: randomUUID(), position: [index * 220, 0] };
	});
	return { name, nodes, connections };
}
