import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../api/client';
import type { Model } from '../../api/models';
import { listRecords } from '../../api/records';
import { readCondition, type Combinator } from '../../schema/conditions';
import {
	findModel,
	findModelOf,
	modelPath,
	requireModel,
	type ModelReference,
} from '../../schema/models';
import { readSortKey } from '../../schema/sorting';
import {
	idsParameter,
	limitParameter,
	modelParameter,
	pageSizeParameter,
	uuidParameter,
} from '../parameters';
import type { Run } from '../run';
import type { Query } from './query';

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
	const models = await run.models();
	const model = await modelOf(client, reference, models);
	if (model === undefined) return undefined;
	const conditions = entries(context.getNodeParameter('filters.conditions', itemIndex, []));
	const sort = entries(context.getNodeParameter('sort.by', itemIndex, []));
	return {
		...entered,
		path: modelPath(reference),
		model,
		conditions: conditions.map((condition) => readCondition(models, model, condition)),
		combinator: context.getNodeParameter('combineFilters', itemIndex, 'and') as Combinator,
		sort: sort.map((key) => readSortKey(model, key)),
	};
}

/** An expression may yield one entry instead of a list. */
function entries(value: unknown): IDataObject[] {
	return (Array.isArray(value) ? value : [value]) as IDataObject[];
}

/**
 * The model whose properties conditions and orders are about. A table whose name does not follow
 * from a model's is recognised by the properties of one of its records.
 *
 * @returns undefined when the table has no record to recognise it by
 * @throws {InputError} when it cannot be told which model is meant
 */
export async function modelOf(
	client: Client,
	reference: ModelReference,
	models: Model[],
): Promise<Model | undefined> {
	const named = findModel(models, reference);
	if (named !== undefined) return named;
	const [record] = await listRecords(client, modelPath(reference), { limit: 1 });
	if (record === undefined) return undefined;
	return findModelOf(record, models) ?? requireModel(models, reference);
}
