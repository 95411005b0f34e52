import type { Change } from '../../app/app';
import type { Model } from '../../app/models';
import type { Operation } from '../../node/operation';
import { model } from '../../parameters/model';
import { optionsField } from '../../parameters/options';
import { findRecords, readTargets, targetFields } from './findBy';
import { changeEach } from './severalMatches';
import { ignoreUnknown, valueFields } from './valueFields';
import { prepareChange } from './write';

export const updateOne: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update record',
		description: 'Update a record',
	},
	api: 'classic',
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
		const wanted = readTargets(item);
		const find = async (model: Model) => await findRecords(item, wanted, model);
		const {
			model: of,
			files,
			shown,
			differing,
		} = await prepareChange(item, async (model) => await (await find(model)).ids());
		const { sequence, ids } = await find(of);
		const change = async (id: number): Promise<Change> => {
			const before = await shown(id);
			const changes = differing(before);
			if (Object.keys(changes).length === 0) {
				return { record: before ?? (await app.get(of, id)), mayStillArrive: false };
			}
			return await files.uploaded(async (values) => await app.update(of, id, values), changes);
		};
		return {
			sequence,
			perform: async () => await changeEach(await ids(), 'updated', change),
		};
	},
};
