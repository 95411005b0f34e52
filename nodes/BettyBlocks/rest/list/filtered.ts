import type { AppRecord, RecordQuery } from '../../app/app';
import { conditionName, type Condition } from '../../app/conditions';
import { isRefusal, unless } from '../../app/errors';
import { fits, meets } from '../../app/filterCheck';
import { InputError } from '../../app/inputError';
import type { Model } from '../../app/models';
import type { Client } from '../client';
import { listRecords, pathOf, type Page } from '../records';
import { toFilterForm } from './filterForm';
import { impossibleConditions, withOneOfItsValues } from './impossible';

/** What was seen of an app in one run, by what was tried: whether it does it. */
export type Proofs = Map<string, Promise<boolean>>;

/** Records of a model, chosen by conditions and by what the app has saved. */
export type FilteredSelection = Omit<RecordQuery, 'sort' | 'limit' | 'pageSize' | 'fields'> & {
	/** Shared by all items of a run, so that an app is asked once for what cannot be. */
	proofs: Proofs;
};

type PageReader = (page: Page) => Promise<AppRecord[]>;

/**
 * Reads pages of a filtered list. Whether an app applies conditions is not documented, and one that
 * does not may return everything. So no page is returned unchecked: a record that fits
 * beyond doubt is right, and one that may fit is right only from an app that was seen to apply the
 * conditions in question.
 *
 * @returns a reader of pages; it throws InputError when the app does not apply a condition
 */
export function filteredReader(client: Client, filtered: FilteredSelection): PageReader {
	const { model, conditions, combinator, zone, proofs, otherWays, ...selection } = filtered;
	if (conditions.length === 0) {
		return async (page) => await listRecords(client, model, { ...selection, ...page });
	}
	const newer = conditions.filter(({ operator }) => operator.classic === undefined);
	if (newer.length > 0) {
		throw new InputError(
			`A classic app can't filter by ${newer.map(conditionName).join(', ')}`,
			otherWays,
		);
	}
	const filters = toFilterForm(conditions, combinator);
	return async (page) => {
		const rows = await listRecords(client, model, { ...selection, ...page, filters }).catch(
			async (error: unknown) => await explainRefusal(client, filtered, error),
		);
		const doubtful = new Set<Condition>();
		for (const row of rows) {
			const verdict = fits(row, { conditions, combinator }, zone);
			if (verdict === false) throw notApplied(conditions, otherWays);
			if (verdict === true) continue;
			for (const condition of conditions) {
				if (meets(row, condition, zone) === undefined) doubtful.add(condition);
			}
		}
		for (const condition of doubtful) {
			const isApplied = await proven(proofs, `${pathOf(model)} ${keyOf(condition)}`, async () =>
				isNothing(client, model, impossibleConditions(condition)),
			);
			if (!isApplied) throw notApplied([condition], otherWays);
		}
		await checkWhole(client, filtered, rows);
		return rows;
	};
}

/**
 * An app that looks at one value of several, or takes any condition for all of them, returns nothing
 * wrong but not everything. A record that is there shows it: it has to be found by its value among
 * others that nobody has.
 */
async function checkWhole(
	client: Client,
	{ model, conditions, combinator, zone, proofs, otherWays }: FilteredSelection,
	rows: AppRecord[],
): Promise<void> {
	const several = conditions.filter(({ criteria }) => criteria.length > 1);
	for (const condition of combinator === 'and' ? several.slice(0, 1) : conditions.slice(0, 1)) {
		if (combinator === 'or' && conditions.length < 2) return;
		const found = rows
			.flatMap((row) =>
				withOneOfItsValues(row, combinator === 'and' ? [condition] : conditions, zone),
			)
			.at(0);
		if (found === undefined) return;
		const isWhole = await proven(proofs, `${pathOf(model)} ${combinator} of several`, async () => {
			const filters = toFilterForm(found, combinator);
			return !(await isEmptyOrRefused(client, model, filters));
		});
		if (!isWhole) throw notApplied(conditions, otherWays);
	}
}

async function proven(
	proofs: Proofs,
	key: string,
	prove: () => Promise<boolean>,
): Promise<boolean> {
	const known = proofs.get(key) ?? prove();
	proofs.set(key, known);
	known.catch(() => proofs.delete(key));
	return await known;
}

function keyOf({ path, operator }: Condition): string {
	return `${operator.value} ${path.steps.map(({ id }) => id).join('.')}`;
}

/** An app that returns a record when asked for what cannot be ignores the condition. */
async function isNothing(client: Client, model: Model, conditions: Condition[]): Promise<boolean> {
	return await isEmptyOrRefused(client, model, toFilterForm(conditions, 'and'));
}

async function isEmptyOrRefused(
	client: Client,
	model: Model,
	filters: ReturnType<typeof toFilterForm>,
): Promise<boolean> {
	// A 400 or 422 proves that the app evaluates the condition.
	const found = await unless(isRefusal, listRecords(client, model, { limit: 1, filters }), []);
	return found.length === 0;
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
	const names = conditions.map(conditionName).join(', ');
	return new InputError(
		`This app can't filter by ${names}: it returned records that don't match. Nothing is output`,
		otherWays,
	);
}
