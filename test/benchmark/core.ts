/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// The real n8n-core with the built nodes in it, without n8n's database, editor and sandbox.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecuteContext, PollContext } from 'n8n-core';
import type {
	IAuthenticate,
	IBinaryData,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import type { Access } from './app.ts';

// n8n-core reads these when it is loaded.
const folder = mkdtempSync(join(tmpdir(), 'bettyblocks-benchmark-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
Object.assign(process.env, {
	N8N_USER_FOLDER: folder,
	N8N_ENCRYPTION_KEY: 'only-for-the-benchmark',
	N8N_LOG_LEVEL: 'silent',
});

const require = createRequire(import.meta.url);
const core = require('n8n-core') as typeof import('n8n-core');
const n8n = require('n8n-workflow') as typeof import('n8n-workflow');
// n8n-core's own copy: others may be installed.
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get<Service>(service: new (...parameters: never[]) => Service): Service };
};

export type NodeName = 'BettyBlocks' | 'BettyBlocksTrigger';

/** A node as it is built, in `dist`. */
export function builtNode(name: NodeName): INodeType {
	const module = require(`../../dist/nodes/BettyBlocks/${name}.node.js`) as Record<
		string,
		new () => INodeType
	>;
	const NodeClass = module[name];
	if (NodeClass === undefined) throw new Error(`dist has no ${name}`);
	return new NodeClass();
}

/** As n8n does it for a credential that authenticates with a function. */
async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	type: string,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const name = type.replace(/^b/, 'B');
	const module = require(`../../dist/credentials/${name}.credentials.js`) as Record<
		string,
		new () => ICredentialType & {
			authenticate: Extract<IAuthenticate, (...parameters: never[]) => unknown>;
		}
	>;
	const CredentialClass = module[name];
	if (CredentialClass === undefined) throw new Error(`dist has no ${name}`);
	return await new CredentialClass().authenticate(credentials, options);
}

function additionalDataFor({ data }: Access): IWorkflowExecuteAdditionalData {
	const url = 'http://127.0.0.1:5678';
	return {
		credentialsHelper: {
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
			getCredentialsProperties: () => [],
			preAuthentication: async () => undefined,
			getDecrypted: async () => ({ ...data }),
			authenticate,
		},
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formWaitingBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

function workflowOf(
	type: INodeType,
	access: Access,
	parameters: INodeParameters,
): [Workflow, INode] {
	const { name, displayName } = type.description;
	const node: INode = {
		id: '1',
		name: displayName,
		type: `n8n-nodes-bettyblocks.${name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [access.type]: { id: '1', name: 'App' } },
	};
	const workflow = new n8n.Workflow({
		id: '1',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		},
		settings: {},
	});
	return [workflow, workflow.nodes[displayName] ?? node];
}

/** What a node is executed in. */
export function executeContext(
	type: INodeType,
	access: Access,
	parameters: INodeParameters,
	items: INodeExecutionData[],
	onError?: INode['onError'],
): ExecuteContext {
	const [workflow, node] = workflowOf(type, access, parameters);
	if (onError !== undefined) node.onError = onError;
	const data = { main: [items] };
	return new core.ExecuteContext(
		workflow,
		node,
		additionalDataFor(access),
		'trigger',
		n8n.createRunExecutionData({}),
		0,
		items,
		data,
		{ node, data, source: null },
		[],
	);
}

/** What a trigger polls in; its static data is kept as long as the context. */
export function pollContext(
	type: INodeType,
	access: Access,
	parameters: INodeParameters,
): PollContext {
	const [workflow, node] = workflowOf(type, access, parameters);
	const additionalData = additionalDataFor(access);
	return new core.PollContext(workflow, node, additionalData, 'trigger', 'activate');
}

/** Puts a file where n8n keeps the files of executions, on the disk. */
export async function storeFile(path: string, storage: string): Promise<IBinaryData> {
	const config = Container.get(core.BinaryDataConfig);
	Object.assign(config, { mode: 'filesystem', localStoragePath: storage });
	const service = Container.get(core.BinaryDataService);
	await service.init();
	return await service.store(
		{ type: 'execution', workflowId: '1', executionId: '1' },
		createReadStream(path),
		{ data: '', mimeType: 'application/octet-stream', fileName: 'large.bin' },
	);
}
