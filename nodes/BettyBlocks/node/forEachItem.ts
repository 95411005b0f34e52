import { NodeOperationError, sleep, type INode, type INodeExecutionData } from 'n8n-workflow';
import { InputError } from '../app/inputError';
import { isTool, toNodeError, withAdvice, type NodeError } from './nodeError';
import { EXECUTION_CANCELLED, outcomeOf } from '../app/failure';
import type { Performed, Task } from './task';
import { tellWhatHappened } from './whatHappened';

/** Evaluating the expressions of many items keeps n8n from anything else, so it pauses this often. */
const LONGEST_BLOCK_MS = 50;

export interface ItemRunner {
	/** Items there are. */
	count: number;
	/** Most items under way at once, which may change meanwhile. */
	concurrency: { readonly current: number };
	/** Reads and checks one item; changes nothing. */
	prepare: (itemIndex: number) => Promise<Task>;
	/** What happened to an item that went through, as in "was already written"; none when reading. */
	done?: string;
	/** Whether the execution was cancelled: no further item is started then. */
	isCancelled: () => boolean;
	/** Whether an item that fails becomes an error item instead of ending the run. */
	continueOnFail: boolean;
	node: INode;
}

interface Failure {
	itemIndex: number;
	error: NodeError;
}

/**
 * Prepares every item, then performs them, several at once, and puts the outputs into the items'
 * order. Each output names the item it comes from.
 *
 * @throws {NodeApiError | NodeOperationError} the error of the first item that failed, once the
 * items under way have ended; no further item is started
 */
export async function forEachItem(runner: ItemRunner): Promise<INodeExecutionData[]> {
	const tasks = await prepareAll(runner);
	const keys = sequenceKeys(tasks);
	/** Those that are not begun yet. */
	const waiting: Array<(typeof tasks)[number] | undefined> = tasks;
	const outputs = new Array<INodeExecutionData[]>(runner.count);
	const failures: Failure[] = [];
	const turns = new Map<string, Promise<unknown>>();
	const unsettled = new Set<string>();
	let hasFailed = false;
	let next = 0;

	const isOver = () => (hasFailed && !runner.continueOnFail) || runner.isCancelled();

	async function performInTurn(task: Task, key: string | undefined) {
		if (key === undefined) return await task.perform();
		const turn = (turns.get(key) ?? Promise.resolve()).then(async () => {
			if (isOver()) return undefined;
			if (unsettled.has(key)) throw notSent();
			return await settled(task, key);
		});
		turns.set(
			key,
			turn.catch(() => undefined),
		);
		return await turn;
	}

	/** A change that may still arrive would undo a later one. */
	async function settled(task: Task, key: string): Promise<Performed> {
		try {
			const done = await task.perform();
			if (done.mayStillArrive === true) unsettled.add(key);
			return done;
		} catch (error) {
			if (outcomeOf(error) === 'unknown') unsettled.add(key);
			// Before the next in turn looks.
			hasFailed = true;
			return await Promise.reject(error as Error);
		}
	}

	async function runOne(itemIndex: number): Promise<INodeExecutionData[] | undefined> {
		try {
			const task = waiting[itemIndex];
			// Nobody needs what it holds once it is done.
			waiting[itemIndex] = undefined;
			if (task === undefined || 'error' in task) throw task?.error;
			return (await performInTurn(task, keys[itemIndex]))?.output;
		} catch (caught) {
			const error = toItemError(runner.node, caught, itemIndex);
			hasFailed = true;
			failures.push({ itemIndex, error });
			return [errorItem(runner.node, error)];
		}
	}

	async function work(itemIndex: number): Promise<void> {
		const output = await runOne(itemIndex);
		if (output !== undefined) outputs[itemIndex] = output;
	}

	await new Promise<void>((resolve, reject) => {
		let underWay = 0;
		const startMore = () => {
			while (
				underWay < Math.max(1, runner.concurrency.current) &&
				next < runner.count &&
				!isOver()
			) {
				underWay += 1;
				void work(next++).then(() => {
					underWay -= 1;
					startMore();
				}, reject);
			}
			if (underWay === 0) resolve();
		};
		startMore();
	});

	const [first, ...others] = failures.sort((a, b) => a.itemIndex - b.itemIndex);
	if (first !== undefined && !runner.continueOnFail) {
		const went = outputs.filter((output) => output?.every(({ error }) => error === undefined));
		throw tellWhatHappened(runner, first.error, went, others);
	}
	throwIfCancelled(runner);
	outputs.forEach((output, item) => {
		const pairedItem = { item };
		for (const entry of output) entry.pairedItem = pairedItem;
	});
	const [only] = outputs;
	return outputs.length === 1 && only !== undefined ? only : outputs.flat();
}

function throwIfCancelled({ isCancelled, node }: ItemRunner): void {
	if (isCancelled()) throw new NodeOperationError(node, EXECUTION_CANCELLED);
}

/** @throws {NodeApiError | NodeOperationError} for the first item that is refused, unless the run goes on */
async function prepareAll(runner: ItemRunner): Promise<Array<Task | { error: NodeError }>> {
	const prepared: Array<Task | { error: NodeError }> = [];
	let since = Date.now();
	for (let itemIndex = 0; itemIndex < runner.count; itemIndex++) {
		if (Date.now() - since > LONGEST_BLOCK_MS) {
			await sleep(0);
			since = Date.now();
		}
		throwIfCancelled(runner);
		try {
			prepared.push(await runner.prepare(itemIndex));
		} catch (caught) {
			const error = toItemError(runner.node, caught, itemIndex);
			if (!runner.continueOnFail) return await Promise.reject(error);
			prepared.push({ error });
		}
	}
	return prepared;
}

/**
 * Tasks of one key keep their order; without a key, a task waits for no other. Records known by
 * different properties may be the same one, so then every task waits for the one before.
 */
function sequenceKeys(tasks: Array<Task | { error: NodeError }>): Array<string | undefined> {
	const sequences = tasks.map((task) => ('perform' in task ? task.sequence : undefined));
	const ways = new Set(sequences.flatMap((sequence) => sequence?.by ?? []));
	return sequences.map((sequence) => sequence && (ways.size > 1 ? '' : sequence.value));
}

/**
 * On the error output, n8n adds the JSON of the input to an item whose JSON is no more than its error,
 * and replaces all of it where the item has an error beside its JSON. With Retry On Fail, an `error`
 * in the JSON makes n8n run the whole node again, and so write everything twice. An agent of older
 * versions of n8n is shown the JSON alone.
 */
function errorItem(node: INode, error: NodeError): INodeExecutionData {
	const { onError, retryOnFail = false } = node;
	if (onError === 'continueErrorOutput' && !retryOnFail && !isTool(node)) {
		return { json: { error: withAdvice(error) } };
	}
	return { json: isTool(node) ? { message: error.message } : {}, error };
}

function notSent(): InputError {
	return new InputError(
		'Not sent: an earlier change of the same record got no answer and may still arrive',
		'It would undo this one. Check the record in the app, then run this item again',
	);
}

function toItemError(node: INode, caught: unknown, itemIndex: number): NodeError {
	const error = ownCopy(toNodeError(node, caught));
	error.context.itemIndex = itemIndex;
	return error;
}

/** Items may share one error, that of a request made once for all of them. */
function ownCopy(error: NodeError): NodeError {
	if (error.context.itemIndex === undefined) return error;
	const copy = Object.create(error) as NodeError;
	return Object.assign(copy, error, { message: error.message, context: { ...error.context } });
}
