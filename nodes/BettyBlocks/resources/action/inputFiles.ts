// Files that go to an action as inputs.
import type { IBinaryData, IDataObject } from 'n8n-workflow';
import type { FileTarget } from '../../app/parts';
import { findFileProperty } from '../../app/values/files';
import { InputError } from '../../app/errors';
import { isDate } from '../../app/values/moments';
import { fieldsThereAre, toUploadFile } from '../../node/binary';
import type { ItemWith } from '../../node/item';
import { shown, toOptionalText } from '../../parameters/converters';
import { parameter } from '../../parameters/parameter';

const TARGET = /^([\p{L}_][\p{L}\p{N}_-]*)\.([\p{L}_][\p{L}\p{N}_]*)$/u;

/** What files are uploaded for; undefined when inputs are never files. */
export const filesFor = parameter(
	{
		displayName: 'Upload Files For',
		name: 'filesFor',
		type: 'string',
		default: '',
		placeholder: 'e.g. Task.contract',
		description:
			'A model and its file property. If an input is the name of a binary field, its file is uploaded for that property, and the action gets its reference.',
	},
	(entered, displayName): FileTarget | undefined => {
		const text = toOptionalText(entered, displayName);
		if (text === undefined) return undefined;
		const [, table = '', property = ''] = TARGET.exec(text) ?? [];
		if (property !== '') return { model: { table }, property };
		throw new InputError(
			`'${displayName}' must be a model and a property, but got ${shown(text)}`,
			'Enter both with a dot in between, for example Task.contract',
		);
	},
);

/**
 * Finds the files among the inputs.
 *
 * @returns uploads those that are named, each once, and puts their references in the place of the names
 * @throws {InputError} when files are to be uploaded, and no input names one, or there is no such
 * property
 */
export async function planInputFiles(
	item: ItemWith<'uploads'>,
	inputs: IDataObject,
	target: FileTarget | undefined,
): Promise<(inputs: IDataObject) => Promise<IDataObject>> {
	const { files, app, helpers } = item;
	if (target === undefined) return async (given) => given;
	const namedIn = (given: IDataObject) => new Set(textsIn(given).filter((text) => files.has(text)));
	if (namedIn(inputs).size === 0) {
		throw new InputError(
			`'${filesFor.displayName}' is set, but no input is the name of a binary field of the item`,
			fieldsThereAre(files),
		);
	}
	findFileProperty(await app.schema.resolve(target.model), target.property);
	return async (given) => {
		const references = new Map<unknown, string>();
		for (const field of namedIn(given)) {
			const file = await toUploadFile(helpers, files.get(field) as IBinaryData);
			references.set(field, await app.uploads.upload(file, target));
		}
		return inPlace(given, references) as IDataObject;
	};
}

/** @throws {InputError} when an input for a file names one, and it isn't known what to upload it for */
export function checkTarget(
	name: string,
	value: unknown,
	files: Map<string, IBinaryData>,
	target: FileTarget | undefined,
): void {
	if (target !== undefined || !textsIn(value).some((text) => files.has(text))) return;
	throw new InputError(
		`The input "${name}" takes a file, but '${filesFor.displayName}' doesn't say what to upload it for`,
		`In the options, set '${filesFor.displayName}' to a model and its file property, for example Task.contract`,
	);
}

/** All texts in a value, also in lists of lists and objects. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null && !isDate(value)
		? Object.values(value).flatMap(textsIn)
		: [];
}

/** A value with texts replaced, wherever they stand. */
function inPlace(value: unknown, replacements: Map<unknown, string>): unknown {
	if (Array.isArray(value)) return value.map((entry) => inPlace(entry, replacements));
	if (typeof value !== 'object' || value === null || isDate(value)) {
		return replacements.get(value) ?? value;
	}
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, inPlace(entry, replacements)]),
	);
}
