// Everything that the node can work with.
import { updateDisplayOptions } from 'n8n-workflow';
import type { Resource } from '../node/operation';
import { noticeFor } from '../parameters/api';
import { callEndpoint } from './action/callEndpoint';
import { executeClassic, executeData } from './action/execute';
import { findAndRun } from './action/findAndRun';
import { download } from './asset/download';
import { upload, uploadFor } from './asset/upload';
import { get as getModel } from './model/get';
import { getAll as getModels } from './model/getAll';
import { execute as executeQuery } from './query/execute';
import { count } from './record/count';
import { createOne } from './record/create';
import { deleteOne } from './record/delete';
import { exists, notExists } from './record/exists';
import { get } from './record/get';
import { getAll } from './record/getAll';
import { updateOne } from './record/update';
import { upsert } from './record/upsert';

const record: Resource = {
	option: { name: 'Record', value: 'record' },
	operations: [count, createOne, deleteOne, exists, get, getAll, notExists, updateOne, upsert],
	defaultOperation: getAll.option.value,
	notices: [
		noticeFor(
			'data',
			'writesNotice',
			"A newer app creates, updates and deletes records through its actions. To do so, set 'Resource' to Action.",
		),
	],
};

const asset: Resource = {
	option: { name: 'Asset', value: 'asset' },
	operations: [download, upload, uploadFor],
	defaultOperation: download.option.value,
};

const forNewerApps = [callEndpoint, findAndRun].map(({ option }) => option.value);

const action: Resource = {
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

const model: Resource = {
	option: { name: 'Model', value: 'model' },
	operations: [getModel, getModels],
	defaultOperation: getModels.option.value,
};

const query: Resource = {
	option: { name: 'Query', value: 'query' },
	operations: [executeQuery],
	defaultOperation: executeQuery.option.value,
	notices: [
		noticeFor(
			'classic',
			'queryNotice',
			"Queries are only available for newer apps. Choose another resource, or set 'API' to Newer App.",
		),
	],
};

export const resources: Resource[] = [record, asset, action, model, query];
