// Whether an app finds what it should, shown by a record that is there.
import type { AppRecord } from '../../app/app';
import type { Combinator, Condition } from '../../app/query/conditions';
import { isRefusal, unless } from '../../app/errors';
import { fits, meets } from '../../app/query/filterCheck';
import { findProperty, type Model } from '../../app/schema/models';
import { comparableAs, requireOperator } from '../../app/query/operators';
import type { Client } from '../client';
import { DEFAULT_LIMIT, listRecords, pathOf } from '../records';
import { toFilterForm } from '../form';
import { alwaysMet, metBy, shows } from './impossible';
import type { Proofs } from './proofs';

/** What was asked of a table, and what came. */
export interface Answered {
	client: Client;
	model: Model;
	conditions: Condition[];
	combinator: Combinator;
	zone: string;
	proofs: Proofs;
	rows: AppRecord[];
}

/**
 * The conditions by which the app leaves out records that meet them: it takes every comparison for
 * equality, looks at one of several values, or at one of several conditions of which each is enough.
 * The answer itself shows most of it; otherwise a record of the table has to be found, once a run.
 */
export async function tooNarrow(answered: Answered): Promise<Condition[]> {
	const { model, conditions, combinator, proofs, rows } = answered;
	const table = pathOf(model);
	for (const condition of conditions) {
		if (rows.some((row) => isFoundBy(row, condition, answered))) continue;
		// The vendor's own client relies on equality.
		if (condition.operator.value === 'eq') continue;
		const key = `${table} finds by ${shapeOf(condition)}`;
		if (!(await proofs.whether(key, async () => await finds(answered, condition)))) {
			return [condition];
		}
	}
	if (combinator === 'and' || conditions.length < 2) return [];
	const key = `${table} finds by any condition`;
	const isAny = await proofs.whether(key, async () => await findsByAny(answered));
	return isAny ? [] : conditions;
}

/** Where any condition is enough, a record may have come by another one. */
function isFoundBy(
	row: AppRecord,
	condition: Condition,
	{ conditions, combinator, zone }: Answered,
): boolean {
	const others = combinator === 'or' ? conditions.filter((each) => each !== condition) : [];
	return shows(row, condition, zone) && others.every((other) => meets(row, other, zone) === false);
}

export function shapeOf({ path, operator }: Condition): string {
	return `${operator.value} ${path.steps.map(({ id }) => id).join('.')}`;
}

async function finds(answered: Answered, condition: Condition): Promise<boolean> {
	const always = alwaysMet(condition);
	if (always !== undefined && (await isFound(answered, [always]))) return true;
	const sample = [...answered.rows, ...(await sampleOf(answered))];
	const tried = [condition, ...elsewhere(answered.model, condition)];
	for (const each of tried) {
		const met = sample.map((row) => metBy(row, each)).find((found) => found !== undefined);
		if (met !== undefined) return await isFound(answered, [met]);
	}
	return true;
}

/** The same operator on other properties, where the records don't show the one in question. */
function elsewhere({ properties }: Model, condition: Condition): Condition[] {
	const { takesPart, classic } = condition.operator;
	const others = takesPart ? properties : properties.filter(({ name }) => name === 'id');
	return others
		.filter((property) => classic?.on.includes(comparableAs(property)))
		.map((property) => ({ ...condition, path: { label: property.name, steps: [property] } }));
}

/** A record has to be found by its id among ids that nobody has. */
async function findsByAny(answered: Answered): Promise<boolean> {
	const { model, rows } = answered;
	const id = findProperty(model, 'id');
	const [record] = rows.length > 0 ? rows : await sampleOf(answered);
	if (record === undefined || id === undefined) return true;
	const isId = (value: number): Condition => ({
		path: { label: id.name, steps: [id] },
		operator: requireOperator('eq'),
		criteria: [value],
	});
	const none = isId(-987654321);
	return await isFound(answered, [none, isId(Number(record.id)), none], 'or');
}

async function isFound(
	{ client, model, zone }: Answered,
	conditions: Condition[],
	combinator: Combinator = 'and',
): Promise<boolean> {
	const filters = toFilterForm(conditions, combinator);
	const read = listRecords(client, model, { limit: 1, filters });
	const found = await unless(isRefusal, read, undefined);
	// What an app refuses shows nothing of what it accepts.
	return found?.some((row) => fits(row, { conditions, combinator }, zone) !== false) ?? true;
}

/** Some records of the table; asked for once a run. */
async function sampleOf({ client, model, proofs }: Answered): Promise<AppRecord[]> {
	return await proofs.sample(
		pathOf(model),
		async () => await listRecords(client, model, { limit: DEFAULT_LIMIT }),
	);
}
