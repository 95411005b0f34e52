import { ExecuteContext, RoutingNode } from 'n8n-core';
import type { INode, INodeType } from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { BettyBlocksDataApi } from '../../credentials/BettyBlocksDataApi.credentials';
import { toAdditionalData, type DataCredential } from './n8n';

const credentialType = new BettyBlocksDataApi();
const TYPE = credentialType.name;

interface Failed {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

/**
 * Tests a credential as n8n does it: a node of nothing but the request of the test, then the rules.
 *
 * @returns what n8n shows
 */
export async function testCredential(credential: DataCredential): Promise<string> {
	const { request, rules = [] } = credentialType.test as Pick<
		typeof credentialType.test,
		'request'
	> & { rules?: Array<{ type: string; properties: Record<string, unknown> }> };
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [TYPE]: { id: '1', name: 'App' } },
	};
	const nodeType = {
		description: {
			name: 'noOp',
			credentials: [{ name: TYPE, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	} as unknown as INodeType;
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		workflow.nodes[node.name] as INode,
		toAdditionalData({ ...credential }),
		'internal',
		createRunExecutionData({}),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	try {
		await workflow.expression.acquireIsolate();
		const response = await new RoutingNode(context, nodeType).runNode();
		const body = response?.[0]?.[0]?.json;
		const broken = rules.find(
			({ type, properties }) =>
				type === 'responseSuccessBody' && body?.[String(properties.key)] === properties.value,
		);
		return String(broken?.properties.message ?? 'Connection successful!');
	} catch (error) {
		const { cause, message } = error as Failed;
		const status = cause?.response?.status;
		const rule = rules.find(
			({ type, properties }) => type === 'responseCode' && properties.value === status,
		);
		if (status !== undefined) {
			return String(rule?.properties.message ?? cause?.response?.statusText);
		}
		return cause?.code ?? message;
	} finally {
		await workflow.expression.releaseIsolate();
	}
}
