import { createHash } from 'node:crypto';
import { isJsonObject } from '../app/values/json';
import { isCheckpoint, optional, shaped, type Checkpoint } from './engine/checkpoint';
import type { Timestamps } from './timestamps';
import type { IPollFunctions, IDataObject } from 'n8n-workflow';

/** Raised when states of an earlier version can no longer be read. */
export const STATE_VERSION = 1;

/** What is kept between two polls. */
export interface State {
	version: typeof STATE_VERSION;
	/** What was watched, as it was entered: where that is the same, nothing has to be looked up. */
	entered: string;
	/** What was watched, whatever it was called; a checkpoint means nothing elsewhere. */
	scope: string;
	/** Counts the states, so that an older one never replaces a newer one. */
	revision: number;
	timestamps: Timestamps;
	checkpoint: Checkpoint;
}

/** What became of the state that was kept: `none` at the very first poll. */
export type Kept =
	| { state: State }
	| { state: undefined; because: 'none' | 'damaged' | 'another version' };

/** Reads a kept state, which may have been written by another version of this package, or by anybody. */
export function readState(kept: unknown): Kept {
	if (kept === undefined || kept === null) return { state: undefined, because: 'none' };
	if (!isJsonObject(kept)) return { state: undefined, because: 'damaged' };
	if (kept.version !== STATE_VERSION) return { state: undefined, because: 'another version' };
	return isState(kept) ? { state: kept } : { state: undefined, because: 'damaged' };
}

/**
 * A short text that differs when any of the parts does. It is a hash, as the parts may name a
 * person and the state is exported with the workflow.
 */
export function fingerprint(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

const isText = (value: unknown) => typeof value === 'string';

const isStamp = shaped({
	id: isText,
	name: isText,
	isDay: optional((value) => typeof value === 'boolean'),
});

const isShaped = shaped({
	version: (value) => value === STATE_VERSION,
	entered: isText,
	scope: isText,
	revision: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
	timestamps: shaped({
		model: (value) => isJsonObject(value) && isText(value.uuid ?? value.table),
		orderBy: isStamp,
		createdBy: optional(isStamp),
		idProperty: optional(isText),
	}),
	checkpoint: isCheckpoint,
} satisfies Record<keyof State, (value: unknown) => boolean>);

function isState(value: unknown): value is State {
	return isShaped(value);
}

/**
 * States of triggers that have emitted nothing since, by workflow and node. n8n's durable scheduler
 * drops what the first poll learns; without this, the time until the second one would be lost.
 */
const quietStates = new Map<string, State>();

/** Nodes that are being polled: n8n starts a poll even when the last one still runs. */
const underWay = new Set<string>();

/** Nodes whose last poll ended in a fault that passes, and was not told as one. */
const waiting = new Set<string>();

const polledContexts = new WeakSet<IPollFunctions>();

/** What is watched: as it was entered, and whatever it is called. */
export interface Scope {
	entered: string;
	/** Asked for only where something was entered in another way. */
	resolve: () => Promise<string>;
}

/** Where a trigger keeps its state: with n8n, under one key that is replaced as a whole. */
export class StateStore {
	private constructor(
		private readonly context: IPollFunctions,
		private readonly scope: Scope,
		private readonly revision: number | undefined,
		/** The state to go on from. */
		readonly state: State | undefined,
		/** Why there is none. */
		readonly refused: string | undefined,
	) {}

	/** @param isActivation whether n8n polls to activate the workflow */
	static async open(
		context: IPollFunctions,
		scope: Scope,
		isActivation: boolean,
	): Promise<StateStore> {
		const kept = readState(staticData(context).state);
		const quiet = isActivation ? undefined : quietStates.get(nodeKey(context));
		const state = kept.state ?? quiet;
		const isSame = state === undefined || (await isOf(state, scope));
		const because = 'because' in kept ? kept.because : undefined;
		const refused = isSame ? because : 'another scope';
		const { revision } = kept.state ?? {};
		return new StateStore(context, scope, revision, isSame ? state : undefined, refused);
	}

	/**
	 * Replaces the state, unless another poll has done so meanwhile.
	 *
	 * @param isEmitting whether the poll emits something
	 * @returns whether it was replaced
	 */
	async save(
		next: Pick<State, 'timestamps' | 'checkpoint'>,
		isEmitting: boolean,
	): Promise<boolean> {
		const { entered } = this.scope;
		const scope = this.state?.scope ?? (await this.scope.resolve());
		const data = staticData(this.context);
		if (readState(data.state).state?.revision !== this.revision) return false;
		const revision = (this.revision ?? 0) + 1;
		const state: State = { version: STATE_VERSION, entered, scope, revision, ...next };
		// What was emitted may get lost with its state, and has to come again then.
		if (isEmitting) quietStates.delete(nodeKey(this.context));
		else quietStates.set(nodeKey(this.context), state);
		data.state = state;
		return true;
	}
}

/**
 * Runs a poll unless one of the same node is under way in this process.
 *
 * @returns undefined when it did not run
 */
export async function unlessUnderWay<Result>(
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

/** When n8n polls to activate a workflow, and later polls. */
export class Activation {
	private readonly isFirst: boolean;
	private readonly isUpdate: boolean;
	private readonly key: string;

	constructor(context: IPollFunctions) {
		this.isFirst = !polledContexts.has(context);
		this.isUpdate = context.getActivationMode() === 'update';
		this.key = nodeKey(context);
		polledContexts.add(context);
	}

	/** Whether the workflow starts: what a process remembers of it counts no longer. */
	get isStart(): boolean {
		return this.isFirst && !this.isUpdate;
	}

	/**
	 * Whether a fault that passes may be waited out. Publishing again says "update", and so does each poll
	 * of n8n's durable scheduler, which makes a new context for it: there, only the first one in a row.
	 */
	get mayWait(): boolean {
		return this.isFirst && !(this.isUpdate && waiting.has(this.key));
	}

	waits(): void {
		waiting.add(this.key);
	}

	succeeds(): void {
		waiting.delete(this.key);
	}
}

async function isOf(state: State, { entered, resolve }: Scope): Promise<boolean> {
	return state.entered === entered || state.scope === (await resolve());
}

/** n8n may give two nodes one ID, but never one name. */
function nodeKey(context: IPollFunctions): string {
	return JSON.stringify([context.getWorkflow().id ?? '', context.getNode().name]);
}

function staticData(context: IPollFunctions): IDataObject & { state?: unknown } {
	return context.getWorkflowStaticData('node');
}
