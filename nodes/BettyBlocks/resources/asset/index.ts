import type { Resource } from '../../node/operation';
import { download } from './download';
import { upload } from './upload';

export const asset: Resource = {
	option: { name: 'Asset', value: 'asset' },
	operations: [download, upload],
	defaultOperation: download.option.value,
};
