import type { Resource } from '../../node/operation';
import { download } from './download';
import { upload } from './upload';
import { uploadFor } from './uploadFor';

export const asset: Resource = {
	option: { name: 'Asset', value: 'asset' },
	operations: [download, upload, uploadFor],
	defaultOperation: download.option.value,
};
