import type { IDataObject } from 'n8n-workflow';
import type { App, AppRecord, RecordMatch } from '../../app/app';
import { isMissing, unless } from '../../app/errors';
import { readCondition } from '../../app/query/conditions';
import type { Model } from '../../app/schema/models';
import type { Values } from '../../app/values/values';
import type { TakenPlace } from '../../node/concurrently';
import type { Item, ItemWith } from '../../node/item';
import { operation } from '../../node/operation';
import { performed, type Performed, recordSequence, type Sequence } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { differingValues, fetchShown, isUnreadable, needsShown, takenOrShown } from './differing';
import { asShown, dryRun, previewed, previewUpdate } from './dryRun';
import { resolveValues, valuesForNew, type EnteredValues } from './enteredValues';
import { type FilePlan, planFiles } from './filePlan';
import { checkMade, madeRecordsOf } from './madeRecords';
import { idToMatch, isById, matchSequence, valueToMatch, withoutId, withoutKeys } from './matching';
import {
	changeEach,
	matchesToUse,
	type WhenSeveralMatch,
	whenSeveralMatch,
} from './severalMatches';
import { ignoreUnknown, matchNames, valuesToMatch } from './valueFields';

const OTHER_WAYS =
	'Match on id instead, or find the record in a previous step: with Get Many through a saved filter or a view';

const NOTHING_TO_WRITE =
	"Existing records weren't changed: there was nothing to write besides the matching properties.";

const ID_OF_ITS_OWN =
	"The app assigns the IDs of new records itself: the next run won't find them by the ID that was sent, and will create more. Match on another property.";

export const upsert = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update record',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	parameters: {
		reference: model,
		values: valuesToMatch({ mode: 'upsert', resourceMapperMethod: 'getColumnsToUpsert' }),
		severalMatch: whenSeveralMatch,
		isDry: dryRun,
		options: options({ ignoreUnknown }),
	},
	done: 'written',
	again: false,
	async prepare({ severalMatch, isDry, ...written }, item) {
		const keys = matchNames(written.values);
		const { entered, of, checked } = await resolveValues(item, written);
		const way = await wayOf(item, entered, keys, of);
		const given = withoutId(entered, of);
		const shown = async () => await findMeant(item.app, of, way, severalMatch, isUnreadable);
		const values = await takenOrShown(given, of, checked, shown);
		const upserted = { item, of, entered, severalMatch, files: planFiles(item, of, values) };
		const sequence = 'id' in way ? recordSequence(of, way.id) : matchSequence(way.match);
		return {
			sequence,
			perform: async (place) => {
				if (isDry) return await preview(upserted, way, sequence);
				return 'id' in way
					? await upsertById({ ...upserted, place }, way.id)
					: await upsertByMatch({ ...upserted, place }, way.match);
			},
		};
	},
});

/** How the record is found. */
type Way = { id: number } | { match: RecordMatch };

async function wayOf(
	{ app, zone }: Item,
	entered: EnteredValues,
	keys: string[],
	of: Model,
): Promise<Way> {
	if (isById(keys, of)) return { id: idToMatch(entered, of) };
	const models = await app.schema.models();
	const conditions = keys.map((key) => {
		const value = valueToMatch(entered, key, of);
		return readCondition(models, of, { property: key, operator: 'eq', value }, zone);
	});
	return { match: { model: of, conditions, zone, otherWays: OTHER_WAYS } };
}

/** @param isNone whether an error says that there is no record with the ID, or none to look at */
async function findMeant(
	app: App,
	of: Model,
	way: Way,
	several: WhenSeveralMatch,
	isNone: (error: unknown) => boolean,
): Promise<AppRecord[]> {
	if ('match' in way) return await matchesToUse(app, way.match, several);
	const record = await unless(isNone, app.records.get(of, way.id), undefined);
	return record === undefined ? [] : [record];
}

/** What is written for an item. */
interface Upserted {
	item: ItemWith<'writer'>;
	of: Model;
	entered: EnteredValues;
	severalMatch: WhenSeveralMatch;
	files: FilePlan;
}

