// Putting an uploaded file into a property of a record.
import { inSentences, toAppError, type AppError, InputError } from '../../app/errors';
import { fileUrls, findFileProperty } from '../../app/values/files';
import { kindOf } from '../../app/values/kinds';
import type { Model, Property } from '../../app/schema/models';
import type { AppWith } from '../../app/app';
import type { Value } from '../../app/values/values';
import { toText } from '../../parameters/converters';
import { model } from '../../parameters/model';
import { oneOf, parameter, shownAs, toggle, type ValueOf } from '../../parameters/parameter';
import { recordId, propertyField } from '../../parameters/record';

const attach = toggle({
	displayName: 'Attach to Record',
	name: 'attach',
	default: false,
	description: 'Whether to put the file into a property of an existing record once it is uploaded',
});

export const fileProperty = parameter(
	propertyField('getFileProperties', {
		displayName: 'Property Name or ID',
		name: 'property',
		required: true,
	}),
	toText,
);

/** Where the file is to be put, if anywhere. */
export const attachment = oneOf(attach, {
	true: {
		reference: model,
		recordId,
		property: shownAs(fileProperty, {
			hint: 'A file or image property. A multi-file property keeps its existing files.',
		}),
	},
});

type Attachment = Extract<ValueOf<typeof attachment>, { kind: true }>;

/** Where a file is to be put. */
export interface Target {
	app: AppWith<'writer'>;
	model: Model;
	recordId: number;
	property: Property;
}

/**
 * Finds what the file of an item is to be put into. Everything that can be known to be wrong shows
 * here, before anything is uploaded.
 *
 * @throws {InputError} when there is no such model or property, or the property holds no files
 */
export async function findTarget(
	app: Target['app'],
	{ reference, recordId: id, property }: Attachment,
): Promise<Target> {
	const found = await app.schema.resolve(reference);
	return { app, model: found, recordId: id, property: findFileProperty(found, property) };
}

/**
 * Puts an uploaded file into a property of a record. A property for several files keeps those that
 * it has.
 *
 * @returns whether an attempt without a response may still reach the app
 * @throws {AppError} naming the URL of the file, so that it is not lost
 */
export async function assign(target: Target, url: string): Promise<boolean> {
	const { app, model: of, recordId: id } = target;
	try {
		const values = { [target.property.name]: await valueWith(target, url) };
		return (await app.writer.update(of, id, values)).mayStillArrive;
	} catch (error) {
		return await Promise.reject(naming(url, error));
	}
}

async function valueWith(target: Target, url: string): Promise<Value> {
	const { app, model: of, recordId: id } = target;
	const { name } = target.property;
	if (kindOf(target.property).files === 'one') return url;
	const record = await app.records.get(of, id);
	const urls = Object.hasOwn(record, name) ? fileUrls(record[name]) : undefined;
	if (urls !== undefined) return [...urls, url];
	throw new InputError(
		`The app doesn't show which files "${name}" holds, so they would be replaced`,
	);
}

function naming(url: string, thrown: unknown): AppError {
	const error = toAppError(thrown);
	return error.with({
		outcome: error.outcome === 'not done' ? 'done' : error.outcome,
		message: `The file was uploaded to ${url}, but not put into the record: ${error.message}`,
		advice: inSentences(
			error.advice,
			`To try again without uploading, update the record with this URL: ${url}`,
		),
	});
}
