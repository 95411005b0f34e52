import type { IBinaryData } from 'n8n-workflow';
import { describe } from '../../app/values/parse';
import { inSentences, toAppError, InputError } from '../../app/errors';
import { holdsFiles } from '../../app/values/files';
import { isFileAddress } from '../../app/values/shown';
import type { Model } from '../../app/schema/models';
import type { Value, Values } from '../../app/values/values';
import { fieldsThereAre, toUploadFile } from '../../node/binary';
import type { ItemWith } from '../../node/item';

/** Values to write, and the files that go with them. */
export interface FilePlan {
	/** The values with the names of binary fields still in them. */
	values: Values;
	/**
	 * Uploads the files, each once whatever is written, and writes the values with the URLs in place of
	 * the names.
	 *
	 * @throws {AppError} of a write that failed, naming the URLs of what was uploaded
	 */
	uploaded: <Result>(
		write: (values: Values) => Promise<Result>,
		values?: Values,
	) => Promise<Result>;
}

/**
 * Finds the files that a write names. A file property whose value is the name of a binary field takes
 * the file of that field; any other value is left as it is.
 *
 * @param values values that are ready to be written: nothing may be wrong any more once files are sent
 * @throws {InputError} when a value can only be a name, and the item has no such binary field
 */
export function planFiles(item: ItemWith<'assets'>, model: Model, values: Values): FilePlan {
	const { files } = item;
	const names = model.properties
		.filter((property) => holdsFiles(property) && Object.hasOwn(values, property.name))
		.map(({ name }) => name);
	const fieldsOf = (name: string, given: Values) => namedFiles(name, given[name], files);
	for (const name of names) fieldsOf(name, values);
	const uploads = new Map<string, Promise<string>>();
	const urls = new Map<string, string>();
	return {
		values,
		uploaded: async (write, given = values) => {
			const held = names.filter((name) => Object.hasOwn(given, name));
			try {
				for (const field of held.flatMap((name) => fieldsOf(name, given))) {
					const url = uploads.get(field) ?? upload(item, files.get(field) as IBinaryData);
					uploads.set(field, url);
					urls.set(field, await url);
				}
				const inPlace = held.map((name) => [name, withUrls(given[name], urls)]);
				return await write({ ...given, ...(Object.fromEntries(inPlace) as Values) });
			} catch (error) {
				return await Promise.reject(namingUploads([...urls.values()], error));
			}
		},
	};
}

/** Tells where the files are, so that nobody uploads them twice. */
function namingUploads(urls: string[], thrown: unknown): unknown {
	if (urls.length === 0) return thrown;
	const error = toAppError(thrown);
	const [files, these] =
		urls.length === 1 ? ['The file was', 'this URL'] : ['The files were', 'these URLs'];
	return error.with({
		outcome: error.outcome === 'not done' ? 'done' : error.outcome,
		message: inSentences(error.message, `${files} uploaded to ${urls.join(', ')}`),
		advice: inSentences(error.advice, `To try again without uploading, write ${these} instead`),
	});
}

/** The binary fields that the value of a property names. */
function namedFiles(
	property: string,
	value: Value | undefined,
	files: Map<string, IBinaryData>,
): string[] {
	const texts = [value]
		.flat()
		.filter((text) => typeof text === 'string' && text !== '') as string[];
	return texts.flatMap((text) => {
		if (files.has(text)) return [text];
		if (isFileAddress(text)) return [];
		throw new InputError(
			`Property "${property}" must be a URL, a path of the app or the name of a binary field, and the item has no field ${describe(text)}`,
			fieldsThereAre(files),
		);
	});
}

async function upload({ app, helpers }: ItemWith<'assets'>, file: IBinaryData): Promise<string> {
	return (await app.assets.upload(await toUploadFile(helpers, file))).url;
}

function withUrls(value: Value | undefined, urls: Map<string, string>): Value | undefined {
	if (Array.isArray(value)) return value.map((entry) => withUrls(entry, urls) as Value);
	return typeof value === 'string' ? (urls.get(value) ?? value) : value;
}
