import type { AppRecord, Selection } from '../app/app';
import type { Change } from '../app/parts';
import { explainRefused, type Values } from '../app/values/values';
import { isMissing, unless } from '../app/errors';
import { isJsonObject, parseJson } from '../app/values/json';
import type { Model, ModelKey } from '../app/schema/models';
import { isEmpty } from '../http/response';
import type { Client, ApiRequest } from './client';
import { type FormValue, toRecordForm } from './form';
import { hasOnlyOwnSigns, recordIn } from './recordResponse';
import { signsOfError } from './responseErrors';

/** How many records the app returns when it is not asked for a number (vendor's article). */
export const DEFAULT_LIMIT = 100;

/** The largest `limit` that an app was seen to take (a client's code); it may refuse a larger one. */
export const ACCEPTED_LIMIT = 500;

/** So many rows show two records, even in an app that returns each of them twice. */
export const TWO_RECORDS = 4;

/** A piece of the list of records of a model. */
export interface Page {
	/** Maximum number of records to return. */
	limit: number;
	/** Records to skip; an app that does not know it ignores it. */
	offset?: number;
	/** `<property UUID>:asc` or `:desc`. */
	order?: string;
}

/** Whether every app is to take a page like this: what it refuses of it isn't the page. */
export function isDocumented({ limit, offset, order }: Page): boolean {
	return limit <= DEFAULT_LIMIT && offset === undefined && order?.endsWith(':asc') !== true;
}

/** Which records are asked for. */
export interface ListSelection extends Selection {
	/** Conditions as the vendor's client library sends them; an app may ignore them. */
	filters?: FormValue;
	ids?: number[];
}

/**
 * Reads a piece of the list of records. Through a view the records have property UUIDs for keys, and
 * cells `{ "busy": false, "value": … }` for values.
 */
export async function listRecords(
	client: Client,
	model: ModelKey,
	{ limit, offset, order, viewId, filterId, filters, ids }: Page & ListSelection,
): Promise<AppRecord[]> {
	const request: ApiRequest = {
		method: 'GET',
		path: ['models', pathOf(model), 'records'],
		query: {
			limit: String(limit),
			...(offset !== undefined && { offset: String(offset) }),
			...(order !== undefined && { order }),
			...(viewId !== undefined && { view_id: viewId }),
			...(filterId !== undefined && { filter_id: filterId }),
			...(ids !== undefined && { ids: ids.join(',') }),
			...(filters !== undefined && { filters }),
		},
		safety: 'safe',
		purpose: 'read records',
		...missing(model, { viewId, filterId }),
	};
	return await client.json(request, async (json) => {
		// With a view the list is wrapped (vendor's client library).
		if (isJsonObject(json) && signsOfError(json).length > 0) return undefined;
		const rows = isJsonObject(json) ? json.records : json;
		if (!Array.isArray(rows) || !rows.every(isJsonObject)) return undefined;
		const [first] = rows;
		return first === undefined || (await hasOnlyOwnSigns(client, model, first)) ? rows : undefined;
	});
}

export async function getRecord(client: Client, model: ModelKey, id: number): Promise<AppRecord> {
	const request: ApiRequest = {
		method: 'GET',
		path: recordPath(model, id),
		safety: 'safe',
		purpose: 'read the record',
		...noRecord(model, id),
	};
	return await client.json(request, async (json) => await recordIn(client, json, model, id));
}

/**
 * Creates one record. Never sent again once the app may have it.
 *
 * @returns the record, or the values where the app says 201 or 204 and no more
 */
export async function createRecord(
	client: Client,
	model: Model,
	values: Values,
): Promise<AppRecord> {
	const request: ApiRequest = {
		method: 'POST',
		path: ['models', pathOf(model), 'records', 'new'],
		form: { record: toRecordForm(model, values) },
		safety: 'unsafe',
		purpose: 'create a record',
		...noModel(model),
		explain: (property) => explainRefused(model, values, property),
	};
	const { response } = await client.plain(request);
	if (isEmpty(response) && [201, 204].includes(response.status)) return values;
	const record = await recordIn(client, parseJson(response.text), model);
	return record ?? client.refuse(request, response);
}

