import type { IDataObject } from 'n8n-workflow';
import { parseJson } from '../app/json';
import type { ApiRequest, Client } from './client';
import type { Answer } from './errors';
import type { FormValue } from './form';

/** A record as the app sends it: property name → value, `id` among them. */
export type AppRecord = IDataObject;

/** Values to write, in the app's own terms: property name → form value. */
export type RecordForm = { [property: string]: FormValue };

/** Which records of a model are asked for. */
export interface Selection {
	/** UUID of a saved view: its columns and its filter; changes the shape of the records. */
	viewId?: string;
	/** UUID of a saved filter. */
	filterId?: string;
	/** Conditions as the vendor's client library sends them; an app may ignore them. */
	filters?: FormValue;
	/** Ids of the records. */
	ids?: number[];
}

/** A piece of the list of these records. */
export interface Page {
	/** Most records to return. */
	limit: number;
	/** Records to skip; an app that does not know it ignores it. */
	offset?: number;
	/** `<property UUID>:asc` or `:desc`. */
	order?: string;
}

/**
 * Reads a piece of the list of records. Through a view the records have property UUIDs for keys, and
 * cells `{ "busy": false, "value": … }` for values.
 *
 * @param model table name or UUID
 */
export async function listRecords(
	client: Client,
	model: string,
	{ limit, offset, order, viewId, filterId, filters, ids }: Page & Selection,
): Promise<AppRecord[]> {
	const request: ApiRequest = {
		method: 'GET',
		path: ['models', model, 'records'],
		query: {
			limit: String(limit),
			...(offset !== undefined && { offset: String(offset) }),
			...(order !== undefined && { order }),
			...(viewId !== undefined && { view_id: viewId }),
			...(filterId !== undefined && { filter_id: filterId }),
			...(ids !== undefined && { ids: ids.join(',') }),
			...(filters !== undefined && { filters }),
		},
		safety: 'read',
		purpose: 'read records',
		notFound: missing({ model: noModel(model), viewId, filterId }),
	};
	const answer = await client.request(request);
	const json = client.parse(request, answer);
	// With a view the list is wrapped (vendor's client library).
	const rows = isRecord(json) ? json.records : json;
	return Array.isArray(rows) && rows.every(isRecord) ? rows : client.refuse(request, answer);
}

/** Reads one record. */
export async function getRecord(client: Client, model: string, id: number): Promise<AppRecord> {
	const request: ApiRequest = {
		method: 'GET',
		path: recordPath(model, id),
		safety: 'read',
		purpose: 'read the record',
		notFound: noRecord(model, id),
	};
	const answer = await client.request(request);
	const record = client.parse(request, answer);
	return isRecord(record) ? record : client.refuse(request, answer);
}

/**
 * Creates one record, which the app answers with. Never sent again once the app may have it.
 *
 * @returns the record, or undefined when the app says 201 or 204 and no more
 * @throws {NodeApiError} when the app refuses, or its answer is none of the API
 */
export async function createRecord(
	client: Client,
	model: string,
	values: RecordForm,
): Promise<AppRecord | undefined> {
	const request: ApiRequest = {
		method: 'POST',
		path: ['models', model, 'records', 'new'],
		form: { record: values },
		safety: 'once',
		purpose: 'create a record',
		notFound: noModel(model),
	};
	const answer = await client.request(request);
	if (answer.text.trim() === '' && [201, 204].includes(answer.status)) return undefined;
	return recordIn(client, request, answer);
}

/** A change of a record that the app took. */
export interface Change {
	/** Undefined when the app answered with no body, as some may. */
	record?: AppRecord;
	/** Whether an attempt that got no answer may still reach the app. */
	mayStillArrive: boolean;
}

/**
 * Changes the given properties of one record.
 *
 * @throws {NodeApiError} when the app refuses, or its answer is none of the API
 */
export async function updateRecord(
	client: Client,
	model: string,
	id: number,
	values: RecordForm,
): Promise<Change> {
	const request: ApiRequest = {
		method: 'PUT',
		path: recordPath(model, id),
		form: { record: values },
		safety: 'repeatable',
		purpose: 'update the record',
		notFound: noRecord(model, id),
	};
	const exchange = await client.exchange(request);
	const answer = client.accept(request, exchange);
	const mayStillArrive = exchange.interrupted;
	if (answer.text.trim() === '' && [200, 204].includes(answer.status)) return { mayStillArrive };
	return { record: recordIn(client, request, answer), mayStillArrive };
}

/**
 * Deletes one record.
 *
 * @throws {NodeApiError} when the app refuses, or its answer is none of the API; also when there is
 * no such record after something in between gave up waiting for an earlier attempt
 */
export async function deleteRecord(client: Client, model: string, id: number): Promise<void> {
	const request: ApiRequest = {
		method: 'DELETE',
		path: recordPath(model, id),
		safety: 'repeatable',
		purpose: 'delete the record',
		notFound: noRecord(model, id),
	};
	const exchange = await client.exchange(request);
	// The answer that said so was lost. A 504 says nothing of the sort: there may never have been one.
	if (exchange.answer.status === 404 && exchange.lostAnswer) return;
	const answer = client.accept(request, exchange);
	if (answer.text.trim() === '') return;
	const json = client.parse(request, answer);
	if (isRecord(json) && hasErrors(json)) client.refuse(request, answer);
}

/**
 * A path without an id would mean all records of the model (vendor's article), so the last line of
 * defence stands here, whoever calls.
 */
function recordPath(model: string, id: number): string[] {
	if (!Number.isSafeInteger(id) || id < 1) throw new RangeError(`No record id: ${id}`);
	return ['models', model, 'records', String(id)];
}

/** The record in an answer to a write: anything else may be a page of something in between. */
function recordIn(client: Client, request: ApiRequest, answer: Answer): AppRecord {
	const json = parseJson(answer.text);
	return isRecord(json) && !hasErrors(json) ? json : client.refuse(request, answer);
}

/** A refusal that calls itself a success. A record may well have a property of that name. */
function hasErrors({ id, errors }: AppRecord): boolean {
	return id === undefined && errors !== undefined;
}

function isRecord(value: unknown): value is AppRecord {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noModel(model: string): string {
	return `The app has no model "${model}"`;
}

/** What a 404 can be about. */
function missing({ model, viewId, filterId }: { model: string } & Selection): string {
	if (viewId === undefined && filterId === undefined) return model;
	const names = [viewId && `view "${viewId}"`, filterId && `filter "${filterId}"`];
	return `The app did not find the model, or its ${names.filter(Boolean).join(' or ')}`;
}

function noRecord(model: string, id: number): string {
	return `No record ${id} was found in the model "${model}"`;
}
