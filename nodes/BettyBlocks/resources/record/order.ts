import { recordIdParameter } from '../parameters';
import type { Run } from '../run';

/**
 * Requests for one record keep the order of their items. A model has several names, so records of
 * two models with the same id wait for each other as well, which does no harm.
 */
export function orderOfRecord(run: Run, itemIndex: number): string {
	return String(recordIdParameter(run.context, itemIndex));
}
