import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { dryRun, previewEach } from './dryRun';
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
	properties: [model.field, ...targetFields, dryRun.field, optionsField()],
	done: 'deleted',
	again: 'reported as missing',
	async prepare(item) {
		const { app } = item;
		const reference = item.read(model);
		const wanted = readTargets(item);
		const isDry = item.read(dryRun);
		const { key, sequence, find } = await findRecords(item, wanted, reference);
		return {
			sequence,
			perform: async () =>
				isDry
					? await previewEach(app, key, await find(), (id, before) => ({
							id,
							_action: 'deleted',
							before,
							after: null,
						}))
					: await changeEach(await find(), 'deleted', async ({ id }) => {
							await app.writer.delete(key, id);
							return { record: { id, deleted: true }, mayStillArrive: false };
						}),
		};
	},
});
