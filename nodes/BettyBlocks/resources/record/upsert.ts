import type { AppRecord, RecordMatch } from '../../app/app';
import { isMissing, unless } from '../../app/errors';
import type { Values } from '../../app/values/values';
import type { TakenPlace } from '../../node/concurrently';
import { operation } from '../../node/operation';
import { performed, recordSequence, type Performed } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { differingValues, fetchShown, needsShown, takenOrShown } from './differing';
import { dryRun } from './dryRun';
import { checkValues, enteredValues, valuesForNew } from './enteredValues';
import { planFiles } from './filePlan';
import { checkMade, madeRecordsOf } from './madeRecords';
import { matchSequence, withoutId, withoutKeys } from './matching';
import { previewUpsert } from './previewUpsert';
import {
	changeEach,
	matchesToUse,
	whenSeveralMatch,
	type WhenSeveralMatch,
} from './severalMatches';
import { meant, wayOf, type UpsertTarget } from './upsertTarget';
import { ignoreUnknown, matchNames, valuesToMatch } from './valueFields';

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
		written: valuesToMatch({ mode: 'upsert', resourceMapperMethod: 'getColumnsToUpsert' }),
		severalMatch: whenSeveralMatch,
		isDry: dryRun,
		options: options({ ignoreUnknown }),
	},
	done: 'written',
	again: false,
	async prepare({ reference, written, severalMatch, isDry, options: rules }, item) {
		const { app, zone, hint } = item;
		const entered = enteredValues(written, item.json);
		const keys = matchNames(written);
		const of = await app.schema.resolve(reference);
		const way = await wayOf(item, entered, keys, of);
		const values = await takenOrShown(
			withoutId(entered, of),
			of,
			(given) => checkValues(given, of, { ...rules, zone }),
			async () => await meant(app, of, way, severalMatch),
		);
		const target: UpsertTarget = {
			app,
			hint,
			made: madeRecordsOf(item),
			model: of,
			files: planFiles(item, of, values),
			entered,
			forNew: (given) => valuesForNew(given, entered, of),
		};
		if (isDry) return previewUpsert(item, target, way, severalMatch);
		return 'id' in way
			? {
					sequence: recordSequence(of, way.id),
					perform: async (place) => await upsertById({ ...target, place }, way.id),
				}
			: {
					sequence: matchSequence(way.match),
					perform: async (place) =>
						await upsertByMatch({ ...target, place }, way.match, severalMatch),
				};
	},
});

/** What is written, once it is the item's turn. */
type Started = UpsertTarget & { place: TakenPlace };

/** An update tells whether there is such a record; a new one gets an id of the app's own. */
async function upsertById(target: Started, wanted: number): Promise<Performed> {
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
	target: Started,
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
	{ app, model: of, entered, hint, place }: Started,
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
