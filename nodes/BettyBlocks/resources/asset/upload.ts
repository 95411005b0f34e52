import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { uploadAsset } from '../../rest/assets';
import { InputError } from '../../app/inputError';
import { fileParameter, toAssetFile } from '../../node/binary';
import { modelField, optionsField, recordIdField } from '../fields';
import type { Operation } from '../../node/operation';
import { booleanParameter, textOption } from '../parameters';
import { clientFor, type Run } from '../run';
import { recordSequence } from '../../node/task';
import { assign, attachTarget } from './attach';

const DEFAULT_PART = 'file';
const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[^\p{Cc}]*)?$/u;

const attachedOnly: Pick<INodeProperties, 'displayOptions'> = {
	displayOptions: { show: { attach: [true] } },
};

export const upload: Operation = {
	option: {
		name: 'Upload',
		value: 'upload',
		action: 'Upload asset',
		description: 'Upload a file to the app and get its URL',
	},
	properties: [
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input binary field containing the file to upload',
		},
		{
			displayName: 'Attach to Record',
			name: 'attach',
			type: 'boolean',
			default: false,
			description:
				'Whether to put the file into a property of a record that already exists, once it is uploaded',
		},
		{ ...modelField, ...attachedOnly },
		{ ...recordIdField, ...attachedOnly },
		{
			displayName: 'Property',
			name: 'property',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. invoice',
			hint: 'The name or UUID of a file or image property. One for several files keeps those it has',
			...attachedOnly,
		},
		optionsField(
			{
				displayName: 'Request Field Name',
				name: 'fieldName',
				type: 'string',
				default: DEFAULT_PART,
				description:
					'The name of the part that holds the file in the request. Change it only for an app that asks for another.',
			},
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice.pdf',
				description: 'The name to give the file in the app. Empty: the name it has.',
			},
			{
				displayName: 'MIME Type',
				name: 'mimeType',
				type: 'string',
				default: '',
				placeholder: 'e.g. application/pdf',
				description: 'The type to give the file in the app. Empty: the type it has.',
			},
		),
	],
	done: 'uploaded',
	async prepare(run, itemIndex) {
		const { context } = run;
		const binary = fileParameter(context, 'binaryPropertyName', 'Input Data Field Name', itemIndex);
		const file = await toAssetFile(context, binary, {
			fileName: textOption(context, 'fileName', 'File Name', itemIndex),
			mimeType: mimeTypeOption(run, itemIndex),
		});
		const target = isAttached(run, itemIndex) ? await attachTarget(run, itemIndex) : undefined;
		const client = clientFor(run, itemIndex);
		const field = textOption(context, 'fieldName', 'Request Field Name', itemIndex) ?? DEFAULT_PART;
		return {
			sequence: target && recordSequence(target.recordId),
			perform: async () => {
				const { url, response } = await uploadAsset(client, file, field);
				const mayStillArrive = target !== undefined && (await assign(client, target, url));
				const { name: fileName, mimeType, size: fileSize } = file;
				const json = {
					url,
					fileName,
					mimeType,
					fileSize,
					response: response as IDataObject[string],
				};
				return { output: [{ json }], mayStillArrive };
			},
		};
	},
};

function isAttached({ context }: Run, itemIndex: number): boolean {
	return booleanParameter(context, 'attach', 'Attach to Record', false, itemIndex);
}

function mimeTypeOption({ context }: Run, itemIndex: number): string | undefined {
	const mimeType = textOption(context, 'mimeType', 'MIME Type', itemIndex);
	if (mimeType === undefined || MIME_TYPE.test(mimeType)) return mimeType;
	throw new InputError(
		`MIME Type ${JSON.stringify(mimeType)} is no type of a file`,
		'Enter a type as in application/pdf, or leave it empty',
	);
}
