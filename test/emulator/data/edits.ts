/** What a person would do to records inside the app: outsiders can only run actions. */
import type { AppRecord } from '../app.ts';
import { storedRecord } from '../render.ts';
import type { Model, Row } from '../store.ts';
import { createRow, draftWrite, updateRow, type Draft } from '../writes.ts';
import type { DataEnvironment } from './context.ts';

function modelOf(reference: string, { store }: DataEnvironment): Model {
	const model = store.modelForTests(reference);
	if (model === undefined) throw new Error(`The app has no model "${reference}"`);
	return model;
}

function rowOf(model: Model, id: number): Row {
	const row = model.rows.get(id);
	if (row === undefined) throw new Error(`${model.name} has no record ${id}`);
	return row;
}

function draftOf(
	model: Model,
	row: Row | undefined,
	values: Record<string, unknown>,
	{ writing }: DataEnvironment,
): Draft {
	const draft = draftWrite(model, row, values, writing);
	const wrong = Object.entries(draft.errors).map(([name, codes]) => `${name} ${codes.join(', ')}`);
	if (wrong.length > 0) throw new Error(`${model.name}: ${wrong.join('; ')}`);
	return draft;
}

/** @throws Error for a model that is not there */
export function listRecords(reference: string, environment: DataEnvironment): AppRecord[] {
	const model = modelOf(reference, environment);
	return [...model.rows.values()].map((row) => storedRecord(model, row, environment.writing));
}

/**
 * @param values by database names, as in app files
 * @throws Error for a model that is not there, or values that do not suit it
 */
export function createRecord(
	reference: string,
	values: Record<string, unknown>,
	environment: DataEnvironment,
): AppRecord {
	const model = modelOf(reference, environment);
	const draft = draftOf(model, undefined, values, environment);
	return storedRecord(model, createRow(model, draft, environment.writing), environment.writing);
}

/** @throws Error for a record that is not there, or values that do not suit it */
export function updateRecord(
	reference: string,
	id: number,
	values: Record<string, unknown>,
	environment: DataEnvironment,
): AppRecord {
	const model = modelOf(reference, environment);
	const row = rowOf(model, id);
	updateRow(model, row, draftOf(model, row, values, environment), environment.writing);
	return storedRecord(model, row, environment.writing);
}

/** @throws Error for a record that is not there */
export function deleteRecord(reference: string, id: number, environment: DataEnvironment): void {
	const model = modelOf(reference, environment);
	model.remove(rowOf(model, id).id);
}
