// How an item that failed comes out.
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { isPassing } from '../app/failure';
import { isTool, toNodeError, withAdvice, type NodeError } from './nodeError';

/** Whatever was thrown for an item, as an error of n8n's own that names the item. */
export function toItemError(node: INode, caught: unknown, itemIndex: number): NodeError {
	const error = ownCopy(toNodeError(node, caught));
	error.context.itemIndex = itemIndex;
	return error;
}

/**
 * On the error output, n8n adds the JSON of the input to an item whose JSON is no more than its error,
 * and replaces all of it where the item has an error beside its JSON. With Retry On Fail, an `error`
 * in the JSON makes n8n run the whole node again, and so write everything twice. An agent of older
 * versions of n8n is shown the JSON alone.
 */
export function errorItem(node: INode, error: NodeError): INodeExecutionData {
	const { onError, retryOnFail = false } = node;
	if (onError === 'continueErrorOutput' && !retryOnFail && !isTool(node)) {
		return { json: { error: withAdvice(error) } };
	}
	return { ...(isTool(node) ? toolMessage(error) : { json: {} }), error };
}

/** The same error for every item, as when nothing could be started. */
export function errorItems(node: INode, count: number, caught: unknown): INodeExecutionData[] {
	return Array.from({ length: count }, (_, item) => ({
		...errorItem(node, toItemError(node, caught, item)),
		pairedItem: { item },
	}));
}

/** What an agent reads of an item that failed, without being an error to n8n. */
export function toolMessage({ message }: Error): INodeExecutionData {
	return { json: { message } };
}

/** Whether the app gave no response at all. */
export function isAppAway(caught: unknown): boolean {
	const { httpCode } = caught as Partial<NodeError> & { httpCode?: string | null };
	return isPassing(caught) && !/^\d{3}$/.test(httpCode ?? '');
}

/** Items may share one error, that of a request made once for all of them. */
function ownCopy(error: NodeError): NodeError {
	if (error.context.itemIndex === undefined) return error;
	const copy = Object.create(error) as NodeError;
	return Object.assign(copy, error, { message: error.message, context: { ...error.context } });
}