/** Changes the given properties of one record, and reads it where the app does not respond with it. */
export async function updateRecord(
	client: Client,
	model: Model,
	id: number,
	values: Values,
): Promise<Change> {
	const request: ApiRequest = {
		method: 'PUT',
		path: recordPath(model, id),
		form: { record: toRecordForm(model, values) },
		safety: 'idempotent',
		purpose: 'update the record',
		...noRecord(model, id),
		explain: (property) => explainRefused(model, values, property),
	};
	const { response, interrupted: mayStillArrive } = await client.plain(request);
	if (!isEmpty(response) || ![200, 204].includes(response.status)) {
		const record = await recordIn(client, parseJson(response.text), model, id);
		return { record: record ?? client.refuse(request, response), mayStillArrive };
	}
	// The update is done, whether or not it can be read back.
	const known = { id, ...values };
	const record = await unless(() => true, getRecord(client, model, id), known);
	return { record, mayStillArrive };
}

/**
 * Deletes one record.
 *
 * @throws {AppError} also when there is no such record after something in between gave up waiting
 * for an earlier attempt
 */
export async function deleteRecord(client: Client, model: ModelKey, id: number): Promise<void> {
	const request: ApiRequest = {
		method: 'DELETE',
		path: recordPath(model, id),
		safety: 'idempotent',
		purpose: 'delete the record',
		...noRecord(model, id),
	};
	const { response } = await client.plain(
		request,
		// The response that said so was lost. A 504 says nothing of the sort: there may never have been one.
		({ response: { status }, lostResponse }) => status === 404 && lostResponse,
	);
	if (response.status === 404 || isEmpty(response)) return;
	const json = parseJson(response.text);
	if (json === null || (await recordIn(client, json, model, id)) !== undefined) return;
	// What else it may mean shows in whether the record is still there.
	const isThere = getRecord(client, model, id).then(() => true);
	const isGone = !(await unless(() => true, unless(isMissing, isThere, false), true));
	if (!isGone) client.refuse(request, response);
}

/** How a model is named in a path: the app takes the name of its table or its UUID there. */
export function pathOf(model: ModelKey): string {
	if ('id' in model) return model.table ?? model.id;
	return 'uuid' in model ? model.uuid : model.table;
}

/** Whether the app has a table, by asking for one of its records. */
export async function firstRecord(
	client: Client,
	model: ModelKey,
): Promise<{ exists: boolean; record?: AppRecord }> {
	const rows = await unless(isMissing, listRecords(client, model, { limit: 1 }), undefined);
	return { exists: rows !== undefined, record: rows?.[0] };
}

/**
 * A path without an id would mean all records of the model (vendor's article), so the last line of
 * defence stands here, whoever calls.
 */
function recordPath(model: ModelKey, id: number): string[] {
	if (!Number.isSafeInteger(id) || id < 1) throw new RangeError(`Not a record ID: ${id}`);
	return ['models', pathOf(model), 'records', String(id)];
}

/** What a 404 means, and what to do. */
type NotFound = Pick<ApiRequest, 'notFound' | 'notFoundAdvice'>;

function noModel(model: ModelKey): NotFound {
	return {
		notFound: `The app has no model "${pathOf(model)}"`,
		notFoundAdvice: 'Choose the model from the list, or check its UUID or table name',
	};
}

function missing(model: ModelKey, { viewId, filterId }: Selection): NotFound {
	if (viewId === undefined && filterId === undefined) return noModel(model);
	const names = [viewId && `view "${viewId}"`, filterId && `filter "${filterId}"`];
	const saved = names.filter(Boolean).join(' or ');
	// A model with a table of its own was recognised by its name alone.
	const isKnown = 'id' in model && model.table === undefined;
	return {
		notFound: isKnown ? `The app has no ${saved}` : `The app has no such model, or no ${saved}`,
		notFoundAdvice: 'It may have been deleted: copy its URL from the builder again',
	};
}

function noRecord(model: ModelKey, id: number): NotFound {
	return {
		notFound: `No record ${id} was found in the model "${pathOf(model)}"`,
		notFoundAdvice: 'It may have been deleted, or the ID may belong to another model',
	};
}
