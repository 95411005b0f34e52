import { badRequest, empty, json, Refusal, type Answer } from './answers.ts';
import type { FilterDefinition, ViewDefinition } from './app.ts';
import { all, Conditions, type RowTest } from './conditions.ts';
import type { Environment } from './environment.ts';
import { orderedRows } from './order.ts';
import type { Parameters } from './parameters.ts';
import { flatRecord, viewRecord } from './render.ts';
import type { Model, Row } from './store.ts';

const defaultLimit = 100;

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

function wholeNumber(value: unknown): number | undefined {
	return /^\d+$/.test(String(value)) ? Number(value) : undefined;
}

function findSaved<Saved extends ViewDefinition | FilterDefinition>(
	all: readonly Saved[],
	model: Model,
	reference: unknown,
	environment: Environment,
): Saved | undefined {
	if (!isGiven(reference)) return undefined;
	const found = all.find((saved) => saved.id === reference && saved.model === model.id);
	if (found !== undefined || environment.personality.unknownView === 'ignored') return found;
	if (environment.personality.unknownView === 'rejected')
		throw badRequest('Unknown view or filter');
	throw new Refusal(empty(404));
}

function idsTest(ids: unknown): RowTest {
	const parts: unknown[] = Array.isArray(ids) ? ids : String(ids).split(',');
	const wanted = new Set(parts.map((part) => String(part).trim()));
	return (row) => wanted.has(String(row.id));
}

function adHocTest(
	conditions: Conditions,
	model: Model,
	filters: unknown,
	environment: Environment,
): RowTest[] {
	if (!isGiven(filters) || environment.personality.filters === 'ignored') return [];
	if (environment.personality.filters === 'rejected') throw badRequest('Unknown option filters');
	return [conditions.compile(model, filters)];
}

function testOf(
	model: Model,
	options: Parameters,
	view: ViewDefinition | undefined,
	environment: Environment,
): RowTest {
	const conditions = new Conditions(environment.store, environment.personality);
	const saved = findSaved(environment.filters, model, options.filter_id, environment);
	return all([
		...(isGiven(options.ids) ? [idsTest(options.ids)] : []),
		...(isGiven(view?.filter) ? [conditions.compile(model, view?.filter)] : []),
		...(saved === undefined ? [] : [conditions.compile(model, saved.definition)]),
		...adHocTest(conditions, model, options.filters, environment),
	]);
}

interface Window {
	from: number;
	limit: number;
}

function windowOf(options: Parameters, environment: Environment): Window {
	const { cap, maxLimit, offset, refusedLimit } = environment.personality;
	const limit = wholeNumber(options.limit) ?? defaultLimit;
	if (refusedLimit !== null && limit > refusedLimit) throw badRequest('Limit is too large');
	if (offset === 'rejected' && isGiven(options.offset)) throw badRequest('Unknown option offset');
	return {
		from: offset === 'supported' ? (wholeNumber(options.offset) ?? 0) : 0,
		limit: Math.min(limit, maxLimit ?? Infinity, cap ?? Infinity),
	};
}

/** Stops at the end of the window, unless the total is asked for. */
function pick(
	rows: readonly Row[],
	test: RowTest,
	{ from, limit }: Window,
	countAll: boolean,
): { page: Row[]; total: number } {
	const page: Row[] = [];
	let total = 0;
	for (const row of rows) {
		if (!countAll && page.length >= limit) break;
		if (!test(row)) continue;
		total += 1;
		if (total > from && page.length < limit) page.push(row);
	}
	return { page, total };
}

/** `GET` and `POST /models/<MODEL>/records`: shape A, or shape B through a view. */
export function listRecords(now: Model, options: Parameters, environment: Environment): Answer {
	const { listLag } = environment.personality;
	const model = listLag > 0 ? now.asOf(environment.now().getTime() - listLag * 1_000) : now;
	const view = findSaved(environment.views, model, options.view_id, environment);
	const test = testOf(model, options, view, environment);
	const candidates = model === now ? test.candidates?.() : undefined;
	const ordered = orderedRows(model, options.order, environment, candidates);
	const isTwice = environment.personality.rows === 'twice';
	const rows = isTwice ? ordered.flatMap((row) => [row, row]) : ordered;
	const totalled =
		environment.personality.totalRows === 'supported' && String(options.total_rows) === 'true';
	const { page, total } = pick(rows, test, windowOf(options, environment), totalled);
	if (view === undefined) {
		return json(
			200,
			page.map((row) => flatRecord(model, row, environment)),
		);
	}
	const records = page.map((row) => viewRecord(model, row, view.columns, environment));
	return json(200, { records, ...(totalled ? { total_rows: total } : {}) });
}
