import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { findRecords, readTargets, targetFields } from './findBy';
import { changeEach } from './severalMatches';

export const deleteOne = operation({
	needs: ['writer'],
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	properties: [model.field, ...targetFields, optionsField()],
	done: 'deleted',
	again: 'reported as missing',
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readTargets(item);
		const { key, sequence, ids } = await findRecords(item, wanted, reference);
		return {
			sequence,
			perform: async () =>
				await changeEach(await ids(), 'deleted', async (id) => {
					await app.writer.delete(key, id);
					return { record: { id, deleted: true }, mayStillArrive: false };
				}),
		};
	},
});
