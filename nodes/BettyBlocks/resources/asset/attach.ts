import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../../rest/client';
import type { FormValue } from '../../rest/form';
import { getRecord, updateRecord } from '../../rest/records';
import { InputError } from '../../app/inputError';
import { fileUrls, findFileProperty, holdsSeveralFiles } from '../../app/files';
import { pathOf } from '../../app/models';
import { modelParameter, recordIdParameter, textParameter } from '../parameters';
import type { Run } from '../run';

/** Where a file is to be put. */
export interface Target {
	/** Table name or UUID. */
	model: string;
	recordId: number;
	/** The property's name. */
	property: string;
	/** Whether the property keeps the files that it holds already. */
	isList: boolean;
}

/**
 * Reads where the file of an item is to be put. Everything that can be known to be wrong shows
 * here, before anything is uploaded.
 *
 * @throws {InputError} when there is no such model or property, or the property holds no files
 */
export async function attachTarget(run: Run, itemIndex: number): Promise<Target> {
	const reference = modelParameter(run.context, itemIndex);
	const recordId = recordIdParameter(run.context, itemIndex);
	const named = textParameter(run.context, 'property', 'Property', itemIndex);
	const model = await run.model(reference, itemIndex);
	const property = findFileProperty(model, named);
	return {
		model: pathOf(reference, model),
		recordId,
		property: property.name,
		isList: holdsSeveralFiles(property),
	};
}

/**
 * Puts an uploaded file into a property of a record. A property for several files keeps those that
 * it has.
 *
 * @returns whether an attempt without an answer may still reach the app
 * @throws {NodeApiError} naming the URL of the file, so that it is not lost
 */
export async function assign(client: Client, target: Target, url: string): Promise<boolean> {
	const { model, recordId, property } = target;
	try {
		const value = await valueWith(client, target, url);
		return (await updateRecord(client, model, recordId, { [property]: value })).mayStillArrive;
	} catch (error) {
		throw naming(url, error as NodeApiError | InputError);
	}
}

async function valueWith(
	client: Client,
	{ model, recordId, property, isList }: Target,
	url: string,
): Promise<FormValue> {
	if (!isList) return url;
	const record = await getRecord(client, model, recordId);
	const urls = Object.hasOwn(record, property) ? fileUrls(record[property]) : undefined;
	if (urls !== undefined) return [...urls, url];
	throw new InputError(
		`The app doesn't show which files "${property}" holds, and they would be replaced`,
	);
}

function naming<Failure extends NodeApiError | InputError>(url: string, error: Failure): Failure {
	error.message = `The file was uploaded to ${url}, but not put into the record: ${error.message}`;
	error.description = [
		error.description,
		`To try again without uploading, update the record with this URL: ${url}`,
	]
		.filter(Boolean)
		.join('. ');
	return error;
}
