import type { Changes, Watched } from '../../app/stamped';
import { isRefusal, unless } from '../../app/errors';
import { stampedRecord } from '../../app/timestamp';
import type { Client } from '../client';
import { ACCEPTED_LIMIT, listRecords } from '../records';
import { newestOf, readRange } from './range';
import type { StampedPages } from './stampedPages';

/** The records of a model by time, over an API that promises neither whole lists nor whole pages. */
export function changesOf(client: Client, watched: Watched): Changes {
	return changesIn(pagesOf(client, watched));
}

/** The same from pages of any kind. */
export function changesIn(pages: StampedPages): Changes {
	return {
		newest: async (limit) => await newestOf(pages, limit),
		read: async (window, hints) => await readRange(pages, window, hints),
	};
}

function pagesOf(client: Client, watched: Watched): StampedPages {
	const { model, orderBy, idProperty, viewId, filterId } = watched;
	const orders = {
		newest: `${orderBy.id}:desc`,
		oldest: `${orderBy.id}:asc`,
		highestId: idProperty && `${idProperty}:desc`,
		none: undefined,
	};
	return {
		property: orderBy.name,
		hasIdOrder: idProperty !== undefined,
		async read({ limit, offset, order = 'newest', ids }) {
			const page = { limit, offset, order: orders[order], ids, viewId, filterId };
			const isDocumented =
				['newest', 'none'].includes(order) && offset === undefined && limit <= ACCEPTED_LIMIT;
			const rows = listRecords(client, model, page);
			const read = isDocumented && ids === undefined ? rows : unless(isRefusal, rows, undefined);
			return (await read)?.map((record) => stampedRecord(record, watched));
		},
	};
}
