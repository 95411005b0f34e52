import {
	ExecuteContext,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
} from 'n8n-workflow';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
} from 'n8n-workflow';
import { BettyBlocksApi } from '../../credentials/BettyBlocksApi.credentials';
import { BettyBlocksDataApi } from '../../credentials/BettyBlocksDataApi.credentials';
import { BettyBlocks } from '../../nodes/BettyBlocks/BettyBlocks.node';
import { BettyBlocksTrigger } from '../../nodes/BettyBlocks/BettyBlocksTrigger.node';

/** The real n8n-core runs our node here; only n8n's database and its editor are not there. */
const nodeType = new BettyBlocks();
const listsOf = {
	...new BettyBlocksTrigger().methods.loadOptions,
	...nodeType.methods.loadOptions,
};
const classicType = new BettyBlocksApi();
const dataType = new BettyBlocksDataApi();

export interface AppCredential {
	application: string;
	email: string;
	apiKey: string;
}

/** A credential of the Data API, as n8n stores it: a login of n8n's changes its token. */
export interface DataCredential {
	application: string;
	applicationId: string;
	access: 'login' | 'public';
	authenticationProfileId: string;
	username: string;
	password: string;
	jwtToken: string;
}

type AnyCredential = AppCredential | DataCredential;

const isOfData = (credential: AnyCredential | undefined): credential is DataCredential =>
	credential !== undefined && 'applicationId' in credential;

/** What a node names its credential by. */
export function credentialsOf(credential: AnyCredential | undefined): INode['credentials'] {
	if (credential === undefined) return undefined;
	const stored = { id: '1', name: 'App' };
	return isOfData(credential) ? { bettyBlocksDataApi: stored } : { bettyBlocksApi: stored };
}

/** What differs between the nodes of tests. */
export interface NodeUnderTest {
	parameters: INodeParameters;
	/** Undefined: the node has no credential. */
	credential: AnyCredential | undefined;
	/** One item without data unless given. */
	items?: INodeExecutionData[];
	onError?: INode['onError'];
	retryOnFail?: boolean;
	/** Whether an AI agent uses the node. */
	isTool?: boolean;
	signal?: AbortSignal;
}

/** As n8n's own, for a credential that authenticates with a function. */
class TestCredentials extends ICredentialsHelper {
	private readonly credential: AnyCredential | undefined;

	constructor(credential: AnyCredential | undefined) {
		super();
		this.credential = credential;
	}

	override getParentTypes = (): string[] => [];
	override isCredentialUsableByNode = (): boolean => true;
	override getCredentialsProperties = (type: string) =>
		type === dataType.name ? dataType.properties : classicType.properties;
	override runPreAuthentication = async () => undefined;
	override updateCredentials = async () => undefined;
	override updateCredentialsOauthTokenData = async () => undefined;

	override async getCredentials(): Promise<never> {
		throw new Error('Tests do not store credentials');
	}

	override async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.credential };
	}

	/** n8n's own rule: a login where the token is empty or expired, whose outcome is stored. */
	override async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		type: string,
		_node: INode,
		isExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		if (type !== dataType.name || !isOfData(this.credential)) return undefined;
		if (credentials.jwtToken !== '' && !isExpired) return undefined;
		const output = await dataType.preAuthentication.call(helpers, credentials);
		if (output.jwtToken === undefined) return undefined;
		Object.assign(this.credential, output);
		return Object.assign(credentials, output) as ICredentialDataDecryptedObject;
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		if (type === dataType.name) return await dataType.authenticate(credentials, options);
		return await classicType.authenticate(credentials, options);
	}
}

/** The type of the node that the items come from. */
const SOURCE = 'source';

const sourceType = {
	description: { ...nodeType.description, properties: [], credentials: [] },
} as INodeType;

const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: (name): INodeType =>
		NodeHelpers.getVersionedNodeType(name === SOURCE ? sourceType : nodeType),
	getKnownTypes: () => ({}),
};

