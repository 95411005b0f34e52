import { operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { dryRun, previewEach } from './dryRun';
import { findRecords, wantedRecords } from './findBy';
import { changeEach } from './severalMatches';

export const deleteOne = operation({
	needs: ['writer'],
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete record',
		description: 'Delete a record',
	},
	parameters: { reference: model, wanted: wantedRecords, isDry: dryRun, options: options({}) },
	done: 'deleted',
	again: 'reported as missing',
	async prepare({ reference, wanted, isDry }, item) {
		const { app } = item;
		const { key, sequence, find } = await findRecords(item, wanted, reference);
		return {
			sequence,
			perform: async (place) =>
				isDry
					? await previewEach(item, key, await find(), (id, before) => ({
							id,
							_action: 'deleted',
							before,
							after: null,
						}))
					: await changeEach(place, await find(), 'deleted', async ({ id }) => {
							await app.writer.delete(key, id);
							return { record: { id, deleted: true }, mayStillArrive: false };
						}),
		};
	},
});
