import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../rest/client';
import { readCondition, type Combinator } from '../../app/conditions';
import { pathOf } from '../../app/models';
import { modelOf } from '../../rest/tables';
import { readSortKey } from '../../app/sorting';
import { choiceParameter, limitParameter, modelParameter, pageSizeParameter } from '../parameters';
import { idsParameter, uuidParameter } from '../narrowing';
import type { Run } from '../run';
import type { Query } from '../../rest/list/query';
import { combineFiltersField } from './queryFields';

/**
 * Reads which records one item asks for.
 *
 * @returns undefined when the table is empty and nothing else is known of its model
 * @throws {InputError} when something that was entered does not fit the model
 */
export async function queryParameters(
	run: Run,
	client: Client,
	itemIndex: number,
): Promise<Query | undefined> {
	const { context } = run;
	const reference = modelParameter(context, itemIndex);
	const entered = {
		limit: limitParameter(context, itemIndex),
		pageSize: pageSizeParameter(context, itemIndex),
		ids: idsParameter(context, itemIndex),
		viewId: uuidParameter(context, 'options.viewId', 'View', 'views', itemIndex),
		filterId: uuidParameter(context, 'options.filterId', 'Filter', 'filters', itemIndex),
	};
	const combinator = choiceParameter<Combinator>(context, combineFiltersField, itemIndex);
	const models = await run.models(itemIndex);
	const model = await modelOf(client, reference, models);
	if (model === undefined) return undefined;
	const conditions = entries(context.getNodeParameter('filters.conditions', itemIndex, []));
	const sort = entries(context.getNodeParameter('sort.by', itemIndex, []));
	return {
		...entered,
		path: pathOf(reference, model),
		model,
		conditions: conditions.map((condition) =>
			readCondition(models, model, condition, context.getTimezone()),
		),
		combinator,
		zone: context.getTimezone(),
		proofs: run.proofs,
		sort: sort.map((key) => readSortKey(model, key)),
	};
}

/** An expression may yield one entry instead of a list. */
function entries(value: unknown): IDataObject[] {
	return (Array.isArray(value) ? value : [value]).map(
		(entry: unknown) => (entry ?? {}) as IDataObject,
	);
}
