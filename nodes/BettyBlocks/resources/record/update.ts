import type { App, AppRecord } from '../../app/app';
import type { Change } from '../../app/parts';
import type { Model } from '../../app/schema/models';
import type { Values } from '../../app/values/values';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { dryRun, previewEach, previewUpdate } from './dryRun';
import { differingValues, fetchShown, needsShown, takenOrShown } from './differing';
import { resolveValues } from './enteredValues';
import { planFiles } from './filePlan';
import { findRecords, wantedRecords, type FoundRecord } from './findBy';
import { changeEach } from './severalMatches';
import { ignoreUnknown, valuesToWrite } from './valueFields';

export const updateOne = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	parameters: {
		reference: model,
		wanted: wantedRecords,
		values: valuesToWrite({ mode: 'add', resourceMapperMethod: 'getColumnsToUpdate' }),
		isDry: dryRun,
		options: options({ ignoreUnknown }),
	},
	done: 'written',
	again: false,
	async prepare({ reference, wanted, isDry, ...written }, item) {
		const { app } = item;
		const { entered, of, checked } = await resolveValues(item, { reference, ...written });
		const search = async () => await findRecords(item, wanted, reference);
		const values = await takenOrShown(
			entered,
			of,
			(given) => planFiles(item, of, checked(given)).values,
			async () => await shownOfAll(app, of, await (await search()).find()),
		);
		const files = planFiles(item, of, values);
		const { sequence, find } = await search();
		const differing = (shown: AppRecord | undefined) =>
			shown === undefined ? values : differingValues(values, entered, of, shown);
		const change = async (found: FoundRecord): Promise<Change> => {
			const before = needsShown(entered, of) ? await shownOf(app, of, found) : undefined;
			const changes = differing(before);
			if (Object.keys(changes).length === 0) {
				return { record: before ?? (await app.records.get(of, found.id)), mayStillArrive: false };
			}
			const write = async (given: Values) => await app.writer.update(of, found.id, given);
			return await files.uploaded(write, changes);
		};
		return {
			sequence,
			perform: async (place) =>
				isDry
					? await previewEach(item, of, await find(), (id, before) =>
							previewUpdate(id, before, of, differing(before)),
						)
					: await changeEach(place, await find(), 'updated', change),
		};
	},
});

/** @returns undefined where the user may not read it */
async function shownOf(
	app: App,
	of: Model,
	{ id, shown }: FoundRecord,
): Promise<AppRecord | undefined> {
	return shown ?? (await fetchShown(app, of, id));
}

/** @returns none where the user may not read one of them */
async function shownOfAll(app: App, of: Model, found: FoundRecord[]): Promise<AppRecord[]> {
	const records: AppRecord[] = [];
	for (const each of found) {
		const record = await shownOf(app, of, each);
		if (record === undefined) return [];
		records.push(record);
	}
	return records;
}
