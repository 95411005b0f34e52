import type { IBinaryData } from 'n8n-workflow';
import { uploadAsset } from '../../api/assets';
import type { FormValue } from '../../api/form';
import type { Model } from '../../api/models';
import type { RecordForm } from '../../api/records';
import { InputError } from '../../inputError';
import { holdsFiles } from '../../schema/files';
import { fieldsThereAre, filesOf, toAssetFile } from '../binary';
import { clientFor, type Run } from '../run';

/**
 * Uploads the files that a write names, and puts their URLs in place of the names. A file property
 * whose value is the name of a binary field takes the file of that field; any other value is left
 * as it is. Each file is uploaded once, however many properties name it.
 *
 * @param form values that are ready to be written: nothing may be wrong any more once files are sent
 * @throws {InputError} when a value can only be a name, and the item has no such binary field
 */
export async function withFilesUploaded(
	run: Run,
	itemIndex: number,
	model: Model | undefined,
	form: RecordForm,
): Promise<RecordForm> {
	const files = filesOf(run.context.getInputData()[itemIndex]);
	const names = namesOfFileProperties(model, form);
	if (names.length === 0 || files.size === 0) return form;
	const named = new Set(names.flatMap((name) => namedFiles(name, form[name], files)));
	const urls = new Map<string, string>();
	for (const field of named) {
		urls.set(field, await upload(run, itemIndex, files.get(field) as IBinaryData));
	}
	const inPlace = names.map((name) => [name, withUrls(form[name], urls)]);
	return { ...form, ...(Object.fromEntries(inPlace) as RecordForm) };
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
		// A URL or a path has one of these.
		if (/[/:]/.test(text)) return [];
		throw new InputError(
			`"${property}" takes a URL or the name of a binary field, and the item has no field "${text}"`,
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
