import type { AppRecord, Changes, Watched } from '../app/app';
import { isRefusal, unless } from '../app/errors';
import type { Client } from './client';
import { ACCEPTED_LIMIT, DEFAULT_LIMIT } from './limits';
import { listRecords } from './records';

/** The records of a model, sorted by one property, for a trigger. */
export function changesOf(
	client: Client,
	{ model, orderBy, idProperty, ...selection }: Watched,
): Changes {
	return {
		defaultLimit: DEFAULT_LIMIT,
		acceptedLimit: ACCEPTED_LIMIT,
		async read({ limit, offset, direction }): Promise<AppRecord[] | undefined> {
			const page = { limit, offset, order: `${orderBy.id}:${direction}`, ...selection };
			const isDocumented = direction === 'desc' && offset === undefined && limit <= ACCEPTED_LIMIT;
			const rows = listRecords(client, model, page);
			return isDocumented ? await rows : await unless(isRefusal, rows, undefined);
		},
		async newest(): Promise<AppRecord | undefined> {
			if (idProperty === undefined) return undefined;
			const page = { limit: 1, order: `${idProperty}:desc`, ...selection };
			return (await listRecords(client, model, page))[0];
		},
	};
}
