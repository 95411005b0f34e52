import type { Resource } from '../../node/operation';
import { createOne } from './create';
import { deleteOne } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { updateOne } from './update';
import { upsert } from './upsert';

export const record: Resource = {
	option: { name: 'Record', value: 'record' },
	operations: [createOne, deleteOne, get, getAll, updateOne, upsert],
	defaultOperation: getAll.option.value,
};
