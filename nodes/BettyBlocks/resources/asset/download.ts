import { downloadAsset, type RemoteFile } from '../../rest/assets';
import { sizeOf } from '../../node/binary';
import { optionsField } from '../fields';
import type { Operation } from '../../node/operation';
import { textParameter } from '../parameters';
import { clientFor } from '../run';

export const download: Operation = {
	option: {
		name: 'Download',
		value: 'download',
		action: 'Download asset',
		description: 'Download a file by its URL',
	},
	properties: [
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://my-app.bettyblocks.com/a.pdf',
			description:
				"The URL of the file, as a file property holds it. The credential goes to the app's own host only.",
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputBinaryProperty',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the file in',
		},
		optionsField(),
	],
	async prepare(run, itemIndex) {
		const { context } = run;
		const address = textParameter(context, 'url', 'URL', itemIndex);
		const field = textParameter(
			context,
			'outputBinaryProperty',
			'Put Output File in Field',
			itemIndex,
		);
		const client = clientFor(run, itemIndex);
		const keep = async ({ body, name, mimeType, url }: RemoteFile) => {
			const binary = await context.helpers.prepareBinaryData(body, name, mimeType);
			const fileSize = await sizeOf(context, binary);
			const json = { url, fileName: name, mimeType: binary.mimeType, fileSize };
			return [{ json, binary: { [field]: binary } }];
		};
		return { perform: async () => ({ output: await downloadAsset(client, address, keep) }) };
	},
};
