/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { Agent } from 'node:http';
import axios from 'axios';
import type { AxiosInstance } from 'axios';
import type {
	IConnections,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeListSearchResult,
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	IWorkflowSettings,
	ResourceMapperFields,
} from 'n8n-workflow';

import { unflatten, type Execution } from './executions.ts';
import { until } from './until.ts';

const usualRequestMs = 60_000;

/** What an execution is before it has ended. */
const RUNNING: readonly string[] = ['new', 'running', 'waiting'];

export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

export interface NodeTypeSummary {
	/** With the package: `n8n-nodes-base.httpRequest`. */
	name: string;
	displayName: string;
	version: number | number[];
	properties: INodeProperties[];
	iconUrl?: ThemedIconUrl;
}

/** Where the icons are, below the address of n8n. */
interface ThemedIconUrl {
	light: string;
	dark: string;
}

interface CredentialTypeSummary {
	name: string;
	displayName: string;
	iconUrl?: ThemedIconUrl;
	/** The node types that take such a credential. */
	supportedNodes?: string[];
}

/** A workflow as n8n exports it. */
export interface WorkflowDefinition {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface SavedWorkflow extends WorkflowDefinition {
	id: string;
	versionId: string;
}

export interface SavedCredential {
	id: string;
	name: string;
	type: string;
}

export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

/** Where the editor stands when it asks a node for lists, options or columns. */
export interface ParameterContext {
	node: { name: string; version: number };
	/** The parameter that asks: `model`, `fields`. */
	parameter: string;
	/** The node's method that answers. */
	method: string;
	parameters: INodeParameters;
	credential: SavedCredential;
}

/** One of n8n's own tables. */
interface DataTable {
	id: string;
	projectId: string;
}

interface Publication {
	status: string;
	triggers?: Array<{ errorMessage?: string }>;
}

interface RawExecution {
	id: string;
	status: Execution['status'];
	mode: string;
	data: string;
}

/** What the restored text of an execution holds. */
interface ExecutionData {
	resultData: { runData?: Execution['runData']; error?: Execution['error'] };
}

/** A copy of the workflow in which every node that takes this type of credential uses this one. */
export function withCredential(
	workflow: WorkflowDefinition,
	nodePrefix: string,
	{ id, name, type }: SavedCredential,
): WorkflowDefinition {
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith(nodePrefix) ? { ...node, credentials: { [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

function explain(error: unknown): Error {
	if (!axios.isAxiosError<{ message?: string }>(error)) {
		return error instanceof Error ? error : new Error(String(error));
	}
	const asked = `${error.config?.method?.toUpperCase()} ${error.config?.url}`;
	if (error.response === undefined)
		return new Error(`n8n did not answer ${asked}: ${error.message}`);
	const said = error.response.data?.message ?? error.message;
	return new Error(`n8n answered ${asked} with ${error.response.status}: ${said}`);
}

/**
 * Speaks n8n's internal REST interface, the one its editor uses, as one signed-in user.
 * Every method throws an Error that says what n8n answered.
 */
export class N8nClient {
	private readonly http: AxiosInstance;
	private readonly patienceMs: number | undefined;

	/**
	 * @param url of the n8n, without a slash at the end
	 * @param patienceMs for executions that take long, and answers meanwhile; default a few minutes
	 */
	constructor(url: string, patienceMs?: number) {
		this.patienceMs = patienceMs;
		// n8n binds a login to the browser that made it, hence the constant id.
		this.http = axios.create({
			baseURL: url,
			timeout: patienceMs ?? usualRequestMs,
			proxy: false,
			// n8n closes idle connections, and one that is busy does so when the next request is on its way.
			httpAgent: new Agent({ keepAlive: false }),
			headers: { 'browser-id': 'n8n-driver' },
		});
		this.http.interceptors.response.use(undefined, (error: unknown) => {
			throw explain(error);
		});
	}

	/** Sets up the owner of a fresh n8n and signs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.signIn('/rest/owner/setup', owner);
	}

	async login({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.signIn('/rest/login', { emailOrLdapLoginId: email, password });
	}

	private async signIn(path: string, body: object): Promise<void> {
		const { headers } = await this.http.post(path, body);
		const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]);
		this.http.defaults.headers.common.Cookie = cookies.join('; ');
	}

	private async get<T>(path: string): Promise<T> {
		return (await this.http.get<{ data: T }>(path)).data.data;
	}

	private async post<T>(path: string, body: object): Promise<T> {
		return (await this.http.post<{ data: T }>(path, body)).data.data;
	}

	/** Every node type that this n8n knows. */
	async nodeTypes(): Promise<NodeTypeSummary[]> {
		return (await this.http.get<NodeTypeSummary[]>('/types/nodes.json')).data;
	}

	/** Every type of credential that this n8n knows. */
	async credentialTypes(): Promise<CredentialTypeSummary[]> {
		return (await this.http.get<CredentialTypeSummary[]>('/types/credentials.json')).data;
	}

	/** The community packages that the settings page lists. */
	async communityPackages(): Promise<Array<{ packageName: string; failedLoading?: boolean }>> {
		return await this.get('/rest/community-packages');
	}

	async createCredential(
		type: string,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<SavedCredential> {
		const { id } = await this.post<SavedCredential>('/rest/credentials', { name, type, data });
		return { id, name, type };
	}

	async deleteCredential({ id }: SavedCredential): Promise<void> {
		await this.http.delete(`/rest/credentials/${id}`);
	}

	/** Runs the credential's own test, as its Save button does. */
	async testCredential(
		credential: SavedCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<CredentialTest> {
		return await this.post('/rest/credentials/test', { credentials: { ...credential, data } });
	}

	/** What a list search of a resource locator finds. */
	async searchList(
		context: ParameterContext,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const more = { filter, paginationToken };
		return await this.ask('resource-locator-results', context, more);
	}

	/** The options of a parameter that loads them. */
	async loadOptions(context: ParameterContext): Promise<INodePropertyOptions[]> {
		return await this.ask('options', context);
	}

	/** The columns of a resource mapper. */
	async mapperFields(context: ParameterContext): Promise<ResourceMapperFields> {
		return await this.ask('resource-mapper-fields', context);
	}

	private async ask<T>(what: string, context: ParameterContext, more: object = {}): Promise<T> {
		const { id, name, type } = context.credential;
		return await this.post(`/rest/dynamic-node-parameters/${what}`, {
			nodeTypeAndVersion: context.node,
			path: `parameters.${context.parameter}`,
			methodName: context.method,
			currentNodeParameters: context.parameters,
			credentials: { [type]: { id, name } },
			...more,
		});
	}

	async createWorkflow(workflow: WorkflowDefinition): Promise<SavedWorkflow> {
		// n8n 1 wants to be told that it is not active; it is all the same to a later one.
		return await this.post('/rest/workflows', { settings: {}, active: false, ...workflow });
	}

	/**
	 * Starts a workflow from one of its triggers, as the editor's button does.
	 * @param trigger the name of the trigger node
	 * @returns the id of the execution
	 */
	async startWorkflow(workflow: SavedWorkflow, trigger: string): Promise<string> {
		const { executionId } = await this.post<{ executionId: string }>(
			`/rest/workflows/${workflow.id}/run`,
			// n8n 1 runs what it is sent; a later one takes what it has saved.
			{ triggerToStartFrom: { name: trigger }, workflowData: workflow },
		);
		return executionId;
	}

	/** Starts a workflow from one of its triggers, and waits for the end. */
	async runWorkflow(workflow: SavedWorkflow, trigger: string): Promise<Execution> {
		return await this.finishedExecution(await this.startWorkflow(workflow, trigger));
	}

	/** Publishes the workflow; its triggers start in the background, see `publication`. */
	async activate({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.post(`/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate({ id }: SavedWorkflow): Promise<void> {
		await this.post(`/rest/workflows/${id}/deactivate`, {});
	}

	/** How far starting the triggers of an activated workflow has got, and what went wrong. */
	async publication({ id }: SavedWorkflow): Promise<Publication> {
		const path = `/rest/workflows/${id}/publication-status`;
		const { data, status } = await this.http.get<{ data: Publication }>(path, {
			validateStatus: (code) => code === 200 || code === 404,
		});
		// n8n 1 starts them before it answers the activation, and has no status to tell.
		return status === 404 ? { status: 'published' } : data.data;
	}

	/**
	 * Publishes the workflow and waits until its triggers have started; a trigger that polls has
	 * then asked once.
	 * @throws Error with what the triggers said, when one did not start
	 */
	async publish(workflow: SavedWorkflow): Promise<void> {
		await this.activate(workflow);
		const { status, triggers = [] } = await until(
			'the triggers to start',
			async () => await this.publication(workflow),
			(publication) => publication.status !== 'in_progress',
		);
		if (status === 'published') return;
		const reasons = triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(`The workflow is ${status}: ${reasons.join('; ')}`);
	}

	/** The ids of a workflow's executions, newest first. */
	async executionIds({ id }: SavedWorkflow): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { results } = await this.get<{ results: Array<{ id: string }> }>(
			`/rest/executions?filter=${filter}`,
		);
		return results.map((execution) => execution.id);
	}

	async execution(id: string): Promise<Execution> {
		const { data, status, mode } = await this.get<RawExecution>(`/rest/executions/${id}`);
		// Until the first node has run there is nothing but an empty list.
		const result = (unflatten(data) as ExecutionData | undefined)?.resultData;
		return { id, status, mode, runData: result?.runData ?? {}, error: result?.error };
	}

	/** Stops an execution, as the editor's button does. */
	async stop(id: string): Promise<void> {
		await this.post(`/rest/executions/${id}/stop`, {});
	}

	/** Waits until the execution has ended, well or not. */
	async finishedExecution(id: string): Promise<Execution> {
		return await until(
			`execution ${id} to end`,
			async () => await this.execution(id),
			({ status }) => !RUNNING.includes(status),
			this.patienceMs,
		);
	}

	/** Waits until the execution has ended, or never will. @returns undefined when it never will */
	async endedOr(id: string, isLost: () => boolean): Promise<Execution | undefined> {
		return await until(
			`execution ${id} to end`,
			async () => (isLost() ? undefined : await this.execution(id)),
			(found) => found === undefined || !RUNNING.includes(found.status),
			this.patienceMs,
		);
	}

	/**
	 * Waits until the workflow has been executed so many times, and all of that has ended.
	 * @returns the executions, oldest first
	 */
	async finishedExecutions(workflow: SavedWorkflow, count: number): Promise<Execution[]> {
		const ids = await until(
			`${count} executions of "${workflow.name}"`,
			async () => await this.executionIds(workflow),
			(found) => found.length >= count,
		);
		return await Promise.all(ids.reverse().map(async (id) => await this.finishedExecution(id)));
	}

	/** Retries a failed execution from the step that failed, and waits for the end. */
	async retry(id: string): Promise<Execution> {
		const retried = await this.post<{ id: string }>(`/rest/executions/${id}/retry`, {
			loadWorkflow: false,
		});
		return await this.finishedExecution(retried.id);
	}

	/** Makes a data table of texts for the signed-in user. */
	async createDataTable(name: string, columns: readonly string[]): Promise<DataTable> {
		const { id: projectId } = await this.get<{ id: string }>('/rest/projects/personal');
		return await this.post(`/rest/projects/${projectId}/data-tables`, {
			name,
			columns: columns.map((column) => ({ name: column, type: 'string' })),
		});
	}

	async insertRows({ id, projectId }: DataTable, rows: readonly object[]): Promise<void> {
		await this.post(`/rest/projects/${projectId}/data-tables/${id}/insert`, {
			data: rows,
			returnType: 'count',
		});
	}

	/** Changes the rows that have this text in a column. */
	async updateRows(
		{ id, projectId }: DataTable,
		where: { column: string; is: string },
		data: object,
	): Promise<void> {
		const condition = { columnName: where.column, condition: 'eq', value: where.is };
		await this.http.patch(`/rest/projects/${projectId}/data-tables/${id}/rows`, {
			filter: { type: 'and', filters: [condition] },
			data,
		});
	}

	/** All rows of a small table, with the columns that n8n itself adds. */
	async tableRows({ id, projectId }: DataTable): Promise<IDataObject[]> {
		const path = `/rest/projects/${projectId}/data-tables/${id}/rows?take=100`;
		return (await this.get<{ data: IDataObject[] }>(path)).data;
	}
}
