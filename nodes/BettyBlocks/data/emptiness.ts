// Whether an app knows comparisons with nothing is not documented, so its answers are looked at.
import type { AppRecord } from '../app/app';
import { conditionName, type Condition } from '../app/conditions';
import { conditionsIn, type Filter } from '../app/filter';
import { fits } from '../app/filterCheck';
import { InputError } from '../app/inputError';
import { readPart, type Table } from './records';
import { neverMet } from './where';

export function isAboutEmptiness({ operator }: Condition): boolean {
	return operator.takes === 'none';
}

/**
 * Makes sure that records meet conditions about emptiness. Where the records don't show it, the app is
 * asked for something that no record can be.
 *
 * @throws {InputError} when the app returned what does not fit
 */
export async function checkEmptiness(
	table: Table,
	rows: AppRecord[],
	filter: Filter,
	zone: string,
): Promise<void> {
	const empty = conditionsIn(filter).filter(isAboutEmptiness);
	if (empty.length === 0 || rows.length === 0) return;
	const checked = aboutEmptiness(filter);
	const verdicts = new Set(rows.map((row) => fits(row, checked, zone)));
	const isWrong =
		verdicts.has(false) || (verdicts.has(undefined) && (await returnsTheImpossible(table, empty)));
	if (!isWrong) return;
	throw new InputError(
		`This app can't filter by ${empty.map(conditionName).join(', ')}: it returned records that don't match. Nothing is output`,
		'Leave that condition out, and filter with a step of its own',
	);
}

/** What of a filter has to do with emptiness; where any part is enough, that is all of it. */
function aboutEmptiness(filter: Filter): Filter {
	const { conditions, combinator, groups = [] } = filter;
	if (combinator === 'or') return filter;
	return {
		conditions: conditions.filter(isAboutEmptiness),
		combinator,
		groups: groups.filter((group) => group.conditions.some(isAboutEmptiness)),
	};
}

async function returnsTheImpossible(table: Table, empty: Condition[]): Promise<boolean> {
	const parts = empty.map(neverMet);
	const [only] = parts;
	const where = parts.length > 1 ? { _or: parts } : only;
	const { rows } = await readPart(table, new Map(), { where, take: 1 });
	return rows.length > 0;
}
