import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../api/client';
import {
	createRecord,
	getRecord,
	updateRecord,
	type AppRecord,
	type RecordForm,
} from '../../api/records';

/** Creates a record and returns it. An app that does not answer with it must not fail the step. */
export async function create(
	client: Client,
	path: string,
	values: RecordForm,
): Promise<IDataObject> {
	return (await createRecord(client, path, values)) ?? values;
}

/** Updates a record and returns it, read anew where the app does not answer with it. */
export async function update(
	client: Client,
	path: string,
	id: number,
	values: RecordForm,
): Promise<AppRecord> {
	return (await updateRecord(client, path, id, values)) ?? (await getRecord(client, path, id));
}
