import { outcomeOf } from '../app/errors';
import { type Failed, hasWritten, isFailed, type Performed, type Result } from './prepared';

const MAX_IDS_NAMED = 20;

/** What an operation changes, in words. */
export interface Effect {
	/** What happened to an item that went through, for example "written". */
	done: string;
	/** What becomes of it when it is run again, for example "created again"; none if that does no harm. */
	again?: string;
}

/**
 * What happened to the other items of a run that ends with an error, so that nobody runs them again
 * without knowing.
 *
 * @param results what became of each item
 * @param ending the failure that ends the run
 * @returns sentences
 */
export function runSummary(
	effect: Effect | undefined,
	results: Result[],
	ending: Failed,
): string[] {
	if (effect === undefined) return [];
	const went = results.filter(hasWritten);
	const unknown = results
		.filter(isFailed)
		.filter((failed) => failed !== ending && outcomeOf(failed.thrown) === 'unknown').length;
	return [
		...(went.length > 0 ? [wentThrough(effect, went)] : []),
		...(unknown > 0
			? [`${others(unknown)} may have been ${effect.done}: the app did not respond`]
			: []),
	];
}

function wentThrough(effect: Effect, went: Performed[]): string {
	const { done } = effect;
	const isMadeAgain = went.some((each) => each.isMadeAgain === true);
	const again = effect.again ?? (isMadeAgain ? 'created again' : undefined);
	const { length } = went;
	const what = `${others(length, 'was', 'were')} already ${done}${recordsIn(went)}`;
	const [them, they] = length === 1 ? ['it', 'it'] : ['them', 'they'];
	return again === undefined
		? `${what}. Running ${them} again does no harm`
		: `${what}: remove ${them} from the input, or ${they} will be ${again}`;
}

function others(count: number, one = '', many = ''): string {
	return count === 1 ? `1 other item ${one}`.trim() : `${count} other items ${many}`.trim();
}

function recordsIn(went: Performed[]): string {
	const ids = went.flatMap(({ records = [] }) => records);
	if (ids.length === 0) return '';
	return ids.length === 1 ? ` (record ${ids[0]})` : ` (records ${idList(ids)})`;
}

/** IDs as people read them, of many the first. */
export function idList(ids: unknown[]): string {
	const named = ids.slice(0, MAX_IDS_NAMED).join(', ');
	return ids.length > MAX_IDS_NAMED ? `${named} and ${ids.length - MAX_IDS_NAMED} more` : named;
}
