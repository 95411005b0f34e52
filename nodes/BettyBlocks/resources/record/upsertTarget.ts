// Which record Create or Update means, and what it writes to it.
import type { App, AppRecord, AppWith, RecordMatch } from '../../app/app';
import { readCondition } from '../../app/query/conditions';
import type { Model } from '../../app/schema/models';
import type { Values } from '../../app/values/values';
import type { ItemWith } from '../../node/item';
import { fetchShown } from './differing';
import type { EnteredValues } from './enteredValues';
import type { FilePlan } from './filePlan';
import { idToMatch, isById, valueToMatch } from './matching';
import type { MadeRecords } from './madeRecords';
import { matchesToUse, type WhenSeveralMatch } from './severalMatches';

const OTHER_WAYS =
	'Match on id instead, or find the record in a previous step: with Get Many through a saved filter or a view';

/** How the record is found. */
export type UpsertWay = { id: number } | { match: RecordMatch };

export async function wayOf(
	{ app, zone }: ItemWith<'writer'>,
	entered: EnteredValues,
	keys: string[],
	of: Model,
): Promise<UpsertWay> {
	if (isById(keys, of)) return { id: idToMatch(entered, of) };
	const models = await app.schema.models();
	const conditions = keys.map((key) => {
		const value = valueToMatch(entered, key, of);
		return readCondition(models, of, { property: key, operator: 'eq', value }, zone);
	});
	return { match: { model: of, conditions, zone, otherWays: OTHER_WAYS } };
}

/** What is shown of the records that are meant. */
export async function meant(
	app: App,
	of: Model,
	way: UpsertWay,
	several: WhenSeveralMatch,
): Promise<AppRecord[]> {
	if ('match' in way) return await matchesToUse(app, way.match, several);
	const shown = await fetchShown(app, of, way.id);
	return shown === undefined ? [] : [shown];
}

/** What is written, and to which records. */
export interface UpsertTarget {
	app: AppWith<'writer'>;
	hint: (message: string) => void;
	made: MadeRecords;
	model: Model;
	files: FilePlan;
	entered: EnteredValues;
	/** What of the values a new record gets. */
	forNew: (values: Values) => Values;
}
