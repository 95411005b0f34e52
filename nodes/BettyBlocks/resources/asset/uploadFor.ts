import { findFileProperty } from '../../app/values/files';
import { fileIn, toUploadFile } from '../../node/binary';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { shownAs } from '../../parameters/parameter';
import { fileProperty } from './attach';
import { fileName, inputField, mimeType } from './upload';

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
		return {
			perform: async () => {
				const reference = await app.uploads.upload(file, target);
				const { name, mimeType: type, size } = file;
				return {
					output: [{ json: { reference, fileName: name, mimeType: type, fileSize: size } }],
				};
			},
		};
	},
});
