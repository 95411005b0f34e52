import type { AppRecord } from '../../app/app';
import type { Condition } from '../../app/query/conditions';
import { isRefusal, unless } from '../../app/errors';
import { findProperty, type Property } from '../../app/schema/models';
import { requireOperator } from '../../app/query/operators';
import type { PropertyPath } from '../../app/schema/paths';
import type { Client } from '../client';
import { ACCEPTED_LIMIT, TWO_RECORDS, listRecords, pathOf } from '../records';
import { toFilterForm } from '../form';
import { maybePages, narrowedBy, unlessIgnored, type Query } from './maybePages';
import { readRecords, type Listed } from './paging';

/** Reads the records of a query by their ids, lowest first. */
export async function readById(client: Client, query: Query): Promise<AppRecord[]> {
	const { limit, pageSize = ACCEPTED_LIMIT } = query;
	return await readRecords(listedById(client, query, pageSize), limit, pageSize);
}

function listedById(client: Client, query: Query, pageSize: number): Listed {
	const { model, proofs } = query;
	const id = findProperty(model, 'id');
	const pages = maybePages(client, query);
	return {
		read: async ({ from, direction, ...page }) => {
			const order = id && `${id.id}:${direction}`;
			if (from === undefined) return await pages({ ...page, order });
			const [operator, next] =
				direction === 'asc' ? (['gt', from - 1] as const) : (['lt', from + 1] as const);
			const beyond = id && withId(id, operator, next);
			const narrowed = beyond && narrowedBy(query, beyond);
			return narrowed && (await unlessIgnored(maybePages(client, narrowed)({ ...page, order })));
		},
		withIds: async (ids) => {
			const order = id && `${id.id}:desc`;
			const some = maybePages(client, { ...query, ids })({ limit: ids.length, order });
			return await unlessIgnored(some);
		},
		wasLarger: (rows) => rows < proofs.mostRows,
		oneIsAll: async (only) =>
			await proofs.whether(
				`${pathOf(model)} returns several`,
				async () => proofs.mostRows > 1 || !(await hidesOthers(client, query, id, only)),
			),
		besides:
			id &&
			(async (ids) => {
				const narrowed = narrowedBy(query, withId(id, 'nin', ...ids));
				return narrowed && (await unlessIgnored(maybePages(client, narrowed)({ limit: pageSize })));
			}),
	};
}

/** Whether a table of which the app returns one record has others. */
async function hidesOthers(
	client: Client,
	{ model }: Query,
	id: Property | undefined,
	only: AppRecord,
): Promise<boolean> {
	const some = await listRecords(client, model, { limit: TWO_RECORDS });
	const ids = new Set(some.map((row) => row.id));
	if (ids.size !== 1) return false;
	if (!ids.has(only.id)) return true;
	if (id === undefined) return false;
	const filters = toFilterForm([withId(id, 'neq', Number(only.id))], 'and');
	const others = listRecords(client, model, { limit: 1, filters });
	return (await unless(isRefusal, others, [])).some((row) => row.id !== only.id);
}

export function withId(property: Property, operator: string, ...ids: number[]): Condition {
	const path: PropertyPath = { label: property.name, steps: [property] };
	return { path, operator: requireOperator(operator), criteria: ids };
}
