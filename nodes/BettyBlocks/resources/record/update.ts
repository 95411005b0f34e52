import type { Change } from '../../app/parts';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { dryRun, previewEach, previewUpdate } from './dryRun';
import { findRecords, readTargets, targetFields, type FoundRecord } from './findBy';
import { changeEach } from './severalMatches';
import { ignoreUnknown, valueFields } from './valueFields';
import { prepareChange } from './write';

export const updateOne = operation({
	needs: ['writer', 'assets'],
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	properties: [
		model.field,
		...targetFields,
		...valueFields({ mode: 'add', resourceMapperMethod: 'getColumnsToUpdate' }),
		dryRun.field,
		optionsField(ignoreUnknown),
	],
	done: 'written',
	again: false,
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readTargets(item);
		const isDry = item.read(dryRun);
		const meant = async () => await findRecords(item, wanted, reference);
		const {
			model: of,
			files,
			shown,
			differing,
		} = await prepareChange(item, async () => await (await meant()).find());
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
			perform: async () =>
				isDry
					? await previewEach(app, of, await find(), (id, before) =>
							previewUpdate(id, before, of, differing(before)),
						)
					: await changeEach(await find(), 'updated', change),
		};
	},
});
