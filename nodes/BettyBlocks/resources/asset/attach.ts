import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../../api/client';
import type { FormValue } from '../../api/form';
import { getRecord, updateRecord } from '../../api/records';
import { InputError } from '../../inputError';
import { fileUrls, findFileProperty, holdsSeveralFiles } from '../../schema/files';
import { findModel, modelPath } from '../../schema/models';
import { readUuid } from '../../schema/uuid';
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
	const model = findModel(await run.models(), reference);
	const path = modelPath(reference);
	if (model === undefined && 'uuid' in reference) {
		throw new InputError(`The app has no model "${path}"`, 'Choose the model from the list');
	}
	if (model === undefined && readUuid(named) !== undefined) {
		throw new InputError(
			`The app does not say which model "${path}" is, nor what its property "${named}" is called`,
			'Choose the model from the list, or enter the name of the property',
		);
	}
	const property = model && findFileProperty(model, named);
	return {
		model: path,
		recordId,
		property: property?.name ?? named,
		isList: property !== undefined && holdsSeveralFiles(property),
	};
}

/**
 * Puts an uploaded file into a property of a record. A property for several files keeps those that
 * it has.
 *
 * @throws {NodeApiError} naming the URL of the file, so that it is not lost
 */
export async function assign(client: Client, target: Target, url: string): Promise<void> {
	const { model, recordId, property } = target;
	try {
		const value = await valueWith(client, target, url);
		await updateRecord(client, model, recordId, { [property]: value });
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
	const urls = fileUrls(record[property]);
	if (urls !== undefined) return [...urls, url];
	throw new InputError(
		`"${property}" holds files whose addresses the app does not show, and they would be replaced`,
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
