import type { Client } from '../../api/client';
import type { Model } from '../../api/models';
import { readRecords } from '../../api/paging';
import { listRecords } from '../../api/records';
import { InputError } from '../../inputError';
import {
	findModel,
	findModelOf,
	findProperty,
	modelPath,
	type ModelReference,
} from '../../schema/models';
import { modelField, optionsField } from '../fields';
import type { Operation } from '../operation';
import { limitParameter, modelParameter } from '../parameters';
import { clientFor, toItems } from '../run';

/** Rows a request asks for. 500 is the most that was seen to be accepted. */
const PAGE_SIZE = 500;

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many records',
		description: 'Retrieve many records',
	},
	properties: [
		modelField,
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		optionsField(),
	],
	async execute(run, itemIndex) {
		const reference = modelParameter(run.context, itemIndex);
		const limit = limitParameter(run.context, itemIndex);
		const client = clientFor(run, itemIndex);
		const model = await modelOf(client, reference, await run.models());
		if (model === 'empty') return [];
		const id = findProperty(model, 'id')?.id;
		const records = await readRecords(
			async ({ direction, ...page }) =>
				await listRecords(client, modelPath(reference), {
					...page,
					order: id === undefined ? undefined : `${id}:${direction}`,
				}),
			limit,
			PAGE_SIZE,
		);
		return toItems(records);
	},
};

/**
 * The model whose properties an order can be given by. A table whose name does not follow from a
 * model's is recognised by the properties of one of its records.
 *
 * @throws {InputError} when it cannot be told which model is meant
 */
async function modelOf(
	client: Client,
	reference: ModelReference,
	models: Model[],
): Promise<Model | 'empty'> {
	const named = findModel(models, reference);
	if (named !== undefined) return named;
	const [record] = await listRecords(client, modelPath(reference), { limit: 1 });
	if (record === undefined) return 'empty';
	const model = findModelOf(record, models);
	if (model !== undefined) return model;
	throw new InputError(
		`It cannot be told which model of the app "${modelPath(reference)}" is`,
		'Choose the model from the list, or enter its UUID',
	);
}
