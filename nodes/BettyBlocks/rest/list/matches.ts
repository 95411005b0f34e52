import type { Client } from '../client';
import type { Model } from '../models';
import { listRecords, type AppRecord } from '../records';
import { InputError } from '../../app/inputError';
import type { Condition } from '../../app/conditions';
import { findProperty } from '../../app/models';
import { filteredReader, type Proofs } from './filtered';
import { readQuery } from './query';

export type WhenSeveralMatch = 'fail' | 'first' | 'all';

const OTHER_WAYS =
	'Match on id instead, or find the record in a step before this one: with Get Many through a saved filter or a view';

/** Where to look for the records that match. */
export interface MatchTarget {
	client: Client;
	path: string;
	model: Model;
	/** The zone of the workflow. */
	zone: string;
	proofs: Proofs;
}

/**
 * Looks the records up through the app's own filter, which is checked like any other.
 *
 * @returns the records to change, lowest id first; none when a new one is to be made
 * @throws {InputError} when several match and none is to be changed then
 */
export async function findMatches(
	{ client, path, model, zone, proofs }: MatchTarget,
	conditions: Condition[],
	whenSeveralMatch: WhenSeveralMatch,
): Promise<AppRecord[]> {
	const selection = {
		path,
		conditions,
		combinator: 'and',
		zone,
		proofs,
		otherWays: OTHER_WAYS,
	} as const;
	if (whenSeveralMatch !== 'fail') {
		const everything = { model, sort: [], limit: Infinity, pageSize: 100 };
		const found = await readQuery(client, { ...selection, ...everything });
		return whenSeveralMatch === 'first' ? found.slice(0, 1) : found;
	}
	const read = filteredReader(client, selection);
	const id = findProperty(model, 'id')?.id;
	const order = id === undefined ? undefined : `${id}:desc`;
	const found = await read({ limit: 2, order });
	const isOne = found.length === 1 && !(await returnsSeveral(client, path, proofs));
	const fromTheOtherEnd = isOne && id !== undefined ? await read({ limit: 1 }) : [];
	const ids = new Set([...found, ...fromTheOtherEnd].map((row) => Number(row.id)));
	if (ids.size < 2) return found;
	throw new InputError(
		`More than one record matches, among them ${[...ids].sort((a, b) => a - b).join(' and ')}. None was changed`,
		"Match on more properties, or choose another option for 'When Several Match'",
	);
}

/** Whether the app was seen to return more than one record at once: without that, one says little. */
async function returnsSeveral(client: Client, path: string, proofs: Proofs): Promise<boolean> {
	const key = `${path} returns several`;
	const known =
		proofs.get(key) ?? listRecords(client, path, { limit: 2 }).then(({ length }) => length > 1);
	proofs.set(key, known);
	return await known;
}
