import type { Resource } from '../operation';
import { create } from './create';
import { deleteOne } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const record: Resource = {
	option: { name: 'Record', value: 'record' },
	operations: [create, deleteOne, get, getAll, update],
	defaultOperation: getAll.option.value,
};
