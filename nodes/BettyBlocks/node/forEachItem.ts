import { sleep, type INode, type INodeExecutionData } from 'n8n-workflow';
import {
	AppError,
	cancelled,
	InputError,
	isPassing,
	mayStillArrive,
	outcomeOf,
} from '../app/errors';
import { concurrently, type Places, type TakenPlace, Turns } from './concurrently';
import { errorItem, isTool, toNodeError, toolMessage } from './nodeError';
import { runSummary, type Effect } from './runSummary';
import {
	hasWritten,
	isDone,
	isFailed,
	type Failed,
	type Performed,
	type Result,
	type Sequence,
	type Prepared,
} from './prepared';

/** Evaluating the expressions of many items keeps n8n from anything else, so it pauses this often. */
const LONGEST_BLOCK_MS = 50;

export interface ItemRunner {
	/** Number of items. */
	count: number;
	/** Places for items under way. */
	places: Places;
	/** Reads and checks one item; changes nothing. */
	prepare: (itemIndex: number) => Promise<Prepared>;
	/** What performing an item changes; none when it only reads. */
	effect?: Effect;
	/** Whether the execution was cancelled: no further item is started then. */
	isCancelled: () => boolean;
	/** Whether an item that fails becomes an error item instead of ending the run. */
	continueOnFail: boolean;
	node: INode;
}

/**
 * Prepares every item, then performs them, several at once, and puts the outputs into the items'
 * order. Each output names the item it comes from.
 *
 * @throws {NodeApiError | NodeOperationError} the error of the first item that failed, once the
 * items under way have ended; no further item is started
 */
export async function forEachItem(runner: ItemRunner): Promise<INodeExecutionData[]> {
	const { count, places } = runner;
	const silence = new Silence();
	const run = new ItemRun(runner, await prepareAll(runner, silence), silence);
	await concurrently(count, { places, isOver: run.isOver }, run.perform);
	const { results } = run;
	const first = results.findIndex(isFailed);
	const failed = results[first];
	if (isFailed(failed) && !runner.continueOnFail) {
		const told = runSummary(runner.effect, results, failed);
		const error = toNodeError(runner.node, failed.thrown, first, ...told);
		if (!mustNotRunAgain(runner, results)) throw error;
		return inOrder(
			results.map((result, item) =>
				toolOutput(runner.node, result, item === first ? error : undefined),
			),
		);
	}
	throwIfCancelled(runner);
	return inOrder(results.map((result, item) => outputOf(runner.node, result, item)));
}

/** The items of one run, on their way. */
class ItemRun {
	readonly results: Result[];
	private readonly keys: Array<string | undefined>;
	private readonly turns = new Turns();
	/** Records whose last change may still take effect. */
	private readonly unsettled = new Set<string | undefined>();
	private hasFailed = false;

	/** @param waiting those that aren't started yet; what one holds is let go once it's done */
	constructor(
		private readonly runner: ItemRunner,
		private readonly waiting: Array<Prepared | Failed | undefined>,
		private readonly silence: Silence,
	) {
		this.results = new Array<Result>(waiting.length).fill(undefined);
		this.keys = turnKeys(waiting);
	}

	readonly isOver = () =>
		(this.hasFailed && !this.runner.continueOnFail) || this.runner.isCancelled();

	readonly perform = async (index: number, place: TakenPlace): Promise<void> => {
		const item = this.waiting[index];
		this.waiting[index] = undefined;
		try {
			if (item === undefined || 'thrown' in item) throw item?.thrown;
			const key = this.keys[index];
			const send = async () => (this.isOver() ? undefined : await this.send(item, place));
			this.results[index] =
				key === undefined ? await send() : await this.turns.take(key, place.without, send);
		} catch (thrown) {
			this.hasFailed = true;
			this.results[index] = { thrown };
		}
	};

	/** A change that may still take effect could overwrite a later one. */
	private async send({ perform, sequence }: Prepared, place: TakenPlace): Promise<Performed> {
		const record = sequence && recordKey(sequence);
		if (this.unsettled.has(record)) throw notSettled();
		this.silence.check();
		const ended = this.silence.begin();
		try {
			const performed = await perform(place);
			ended();
			if (record !== undefined && performed.mayStillArrive === true) this.unsettled.add(record);
			return performed;
		} catch (error) {
			// Before the next in turn looks.
			this.hasFailed = true;
			ended(error);
			if (record !== undefined && mayStillArrive(error)) this.unsettled.add(record);
			return await Promise.reject(error as Error);
		}
	}
}

