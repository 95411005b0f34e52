import type { IBinaryData } from 'n8n-workflow';
import { uploadAsset } from '../../rest/assets';
import type { FormValue } from '../../rest/form';
import type { Model } from '../../rest/models';
import type { RecordForm } from '../../rest/records';
import { InputError } from '../../app/inputError';
import { describe } from '../../app/encode';
import { holdsFiles, isFileAddress } from '../../app/files';
import { fieldsThereAre, filesOf, toAssetFile } from '../../node/binary';
import { clientFor, type Run } from '../run';

/** Values to write, and the files that go with them. */
export interface FilePlan {
	/** The values with the names of binary fields still in them. */
	form: RecordForm;
	/**
	 * Uploads the files, each once, and writes the values with the URLs in place of the names.
	 *
	 * @throws {NodeApiError} of a write that failed, naming the URLs of what was uploaded
	 */
	uploaded: <Result>(
		write: (form: RecordForm) => Promise<Result>,
		form?: RecordForm,
	) => Promise<Result>;
}

/**
 * Finds the files that a write names. A file property whose value is the name of a binary field takes
 * the file of that field; any other value is left as it is.
 *
 * @param form values that are ready to be written: nothing may be wrong any more once files are sent
 * @throws {InputError} when a value can only be a name, and the item has no such binary field
 */
export function planFiles(
	run: Run,
	itemIndex: number,
	model: Model | undefined,
	form: RecordForm,
): FilePlan {
	const files = filesOf(run.context, itemIndex);
	const names = namesOfFileProperties(model, form);
	const fieldsOf = (name: string, values: RecordForm) => namedFiles(name, values[name], files);
	for (const name of names) fieldsOf(name, form);
	return {
		form,
		uploaded: async (write, values = form) => {
			const held = names.filter((name) => Object.hasOwn(values, name));
			const urls = new Map<string, string>();
			try {
				for (const field of new Set(held.flatMap((name) => fieldsOf(name, values)))) {
					urls.set(field, await upload(run, itemIndex, files.get(field) as IBinaryData));
				}
				const inPlace = held.map((name) => [name, withUrls(values[name], urls)]);
				return await write({ ...values, ...(Object.fromEntries(inPlace) as RecordForm) });
			} catch (error) {
				return await Promise.reject(namingUploads([...urls.values()], error));
			}
		},
	};
}

/** Tells where the files are, so that nobody uploads them twice. */
export function namingUploads(urls: string[], error: unknown): unknown {
	if (urls.length === 0 || !(error instanceof Error)) return error;
	const failure = error as Error & { description?: string | null };
	const what = urls.length === 1 ? 'The file was uploaded to' : 'The files were uploaded to';
	failure.description = [
		failure.description,
		`${what} ${urls.join(', ')}. To try again without uploading, write ${urls.length === 1 ? 'this URL' : 'these URLs'} instead`,
	]
		.filter(Boolean)
		.join('. ');
	return failure;
}

function namesOfFileProperties(model: Model | undefined, form: RecordForm): string[] {
	return (model?.properties ?? [])
		.filter((property) => holdsFiles(property) && Object.hasOwn(form, property.name))
		.map(({ name }) => name);
}

/** The binary fields that the value of a property names. */
function namedFiles(
	property: string,
	value: FormValue | undefined,
	files: Map<string, IBinaryData>,
): string[] {
	const texts = [value]
		.flat()
		.filter((text) => typeof text === 'string' && text !== '') as string[];
	return texts.flatMap((text) => {
		if (files.has(text)) return [text];
		if (isFileAddress(text)) return [];
		throw new InputError(
			`"${property}" takes a URL, a path of the app or the name of a binary field, and the item has no field ${describe(text)}`,
			fieldsThereAre(files),
		);
	});
}

async function upload(run: Run, itemIndex: number, file: IBinaryData): Promise<string> {
	const asset = await toAssetFile(run.context, file);
	return (await uploadAsset(clientFor(run, itemIndex), asset, 'file')).url;
}

function withUrls(value: FormValue | undefined, urls: Map<string, string>): FormValue | undefined {
	if (Array.isArray(value)) return value.map((entry) => withUrls(entry, urls) as FormValue);
	return typeof value === 'string' ? (urls.get(value) ?? value) : value;
}
