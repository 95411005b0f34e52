import type { Client } from '../../api/client';
import { isRefusal } from '../../api/errors';
import { listRecords, type AppRecord, type Page, type Selection } from '../../api/records';
import { InputError } from '../../inputError';
import { isVisible, mayMatch } from '../../schema/check';
import {
	conditionName,
	impossibleConditions,
	toFilterForm,
	type Combinator,
	type Condition,
} from '../../schema/conditions';

const SAVED_ONES =
	'Save the conditions as a filter in the builder and give its address in the options under Filter, or give that of a view. The app is known to apply those';

/** Records of a model, chosen by conditions and by what the app has saved. */
export interface FilteredSelection extends Omit<Selection, 'filters'> {
	/** How the model is named in a path. */
	path: string;
	conditions: Condition[];
	combinator: Combinator;
	/** What a person can do when the app does not apply the conditions. */
	otherWays?: string;
}

/**
 * Reads pages of a filtered list. Whether an app applies conditions is not documented, and one that
 * does not may return everything. So no page is passed on that was not checked.
 *
 * @returns a reader of pages; it throws InputError when the app does not apply a condition
 */
export function filteredReader(
	client: Client,
	{ path, conditions, combinator, otherWays = SAVED_ONES, ...selection }: FilteredSelection,
): (page: Page) => Promise<AppRecord[]> {
	if (conditions.length === 0) {
		return async (page) => await listRecords(client, path, { ...selection, ...page });
	}
	const filters = toFilterForm(conditions, combinator);
	const probed = new Set<Condition>();
	return async (page) => {
		const rows = await listRecords(client, path, { ...selection, ...page, filters }).catch(
			async (error: unknown) => await explainRefusal(client, path, conditions, otherWays, error),
		);
		if (!rows.every((row) => mayMatch(row, conditions, combinator)))
			throw notApplied(conditions, otherWays);
		const [sample] = rows;
		for (const condition of conditions) {
			if (sample === undefined || isVisible(sample, condition) || probed.has(condition)) continue;
			if (!(await isHonoured(client, path, condition))) throw notApplied([condition], otherWays);
			probed.add(condition);
		}
		return rows;
	};
}

/**
 * A condition on what the records do not show is checked by asking for what cannot be: an app that
 * returns a record then pays no attention to the property.
 */
async function isHonoured(client: Client, path: string, condition: Condition): Promise<boolean> {
	const filters = toFilterForm(impossibleConditions(condition), 'and');
	const found = await listRecords(client, path, { limit: 1, filters }).catch(
		async (error: unknown) =>
			// To refuse the value, the app has to look at it.
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
	const names = (refused.length > 0 ? refused : conditions).map(conditionName).join(', ');
	throw new InputError(
		`The app refuses the ${refused.length === 1 ? 'condition' : 'conditions'} ${names}. ${(error as Error).message}`,
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
