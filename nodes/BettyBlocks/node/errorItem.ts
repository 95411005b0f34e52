// How an item that failed comes out.
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { inOneText, isTool, toNodeError } from './nodeError';

/**
 * The output of an item that failed.
 *
 * On the error output, n8n adds the JSON of the input to an item whose JSON is no more than its error,
 * and replaces all of it where the item has an error beside its JSON. With Retry On Fail, an `error`
 * in the JSON makes n8n run the whole node again, and so write everything twice. An agent of older
 * versions of n8n is shown the JSON alone.
 */
export function errorItem(node: INode, thrown: unknown, itemIndex: number): INodeExecutionData {
	const error = toNodeError(node, thrown, itemIndex);
	const { onError, retryOnFail = false } = node;
	if (onError === 'continueErrorOutput' && !retryOnFail && !isTool(node)) {
		return { json: { error: inOneText(error) } };
	}
	return { ...(isTool(node) ? toolMessage(error) : { json: {} }), error };
}

/** The same error for every item, as when nothing could be started. */
export function errorItems(node: INode, count: number, caught: unknown): INodeExecutionData[] {
	return Array.from({ length: count }, (_, item) => ({
		...errorItem(node, caught, item),
		pairedItem: { item },
	}));
}

/** What an agent reads of an item that failed, without being an error to n8n. */
export function toolMessage({ message }: Error): INodeExecutionData {
	return { json: { message } };
}
