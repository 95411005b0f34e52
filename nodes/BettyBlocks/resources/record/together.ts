// Records that several items of a run want by their IDs, read with as few requests as the API allows.
import type { AppRecord, RecordReader } from '../../app/app';
import { AppError, unless } from '../../app/errors';
import type { ModelKey } from '../../app/schema/models';
import type { Item } from '../../node/item';
import { modelName } from '../../node/prepared';

/** Records that are read with one request, the fields as well. */
class Batch {
	readonly ids = new Set<number>();
	/** How many items want one of them. */
	items = 0;
	private recordOf: Promise<((id: number) => AppRecord) | undefined> | undefined;

	/** @throws {AppError} when the app has no such record */
	async get(
		records: RecordReader,
		key: ModelKey,
		id: number,
		fields?: string[],
	): Promise<AppRecord> {
		if (this.items > 1 && records.together !== undefined) {
			// What one record may be to blame for is found out one by one.
			this.recordOf ??= unless(
				mayBeOneRecords,
				records.together.get(key, [...this.ids], fields),
				undefined,
			);
		}
		const recordOf = await this.recordOf;
		return recordOf === undefined ? await records.get(key, id, fields) : recordOf(id);
	}
}

function mayBeOneRecords(error: unknown): boolean {
	return (
		error instanceof AppError && ['input', 'missing', 'refused', 'failed'].includes(error.kind)
	);
}

/** The batches that aren't full yet, by what is read. */
const newBatches = (): Map<string, Batch> => new Map();

/**
 * The batch that an item's record is read with. All items join one before the first is read.
 *
 * @param fields paths of the properties to read
 */
export function joinBatch(item: Item, key: ModelKey, id: number, fields?: string[]): Batch {
	const batches = item.shared(newBatches);
	const what = JSON.stringify([modelName(key), fields]);
	const open = batches.get(what);
	const { most = Infinity } = item.app.records.together ?? {};
	const batch = open === undefined || open.ids.size >= most ? new Batch() : open;
	batches.set(what, batch);
	batch.ids.add(id);
	batch.items++;
	return batch;
}
