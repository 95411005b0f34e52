import type { Client } from '../client';
import { isRefusal } from '../errors';
import { listRecords, type AppRecord, type Page, type Selection } from '../records';
import { InputError } from '../../app/inputError';
import { fits, meets } from '../../app/check';
import { conditionName, toFilterForm, type Combinator, type Condition } from '../../app/conditions';
import { impossibleConditions, withOneOfItsValues } from './impossible';

const SAVED_ONES =
	'Save the conditions as a filter in the builder and give its address in the options under Filter, or give that of a view. The app is known to apply those';

/** What was seen of an app in one run: whether it applies an operator to a property. */
export type Proofs = Map<string, Promise<boolean>>;

/** Records of a model, chosen by conditions and by what the app has saved. */
export interface FilteredSelection extends Omit<Selection, 'filters'> {
	/** How the model is named in a path. */
	path: string;
	conditions: Condition[];
	combinator: Combinator;
	/** The zone of the workflow. */
	zone: string;
	/** Shared by all items of a run, so that an app is asked once for what cannot be. */
	proofs: Proofs;
	/** What a person can do when the app does not apply the conditions. */
	otherWays?: string;
}

/**
 * Reads pages of a filtered list. Whether an app applies conditions is not documented, and one that
 * does not may return everything. So no page is passed on that was not checked: a record that fits
 * beyond doubt is right, and one that may fit is right only from an app that was seen to apply the
 * conditions in question.
 *
 * @returns a reader of pages; it throws InputError when the app does not apply a condition
 */
export function filteredReader(
	client: Client,
	filtered: FilteredSelection,
): (page: Page) => Promise<AppRecord[]> {
	const { path, conditions, combinator, zone, proofs, otherWays = SAVED_ONES, ...saved } = filtered;
	const { viewId, filterId, ids } = saved;
	const selection = { viewId, filterId, ids };
	if (conditions.length === 0) {
		return async (page) => await listRecords(client, path, { ...selection, ...page });
	}
	const filters = toFilterForm(conditions, combinator);
	return async (page) => {
		const rows = await listRecords(client, path, { ...selection, ...page, filters }).catch(
			async (error: unknown) => await explainRefusal(client, path, conditions, otherWays, error),
		);
		const doubtful = new Set<Condition>();
		for (const row of rows) {
			const verdict = fits(row, conditions, combinator, zone);
			if (verdict === false) throw notApplied(conditions, otherWays);
			if (verdict === true) continue;
			for (const condition of conditions) {
				if (meets(row, condition, zone) === undefined) doubtful.add(condition);
			}
		}
		for (const condition of doubtful) {
			const isApplied = await proven(proofs, `${path} ${keyOf(condition)}`, async () =>
				isNothing(client, path, impossibleConditions(condition)),
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
	{ path, conditions, combinator, zone, proofs, otherWays = SAVED_ONES }: FilteredSelection,
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
		const isWhole = await proven(proofs, `${path} ${combinator} of several`, async () => {
			const filters = toFilterForm(found, combinator);
			return !(await isEmptyOrRefused(client, path, filters));
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

/** An app that returns a record when asked for what cannot be pays no attention to the condition. */
async function isNothing(client: Client, path: string, conditions: Condition[]): Promise<boolean> {
	return await isEmptyOrRefused(client, path, toFilterForm(conditions, 'and'));
}

async function isEmptyOrRefused(
	client: Client,
	path: string,
	filters: ReturnType<typeof toFilterForm>,
): Promise<boolean> {
	const found = await listRecords(client, path, { limit: 1, filters }).catch(
		async (error: unknown) =>
			// A 400 or 422 proves that the app evaluates the condition.
			isRefusal(error) ? [] : await Promise.reject(error as Error),
	);
	return found.length === 0;
}

/** Finds out which condition the app refuses, by asking with each of them alone. */
async function explainRefusal(
	client: Client,
	path: string,
	conditions: Condition[],
	otherWays: string,
	error: unknown,
): Promise<never> {
	if (!isRefusal(error)) return await Promise.reject(error as Error);
	const refused: Condition[] = [];
	for (const condition of conditions) {
		if (await isRefused(client, path, condition)) refused.push(condition);
	}
	// Something else about the request is refused, such as its order.
	if (refused.length === 0) return await Promise.reject(error as Error);
	throw new InputError(
		`The app refuses the ${refused.length === 1 ? 'condition' : 'conditions'} ${refused.map(conditionName).join(', ')}. ${(error as Error).message}`,
		otherWays,
	);
}

async function isRefused(client: Client, path: string, condition: Condition): Promise<boolean> {
	const filters = toFilterForm([condition], 'and');
	return await listRecords(client, path, { limit: 1, filters }).then(
		() => false,
		(error: unknown) => isRefusal(error),
	);
}

function notApplied(conditions: Condition[], otherWays: string): InputError {
	const names = conditions.map(conditionName).join(', ');
	return new InputError(
		`The app does not apply ${names}: it returned records that do not fit. None of them is passed on`,
		otherWays,
	);
}
