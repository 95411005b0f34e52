// What Create or Update would do, without doing it.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../app/app';
import { isMissing, unless } from '../../app/errors';
import type { Item } from '../../node/item';
import { recordSequence, type Performed, type Sequence, type Prepared } from '../../node/prepared';
import { differingValues } from './differing';
import { asShown, previewed, previewUpdate } from './dryRun';
import { matchSequence, withoutKeys } from './matching';
import { matchesToUse, type WhenSeveralMatch } from './severalMatches';
import type { UpsertTarget, UpsertWay } from './upsertTarget';

/** Records that earlier items of the run would create, by what they are found by. */
const newPlanned = () => new Map<string, IDataObject>();

export function previewUpsert(
	item: Item,
	target: UpsertTarget,
	way: UpsertWay,
	several: WhenSeveralMatch,
): Prepared {
	const sequence = 'id' in way ? recordSequence(target.model, way.id) : matchSequence(way.match);
	const planned = item.shared(newPlanned);
	return { sequence, perform: async () => await preview(target, way, several, sequence, planned) };
}

async function preview(
	target: UpsertTarget,
	way: UpsertWay,
	several: WhenSeveralMatch,
	{ by, value, exactly = value }: Sequence,
	planned: Map<string, IDataObject>,
): Promise<Performed> {
	const { model, files, entered, forNew } = target;
	const key = JSON.stringify([by, exactly]);
	const changes = 'id' in way ? files.values : withoutKeys(files.values, way.match.conditions);
	const earlier = planned.get(key);
	if (earlier !== undefined) {
		const update = previewUpdate(null, earlier, model, changes);
		planned.set(key, update.after ?? {});
		return previewed([update]);
	}
	const found = await findAsTheAppIs(target, way, several);
	if (found.length > 0) {
		return previewed(
			found.map((row) =>
				previewUpdate(Number(row.id), row, model, differingValues(changes, entered, model, row)),
			),
		);
	}
	const after = asShown(model, forNew(files.values));
	planned.set(key, after);
	return previewed([{ id: null, _action: 'created', before: null, after }]);
}

async function findAsTheAppIs(
	{ app, model }: UpsertTarget,
	way: UpsertWay,
	several: WhenSeveralMatch,
): Promise<AppRecord[]> {
	if ('match' in way) return await matchesToUse(app, way.match, several);
	const record = await unless(isMissing, app.records.get(model, way.id), undefined);
	return record === undefined ? [] : [record];
}
