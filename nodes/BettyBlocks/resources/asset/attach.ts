import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../../api/client';
import type { FormValue } from '../../api/form';
import { updateRecord } from '../../api/records';
import { InputError } from '../../inputError';
import { fileValue, findFileProperty } from '../../schema/files';
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
	valueOf: (url: string) => FormValue;
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
		valueOf: (url) => fileValue(property, url),
	};
}

/**
 * Puts an uploaded file into a property of a record.
 *
 * @throws {NodeApiError} naming the URL of the file, so that it is not lost
 */
export async function assign(client: Client, target: Target, url: string): Promise<void> {
	const { model, recordId, property, valueOf } = target;
	try {
		await updateRecord(client, model, recordId, { [property]: valueOf(url) });
	} catch (error) {
		throw naming(url, error as NodeApiError);
	}
}

function naming(url: string, error: NodeApiError): NodeApiError {
	error.message = `The file was uploaded to ${url}, but not put into the record: ${error.message}`;
	error.description = [
		error.description,
		`To try again without uploading, update the record with this URL: ${url}`,
	]
		.filter(Boolean)
		.join('\n');
	return error;
}
