import type { Combinator, Condition } from '../../app/query/conditions';
import type { FormValue } from '../form';

/**
 * Conditions as the app's parameters have them (vendor's client library). In a list of objects Rack
 * starts a new one when a plain key comes again, so each begins with one; a path would not do.
 */
export function toFilterForm(conditions: Condition[], combinator: Combinator): FormValue {
	return [
		{
			operator: combinator,
			conditions: conditions.map(({ path, operator: { value, takes, classic }, criteria }) => ({
				predicate: classic?.name ?? value,
				...(takes === 'one' && { criteria: String(criteria[0] ?? '') }),
				...(takes === 'many' && { criteria: criteria.map(String) }),
				path: path.steps.map(({ id }) => id),
			})),
		},
	];
}
