import type { Change } from '../../app/parts';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { dryRun, previewEach, previewUpdate } from './dryRun';
import { findRecords, wantedRecords, type FoundRecord } from './findBy';
import { changeEach } from './severalMatches';
import { ignoreUnknown, valuesToWrite } from './valueFields';
import { prepareChange } from './write';

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
	async prepare({ reference, wanted, isDry, ...entered }, item) {
		const { app } = item;
		const meant = async () => await findRecords(item, wanted, reference);
		const written = { reference, ...entered };
		const planned = await prepareChange(item, written, async () => await (await meant()).find());
		const { model: of, files, shown, differing } = planned;
		const { sequence, find } = await meant();
		const change = async (found: FoundRecord): Promise<Change> => {
			const before = await shown(found);
			const changes = differing(before);
			if (Object.keys(changes).length === 0) {
				return { record: before ?? (await app.records.get(of, found.id)), mayStillArrive: false };
			}
			return await files.uploaded(
				async (values) => await app.writer.update(of, found.id, values),
				changes,
			);
		};
		return {
			sequence,
			perform: async (place) =>
				isDry
					? await previewEach(app, of, await find(), (id, before) =>
							previewUpdate(id, before, of, differing(before)),
						)
					: await changeEach(place, await find(), 'updated', change),
		};
	},
});
