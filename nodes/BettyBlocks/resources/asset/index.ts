import type { Resource } from '../../node/operation';
import { download } from './download';
import { upload, uploadFor } from './upload';

export const asset: Resource = {
	option: { name: 'Asset', value: 'asset' },
	operations: [download, upload, uploadFor],
	defaultOperation: download.option.value,
};
