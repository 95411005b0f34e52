import type { Client } from './client';
import { isMissing } from './errors';
import type { Model } from './models';
import { listRecords } from './records';
import {
	findModel,
	findModelOf,
	modelPath,
	requireModel,
	type ModelReference,
} from '../app/models';

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
	const [record] = await listRecords(client, modelPath(reference), { limit: 1 }).catch(
		async (error: unknown) => {
			if (isMissing(error)) requireModel(models, reference);
			return await Promise.reject(error as Error);
		},
	);
	if (record === undefined) return undefined;
	return findModelOf(record, models) ?? requireModel(models, reference);
}
