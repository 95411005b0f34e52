import type { Operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { findRecords, readTargets, targetFields } from './findBy';
import { changeEach } from './severalMatches';

export const deleteOne: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	api: 'classic',
	properties: [model.field, ...targetFields, optionsField()],
	done: 'deleted',
	again: 'reported as missing',
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readTargets(item);
		const key = await app.modelKey(reference);
		const { sequence, ids } = await findRecords(item, wanted, key);
		return {
			sequence,
			perform: async () =>
				await changeEach(await ids(), 'deleted', async (id) => {
					await app.delete(key, id);
					return { record: { id, deleted: true }, mayStillArrive: false };
				}),
		};
	},
};