function throwIfCancelled({ isCancelled, node }: ItemRunner): void {
	if (isCancelled()) throw toNodeError(node, cancelled());
}

/** @throws {NodeApiError | NodeOperationError} for the first item that is refused, unless the run goes on */
async function prepareAll(runner: ItemRunner, silence: Silence): Promise<Array<Prepared | Failed>> {
	const prepared: Array<Prepared | Failed> = [];
	let since = Date.now();
	for (let itemIndex = 0; itemIndex < runner.count; itemIndex++) {
		if (Date.now() - since > LONGEST_BLOCK_MS) {
			await sleep(0);
			since = Date.now();
		}
		throwIfCancelled(runner);
		const ended = silence.begin();
		try {
			silence.check();
			prepared.push(await runner.prepare(itemIndex));
		} catch (thrown) {
			// Most items are prepared without any request: that they are tells nothing.
			if (isAppAway(thrown)) ended(thrown);
			if (!runner.continueOnFail) throw toNodeError(runner.node, thrown, itemIndex);
			prepared.push({ thrown });
		}
	}
	return prepared;
}

/**
 * Items of one key keep their order; without a key, one waits for no other. Records known by different
 * properties may be the same one, so then every item waits for the one before.
 */
function turnKeys(items: Array<Prepared | Failed | undefined>): Array<string | undefined> {
	const sequences = items.map((item) => (item && 'perform' in item ? item.sequence : undefined));
	const ways = new Set(sequences.flatMap((sequence) => sequence?.by ?? []));
	return sequences.map((sequence) => sequence && (ways.size > 1 ? '' : sequence.value));
}

function recordKey({ by, value, exactly = value }: Sequence): string {
	return JSON.stringify([by, exactly]);
}

/**
 * n8n runs a tool again after any error where Retry On Fail is on. What may have been written would be
 * written twice, so it's no error then: the agent reads what happened.
 */
function mustNotRunAgain({ node, effect }: ItemRunner, results: Result[]): boolean {
	if (!isTool(node) || effect === undefined) return false;
	return results.some(
		(result) => hasWritten(result) || (isFailed(result) && outcomeOf(result.thrown) !== 'not done'),
	);
}

/** @param told the error of the item, where it says more than its own */
function toolOutput(node: INode, result: Result, told: Error | undefined): INodeExecutionData[] {
	if (isDone(result)) return result.output;
	const thrown = result?.thrown ?? new InputError('Not sent: an earlier item failed');
	return [toolMessage(told ?? toNodeError(node, thrown))];
}

function outputOf(node: INode, result: Result, item: number): INodeExecutionData[] {
	if (isDone(result)) return result.output;
	return result === undefined ? [] : [errorItem(node, result.thrown, item)];
}

/** Says of each output which item it comes from. */
function inOrder(outputs: INodeExecutionData[][]): INodeExecutionData[] {
	outputs.forEach((output, item) => {
		const pairedItem = { item };
		for (const entry of output) entry.pairedItem = pairedItem;
	});
	return outputs.flat();
}

function notSettled(): InputError {
	return new InputError(
		'Not sent: an earlier change to this record got no response and may still take effect',
		'It could overwrite this one. Check the record in the app, then run this item again',
	);
}

/** Items after each other that got no response from the app, until the rest isn't sent any more. */
const MOST = 3;

/**
 * Notices that the app is away, so that not every further item has to wait for its timeout. Items under
 * way at the same time count as one: they meet the same failure.
 */
class Silence {
	private count = 0;
	private last: AppError | undefined;

	/** @throws {InputError} once the app is taken to be away */
	check(): void {
		if (this.count < MOST || this.last === undefined) return;
		throw new InputError(
			`Not sent: the app did not respond to several items in a row. ${this.last.message}`,
			'Run this item again once the app responds',
		);
	}

	/** An item is sent. @returns to be told why it failed, if it did */
	begin(): (error?: unknown) => void {
		const before = this.count;
		return (error) => {
			if (!isAppAway(error)) {
				this.count = 0;
				return;
			}
			if (this.count === before) this.count += 1;
			this.last = error;
		};
	}
}

/** Whether no response came from the app itself: at most one from something that gave up waiting for it. */
export function isAppAway(thrown: unknown): thrown is AppError {
	if (!isPassing(thrown) || !(thrown instanceof AppError)) return false;
	const { code, status = 0 } = thrown;
	return code !== undefined || status === 408 || status === 504 || status >= 520;
}
