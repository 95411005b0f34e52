import { PollContext, PollTriggerExecutor, TriggersAndPollers } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeTypes,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { BettyBlocksTrigger } from '../../nodes/BettyBlocks/BettyBlocksTrigger.node';
import { credentialsOf, toAdditionalData, type AppCredential, type DataCredential } from './n8n';

const nodeType = new BettyBlocksTrigger();

const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

/** n8n's own executor; only what it reports to is not there. */
function newExecutor(): PollTriggerExecutor {
	const span = async (_options: object, run: (span: object) => Promise<void>) =>
		await run({ setStatus: () => undefined });
	const silent = { debug: () => undefined, error: () => undefined };
	const dependencies = [
		{ scoped: () => silent },
		new TriggersAndPollers(),
		{
			startSpan: span,
			startNewTraceSpan: span,
			pickWorkflowAttributes: () => ({}),
			pickNodeAttributes: () => ({}),
		},
		silent,
	] as unknown as ConstructorParameters<typeof PollTriggerExecutor>;
	return new PollTriggerExecutor(...dependencies);
}

const clone = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

let workflows = 0;

/**
 * Polls the trigger as n8n's schedulers do, with its real context and executor. The default one
 * saves static data when the workflow is activated and when something is put out, and keeps it in
 * memory meanwhile. The durable one makes everything anew for each poll, and commits after each but
 * the one that activates.
 */
export class PollHost {
	/** The static data in the database. */
	saved: IDataObject = {};
	/** What each execution started with. */
	readonly executions: IDataObject[][] = [];
	/** The same with their files. */
	readonly items: INodeExecutionData[] = [];
	/** What became a failed execution. */
	readonly failures: Error[] = [];
	readonly warnings: string[] = [];
	/** What the log tells besides. */
	readonly notes: string[] = [];
	name = 'Betty Blocks Trigger';
	/** Undefined: this n8n does not tell. */
	budgetMs: number | undefined = 300_000;
	private readonly workflowId: string;
	/** Whether parameters that the editor hides stay, as in a workflow that was made by hand. */
	keepsHidden = false;
	private live: Workflow | undefined;
	private poll: ((isActivation?: boolean) => Promise<void>) | undefined;

	constructor(
		private readonly credential: () => AppCredential | DataCredential,
		public parameters: INodeParameters,
		private readonly scheduler: 'default' | 'durable' = 'default',
		beside?: PollHost,
	) {
		this.workflowId = beside?.workflowId ?? `workflow-${++workflows}`;
	}

	/** The records of all executions so far. */
	get records(): IDataObject[] {
		return this.executions.flat();
	}

	get ids(): unknown[] {
		return this.records.map(({ id }) => id);
	}

	/** The state of the trigger, as the process has it. */
	get state(): IDataObject | undefined {
		const data = this.scheduler === 'durable' ? this.saved : this.live?.staticData;
		const node = (data?.[`node:${this.name}`] ?? data) as { state?: IDataObject } | undefined;
		return node?.state;
	}

	/** Another process puts a state in place while a poll of this one runs. */
	replaceState(state: IDataObject): void {
		const { live } = this;
		if (live !== undefined) live.getStaticData('node', live.nodes[this.name]).state = state;
	}

	/** Activates the workflow, or starts n8n with it; throws what n8n would show. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		if (this.scheduler === 'durable') {
			await this.durablePoll(mode)(true);
			return;
		}
		const workflow = this.workflow(this.saved);
		this.live = workflow;
		const save = () => {
			this.saved = clone(workflow.staticData);
		};
		this.poll = this.executor(workflow, this.context(workflow, mode, save));
		await this.poll(true);
		save();
	}

	/** One tick of the schedule. */
	async tick(): Promise<void> {
		const poll = this.scheduler === 'durable' ? this.durablePoll('update') : this.poll;
		await poll?.();
	}

	/** n8n is killed and started again. */
	async restart(): Promise<void> {
		this.poll = undefined;
		if (this.scheduler === 'default') await this.activate('init');
	}

	/** A test by hand in the editor. */
	async test(): Promise<INodeExecutionData[] | undefined> {
		const workflow = this.workflow(this.saved);
		const node = workflow.nodes[this.name] as INode;
		const context = new PollContext(
			workflow,
			node,
			toAdditionalData(this.credential()),
			'manual',
			'manual',
		);
		const output = await nodeType.poll.call(context);
		expect(clone(workflow.staticData)).toEqual(this.saved);
		return output?.[0];
	}

	private durablePoll(mode: WorkflowActivateMode): (isActivation?: boolean) => Promise<void> {
		const workflow = this.workflow({});
		const staged = clone(this.saved);
		const commit = () => {
			this.saved = clone(staged);
		};
		return this.executor(workflow, this.context(workflow, mode, commit, staged));
	}

	private executor(
		workflow: Workflow,
		context: PollContext,
	): (isActivation?: boolean) => Promise<void> {
		const node = workflow.nodes[this.name] as INode;
		return newExecutor().create(workflow, node, context, () => true);
	}

	private context(
		workflow: Workflow,
		mode: WorkflowActivateMode,
		save: () => void,
		staged?: IDataObject,
	): PollContext {
		const node = workflow.nodes[this.name] as INode;
		const context = new PollContext(
			workflow,
			node,
			toAdditionalData(this.credential()),
			'trigger',
			mode,
			([items = []]) => {
				save();
				this.executions.push(items.map(({ json }) => json));
				this.items.push(...items);
			},
			(error) => this.failures.push(error),
			async () => {
				if (staged !== undefined) save();
			},
			async (poll) => await poll(),
			() => staged ?? workflow.getStaticData('node', node),
			() => this.budgetMs ?? 0,
		);
		if (this.budgetMs === undefined) Object.assign(context, { getPollBudgetMs: undefined });
		jest.spyOn(context.logger, 'warn').mockImplementation((message) => {
			this.warnings.push(message);
		});
		jest.spyOn(context.logger, 'info').mockImplementation((message) => {
			this.notes.push(message);
		});
		return context;
	}

	private workflow(staticData: IDataObject): Workflow {
		const workflow = new Workflow({
			id: this.workflowId,
			nodes: [
				{
					id: 'trigger-under-test',
					name: this.name,
					type: 'n8n-nodes-bettyblocks.bettyBlocksTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: this.parameters,
					credentials: credentialsOf(this.credential()),
				},
			],
			connections: {},
			active: true,
			nodeTypes,
			settings: { timezone: 'Europe/Amsterdam' },
			staticData: clone(staticData),
		});
		const node = workflow.nodes[this.name];
		if (this.keepsHidden && node) Object.assign(node.parameters, this.parameters);
		return workflow;
	}
}
