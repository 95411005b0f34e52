// The files of records, as binary data beside their JSON.
import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import type { App, AppRecord } from '../app/app';
import { toAppError, InputError } from '../app/errors';
import { fileUrls } from '../app/values/files';
import { kindOf } from '../app/values/kinds';
import type { Property } from '../app/schema/models';
import { shownValue } from '../app/values/shown';
import { concurrently, type Places } from './concurrently';

/** Files under way at once, of all items of a run. */
export const MAX_DOWNLOADS = 5;

/** Where the files come from, and where they are put. */
export interface FileDownloads {
	files: App['files'];
	helpers: Pick<IExecuteFunctions['helpers'], 'prepareBinaryData'>;
	places: Places;
	/** What comes out in the place of a record whose file failed; undefined ends it all. */
	instead: (error: unknown, json: IDataObject) => INodeExecutionData | undefined;
}

/**
 * Downloads the files of records, each stream straight to where n8n keeps files.
 *
 * @param properties those that hold the files
 * @param rows as the app sent them
 * @param output what is to be output for each of them
 * @throws {AppError} naming the record whose file doesn't come, unless something comes out instead
 */
export async function withFiles(
	downloads: FileDownloads,
	properties: Property[],
	rows: AppRecord[],
	output: IDataObject[],
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = output.map((json) => ({ json, pairedItem: undefined }));
	if (properties.length === 0) return items;
	let failed: { error: unknown } | undefined;
	const { places, instead } = downloads;
	const isOver = () => failed !== undefined;
	await concurrently(rows.length, { places, isOver }, async (index) => {
		const json = output[index] ?? {};
		try {
			const binary = await filesOf(downloads, properties, rows[index] ?? {});
			if (Object.keys(binary).length > 0) items[index] = { ...items[index], json, binary };
		} catch (error) {
			const other = instead(error, json);
			if (other === undefined) failed ??= { error };
			else items[index] = other;
		}
	});
	if (failed !== undefined) return await Promise.reject((failed as { error: Error }).error);
	return items;
}

/** One after the other: the files of a record are few. */
async function filesOf(
	{ files, helpers }: FileDownloads,
	properties: Property[],
	row: AppRecord,
): Promise<IBinaryKeyData> {
	const binary: IBinaryKeyData = {};
	for (const property of properties) {
		const urls = urlsIn(row, property);
		for (const [index, url] of urls.entries()) {
			const field = kindOf(property).files === 'one' ? property.name : `${property.name}_${index}`;
			if (field in binary) throw sameField(field);
			binary[field] = await files
				.download(
					url,
					async ({ body, name, mimeType }) => await helpers.prepareBinaryData(body, name, mimeType),
				)
				.catch(async (error: unknown) => await Promise.reject(fileOf(row, property, error)));
		}
	}
	return binary;
}

/** @throws {InputError} when the record doesn't show the property, or no URL in it */
function urlsIn(row: AppRecord, property: Property): string[] {
	const value = shownValue(row, property);
	if (value === undefined) {
		throw new InputError(
			`The app doesn't show "${property.name}" of record ${String(row.id)}, so its files can't be downloaded`,
			"Allow this user's role to read the property, or add it to the columns of the view",
		);
	}
	const urls = fileUrls(value);
	if (urls !== undefined) return urls;
	throw new InputError(
		`"${property.name}" of record ${String(row.id)} has no file URL`,
		'Turn off the download of this property, and read the record with Simplify off to see what the app returns',
	);
}

/** The same error, naming the record and the property. */
function fileOf(row: AppRecord, { name }: Property, thrown: unknown): Error {
	const error = toAppError(thrown);
	return error.with({
		message: `Couldn't download "${name}" of record ${String(row.id)}: ${error.message}`,
	});
}

function sameField(field: string): InputError {
	return new InputError(
		`Two of the files to download would go into the binary field "${field}"`,
		'Download one of the two properties in a separate step',
	);
}
