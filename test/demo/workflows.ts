/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INode, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import type { WorkflowDefinition } from '../n8n/client.ts';

/** The trigger of the example workflows. */
export const trigger = 'Start here';

/** Reads one of the example workflows. */
export async function readExample(root: string, name: string): Promise<WorkflowDefinition> {
	const text = await readFile(join(root, 'examples', `${name}.json`), 'utf8');
	const workflow: WorkflowDefinition = JSON.parse(text);
	return workflow;
}

/** @throws Error when the workflow has no such node */
export function nodeNamed(workflow: WorkflowDefinition, name: string): INode {
	const node = workflow.nodes.find((candidate) => candidate.name === name);
	if (node !== undefined) return node;
	throw new Error(`The workflow "${workflow.name}" has no step "${name}"`);
}

/** A copy of the workflow in which these parameters of a node are replaced. */
export function withParameters(
	workflow: WorkflowDefinition,
	name: string,
	parameters: INodeParameters,
): WorkflowDefinition {
	const target = nodeNamed(workflow, name);
	const replaced = { ...target, parameters: { ...target.parameters, ...parameters } };
	return { ...workflow, nodes: workflow.nodes.map((node) => (node === target ? replaced : node)) };
}

/** A copy of the workflow in which every node that has a model uses this one. */
export function withModel(
	workflow: WorkflowDefinition,
	model: NodeParameterValueType,
): WorkflowDefinition {
	const nodes = workflow.nodes.map((node) =>
		'model' in node.parameters ? { ...node, parameters: { ...node.parameters, model } } : node,
	);
	return { ...workflow, nodes };
}

/** A copy of the workflow whose data table steps use this table, as a person chooses it from the list. */
export function withDataTable(workflow: WorkflowDefinition, id: string): WorkflowDefinition {
	const dataTableId = { __rl: true, mode: 'list', value: id };
	const nodes = workflow.nodes.map((node) =>
		'dataTableId' in node.parameters
			? { ...node, parameters: { ...node.parameters, dataTableId } }
			: node,
	);
	return { ...workflow, nodes };
}

/** The values that a create or update step of an example sends. */
export function valuesOf({ name, parameters }: INode): Record<string, unknown> {
	const { fields, fieldsJson } = parameters;
	if (typeof fieldsJson === 'string') return JSON.parse(fieldsJson);
	if (typeof fields === 'object' && fields !== null && 'value' in fields) {
		const values = Object.entries(fields.value as INodeParameters);
		// The mapper keeps numbers as text.
		const isNumber = (value: unknown) => typeof value === 'string' && /^\d+$/.test(value);
		return Object.fromEntries(
			values.map(([name, value]) => [name, isNumber(value) ? Number(value) : value]),
		);
	}
	throw new Error(`"${name}" has no fields`);
}
