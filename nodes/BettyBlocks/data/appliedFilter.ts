// An app may ignore conditions, or know no comparison with nothing, so the records are looked at.
import type { AppRecord } from '../app/app';
import { conditionName, type Condition } from '../app/query/conditions';
import { conditionsIn, type Filter } from '../app/query/filter';
import { isRefusal, unless, toAppError, InputError } from '../app/errors';
import { fits, meets } from '../app/query/filterCheck';
import { kindOf } from '../app/values/kinds';
import { lastOf } from '../app/schema/paths';
import { isSecretName } from './names';
import { fetchPart, type Table } from './records';
import { addField, MAX_RELATIONS, type FieldSelection } from './selection';
import { neverMet } from './where';

/** Which records were asked for. */
export interface Asked extends Filter {
	ids?: number[];
	zone: string;
}

/** Adds what tells whether records meet the conditions. */
export function addConditionFields(selection: FieldSelection, filter: Filter): FieldSelection {
	for (const { path } of conditionsIn(filter)) {
		const { name } = lastOf(path);
		const names = path.steps.map((step) => step.name);
		const { family, files } = kindOf(lastOf(path));
		const isList = path.steps.some((step) => kindOf(step).isToMany);
		// A related record without an id has no plain value, and nobody needs a password here.
		if (isList || family === 'relation' || isSecretName(name)) continue;
		if (names.length > MAX_RELATIONS + 1) continue;
		addField(selection, files === undefined ? names : [...names, 'name']);
	}
	return selection;
}

/**
 * Makes sure that records are those that were asked for. Where the records don't show it, the app is
 * asked for something that no record can be.
 *
 * @throws {InputError} when the app returned what wasn't asked for
 */
export async function checkApplied(table: Table, rows: AppRecord[], asked: Asked): Promise<void> {
	if (rows.length === 0) return;
	const { ids, zone } = asked;
	if (ids !== undefined) checkIds(rows, ids);
	const conditions = conditionsIn(asked);
	if (conditions.length === 0) return;
	const verdicts = new Set(rows.map((row) => fits(row, asked, zone)));
	if (verdicts.has(false)) {
		const broken = conditions.filter((each) =>
			rows.some((row) => meets(row, each, zone) === false),
		);
		throw ignored(broken.length === 0 || asked.combinator === 'or' ? conditions : broken);
	}
	if (!verdicts.has(undefined)) return;
	if (await returnsTheImpossible(table)) throw ignored(conditions);
	const empty = conditions.filter(isAboutEmptiness);
	if (empty.length > 0 && (await knowsNoEmptiness(table, empty))) throw ignored(empty);
}

/** @throws {InputError} when the app returned records with other IDs */
export function checkIds(rows: AppRecord[], ids: number[]): void {
	const wanted = new Set(ids);
	if (rows.every(({ id }) => wanted.has(Number(id)))) return;
	throw new InputError(
		'The app ignored the record IDs and returned other records',
		'No records were output. Leave the IDs out, and filter in a separate step (for example with the Filter node)',
	);
}

function isAboutEmptiness({ operator }: Condition): boolean {
	return operator.takes === 'none';
}

/** An app that filters has no record with a negative ID. It is asked once a run. */
async function returnsTheImpossible({ client, entry, bounds }: Table): Promise<boolean> {
	if (bounds.filtered.has(entry.name)) return false;
	const page = { where: { id: { lt: 0 } }, take: 1 };
	const read = fetchPart({ client, entry, bounds }, new Map(), page);
	const part = await unless(isRefusal, read, undefined);
	if (part !== undefined && part.rows.length > 0) return true;
	bounds.filtered.add(entry.name);
	return false;
}

async function knowsNoEmptiness(table: Table, empty: Condition[]): Promise<boolean> {
	const parts = empty.map(neverMet);
	const [only] = parts;
	const where = parts.length > 1 ? { _or: parts } : only;
	const { rows } = await fetchPart(table, new Map(), { where, take: 1 });
	return rows.length > 0;
}

/** An app that refuses a list may not have one of its comparisons, that with nothing above all. */
export async function withoutRefusedConditions<Result>(
	read: Promise<Result>,
	filter: Filter | undefined,
): Promise<Result> {
	return await read.catch(async (error: unknown) => {
		const conditions = filter === undefined ? [] : conditionsIn(filter);
		if (!isRefusal(error) || conditions.length === 0) return await Promise.reject(error as Error);
		const empty = conditions.filter(isAboutEmptiness);
		const cause =
			empty.length > 0
				? `The app may not support searching for empty values: remove ${empty.map(conditionName).join(', ')}`
				: "Remove the conditions that the app doesn't accept";
		throw toAppError(error).with({
			advice: `${cause}, and filter in a separate step (for example with the Filter node)`,
		});
	});
}

function ignored(conditions: Condition[]): InputError {
	return new InputError(
		`The app ignored the ${conditions.length > 1 ? 'conditions' : 'condition'} ${conditions.map(conditionName).join(', ')}: it returned records that don't match. No records were output`,
		'Remove what it ignored, and filter in a separate step (for example with the Filter node)',
	);
}
