import type { Client } from '../../api/client';
import type { Model } from '../../api/models';
import type { AppRecord } from '../../api/records';
import { InputError } from '../../inputError';
import type { Condition } from '../../schema/conditions';
import { findProperty } from '../../schema/models';
import { filteredReader } from './filtered';
import { readQuery } from './query';

export type WhenSeveralMatch = 'fail' | 'first' | 'all';

const OTHER_WAYS =
	'Match on id instead, or find the record in a step before this one: with Get Many through a saved filter or a view';

/** Looks the records up through the app's own filter, which is checked like any other. */
export async function findMatches(
	{ client, path, model }: { client: Client; path: string; model: Model },
	conditions: Condition[],
	whenSeveralMatch: WhenSeveralMatch,
): Promise<AppRecord[]> {
	const selection = { path, conditions, combinator: 'and', otherWays: OTHER_WAYS } as const;
	if (whenSeveralMatch === 'all') {
		const everything = { model, sort: [], limit: Infinity, pageSize: 100 };
		return await readQuery(client, { ...selection, ...everything });
	}
	const id = findProperty(model, 'id')?.id;
	const limit = whenSeveralMatch === 'first' ? 1 : 2;
	const order = id === undefined ? undefined : `${id}:asc`;
	const found = await filteredReader(client, selection)({ limit, order });
	if (found.length < 2) return found;
	throw new InputError(
		`More than one record matches, among them ${found.map((row) => String(row.id)).join(' and ')}. None was changed`,
		"Match on more properties, or choose another option for 'When Several Match'",
	);
}
