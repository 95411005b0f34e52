import type { IDataObject } from 'n8n-workflow';
import type { AppRecord, Changes } from '../app/app';
import { isRefusal, unless } from '../app/errors';
import type { Filter } from '../app/filter';
import { checkApplied } from './appliedFilter';
import { readPart, SAFE_TAKE, type Page, type Table } from './records';
import { picked, type FieldSelection } from './selection';

/** The records that a trigger watches. */
export interface WatchedTable extends Table {
	shown: FieldSelection;
	/** What is shown, and what tells whether conditions are met. */
	selection: FieldSelection;
	where: IDataObject | undefined;
}

/**
 * The records of a model, sorted by one property, for a trigger.
 *
 * @param source asked once
 * @param field what they are sorted by
 * @param forget called when a request fails: what is known of the model may be old
 */
export function changesOf(
	source: () => Promise<WatchedTable>,
	field: string,
	filter: Filter | undefined,
	forget: () => void,
): Changes {
	let asked: ReturnType<typeof source> | undefined;
	const read = async (page: Page): Promise<AppRecord[]> => {
		const { shown, selection, where, ...table } = await (asked ??= source());
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
