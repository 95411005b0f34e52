import type { App, AppRecord } from '../../app/app';
import { AppError, InputError, unless } from '../../app/errors';
import type { Model, ModelKey } from '../../app/schema/models';
import { simplifyRow } from '../../app/values/simplify';
import type { Item } from '../../node/item';
import { operation } from '../../node/operation';
import { modelName, type Performed } from '../../node/prepared';
import { model } from '../../parameters/model';
import { options } from '../../parameters/options';
import { downloadFiles, simplify } from '../../parameters/record';
import { fields, recordOutput, tellToMany } from './output';
import { findRecords, wantedRecord } from './findBy';
import { relatedRecords } from './related';

export const get = operation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get record',
		description: 'Retrieve a record',
	},
	parameters: {
		reference: model,
		wanted: wantedRecord,
		isSimplified: simplify,
		options: options({ related: relatedRecords, fields, files: downloadFiles }),
	},
	async prepare({ reference, wanted, isSimplified, options: { related, ...more } }, item) {
		const { app } = item;
		const resolve = async () => await app.schema.resolve(reference);
		const output = await recordOutput(item, { related, ...more }, resolve);
		const { key, find } = await findRecords(item, wanted, reference);
		const { paths } = output;
		const fetchOne =
			wanted.kind === 'id'
				? joinBatch(item, key, wanted.id, paths)
				: async (id: number) => await app.records.get(key, id, paths);
		const perform = async (): Promise<Performed> => {
			const rows: AppRecord[] = [];
			for (const { id } of await find()) rows.push(await fetchOne(id));
			const known = isSimplified && rows.length > 0 ? await modelOf(key, app) : undefined;
			if (known === undefined) return await output.performed(rows, rows);
			if (related.length === 0 && paths === undefined) tellToMany(item, rows, known);
			const within = await output.within(known);
			const shaped = rows.map((row) => simplifyRow(row, known, within));
			return await output.performed(rows, shaped);
		};
		return { perform };
	},
});

/** @returns undefined where the app doesn't show the model */
async function modelOf(key: ModelKey, { schema }: App): Promise<Model | undefined> {
	if ('id' in key) return key;
	return await unless((error) => error instanceof InputError, schema.resolve(key), undefined);
}

/** Records that are read with one request, the fields as well. */
interface Batch {
	ids: Set<number>;
	/** How many items want one of them. */
	items: number;
	recordOf?: Promise<((id: number) => AppRecord) | undefined>;
}

/** The batches that aren't full yet, by what is read. */
const newBatches = (): Map<string, Batch> => new Map();

/**
 * Reads the record of an item with those of other items, where the API can. All items join a batch before the
 * first is read.
 *
 * @param fields paths of the properties to read
 */
function joinBatch(
	item: Item,
	key: ModelKey,
	id: number,
	fields?: string[],
): () => Promise<AppRecord> {
	const { records } = item.app;
	const { together } = records;
	const alone = async () => await records.get(key, id, fields);
	if (together === undefined) return alone;
	const batches = item.shared(newBatches);
	const what = JSON.stringify([modelName(key), fields]);
	const open = batches.get(what);
	const isOpen = open !== undefined && open.ids.size < together.most;
	const batch = isOpen ? open : { ids: new Set<number>(), items: 0 };
	batches.set(what, batch);
	batch.ids.add(id);
	batch.items++;
	return async () => {
		if (batch.items === 1) return await alone();
		// What one record may be to blame for is found out one by one.
		batch.recordOf ??= unless(
			mayBeOneRecords,
			together.get(key, [...batch.ids], fields),
			undefined,
		);
		const recordOf = await batch.recordOf;
		return recordOf === undefined ? await alone() : recordOf(id);
	};
}

function mayBeOneRecords(error: unknown): boolean {
	return (
		error instanceof AppError && ['input', 'missing', 'refused', 'failed'].includes(error.kind)
	);
}
