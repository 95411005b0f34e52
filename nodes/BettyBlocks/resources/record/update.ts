import type { Change } from '../../app/parts';
import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { findRecords, readTargets, targetFields } from './findBy';
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
		optionsField(ignoreUnknown),
	],
	done: 'written',
	again: false,
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readTargets(item);
		const find = async () => await findRecords(item, wanted, reference);
		const {
			model: of,
			files,
			shown,
			differing,
		} = await prepareChange(item, async () => await (await find()).ids());
		const { sequence, ids } = await find();
		const change = async (id: number): Promise<Change> => {
			const before = await shown(id);
			const changes = differing(before);
			if (Object.keys(changes).length === 0) {
				return { record: before ?? (await app.records.get(of, id)), mayStillArrive: false };
			}
			return await files.uploaded(
				async (values) => await app.writer.update(of, id, values),
				changes,
			);
		};
		return {
			sequence,
			perform: async () => await changeEach(await ids(), 'updated', change),
		};
	},
});
