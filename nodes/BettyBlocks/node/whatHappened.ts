import type { INode, INodeExecutionData } from 'n8n-workflow';
import { addAdvice, outcomeOf } from '../app/failure';
import { isTool, type NodeError } from './nodeError';

const MAX_IDS_NAMED = 20;

/**
 * Adds to the error that ends a run what happened to the other items, so that nobody runs them
 * again without knowing.
 *
 * @param went the outputs of the items that went through
 */
export function tellWhatHappened(
	{ done, node }: { done?: string; node: INode },
	error: NodeError,
	went: INodeExecutionData[][],
	otherFailures: Array<{ error: NodeError }>,
): NodeError {
	if (done === undefined) return error;
	const unknown = otherFailures.filter((failure) => outcomeOf(failure.error) === 'unknown').length;
	const told = [
		went.length > 0 && `${others(went.length, 'was', 'were')} already ${done}${recordsIn(went)}`,
		unknown > 0 && `${others(unknown)} may have been ${done} without an answer`,
	].filter((sentence) => sentence !== false);
	if (told.length === 0) return error;
	addAdvice(error, ...told);
	// An agent is shown the message alone.
	if (isTool(node)) error.message = [error.message, ...told].join('. ');
	return error;
}

function others(count: number, one = '', many = ''): string {
	return count === 1 ? `1 other item ${one}`.trim() : `${count} other items ${many}`.trim();
}

function recordsIn(outputs: INodeExecutionData[][]): string {
	const ids = outputs.flat().flatMap(({ json: { id } }) => (typeof id === 'number' ? [id] : []));
	if (ids.length === 0) return '';
	const named = ids.slice(0, MAX_IDS_NAMED).join(', ');
	const rest = ids.length > MAX_IDS_NAMED ? ` and ${ids.length - MAX_IDS_NAMED} more` : '';
	return ids.length === 1 ? ` (record ${named})` : ` (records ${named}${rest})`;
}
