import type { Resource } from '../../node/operation';
import { execute } from './execute';

export const query: Resource = {
	option: { name: 'Query', value: 'query' },
	operations: [execute],
	defaultOperation: execute.option.value,
};
