import type { Resource } from '../../node/operation';
import { noticeFor } from '../../parameters/api';
import { execute } from './execute';

export const query: Resource = {
	option: { name: 'Query', value: 'query' },
	operations: [execute],
	defaultOperation: execute.option.value,
	notices: [
		noticeFor(
			'classic',
			'queryNotice',
			'Only newer apps take queries. Choose another resource, or Newer App as the API.',
		),
	],
};
