import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../app/errors';
import { findFileProperty } from '../../app/values/files';
import { fileIn, toUploadFile } from '../../node/binary';
import { operation } from '../../node/operation';
import { prepared, recordSequence } from '../../node/prepared';
import { shown, toOptionalText } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { parameter, shownAs } from '../../parameters/parameter';
import { assign, attachment, fileProperty, findTarget } from './attach';

const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[^\p{Cc}]*)?$/u;

const inputField = parameter(
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the input binary field containing the file to upload',
	},
	(entered) => entered,
);

const requestField = parameter(
	{
		displayName: 'Request Field Name',
		name: 'fieldName',
		type: 'string',
		default: 'file',
		description:
			'The name of the part that holds the file in the request. Change it only if your app expects another name.',
	},
	toOptionalText,
);

export const fileName = parameter(
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice.pdf',
		description: 'The name to give the file in the app. Leave it empty to keep its name.',
	},
	toOptionalText,
);

export const mimeType = parameter(
	{
		displayName: 'MIME Type',
		name: 'mimeType',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/pdf',
		description: 'The type to give the file in the app. Leave it empty to keep its type.',
	},
	(entered, displayName) => {
		const type = toOptionalText(entered, displayName);
		if (type === undefined || MIME_TYPE.test(type)) return type;
		throw new InputError(
			`'${displayName}' must be a MIME type, but got ${shown(type)}`,
			'Enter a type, for example application/pdf, or leave it empty',
		);
	},
);

export const upload = operation({
	needs: ['assets', 'writer'],
	option: {
		name: 'Upload',
		value: 'upload',
		action: 'Upload asset',
		description: 'Upload a file to the app and get its URL',
	},
	parameters: {
		input: inputField,
		attachment,
		options: options({ field: requestField, fileName, mimeType }),
	},
	done: 'uploaded',
	async prepare({ input, attachment: chosen, options: { field, ...described } }, item) {
		const { app, helpers } = item;
		const binary = fileIn(item.files, input, inputField.displayName);
		const file = { ...(await toUploadFile(helpers, binary, described)), field };
		const target = chosen.kind ? await findTarget(app, chosen) : undefined;
		return {
			sequence: target && recordSequence(target.model, target.recordId),
			perform: async () => {
				const { url, response } = await app.assets.upload(file);
				const mayStillArrive = target !== undefined && (await assign(target, url));
				const json = {
					url,
					fileName: file.name,
					mimeType: file.mimeType,
					fileSize: file.size,
					response: response as IDataObject[string],
				};
				return { output: [{ json }], mayStillArrive };
			},
		};
	},
});

const modelOfFile = shownAs(model, {
	description: 'The model that the file is for. It decides which files are allowed.',
});

const property = shownAs(fileProperty, {
	hint: 'The file or image property that the file is for. Only an action can put it there: pass the reference from the output to the action.',
});

/** Upload, in an app whose files wait for an action to put them on a record. */
export const uploadFor = operation({
	needs: ['uploads'],
	option: {
		name: 'Upload',
		value: 'upload',
		action: 'Upload asset',
		description: 'Upload a file and get a reference to pass to an action',
	},
	parameters: {
		input: inputField,
		reference: modelOfFile,
		property,
		options: options({ fileName, mimeType }),
	},
	done: 'uploaded',
	async prepare({ input, reference, property: named, options: described }, item) {
		const { app, helpers } = item;
		const binary = fileIn(item.files, input, inputField.displayName);
		const file = await toUploadFile(helpers, binary, described);
		const target = { model: reference, property: named };
		findFileProperty(await app.schema.resolve(target.model), target.property);
		return prepared(async () => {
			const reference = await app.uploads.upload(file, target);
			const { name, mimeType: type, size } = file;
			return [{ reference, fileName: name, mimeType: type, fileSize: size }];
		});
	},
});
