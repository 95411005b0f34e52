import type { Resource } from '../../node/operation';
import { callEndpoint } from './callEndpoint';
import { executeClassic, executeData } from './execute';
import { findAndRun } from './findAndRun';

export const action: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [executeClassic, callEndpoint, executeData, findAndRun],
	defaultOperation: executeClassic.option.value,
};
