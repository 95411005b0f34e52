import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../rest/client';
import {
	createRecord,
	getRecord,
	updateRecord,
	type AppRecord,
	type RecordForm,
} from '../../rest/records';
import { pathOf } from '../../app/models';
import { modelParameter } from '../parameters';
import type { Run } from '../run';
import { planFiles, type FilePlan } from './files';
import { encodeValues, enteredValues, ignoresUnknown, valuesForNew } from './values';

/** What create and update write for one item: read, checked, and not sent yet. */
export interface Write {
	/** How the model is named in a path. */
	path: string;
	values: FilePlan;
}

/** @throws {InputError} when there is no such model, or it cannot hold one of the values */
export async function prepareWrite(run: Run, itemIndex: number, isNew: boolean): Promise<Write> {
	const { context } = run;
	const reference = modelParameter(context, itemIndex);
	const entered = enteredValues(context, itemIndex);
	const model = await run.model(reference, itemIndex);
	const rules = {
		ignoreUnknown: ignoresUnknown(context, itemIndex),
		zone: context.getTimezone(),
	};
	const form = encodeValues(entered, model, rules);
	const values = isNew ? valuesForNew(form, entered, model) : form;
	return { path: pathOf(reference, model), values: planFiles(run, itemIndex, model, values) };
}

/** Creates a record and returns it. An app that does not answer with it must not fail the step. */
export async function create(
	client: Client,
	path: string,
	values: RecordForm,
): Promise<IDataObject> {
	return (await createRecord(client, path, values)) ?? values;
}

export interface Updated {
	record: AppRecord;
	/** Whether an attempt without an answer may still reach the app, after this one. */
	mayStillArrive: boolean;
}

/** Updates a record and returns it, read anew where the app does not answer with it. */
export async function update(
	client: Client,
	path: string,
	id: number,
	values: RecordForm,
): Promise<Updated> {
	const { record, mayStillArrive } = await updateRecord(client, path, id, values);
	// The update is done, whether or not it can be read back.
	const known = record ?? (await getRecord(client, path, id).catch(() => ({ id, ...values })));
	return { record: known, mayStillArrive };
}
