import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import type { Checkpoint } from './engine/checkpoint';
import { readState, STATE_VERSION, type State } from './state';

/**
 * States of triggers that have emitted nothing since, by workflow and node. n8n's durable scheduler
 * drops what the first poll learns; without this, the time until the second one would be lost.
 */
const quietStates = new Map<string, State>();

/** Nodes that are being polled: n8n starts a poll even when the last one still runs. */
const underWay = new Set<string>();

const polledContexts = new WeakSet<IPollFunctions>();

/** Where a trigger keeps its state: with n8n, under one key that is replaced as a whole. */
export class StateStore {
	/** The state to go on from. */
	readonly state: State | undefined;
	/** Why a state that was kept can't be used. */
	readonly refused: string | undefined;
	private readonly revision: number | undefined;

	constructor(
		private readonly context: IPollFunctions,
		private readonly scope: string,
		isActivation: boolean,
	) {
		const kept = readState(staticData(context).state, scope);
		this.revision = kept.state?.revision;
		this.refused = 'because' in kept && kept.because !== 'none' ? kept.because : undefined;
		this.state = kept.state?.checkpoint || isActivation ? kept.state : (this.quiet() ?? kept.state);
	}

	/**
	 * Replaces the state, unless another poll has done so meanwhile.
	 *
	 * @param isEmitting whether the poll emits something
	 * @returns whether it was replaced
	 */
	save(
		next: { properties: State['properties']; checkpoint?: Checkpoint },
		isEmitting: boolean,
	): boolean {
		const data = staticData(this.context);
		if (readState(data.state, this.scope).state?.revision !== this.revision) return false;
		const revision = (this.revision ?? 0) + 1;
		const state: State = { version: STATE_VERSION, scope: this.scope, revision, ...next };
		// What was emitted may get lost with its state, and has to come again then.
		if (isEmitting || next.checkpoint === undefined) quietStates.delete(nodeKey(this.context));
		else quietStates.set(nodeKey(this.context), state);
		data.state = state;
		return true;
	}

	private quiet(): State | undefined {
		return readState(quietStates.get(nodeKey(this.context)), this.scope).state;
	}
}

/**
 * Runs a poll unless one of the same node is under way in this process.
 *
 * @returns undefined when it did not run
 */
export async function alone<Result>(
	context: IPollFunctions,
	poll: () => Promise<Result>,
): Promise<Result | undefined> {
	const key = nodeKey(context);
	if (underWay.has(key)) return undefined;
	underWay.add(key);
	try {
		return await poll();
	} finally {
		underWay.delete(key);
	}
}

/**
 * Whether n8n polls to activate the workflow: it does so with the context that later polls have,
 * while its durable scheduler, which says "update", makes a new one for each poll.
 */
export function isActivation(context: IPollFunctions): boolean {
	const isFirst = !polledContexts.has(context);
	polledContexts.add(context);
	return isFirst && context.getActivationMode() !== 'update';
}

function nodeKey(context: IPollFunctions): string {
	return `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
}

function staticData(context: IPollFunctions): IDataObject & { state?: unknown } {
	return context.getWorkflowStaticData('node');
}
