import type { AppRecord, Changes } from '../app/app';
import { isRefusal, unless } from '../app/errors';
import type { Filter } from '../app/filter';
import { checkApplied } from './appliedFilter';
import { readPart, SAFE_TAKE, type Page, type Table } from './records';
import { picked, type Selection } from './selection';
import { toWhere } from './where';

/**
 * The records of a model, sorted by one property, for a trigger.
 *
 * @param source asked once
 * @param field what they are sorted by
 * @param forget called when a request fails: what is known of the model may be old
 */
export function changesOf(
	source: () => Promise<Table & { shown: Selection; selection: Selection }>,
	field: string,
	filter: Filter | undefined,
	forget: () => void,
): Changes {
	const where = filter && toWhere(filter);
	let asked: ReturnType<typeof source> | undefined;
	const read = async (page: Page): Promise<AppRecord[]> => {
		const { shown, selection, ...table } = await (asked ??= source());
		try {
			const { rows } = await readPart(table, selection, { ...page, where });
			if (filter !== undefined) await checkApplied(table, rows, { ...filter, zone: 'UTC' });
			return rows.map((row) => picked(row, shown));
		} catch (error) {
			// The model may have changed since it was asked for.
			asked = undefined;
			forget();
			return await Promise.reject(error as Error);
		}
	};
	return {
		defaultLimit: SAFE_TAKE,
		acceptedLimit: SAFE_TAKE,
		async read({ limit, offset, direction }): Promise<AppRecord[] | undefined> {
			const page = { take: limit, skip: offset, sort: { field, direction } };
			// Whatever is no more than every app takes has no reason to be refused.
			if (limit <= SAFE_TAKE) return await read(page);
			return await unless(isRefusal, read(page), undefined);
		},
		async newest(): Promise<AppRecord | undefined> {
			const [record] = await read({ take: 1, sort: { field: 'id', direction: 'desc' } });
			return record;
		},
	};
}
