import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { CHUNK_BYTES, type UploadFile } from '../app/parts';
import { InputError } from '../app/errors';
import { toText } from '../parameters/converters';

type Helpers = IExecuteFunctions['helpers'];

/**
 * The files of an item by the name of their binary field. Only a workflow that is set to keep them
 * among the JSON (n8n's "combined" binary mode) has them there: anybody may have written other JSON.
 */
export function filesOf(context: IExecuteFunctions, itemIndex: number): Map<string, IBinaryData> {
	const { json = {}, binary = {} } = context.getInputData()[itemIndex] ?? {};
	const combined = isCombined(context) ? Object.entries(json).filter(isFileEntry) : [];
	return new Map([...combined, ...Object.entries(binary)]);
}

/** Older versions of n8n do not have the setting. */
function isCombined(context: IExecuteFunctions): boolean {
	const { getWorkflowSettings } = context as Partial<IExecuteFunctions>;
	return getWorkflowSettings?.call(context).binaryMode === 'combined';
}

/**
 * The file that a parameter names, or that its expression yields.
 *
 * @throws {InputError} telling which binary fields the item has, when it has no such field
 */
export function fileIn(
	files: Map<string, IBinaryData>,
	entered: unknown,
	displayName: string,
): IBinaryData {
	// A file of another node, which an expression may yield as well.
	if (isFile(entered)) return entered;
	const field = toText(entered, displayName);
	const file = files.get(field);
	if (file !== undefined) return file;
	throw new InputError(`The item has no binary field "${field}"`, fieldsThereAre(files));
}

/** Which binary fields an item has, as advice for a person who named another. */
export function fieldsThereAre(files: Map<string, IBinaryData>): string {
	return files.size === 0
		? 'It has no binary fields: the previous step must output a file'
		: `Its binary fields are ${[...files.keys()].join(', ')}`;
}

/**
 * A file of an item, ready to be uploaded. Only one that n8n keeps in memory is read as a whole, and not
 * before it is sent: thousands may be waiting.
 */
export async function toUploadFile(
	helpers: Helpers,
	file: IBinaryData,
	{ fileName, mimeType }: { fileName?: string; mimeType?: string } = {},
): Promise<UploadFile> {
	const { id, data, fileExtension = '' } = file;
	const described = {
		name: fileName ?? file.fileName ?? (fileExtension === '' ? 'file' : `file.${fileExtension}`),
		mimeType: mimeType ?? (file.mimeType as string | undefined) ?? 'application/octet-stream',
	};
	if (id === undefined) {
		const size = sizeOfBase64(data);
		return { ...described, size, open: async () => Buffer.from(data, 'base64') };
	}
	const { fileSize } = await helpers.getBinaryMetadata(id);
	return {
		...described,
		size: fileSize,
		open: async () => await helpers.getBinaryStream(id, CHUNK_BYTES),
	};
}

/** The size of a file in bytes; n8n's own `fileSize` is a text for people. */
export async function sizeOf(helpers: Helpers, file: IBinaryData): Promise<number> {
	return file.id === undefined
		? sizeOfBase64(file.data)
		: (await helpers.getBinaryMetadata(file.id)).fileSize;
}

/** Node.js counts line breaks in the text as if they stood for bytes. */
function sizeOfBase64(text: string): number {
	return Buffer.byteLength(/\s/.test(text) ? text.replace(/\s/g, '') : text, 'base64');
}

function isFileEntry(entry: [string, unknown]): entry is [string, IBinaryData] {
	return isFile(entry[1]);
}

function isFile(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { mimeType, data, id } = value as Record<string, unknown>;
	return typeof mimeType === 'string' && (typeof data === 'string' || typeof id === 'string');
}
