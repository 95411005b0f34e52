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
			"Queries are only available for newer apps. Choose another resource, or set 'API' to Newer App.",
		),
	],
};
