import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { AppRecord } from '../app/app';
import { isMissing, isPassing, isRefusal, unless } from '../app/errors';
import { InputError } from '../app/inputError';
import type { Model } from '../app/models';
import { simplifyRows } from '../app/rows';
import { DEFAULT_TIMEOUT_MS } from '../connect';
import { toNodeError } from '../node/nodeError';
import { appSource } from './appSource';
import { poll, type PollResult } from './engine/poll';
import { sample } from './engine/sample';
import type { Emission } from './engine/settings';
import type { Source } from './engine/source';
import { alone, isActivation, StateStore } from './stateStore';
import type { State } from './state';
import {
	findTimestamps,
	keepTimestamps,
	keptTimestamps,
	orderStamp,
	StaleProperty,
	type Timestamps,
} from './timestamps';
import { readWatch, type Watch } from './watch';

/** What a poll may take in an n8n that does not say, in milliseconds. */
const DEFAULT_BUDGET_MS = 5 * 60_000;

const SAMPLE_SIZE = 10;

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
		const items = await alone(context, async () => await pollOnce(session));
		if (items === undefined) context.logger.debug('The last poll of this node still runs');
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
	const model = await watch.app.model(watch.reference);
	const source = await sourceOf(session, watch, findTimestamps(model, watch));
	const emissions = await sample(watch.settings.event, source, SAMPLE_SIZE);
	if (emissions.length > 0) return await toItems(emissions, watch, model);
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
	const activating = isActivation(context);
	const store = new StateStore(context, watch.scope, activating);
	if (store.refused !== undefined) {
		context.logger.warn(
			`The trigger starts from scratch: the state it kept can't be used (${store.refused})`,
		);
	}
	const mayWait = activating || store.state === undefined;
	const found = await (mayWait
		? findOrWait(session, watch, store)
		: find(session, watch, store.state));
	if (found === undefined) return [];
	const { result, timestamps, model } = found;
	const { emissions, checkpoint, narrowedTo } = result;
	if (narrowedTo !== undefined) {
		const from = new Date(narrowedTo).toISOString();
		context.logger.warn(
			`More has changed within the overlap than the trigger can remember: records that the app shows late are found if they carry a time from ${from} on`,
		);
	}
	const items = await toItems(emissions, watch, model);
	const next = { properties: keepTimestamps(timestamps), checkpoint };
	if (checkpoint === store.state?.checkpoint || store.save(next, items.length > 0)) return items;
	context.logger.warn('Another poll of this trigger was faster, so this one outputs nothing');
	return [];
}

interface Found {
	result: PollResult<AppRecord>;
	timestamps: Timestamps;
	/** Where the app was asked for it. */
	model?: Model;
}

/** An app that is down for a while must not keep a workflow from being activated. */
async function findOrWait(
	session: Session,
	watch: Watch,
	store: StateStore,
): Promise<Found | undefined> {
	return await find(session, watch, store.state).catch((error: unknown) => {
		if (!isPassing(error)) throw error;
		const { message } = error as Error;
		session.context.logger.warn(`The trigger starts when the app answers again: ${message}`);
		if (store.state === undefined) store.save({ properties: {} }, false);
		return undefined;
	});
}

/** Polls with the properties that were kept, or finds them again where those can't be used. */
async function find(session: Session, watch: Watch, state: State | undefined): Promise<Found> {
	const ask = async (timestamps: Timestamps): Promise<Found> => {
		const source = await sourceOf(session, watch, timestamps);
		const settings = {
			...watch.settings,
			...(orderStamp(timestamps, watch).isDay && { granularityMs: A_DAY_MS }),
		};
		const result = await poll(state?.checkpoint, settings, source, Date.now());
		return { result, timestamps };
	};
	const kept = keptTimestamps(state?.properties);
	const found = kept && (await unless(isStale, ask(kept), undefined));
	if (found !== undefined) return found;
	const model = await watch.app.model(watch.reference, [watch.created, watch.updated]);
	return { ...(await ask(findTimestamps(model, watch))), model };
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
	watch: Watch,
	timestamps: Timestamps,
): Promise<Source<AppRecord>> {
	// Half is left for a last request, and for its repeat.
	const deadlineReached = () => Date.now() - startedAt > budget / 2;
	return appSource(watch, timestamps, deadlineReached, await watch.filter());
}

async function toItems(
	emissions: Array<Emission<AppRecord>>,
	watch: Watch,
	known: Model | undefined,
): Promise<INodeExecutionData[]> {
	if (emissions.length === 0) return [];
	const model = watch.simplify ? (known ?? (await watch.app.model(watch.reference))) : undefined;
	const rows = emissions.map(({ row: { data } }) => data);
	const simplified: IDataObject[] = model === undefined ? rows : simplifyRows(rows, model);
	return emissions.map(({ event }, index) => {
		const json = simplified[index] ?? {};
		const tellsEvent = watch.settings.event === 'recordCreatedOrUpdated';
		return { json: tellsEvent ? { ...json, _event: event } : json };
	});
}
