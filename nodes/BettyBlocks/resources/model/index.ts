import type { Resource } from '../../node/operation';
import { get } from './get';
import { getAll } from './getAll';

export const models: Resource = {
	option: { name: 'Model', value: 'model' },
	operations: [get, getAll],
	defaultOperation: getAll.option.value,
};
