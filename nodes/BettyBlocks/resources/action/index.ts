import type { Resource } from '../../node/operation';
import { callEndpoint } from './callEndpoint';
import { executeClassic } from './executeClassic';
import { executeData } from './executeData';

export const action: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [executeClassic, callEndpoint, executeData],
	defaultOperation: executeClassic.option.value,
};