function toNode(underTest: NodeUnderTest): INode {
	const { parameters, credential, onError, retryOnFail, isTool = false } = underTest;
	return {
		id: 'node-under-test',
		name: 'Betty Blocks',
		type: `n8n-nodes-bettyblocks.bettyBlocks${isTool ? 'Tool' : ''}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(credential && { credentials: credentialsOf(credential) }),
		...(onError && { onError }),
		...(retryOnFail && { retryOnFail, maxTries: 3, waitBetweenTries: 0 }),
	};
}

/** The node that the items come from. */
const BEFORE = 'Before';

/** The node in a workflow behind another, with the defaults of all parameters that are not given. */
function toWorkflow(node: INode): Workflow {
	const before = { ...node, id: 'before', name: BEFORE, type: SOURCE, credentials: undefined };
	const main = [[{ node: node.name, type: NodeConnectionTypes.Main, index: 0 }]];
	return new Workflow({
		id: 'workflow-under-test',
		nodes: [before, node],
		connections: { [BEFORE]: { main } },
		active: false,
		nodeTypes,
		settings: {},
	});
}

/** What n8n's contexts need besides a workflow. */
export function toAdditionalData(
	credential: AnyCredential | undefined,
): IWorkflowExecuteAdditionalData {
	const url = 'http://127.0.0.1:5678';
	return {
		credentialsHelper: new TestCredentials(credential),
		hooks: new ExecutionLifecycleHooks('trigger', '1', {
			id: 'workflow-under-test',
			name: 'Test',
			active: false,
			isArchived: false,
			nodes: [],
			connections: {},
			createdAt: new Date(0),
			updatedAt: new Date(0),
			activeVersionId: null,
		}),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: url,
		instanceBaseUrl: url,
		formWaitingBaseUrl: url,
		webhookBaseUrl: url,
		webhookWaitingBaseUrl: url,
		webhookTestBaseUrl: url,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** What n8n runs the node in. */
export function executeContext(underTest: NodeUnderTest): ExecuteContext {
	const { credential, signal, items = [{ json: {} }] } = underTest;
	const node = toNode(underTest);
	const workflow = toWorkflow(node);
	const input = { main: [items] };
	return new ExecuteContext(
		workflow,
		workflow.nodes[node.name] as INode,
		toAdditionalData(credential),
		'trigger',
		createRunExecutionData({}),
		0,
		items,
		input,
		{ node, data: input, source: null },
		[],
		signal,
	);
}

/** Runs the node's `execute` in n8n's own context; errors come out as the node threw them. */
export async function execute(underTest: NodeUnderTest): Promise<INodeExecutionData[]> {
	const [output = []] = await nodeType.execute.call(executeContext(underTest));
	return output;
}

/** The JSON of each output item. */
export async function executeJson(underTest: NodeUnderTest): Promise<IDataObject[]> {
	return (await execute(underTest)).map((item) => item.json);
}

/**
 * Runs a workflow in which the items come from another node, up to the node under test and with it:
 * with n8n's handling of errors, retries and paired items.
 */
export async function runWorkflow(underTest: NodeUnderTest): Promise<IRun> {
	const { credential, items = [{ json: {} }] } = underTest;
	const node = toNode(underTest);
	const workflow = toWorkflow(node);
	const data = { main: [items] };
	const before = { startTime: 0, executionIndex: 0, executionTime: 0, source: [], data };
	const source = { main: [{ previousNode: BEFORE }] };
	const run = new WorkflowExecute(
		toAdditionalData(credential),
		'trigger',
		createRunExecutionData({
			resultData: { runData: { [BEFORE]: [before] } },
			executionData: {
				nodeExecutionStack: [{ node: workflow.nodes[node.name] as INode, data, source }],
			},
		}),
	);
	return await run.processRunExecutionData(workflow);
}

/** What the node put out on each of its outputs in a workflow run. */
export function outputsOf(run: IRun): INodeExecutionData[][] {
	const [task] = run.data.resultData.runData['Betty Blocks'] ?? [];
	return (task?.data?.main ?? []).map((items) => items ?? []);
}

function loadOptionsContext(
	{ parameters, credential, isTool }: NodeUnderTest,
	path = '',
): LoadOptionsContext {
	const node = toNode({ parameters, credential, isTool });
	const workflow = toWorkflow(node);
	return new LoadOptionsContext(
		workflow,
		workflow.nodes[node.name] as INode,
		// The editor sends all parameters, those that a saved workflow lacks with their defaults.
		{
			...toAdditionalData(credential),
			currentNodeParameters: workflow.nodes[node.name]?.parameters,
		},
		path,
	);
}

/** What the editor's model list shows for a search text. */
export async function searchModels(
	underTest: NodeUnderTest,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await nodeType.methods.listSearch.searchModels.call(loadOptionsContext(underTest), filter);
}

/** What the editor's list of records shows for a search text. */
export async function searchRecords(
	underTest: NodeUnderTest,
	filter?: string,
): Promise<Array<{ name: string; value: unknown }>> {
	const context = loadOptionsContext(underTest);
	const { results } = await nodeType.methods.listSearch.searchRecords.call(context, filter);
	return results.map(({ name, value }) => ({ name, value }));
}

/** The mapper's columns as the editor asks for them. */
export async function columns(
	method: keyof typeof nodeType.methods.resourceMapping,
	underTest: NodeUnderTest,
): Promise<ResourceMapperFields> {
	return await nodeType.methods.resourceMapping[method].call(loadOptionsContext(underTest));
}

/** What a list of properties or operators offers in the editor; `path` is where in the node it is. */
export async function loadOptions(
	method: keyof typeof listsOf,
	underTest: NodeUnderTest,
	path = '',
): Promise<INodePropertyOptions[]> {
	return await listsOf[method].call(loadOptionsContext(underTest, path));
}

/** Evaluates an expression of the credential as n8n's credential test does. */
export async function evaluateForCredential(
	expression: string,
	credential: IDataObject,
): Promise<unknown> {
	const node = toNode({ parameters: {}, credential: undefined });
	const engine = toWorkflow(node).expression;
	await engine.acquireIsolate();
	try {
		return engine.getParameterValue(expression, null, 0, 0, node.name, [], 'internal', {
			$credentials: credential,
		});
	} finally {
		await engine.releaseIsolate();
	}
}

/** What the editor's list of inputs for the ID of a record shows for a search text. */
export async function searchInputs(
	underTest: NodeUnderTest,
	filter?: string,
): Promise<INodeListSearchResult> {
	const context = loadOptionsContext(underTest);
	return await nodeType.methods.listSearch.searchInputs.call(context, filter);
}

/** What the editor's list of actions shows for a search text. */
export async function searchActions(
	underTest: NodeUnderTest,
	filter?: string,
): Promise<INodeListSearchResult> {
	const context = loadOptionsContext(underTest);
	return await nodeType.methods.listSearch.searchActions.call(context, filter);
}
