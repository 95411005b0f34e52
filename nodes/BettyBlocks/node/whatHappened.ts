import type { INode } from 'n8n-workflow';
import { addAdvice, outcomeOf } from '../app/failure';
import { isTool, type NodeError } from './nodeError';
import { isDone, isFailed, type Performed, type Result } from './task';

const MAX_IDS_NAMED = 20;

/** What an operation changes, in words. */
export interface Effect {
	/** What happened to an item that went through, for example "written". */
	done: string;
	/** What becomes of it when it is run again, for example "created again"; none if that does no harm. */
	again?: string;
}

/**
 * Adds to the error that ends a run what happened to the other items, so that nobody runs them
 * again without knowing.
 *
 * @param results what became of each item
 */
export function withSummary(
	error: NodeError,
	results: Result[],
	{ effect, node }: { effect?: Effect; node: INode },
): NodeError {
	if (effect === undefined) return error;
	const went = results.filter(isDone);
	const unknown = results
		.filter(isFailed)
		.filter((failed) => failed.error !== error && outcomeOf(failed.error) === 'unknown').length;
	const told = [
		went.length > 0 && wentThrough(effect, went),
		unknown > 0 && `${others(unknown)} may have been ${effect.done}: the app did not respond`,
	].filter((sentence) => sentence !== false);
	if (told.length === 0) return error;
	addAdvice(error, ...told);
	// An agent is shown the message alone.
	if (isTool(node)) error.message = [error.message, ...told].join('. ');
	return error;
}

function wentThrough({ done, again }: Effect, went: Performed[]): string {
	const { length } = went;
	const what = `${others(length, 'was', 'were')} already ${done}${recordsIn(went)}`;
	const [them, theyAre] = length === 1 ? ['it', 'it is'] : ['them', 'they are'];
	return again === undefined
		? `${what}. Running ${them} again does no harm`
		: `${what}: take ${them} out of the input, or ${theyAre} ${again}`;
}

function others(count: number, one = '', many = ''): string {
	return count === 1 ? `1 other item ${one}`.trim() : `${count} other items ${many}`.trim();
}

function recordsIn(went: Performed[]): string {
	const ids = went.flatMap(({ records = [] }) => records);
	if (ids.length === 0) return '';
	const named = ids.slice(0, MAX_IDS_NAMED).join(', ');
	const rest = ids.length > MAX_IDS_NAMED ? ` and ${ids.length - MAX_IDS_NAMED} more` : '';
	return ids.length === 1 ? ` (record ${named})` : ` (records ${named}${rest})`;
}
