import type { Resource } from '../../node/operation';
import { only } from '../../parameters/api';
import { createOne } from './create';
import { deleteOne } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { updateOne } from './update';
import { upsert } from './upsert';

export const record: Resource = {
	option: { name: 'Record', value: 'record' },
	operations: [createOne, deleteOne, get, getAll, updateOne, upsert],
	defaultOperation: getAll.option.value,
	notices: [
		only('data', {
			field: {
				displayName:
					'An app with the Data API writes through its actions. To create, update or delete records, choose the resource Action',
				name: 'writesNotice',
				type: 'notice',
				default: '',
			},
			read: () => undefined,
		}).field,
	],
};
