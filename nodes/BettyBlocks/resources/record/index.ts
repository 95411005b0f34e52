import type { Resource } from '../../node/operation';
import { noticeFor } from '../../parameters/api';
import { count } from './count';
import { createOne } from './create';
import { deleteOne } from './delete';
import { exists, notExists } from './exists';
import { get } from './get';
import { getAll } from './getAll';
import { updateOne } from './update';
import { upsert } from './upsert';

export const record: Resource = {
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
