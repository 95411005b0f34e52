import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { isMissing, isOfAccess, isPassing, isRefusal, InputError } from '../app/errors';
import type { Model } from '../app/schema/models';
import { StaleProperty } from '../app/timestamp';
import { DEFAULT_TIMEOUT_MS } from '../connect';
import { toNodeError } from '../node/nodeError';
import { poll, type PollResult } from './engine/poll';
import { sample } from './engine/start';
import type { Source } from './engine/settings';
import { toItems } from './items';
import { type State, Activation, StateStore, unlessUnderWay } from './state';
import { findTimestamps, type Timestamps } from './timestamps';
import { readWatch, type Watch } from './watch';

/** What a poll may take in an n8n that does not say, in milliseconds. */
const DEFAULT_BUDGET_MS = 5 * 60_000;

const A_DAY_MS = 24 * 60 * 60_000;

/** However little time a poll has, one request needs some. */
const MIN_TIMEOUT_MS = 1_000;

/**
 * Polls for n8n.
 *
 * @returns null when there is nothing, so that no execution starts
 */
export async function runPoll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const session = startSession(context);
	try {
		if (context.getMode() === 'manual') return [await test(session)];
		const items = await unlessUnderWay(context, async () => await pollOnce(session));
		if (items === undefined)
			context.logger.debug('The previous poll of this node is still running');
		return items === undefined || items.length === 0 ? null : [items];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** One poll, and the time that it has. */
interface Session {
	context: IPollFunctions;
	startedAt: number;
	/** Milliseconds. */
	budget: number;
}

function startSession(context: IPollFunctions): Session {
	// Older versions of n8n do not have the function.
	const { getPollBudgetMs } = context as Partial<IPollFunctions>;
	const budget = getPollBudgetMs?.call(context) ?? DEFAULT_BUDGET_MS;
	return { context, startedAt: Date.now(), budget };
}

/** The newest records that match, for a person who builds the workflow. Keeps no state. */
async function test(session: Session): Promise<INodeExecutionData[]> {
	const watch = await watchIn(session);
	const model = await watch.app.schema.resolve(watch.reference);
	const source = await sourceOf(session, watch, findTimestamps(model, watch, watch.settings.event));
	const emissions = await sample(watch.settings.event, source.changes, watch.testRecords);
	if (emissions.length > 0) return await toItems(session.context, emissions, watch, model);
	throw new InputError(
		'No record matches yet, so there is nothing to show',
		watch.settings.event === 'recordUpdated'
			? 'Change a record in the app after it was created, then test again'
			: 'Create a record in the app, then test again',
	);
}

async function pollOnce(session: Session): Promise<INodeExecutionData[]> {
	const { context } = session;
	const watch = await watchIn(session);
	const activation = new Activation(context);
	try {
		const items = await pollWith(session, watch, activation.isStart);
		activation.succeeds();
		return items;
	} catch (error) {
		// An app that is down for a while must not keep a workflow from being activated.
		if (!isPassing(error) || !activation.mayWait) return await Promise.reject(error as Error);
		activation.waits();
		const { message } = error as Error;
		context.logger.warn(`The trigger starts when the app responds again: ${message}`);
		return [];
	}
}

async function pollWith(
	session: Session,
	watch: Watch,
	isStart: boolean,
): Promise<INodeExecutionData[]> {
	const { context } = session;
	const resolve = async () => watch.scopeIn(await watch.app.schema.resolve(watch.reference));
	const store = await StateStore.open(context, { entered: watch.entered, resolve }, isStart);
	tellStart(session, store);
	const { result, timestamps, model } = await find(session, watch, store.state);
	const { emissions, checkpoint, narrowedTo } = result;
	if (narrowedTo !== undefined) {
		const from = new Date(narrowedTo).toISOString();
		context.logger.warn(
			`More than 20,000 records were created or changed within the overlap. Records that become visible late may be missed if their timestamp is before ${from}`,
		);
	}
	const items = await toItems(context, emissions, watch, model);
	const isSame = checkpoint === store.state?.checkpoint && watch.entered === store.state.entered;
	if (isSame || (await store.save({ timestamps, checkpoint }, items.length > 0))) return items;
	context.logger.warn('Another poll of this trigger was faster, so this one outputs nothing');
	return [];
}

/** n8n keeps the state under the name of the node, so one that was renamed has none. */
function tellStart({ context }: Session, { state, refused }: StateStore): void {
	if (state !== undefined || refused === undefined) return;
	if (refused === 'none') {
		const { name } = context.getNode();
		context.logger.info(
			`The trigger starts from scratch: no state is stored for a node named "${name}" (a renamed node starts over)`,
		);
		return;
	}
	context.logger.warn(
		`The trigger starts from scratch: its stored state can't be used (${refused})`,
	);
}

interface Found {
	result: PollResult;
	timestamps: Timestamps;
	/** Where the app was asked for it. */
	model?: Model;
}

/** Polls with the properties that were kept, or finds them again where those can't be used. */
async function find(session: Session, watch: Watch, state: State | undefined): Promise<Found> {
	const ask = async (timestamps: Timestamps): Promise<Found> => {
		const source = await sourceOf(session, watch, timestamps);
		const isDay = timestamps.orderBy.isDay === true;
		const settings = { ...watch.settings, ...(isDay && { granularityMs: A_DAY_MS }) };
		return { result: await poll(state?.checkpoint, settings, source), timestamps };
	};
	if (state === undefined) return await askAnew(watch, ask);
	try {
		return await ask(state.timestamps);
	} catch (error) {
		if (isPassing(error) || isOfAccess(error)) return await Promise.reject(error as Error);
		return await askAnew(watch, async (timestamps) => {
			const isSame = JSON.stringify(timestamps) === JSON.stringify(state.timestamps);
			// A property that was made anew has another UUID under the same name.
			if (isSame && !isStale(error)) return await Promise.reject(error as Error);
			return await ask(timestamps);
		});
	}
}

async function askAnew(
	watch: Watch,
	ask: (timestamps: Timestamps) => Promise<Found>,
): Promise<Found> {
	const { app, reference, created, updated } = watch;
	const model = await app.schema.resolve(reference, [created.name, updated.name]);
	return { ...(await ask(findTimestamps(model, watch, watch.settings.event))), model };
}

/** Whether a request may have failed for what is kept of the model. */
function isStale(error: unknown): boolean {
	return error instanceof StaleProperty || isMissing(error) || isRefusal(error);
}

async function watchIn({ context, budget }: Session): Promise<Watch> {
	const watch = await readWatch(context);
	// The next poll comes soon enough, so a long wait would only use up the time of this one.
	const app = watch.app.within({
		timeoutMs: Math.max(MIN_TIMEOUT_MS, Math.min(DEFAULT_TIMEOUT_MS, budget / 4)),
		maxRetryDelayMs: budget / 10,
	});
	return { ...watch, app };
}

async function sourceOf(
	{ startedAt, budget }: Session,
	{ app, selection, filter, zone }: Watch,
	timestamps: Timestamps,
): Promise<Source> {
	return {
		changes: app.changes({ ...timestamps, ...selection, filter: await filter(), zone }),
		clock: () => ({ app: app.now(), host: Date.now() }),
		// Half is left for a last request, and for its repeat.
		isOver: () => Date.now() - startedAt > budget / 2,
		property: timestamps.orderBy.name,
	};
}
