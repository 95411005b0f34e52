import { updateDisplayOptions } from 'n8n-workflow';
import type { Resource } from '../../node/operation';
import { noticeFor } from '../../parameters/api';
import { callEndpoint } from './callEndpoint';
import { executeClassic, executeData } from './execute';
import { findAndRun } from './findAndRun';

const forNewerApps = [callEndpoint, findAndRun].map(({ option }) => option.value);

export const action: Resource = {
	option: { name: 'Action', value: 'action' },
	operations: [executeClassic, callEndpoint, executeData, findAndRun],
	defaultOperation: executeClassic.option.value,
	// n8n keeps the operation when somebody chooses another API.
	notices: updateDisplayOptions({ show: { operation: forNewerApps } }, [
		noticeFor(
			'classic',
			'newerNotice',
			"This operation is for newer apps. Set 'API' to Newer App (betty.app).",
		),
	]),
};
