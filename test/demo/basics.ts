/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { isDeepStrictEqual } from 'node:util';
import type { IDataObject } from 'n8n-workflow';

import type { AppRecord, RecordedRequest } from '../emulator/index.ts';
import { itemsOf, type Execution } from '../n8n/executions.ts';
import { done } from './screen.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The names of the steps in examples/record-basics.json. */
export const basicSteps = {
	create: 'Create company',
	get: 'Get company',
	update: 'Update company',
	getAll: 'Get many companies',
	delete: 'Delete company',
} as const;

/** What the basic steps gave out. */
export interface BasicResults {
	created: IDataObject;
	read: IDataObject;
	updated: IDataObject;
	listed: IDataObject[];
	deleted: IDataObject;
}

function onlyItem(execution: Execution, step: string): IDataObject {
	const [item, ...more] = itemsOf(execution, step);
	if (item !== undefined && more.length === 0) return item.json;
	throw new Error(
		`"${step}" gave ${item === undefined ? 'no item' : 'several items'} instead of one`,
	);
}

/**
 * Takes the results out of an execution.
 * @throws Error that tells which step failed, or gave something else than was to be expected
 */
export function basicResults(execution: Execution): BasicResults {
	assertSuccess(execution);
	return {
		created: onlyItem(execution, basicSteps.create),
		read: onlyItem(execution, basicSteps.get),
		updated: onlyItem(execution, basicSteps.update),
		listed: itemsOf(execution, basicSteps.getAll).map(({ json }) => json),
		deleted: onlyItem(execution, basicSteps.delete),
	};
}

/** @throws Error with what the step that failed says about it */
export function assertSuccess({ status, error }: Execution): void {
	if (status === 'success') return;
	const where = error?.node?.name === undefined ? 'The workflow' : `"${error.node.name}"`;
	const what = [error?.message ?? 'no reason was given', error?.description].filter(Boolean);
	throw new Error(`${where} ended with status ${status}: ${what.join('\n')}`);
}

/** Tells, a line a step, what was done. */
export function tellBasics({ created, read, updated, listed, deleted }: BasicResults): void {
	done(`Create    created record ${created.id} ${inShort(created)}`);
	done(`Get       read record ${read.id} back`);
	done(`Update    record ${updated.id} is now ${inShort(updated)}`);
	done(`Get Many  listed ${listed.length} records`);
	done(`Delete    record ${deleted.id} was deleted`);
}

/** The first few fields that hold something, as `{ name: "…", city: "…" }`. */
export function inShort(record: Fields): string {
	const shown = Object.entries(record)
		.filter(([name, value]) => name !== 'id' && value !== null && typeof value !== 'object')
		.slice(0, 5)
		.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
	return `{ ${shown.join(', ')} }`;
}

export function same(what: string, actual: unknown, expected: unknown): void {
	if (isDeepStrictEqual(actual, expected)) return;
	throw new Error(
		`${what} differs from what is to be expected:\n` +
			`    found     ${JSON.stringify(actual)}\n    expected  ${JSON.stringify(expected)}`,
	);
}

function sameFields(what: string, actual: Fields, expected: Fields): void {
	const found = Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name]]));
	same(what, found, expected);
}

/** What the workflow was to do, and what the emulated app saw of it. */
export interface Evidence {
	before: AppRecord[];
	after: AppRecord[];
	requests: RecordedRequest[];
	/** The fields that the create and the update step send. */
	created: Fields;
	updated: Fields;
}

/**
 * Compares what n8n shows with what the app holds and was asked.
 * @throws Error that names the first difference
 */
export function checkBasics(results: BasicResults, evidence: Evidence): void {
	const { before, after, requests, created, updated } = evidence;
	const id = Math.max(...before.map((record) => record.id)) + 1;
	sameFields('The created record', results.created, { id, ...created });
	sameFields('The record that was read', results.read, { id, ...created });
	sameFields('The updated record', results.updated, { id, ...created, ...updated });
	same('The deleted record', results.deleted, { id, deleted: true });

	same('The number of listed records', results.listed.length, before.length + 1);
	for (const expected of [...before, { id, ...created, ...updated }]) {
		const found = results.listed.find((record) => record.id === expected.id) ?? {};
		sameFields(`Listed record ${expected.id}`, found, expected);
	}

	const writes = requests.filter(({ method }) => method !== 'GET');
	same(
		'What the app was asked to change',
		writes.map(({ method, path, status }) => `${method} ${path} ${status}`),
		[
			'POST /api/models/companies/records/new 201',
			`PUT /api/models/companies/records/${id} 200`,
			`DELETE /api/models/companies/records/${id} 204`,
		],
	);
	same('What the app holds afterwards', after, before);
}
