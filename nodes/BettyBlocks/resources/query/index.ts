import type { Resource } from '../../node/operation';
import { only } from '../../parameters/api';
import { execute } from './execute';

export const query: Resource = {
	option: { name: 'Query', value: 'query' },
	operations: [execute],
	defaultOperation: execute.option.value,
	notices: [
		only('classic', {
			field: {
				displayName:
					'Only newer apps take queries. Choose another resource, or Newer App as the API.',
				name: 'queryNotice',
				type: 'notice',
				default: '',
			},
			read: () => undefined,
		}).field,
	],
};
