import type { AppRecord, RecordMatch } from '../../app/app';
import { findProperty } from '../../app/schema/models';
import type { Client } from '../client';
import { TWO_RECORDS } from '../limits';
import { listRecords, pathOf } from '../records';
import { filteredReader } from './filtered';
import { eachOnce, idOf } from './idOrder';
import type { Proofs } from './proofs';
import { readQuery } from './query';

const PAGE_SIZE = 100;

type Match = RecordMatch & { proofs: Proofs };

/**
 * Looks records up by the app's own filter, which is checked like any other.
 *
 * @returns lowest id first
 */
export async function readMatches(client: Client, match: Match): Promise<AppRecord[]> {
	const everything = { sort: [], limit: Infinity, pageSize: PAGE_SIZE };
	return await readQuery(client, { ...match, combinator: 'and', ...everything });
}

/**
 * The same with as few requests as it takes to know whether there is one, or more than one.
 *
 * @returns no record, one, or two of several
 */
export async function readSomeMatches(client: Client, match: Match): Promise<AppRecord[]> {
	const read = filteredReader(client, { ...match, combinator: 'and' });
	const id = findProperty(match.model, 'id')?.id;
	const order = id === undefined ? undefined : `${id}:desc`;
	const found = await read({ limit: TWO_RECORDS, order });
	const isOne = eachOnce(found).length === 1 && !(await returnsSeveral(client, match));
	const fromTheOtherEnd = isOne && id !== undefined ? await read({ limit: 1 }) : [];
	const each = eachOnce([...found, ...fromTheOtherEnd]).sort((a, b) => idOf(a) - idOf(b));
	return each.slice(0, 2);
}

/** Whether the app was seen to return more than one record at once: without that, one says little. */
async function returnsSeveral(client: Client, { model, proofs }: Match): Promise<boolean> {
	return await proofs.whether(
		`${pathOf(model)} returns two`,
		async () => eachOnce(await listRecords(client, model, { limit: TWO_RECORDS })).length > 1,
	);
}
