import type { Resource } from '../../node/operation';
import { execute } from './execute';

export const action: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [execute],
	defaultOperation: execute.option.value,
};
