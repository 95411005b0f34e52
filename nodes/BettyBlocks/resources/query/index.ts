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
					'Queries are for apps with the Data API. Choose it as the API, or choose another resource',
				name: 'queryNotice',
				type: 'notice',
				default: '',
			},
			read: () => undefined,
		}).field,
	],
};
