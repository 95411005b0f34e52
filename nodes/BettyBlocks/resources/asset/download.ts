import type { RemoteFile } from '../../app/parts';
import { fileAddress } from '../../app/values/shown';
import { sizeOf } from '../../node/binary';
import { operation } from '../../node/operation';
import { toText } from '../../parameters/converters';
import { options } from '../../parameters/options';
import { parameter } from '../../parameters/parameter';

const url = parameter(
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://my-app.bettyblocks.com/a.pdf',
		description:
			"The URL of the file, as a file property holds it. The credential is only sent to the app's own host.",
	},
	(entered, displayName) => toText(fileAddress(entered) ?? entered, displayName),
);

const outputField = parameter(
	{
		displayName: 'Put Output File in Field',
		name: 'outputBinaryProperty',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
	},
	toText,
);

export const download = operation({
	option: {
		name: 'Download',
		value: 'download',
		action: 'Download asset',
		description: 'Download a file by its URL',
	},
	parameters: { address: url, field: outputField, options: options({}) },
	async prepare({ address, field }, { app, helpers }) {
		const keep = async ({ body, name, mimeType, url: from }: RemoteFile) => {
			const binary = await helpers.prepareBinaryData(body, name, mimeType);
			const fileSize = await sizeOf(helpers, binary);
			const json = { url: from, fileName: name, mimeType: binary.mimeType, fileSize };
			return [{ json, binary: { [field]: binary } }];
		};
		return { perform: async () => ({ output: await app.files.download(address, keep) }) };
	},
});
