import type { INode, INodeExecutionData } from 'n8n-workflow';
import { isTool, toNodeError, type NodeError } from '../nodeError';

export interface ItemRunner {
	/** Items there are. */
	count: number;
	/** Most items under way at once. */
	concurrency: number;
	/** Items of the same key keep their order; an item without a key waits for no other. */
	keyOf: (itemIndex: number) => string | undefined;
	execute: (itemIndex: number) => Promise<INodeExecutionData[]>;
	/** Whether the execution was cancelled: no further item is started then. */
	isCancelled: () => boolean;
	/** Whether an item that fails becomes an error item instead of ending the run. */
	continueOnFail: boolean;
	node: INode;
}

/**
 * Runs one operation for every item, several at once, and puts the outputs into the items' order.
 * Each output names the item it comes from.
 *
 * @throws {NodeApiError | NodeOperationError} the error of the first item that failed, once the
 * items under way have ended; no further item is started
 */
export async function runItems(runner: ItemRunner): Promise<INodeExecutionData[]> {
	const outputs = new Array<INodeExecutionData[]>(runner.count);
	const failures: Array<{ itemIndex: number; error: NodeError }> = [];
	const lastOfKey = new Map<string, Promise<unknown>>();
	let next = 0;

	async function runOne(itemIndex: number): Promise<INodeExecutionData[]> {
		try {
			const key = runner.keyOf(itemIndex);
			if (key === undefined) return await runner.execute(itemIndex);
			const turn = (lastOfKey.get(key) ?? Promise.resolve()).then(
				async () => await runner.execute(itemIndex),
			);
			lastOfKey.set(
				key,
				turn.catch(() => undefined),
			);
			return await turn;
		} catch (caught) {
			const error = toItemError(runner.node, caught, itemIndex);
			if (!runner.continueOnFail) failures.push({ itemIndex, error });
			// n8n makes the item's JSON from the error. An error in the JSON itself could be taken for a
			// reason to run the whole node again, and so to write everything twice.
			// An agent of older versions of n8n is shown the JSON alone, and is given one item.
			return [{ json: isTool(runner.node) ? { error: error.message } : {}, error }];
		}
	}

	async function work(): Promise<void> {
		while (next < runner.count && failures.length === 0 && !runner.isCancelled()) {
			const itemIndex = next++;
			outputs[itemIndex] = await runOne(itemIndex);
		}
	}

	const workers = Math.max(1, Math.min(runner.concurrency, runner.count));
	await Promise.all(Array.from({ length: workers }, work));

	const [first] = failures.sort((a, b) => a.itemIndex - b.itemIndex);
	if (first !== undefined) throw first.error;
	return outputs.flatMap((output, item) =>
		output.map((entry) => ({ ...entry, pairedItem: { item } })),
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