/** The same, once it is the item's turn. */
type Started = Upserted & { place: TakenPlace };

/** An update tells whether there is such a record; a new one gets an id of the app's own. */
async function upsertById(started: Started, wanted: number): Promise<Performed> {
	const { item, of, files, entered } = started;
	const { app, hint } = item;
	const made = madeRecordsOf(item);
	const id = made.findById(of, wanted);
	const isAllShown = Object.keys(files.values).length === 0;
	const shown = isAllShown || needsShown(entered, of) ? await fetchShown(app, of, id) : undefined;
	if (shown !== undefined) {
		return await files.uploaded(async (values) => await updateEach(started, [shown], values));
	}
	return await files.uploaded(async (values) => {
		const updated = await unless(isMissing, app.writer.update(of, id, values), undefined);
		if (updated !== undefined) {
			return performed([{ ...updated.record, _action: 'updated' }], updated.mayStillArrive);
		}
		const record = await app.writer.create(of, valuesForNew(values, entered, of));
		made.addById(of, wanted, record);
		hint(ID_OF_ITS_OWN);
		return { ...performed([{ ...record, _action: 'created' }]), isMadeAgain: true };
	});
}

async function upsertByMatch(started: Started, match: RecordMatch): Promise<Performed> {
	const { item, of, files, entered, severalMatch } = started;
	const { app } = item;
	const known = madeRecordsOf(item).find(match);
	const found =
		known === undefined
			? await matchesToUse(app, match, severalMatch)
			: // It may be too new to be shown, and an item since may have changed it.
				[await unless(isMissing, app.records.get(of, Number(known.id)), known)];
	if (found.length > 0) {
		const update = async (changes: Values) => await updateEach(started, found, changes);
		return await files.uploaded(update, withoutKeys(files.values, match.conditions));
	}
	return await files.uploaded(
		async (values) => {
			const record = await app.writer.create(of, values);
			const isFoundAgain = await checkMade(item, match, record);
			return { ...performed([{ ...record, _action: 'created' }]), isMadeAgain: !isFoundAgain };
		},
		valuesForNew(files.values, entered, of),
	);
}

/** Updates every record that was found. */
async function updateEach(
	{ item: { app, hint }, of, entered, place }: Started,
	found: AppRecord[],
	given: Values,
): Promise<Performed> {
	if (Object.keys(given).length === 0) hint(NOTHING_TO_WRITE);
	return await changeEach(place, found, 'updated', async (row) => {
		const changes = differingValues(given, entered, of, row);
		const { record, mayStillArrive } =
			Object.keys(changes).length === 0
				? { record: row, mayStillArrive: false }
				: await app.writer.update(of, Number(row.id), changes);
		return { record: { ...record, _action: 'updated' }, mayStillArrive };
	});
}

/** Records that earlier items of the run would create, by what they are found by. */
const newPlanned = () => new Map<string, IDataObject>();

/** What would be done, without doing it. */
async function preview(
	{ item, of, entered, severalMatch, files }: Upserted,
	way: Way,
	{ by, value, exactly = value }: Sequence,
): Promise<Performed> {
	const planned = item.shared(newPlanned);
	const key = JSON.stringify([by, exactly]);
	const changes = 'id' in way ? files.values : withoutKeys(files.values, way.match.conditions);
	const earlier = planned.get(key);
	if (earlier !== undefined) {
		const update = previewUpdate(null, earlier, of, changes);
		planned.set(key, update.after ?? {});
		return previewed(item, [update]);
	}
	const found = await findMeant(item.app, of, way, severalMatch, isMissing);
	if (found.length > 0) {
		return previewed(
			item,
			found.map((row) =>
				previewUpdate(Number(row.id), row, of, differingValues(changes, entered, of, row)),
			),
		);
	}
	const after = asShown(of, valuesForNew(files.values, entered, of));
	planned.set(key, after);
	return previewed(item, [{ id: null, _action: 'created', before: null, after }]);
}
