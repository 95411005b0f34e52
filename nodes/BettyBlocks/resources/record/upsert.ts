import type { App, AppRecord, AppWith, RecordMatch } from '../../app/app';
import { readCondition } from '../../app/conditions';
import { isMissing, unless } from '../../app/errors';
import type { Model } from '../../app/models';
import type { Values } from '../../app/values';
import type { ItemWith } from '../../node/item';
import { operation } from '../../node/operation';
import { performed, recordSequence, type Performed } from '../../node/task';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { planFiles, type FilePlan } from './filePlan';
import { checkMade, madeRecordsOf, type MadeRecords } from './madeRecords';
import {
	idToMatch,
	isById,
	matchNames,
	matchOn,
	matchSequence,
	valueToMatch,
	withoutId,
	withoutKeys,
} from './matching';
import {
	changeEach,
	matchesToUse,
	whenSeveralMatch,
	type WhenSeveralMatch,
} from './severalMatches';
import { ignoreUnknown, valueFields } from './valueFields';
import { differingValues, fetchShown, needsShown, takenOrShown } from './differing';
import { checkValues, enteredValues, valuesForNew, type EnteredValues } from './enteredValues';

const OTHER_WAYS =
	'Match on id instead, or find the record in a previous step: with Get Many through a saved filter or a view';

const NOTHING_TO_WRITE =
	"Existing records weren't changed: there was nothing to write besides the matching properties.";

const ID_OF_ITS_OWN =
	"The app gives new records IDs of its own: the next run won't find them by the ID that was sent, and will create others. Match on another property.";

export const upsert = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update record',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	properties: [
		model.field,
		...valueFields({ mode: 'upsert', resourceMapperMethod: 'getColumnsToUpsert' }),
		matchOn.field,
		whenSeveralMatch.field,
		optionsField(ignoreUnknown),
	],
	done: 'written',
	again: false,
	async prepare(item) {
		const { app, zone } = item;
		const reference = item.read(model);
		const entered = enteredValues(item);
		const keys = matchNames(item);
		const severalMatch = item.read(whenSeveralMatch);
		const rules = { ignoreUnknown: item.read(ignoreUnknown), zone };
		const of = await app.schema.resolve(reference);
		const way = await wayOf(item, entered, keys, of);
		const values = await takenOrShown(
			withoutId(entered, of),
			of,
			(given) => checkValues(given, of, rules),
			async () => await meant(app, of, way, severalMatch),
		);
		const target: Target = {
			app,
			hint: (message) => item.hint(message),
			made: madeRecordsOf(item),
			model: of,
			files: planFiles(item, of, values),
			entered,
			forNew: (given) => valuesForNew(given, entered, of),
		};
		return 'id' in way
			? {
					sequence: recordSequence(of, way.id),
					perform: async () => await upsertById(target, way.id),
				}
			: {
					sequence: matchSequence(way.match),
					perform: async () => await upsertByMatch(target, way.match, severalMatch),
				};
	},
});

/** How the record is found. */
type Way = { id: number } | { match: RecordMatch };

async function wayOf(
	{ app, zone }: ItemWith<'writer'>,
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

/** What is shown of the records that are meant. */
async function meant(
	app: App,
	of: Model,
	way: Way,
	several: WhenSeveralMatch,
): Promise<AppRecord[]> {
	if ('match' in way) return await matchesToUse(app, way.match, several);
	const shown = await fetchShown(app, of, way.id);
	return shown === undefined ? [] : [shown];
}

/** What is written, and to which records. */
interface Target {
	app: AppWith<'writer'>;
	hint: (message: string) => void;
	made: MadeRecords;
	model: Model;
	files: FilePlan;
	entered: EnteredValues;
	/** What of the values a new record gets. */
	forNew: (values: Values) => Values;
}

/** An update tells whether there is such a record; a new one gets an id of the app's own. */
async function upsertById(target: Target, wanted: number): Promise<Performed> {
	const { app, model: of, files, entered, forNew, made, hint } = target;
	const id = made.findById(of, wanted);
	const isAllShown = Object.keys(files.values).length === 0;
	const shown = isAllShown || needsShown(entered, of) ? await fetchShown(app, of, id) : undefined;
	if (shown !== undefined) {
		return await files.uploaded(async (values) => await updateEach(target, [shown], values));
	}
	return await files.uploaded(async (values) => {
		const updated = await unless(isMissing, app.writer.update(of, id, values), undefined);
		if (updated !== undefined) {
			return performed([{ ...updated.record, _action: 'updated' }], updated.mayStillArrive);
		}
		const record = await app.writer.create(of, forNew(values));
		made.addById(of, wanted, record);
		hint(ID_OF_ITS_OWN);
		return { ...performed([{ ...record, _action: 'created' }]), isMadeAgain: true };
	});
}

async function upsertByMatch(
	target: Target,
	match: RecordMatch,
	severalMatch: WhenSeveralMatch,
): Promise<Performed> {
	const { app, files, forNew, made } = target;
	const known = made.find(match);
	const found =
		known === undefined
			? await matchesToUse(app, match, severalMatch)
			: // It may be too new to be shown, and an item since may have changed it.
				[await unless(isMissing, app.records.get(match.model, Number(known.id)), known)];
	if (found.length > 0) {
		return await files.uploaded(
			async (changes) => await updateEach(target, found, changes),
			withoutKeys(files.values, match.conditions),
		);
	}
	return await files.uploaded(async (values) => {
		const record = await app.writer.create(target.model, values);
		const isFoundAgain = await checkMade(target, match, record);
		return { ...performed([{ ...record, _action: 'created' }]), isMadeAgain: !isFoundAgain };
	}, forNew(files.values));
}

/** Updates every record that was found. */
async function updateEach(
	{ app, model: of, entered, hint }: Target,
	found: AppRecord[],
	given: Values,
): Promise<Performed> {
	if (Object.keys(given).length === 0) hint(NOTHING_TO_WRITE);
	return await changeEach(found, 'updated', async (row) => {
		const changes = differingValues(given, entered, of, row);
		const { record, mayStillArrive } =
			Object.keys(changes).length === 0
				? { record: row, mayStillArrive: false }
				: await app.writer.update(of, Number(row.id), changes);
		return { record: { ...record, _action: 'updated' }, mayStillArrive };
	});
}
