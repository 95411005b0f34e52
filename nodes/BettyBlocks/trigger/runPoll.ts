import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { DEFAULT_TIMEOUT_MS } from '../rest/client';
import { isMissing, isPassing, isRefusal } from '../rest/errors';
import { fetchModels, type Model } from '../rest/models';
import { listRecords, type AppRecord } from '../rest/records';
import { InputError } from '../app/inputError';
import { toNodeError } from '../node/errors';
import { modelPath, requireModel } from '../app/models';
import { simplifyRows } from '../app/rows';
import { modelOf } from '../rest/tables';
import { poll, type PollResult } from './engine/poll';
import { sample } from './engine/sample';
import type { Emission } from './engine/settings';
import type { Source } from './engine/source';
import { ACCEPTED_LIMIT } from './engine/window';
import type { State } from './state';
import { alone, isActivation, Keeper } from './keeper';
import {
	findTimestamps,
	keepTimestamps,
	keptTimestamps,
	orderStamp,
	recordId,
	StaleProperty,
	toRow,
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
	const model = await watchedModel(watch);
	const source = sourceOf(session, watch, findTimestamps(model, watch));
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
	const keeper = new Keeper(context, watch.scope, activating);
	if (keeper.refused !== undefined) {
		context.logger.warn(
			`The trigger starts anew: the place it kept is of no use (${keeper.refused})`,
		);
	}
	const mayWait = activating || keeper.state === undefined;
	const found = await (mayWait
		? findOrWait(session, watch, keeper)
		: find(session, watch, keeper.state));
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
	if (checkpoint === keeper.state?.checkpoint || keeper.replace(next, items.length > 0))
		return items;
	context.logger.warn('Another poll of this trigger was faster, so this one puts nothing out');
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
	keeper: Keeper,
): Promise<Found | undefined> {
	return await find(session, watch, keeper.state).catch((error: unknown) => {
		if (!isPassing(error)) throw error;
		const { message } = error as Error;
		session.context.logger.warn(`The trigger starts when the app answers again: ${message}`);
		if (keeper.state === undefined) keeper.replace({ properties: {} }, false);
		return undefined;
	});
}

/** Polls with the properties that were kept, or finds them anew where those are of no use. */
async function find(session: Session, watch: Watch, state: State | undefined): Promise<Found> {
	const ask = async (timestamps: Timestamps): Promise<Found> => {
		const source = sourceOf(session, watch, timestamps);
		const settings = {
			...watch.settings,
			...(orderStamp(timestamps, watch).isDay && { granularityMs: A_DAY_MS }),
		};
		const result = await poll(state?.checkpoint, settings, source, Date.now());
		return { result, timestamps };
	};
	const kept = keptTimestamps(state?.properties);
	const found = kept && (await unless(isStale, ask(kept)));
	if (found !== undefined) return found;
	const model = await watchedModel(watch);
	return { ...(await ask(findTimestamps(model, watch))), model };
}

/** Whether a request may have failed for what is kept of the model. */
function isStale(error: unknown): boolean {
	return error instanceof StaleProperty || isMissing(error) || isRefusal(error);
}

/** @returns undefined in place of an error of that kind */
async function unless<Result>(
	isKind: (error: unknown) => boolean,
	result: Promise<Result>,
): Promise<Result | undefined> {
	return await result.catch((error: unknown) => {
		if (isKind(error)) return undefined;
		throw error;
	});
}

async function watchIn({ context, budget }: Session): Promise<Watch> {
	const watch = await readWatch(context);
	// The next poll comes soon enough, so a long wait would only use up the time of this one.
	const client = watch.client
		.withTimeout(Math.max(MIN_TIMEOUT_MS, Math.min(DEFAULT_TIMEOUT_MS, budget / 4)))
		.withLongestWait(budget / 10);
	return { ...watch, client };
}

async function watchedModel({ client, reference }: Watch): Promise<Model> {
	const models = await fetchModels(client);
	return (await modelOf(client, reference, models)) ?? requireModel(models, reference);
}

/** The engine's view of the app. */
function sourceOf(
	{ startedAt, budget }: Session,
	watch: Watch,
	timestamps: Timestamps,
): Source<AppRecord> {
	const { client, reference, selection } = watch;
	const order = orderStamp(timestamps, watch);
	return {
		property: order.name,
		now: () => client.clock.now(),
		highestId: async () => {
			if (timestamps.idProperty === undefined) return undefined;
			const highest = { limit: 1, order: `${timestamps.idProperty}:desc`, ...selection };
			const [record] = await listRecords(client, modelPath(reference), highest);
			return record && recordId(record);
		},
		// Half is left for a last request, and for its repeat.
		deadlineReached: () => Date.now() - startedAt > budget / 2,
		read: async ({ limit, offset, direction }) => {
			const page = { limit, offset, order: `${order.id}:${direction}`, ...selection };
			const isDocumented = direction === 'desc' && offset === undefined && limit <= ACCEPTED_LIMIT;
			const answer = listRecords(client, modelPath(reference), page);
			const rows = await (isDocumented ? answer : unless(isRefusal, answer));
			return rows?.map((row) => toRow(row, timestamps, watch));
		},
	};
}

async function toItems(
	emissions: Array<Emission<AppRecord>>,
	watch: Watch,
	known: Model | undefined,
): Promise<INodeExecutionData[]> {
	if (emissions.length === 0) return [];
	const model = watch.simplify ? (known ?? (await watchedModel(watch))) : undefined;
	const rows = emissions.map(({ row: { data } }) => data);
	const simplified: IDataObject[] = model === undefined ? rows : simplifyRows(rows, model);
	return emissions.map(({ event }, index) => {
		const json = simplified[index] ?? {};
		const tellsEvent = watch.settings.event === 'recordCreatedOrUpdated';
		return { json: tellsEvent ? { ...json, _event: event } : json };
	});
}
