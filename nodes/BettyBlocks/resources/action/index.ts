import type { Resource } from '../../node/operation';
import { callEndpoint } from './callEndpoint';
import { execute } from './execute';
import { run } from './run';

export const action: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [execute, callEndpoint, run],
	defaultOperation: execute.option.value,
};
