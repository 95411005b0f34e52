import type { AppRecord, RecordQuery } from '../../app/app';
import { conditionName, type Condition } from '../../app/query/conditions';
import { isRefusal, unless, InputError } from '../../app/errors';
import { fits, meets, shownAt } from '../../app/query/filterCheck';
import { findProperty } from '../../app/schema/models';
import { requireOperator } from '../../app/query/operators';
import type { Client } from '../client';
import { toFilterForm } from '../form';
import { DEFAULT_LIMIT, isDocumented, listRecords, pathOf, type Page } from '../records';
import { contradiction, unmeetable } from './impossible';
import type { Proofs } from './proofs';
import { checkSaved } from './saved';
import { shapeOf, tooNarrow } from './witness';

/** Records of a model, chosen by conditions and by what the app has saved. */
export type FilteredSelection = Omit<
	RecordQuery,
	'sort' | 'limit' | 'pageSize' | 'fields' | 'tell'
> & {
	/** Shared by all items of a run, so that an app is asked once for what it does. */
	proofs: Proofs;
};

type PageReader = (page: Page) => Promise<AppRecord[]>;

/**
 * Reads pages of a filtered list. Whether an app applies conditions, views and filters is not
 * documented, and one that does not may return everything, or leave out what it should return. So no
 * page is returned unchecked: a record that fits beyond doubt is right; one that may fit is right only
 * from an app that was seen to apply the conditions in question, in their place among the others.
 *
 * @returns a reader of pages; it throws InputError when the app does not apply what it is asked for
 */
export function filteredReader(client: Client, filtered: FilteredSelection): PageReader {
	const { model, conditions, combinator, zone, viewId, filterId, ids, otherWays } = filtered;
	checkKnown(conditions, otherWays);
	const selection = { viewId, filterId, ids };
	const isFiltered = conditions.length > 0;
	const filters = isFiltered ? toFilterForm(conditions, combinator) : undefined;
	return async (page) => {
		const asked = { ...selection, ...page, ...(filters && { filters }) };
		const rows = await listRecords(client, model, asked).catch(async (error: unknown) =>
			isDocumented(page)
				? await explainRefusal(client, filtered, error)
				: await Promise.reject(error as Error),
		);
		await checkSaved(client, filtered, asked, rows);
		if (!isFiltered) return rows;
		const verdicts = rows.map((row) => fits(row, { conditions, combinator }, zone));
		if (verdicts.includes(false)) throw notApplied(conditions, otherWays);
		const doubtful = rows.filter((_row, index) => verdicts[index] === undefined);
		const ignored = await ignoredAmong(client, filtered, doubtful);
		if (ignored.length > 0) throw notApplied(ignored, otherWays);
		const narrow = await tooNarrow({ client, ...filtered, rows });
		if (narrow.length > 0) throw leavesOut(narrow, otherWays);
		return rows;
	};
}

function checkKnown(conditions: Condition[], otherWays: string): void {
	const newer = conditions.filter(({ operator }) => operator.classic === undefined);
	if (newer.length === 0) return;
	throw new InputError(
		`A classic app can't filter by ${newer.map(conditionName).join(', ')}`,
		otherWays,
	);
}

/** The conditions that the app was not seen to apply, though rows came that may not meet them. */
async function ignoredAmong(
	client: Client,
	{ model, conditions, combinator, zone, proofs }: FilteredSelection,
	rows: AppRecord[],
): Promise<Condition[]> {
	if (rows.length === 0) return [];
	const shape = `${pathOf(model)} ${combinator} ${conditions.map(shapeOf).join(', ')}`;
	const isAny = combinator === 'or' && conditions.length > 1;
	const isNothing = async (asked: Condition[]) =>
		await returnsNothing(
			client,
			model,
			{ conditions: asked, combinator: isAny ? 'or' : 'and' },
			zone,
		);
	if (isAny) {
		const none = conditions.map((condition) => unmeetable(condition) ?? noRecord(model));
		const isApplied =
			none.every((condition) => condition !== undefined) &&
			(await proofs.whether(`${shape}: none`, async () => await isNothing(none)));
		return isApplied ? [] : conditions;
	}
	for (const [index, condition] of conditions.entries()) {
		if (rows.every((row) => meets(row, condition, zone) !== undefined)) continue;
		const asked = [
			...conditions.slice(0, index),
			...contradiction(condition),
			...conditions.slice(index + 1),
		];
		const isApplied = await proofs.whether(
			`${shape}: ${index}`,
			async () => await isNothing(asked),
		);
		if (!isApplied) return [condition];
	}
	return [];
}

function noRecord(model: FilteredSelection['model']): Condition | undefined {
	const id = findProperty(model, 'id');
	const path = id && { label: id.name, steps: [id] as [typeof id] };
	return path && { path, operator: requireOperator('eq'), criteria: [-987654321] };
}

/** Whether an app returns nothing that doesn't meet what hardly any record can. */
async function returnsNothing(
	client: Client,
	model: FilteredSelection['model'],
	filter: Pick<FilteredSelection, 'conditions' | 'combinator'>,
	zone: string,
): Promise<boolean> {
	const filters = toFilterForm(filter.conditions, filter.combinator);
	// Some record may have such a value, and apps differ in where text without a letter belongs.
	const isWrong = (row: AppRecord): boolean =>
		fits(row, filter, zone) !== true &&
		!filter.conditions.some(({ path }) => shownAt(row, path) === '');
	for (const limit of [1, DEFAULT_LIMIT]) {
		// A refusal proves that the app evaluates the condition.
		const rows = await unless(isRefusal, listRecords(client, model, { limit, filters }), []);
		if (rows.length === 0) return true;
		if (rows.some(isWrong)) return false;
	}
	return true;
}

/** Finds out which condition the app refuses, by asking with each of them alone. */
async function explainRefusal(
	client: Client,
	{ model, conditions, otherWays }: FilteredSelection,
	error: unknown,
): Promise<never> {
	if (!isRefusal(error)) return await Promise.reject(error as Error);
	const refused: Condition[] = [];
	for (const condition of conditions) {
		const filters = toFilterForm([condition], 'and');
		const rows = listRecords(client, model, { limit: 1, filters });
		if ((await unless(isRefusal, rows, undefined)) === undefined) refused.push(condition);
	}
	// Something else about the request is refused, such as its order.
	if (refused.length === 0) return await Promise.reject(error as Error);
	throw new InputError(
		`The app refuses the ${refused.length === 1 ? 'condition' : 'conditions'} ${refused.map(conditionName).join(', ')}. ${(error as Error).message}`,
		otherWays,
	);
}

function notApplied(conditions: Condition[], otherWays: string): InputError {
	return new InputError(
		`This app can't filter by ${conditions.map(conditionName).join(', ')}: it returned records that don't match. No records were output`,
		otherWays,
	);
}

function leavesOut(conditions: Condition[], otherWays: string): InputError {
	return new InputError(
		`This app can't filter by ${conditions.map(conditionName).join(', ')}: it leaves out records that match. No records were output`,
		otherWays,
	);
}
