import type { AppRecord, RecordQuery } from '../../app/app';
import type { Condition } from '../../app/query/conditions';
import { isRefusal, unless, InputError } from '../../app/errors';
import type { Client } from '../client';
import { findProperty } from '../../app/schema/models';
import { ACCEPTED_LIMIT, DEFAULT_LIMIT, isDocumented, type Page } from '../records';
import { filteredReader } from './filtered';
import type { Proofs } from './proofs';

/** Which records are wanted, and what was seen of the app in this run. */
export type Query = Omit<RecordQuery, 'fields'> & { proofs: Proofs };

/** A piece of a list; undefined when the app refuses what is not documented. */
export type MaybePage = (page: Page) => Promise<AppRecord[] | undefined>;

/** @returns undefined where a condition would be one of several that are enough */
export function narrowedBy(query: Query, condition: Condition): Query | undefined {
	const { combinator, conditions } = query;
	if (combinator === 'or' && conditions.length > 1) return undefined;
	return { ...query, combinator: 'and', conditions: [...conditions, condition] };
}

/** What an app does not apply, or refuses, tells nothing. */
export async function unlessIgnored<Result>(result: Promise<Result>): Promise<Result | undefined> {
	return await unless(
		(error) => error instanceof InputError || isRefusal(error),
		result,
		undefined,
	);
}

/**
 * An app that refuses a large page is asked for one of the sizes that apps were seen to take. One that refuses to
 * sort by id upwards, and not downwards, isn't asked again.
 */
export function maybePages(client: Client, query: Query): MaybePage {
	const { proofs, model } = query;
	const readPage = filteredReader(client, query);
	const upwards = `${findProperty(model, 'id')?.id}:asc`;
	let isUpwardsRefused = false;
	return async (page) => {
		const isUpwards = page.order === upwards;
		if (proofs.refusesUpwards && isUpwards) return undefined;
		const wanted = Math.min(page.limit, proofs.maxLimit);
		const smaller = [ACCEPTED_LIMIT, DEFAULT_LIMIT].filter((limit) => limit < wanted);
		for (const limit of [wanted, ...smaller]) {
			const asked = { ...page, limit };
			const read = readPage(asked);
			const rows = await (isDocumented(asked) ? read : unless(isRefusal, read, undefined));
			if (rows === undefined) {
				isUpwardsRefused ||= isUpwards;
				continue;
			}
			// It was too large a page that was refused.
			isUpwardsRefused &&= !isUpwards;
			if (isUpwardsRefused) proofs.refusesUpwards = true;
			proofs.mostRows = Math.max(proofs.mostRows, new Set(rows.map(({ id }) => id)).size);
			if (limit < wanted) proofs.maxLimit = limit;
			return rows;
		}
		return undefined;
	};
}
