import { badRequest, empty, json, Refusal, text, variant, type Answer } from './answers.ts';
import type { ApiRequest, Environment } from './environment.ts';
import { listRecords } from './listing.ts';
import { isParameters, type Parameters } from './parameters.ts';
import { flatRecord } from './render.ts';
import type { Model, Row } from './store.ts';
import { createRow, draftWrite, updateRow, type Errors } from './writes.ts';

/** The answer to a URL, model or record that does not exist. */
export function notFound(environment: Environment): Answer {
	return variant(404, environment.personality.notFoundBody, 'Not Found', 'Not found');
}

/** Query and body together, as Rails merges them; a body the app does not read counts as none. */
function parametersOf({ query, body }: ApiRequest, environment: Environment): Parameters {
	const isJson = body.kind === 'json' || body.kind === 'malformed';
	if (isJson && environment.personality.json === 'ignored') return query;
	if (body.kind === 'malformed') throw badRequest('Malformed JSON');
	return { ...query, ...body.parameters };
}

function refusedWrite(status: number, errors: Errors, environment: Environment): Answer {
	const { validationBody } = environment.personality;
	if (validationBody === 'empty') return empty(status);
	if (validationBody === 'errors') return json(status, { errors });
	const problems = Object.entries(errors).map(([name, codes]) => `${name} ${codes.join(', ')}`);
	return text(status, `Validation failed: ${problems.join('; ')}`);
}

function refuseErrors(errors: Errors, environment: Environment): void {
	if (Object.keys(errors).length === 0) return;
	throw new Refusal(refusedWrite(environment.personality.validationStatus, errors, environment));
}

/** A write without a `record` is told which properties a record of that model needs. */
function refuseMissingRecord(model: Model, environment: Environment): never {
	const { errors } = draftWrite(model, undefined, {}, environment);
	const needed = Object.keys(errors).length > 0 ? errors : { record: ['is_required'] };
	throw new Refusal(refusedWrite(400, needed, environment));
}

function recordOf(request: ApiRequest, model: Model, environment: Environment): Parameters {
	const { record } = parametersOf(request, environment);
	return isParameters(record) ? record : refuseMissingRecord(model, environment);
}

function rowOf(model: Model, id: string, environment: Environment): Row {
	const row = /^[1-9]\d*$/.test(id) ? model.rows.get(Number(id)) : undefined;
	if (row === undefined) throw new Refusal(notFound(environment));
	return row;
}

function createRecord(model: Model, request: ApiRequest, environment: Environment): Answer {
	const draft = draftWrite(model, undefined, recordOf(request, model, environment), environment);
	refuseErrors(draft.errors, environment);
	return json(201, flatRecord(model, createRow(model, draft, environment), environment));
}

/** All rows or none: a value that one row refuses leaves every row as it was. */
function updateRows(
	model: Model,
	rows: Row[],
	request: ApiRequest,
	environment: Environment,
): void {
	const input = recordOf(request, model, environment);
	const drafts = rows.map((row) => ({ row, draft: draftWrite(model, row, input, environment) }));
	for (const { draft } of drafts) refuseErrors(draft.errors, environment);
	for (const { row, draft } of drafts) updateRow(model, row, draft, environment);
}

function updated(body: unknown, environment: Environment): Answer {
	return environment.personality.updateBody === 'empty' ? empty(200) : json(200, body);
}

function updateRecord(
	model: Model,
	id: string,
	request: ApiRequest,
	environment: Environment,
): Answer {
	const row = rowOf(model, id, environment);
	updateRows(model, [row], request, environment);
	return updated(flatRecord(model, row, environment), environment);
}

function deleteRecord(model: Model, id: string, environment: Environment): Answer {
	model.remove(rowOf(model, id, environment).id);
	return empty(204);
}

/** The documented danger: without an id, a change or deletion hits every record. */
function updateCollection(model: Model, request: ApiRequest, environment: Environment): Answer {
	const rows = [...model.rows.values()];
	updateRows(model, rows, request, environment);
	return updated(
		rows.map((row) => flatRecord(model, row, environment)),
		environment,
	);
}

function deleteCollection(model: Model): Answer {
	for (const id of [...model.rows.keys()]) model.remove(id);
	return empty(204);
}

/** `/models/<MODEL>/records`: list, search, and writes that hit the whole collection. */
export function collection(
	model: Model,
	request: ApiRequest,
	environment: Environment,
): Answer | undefined {
	switch (request.method) {
		case 'GET':
		case 'POST':
			return listRecords(model, parametersOf(request, environment), environment);
		case 'PUT':
			return updateCollection(model, request, environment);
		case 'DELETE':
			return deleteCollection(model);
		default:
			return undefined;
	}
}

/** `/models/<MODEL>/records/new` and `/models/<MODEL>/records/<ID>`. */
export function member(
	model: Model,
	id: string,
	request: ApiRequest,
	environment: Environment,
): Answer | undefined {
	switch (request.method) {
		case 'POST':
			return id === 'new' ? createRecord(model, request, environment) : undefined;
		case 'GET':
			return json(200, flatRecord(model, rowOf(model, id, environment), environment));
		case 'PUT':
			return updateRecord(model, id, request, environment);
		case 'DELETE':
			return deleteRecord(model, id, environment);
		default:
			return undefined;
	}
}
