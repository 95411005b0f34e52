// What a write would change, without writing.
import type { IDataObject } from 'n8n-workflow';
import type { AppRecord } from '../../app/app';
import { kindOf } from '../../app/values/kinds';
import { findProperty, type Model, type ModelKey } from '../../app/schema/models';
import { asNumber } from '../../app/values/shown';
import type { Values } from '../../app/values/values';
import type { Item } from '../../node/item';
import type { Performed } from '../../node/prepared';
import { toggle } from '../../parameters/parameter';
import type { FoundRecord } from './findBy';

export const dryRun = toggle({
	displayName: 'Dry Run',
	name: 'dryRun',
	default: false,
	description:
		'Whether to only output what would change, each record before and after, without writing anything',
});

const WAS_DRY = `Nothing was written. To make these changes, turn off '${dryRun.displayName}'.`;

/** What would become of a record. */
interface Preview {
	/** Null for a record that would be created. */
	id: number | null;
	_action: 'created' | 'updated' | 'deleted';
	before: AppRecord | null;
	after: IDataObject | null;
}

export function previewUpdate(
	id: number | null,
	before: AppRecord,
	model: Model,
	changes: Values,
): Preview {
	return { id, _action: 'updated', before, after: { ...before, ...asShown(model, changes) } };
}

/** Values to write as an app shows them, so that what doesn't change looks the same. */
export function asShown(model: Model, values: Values): IDataObject {
	const shown = Object.entries(values).map(([name, value]) => {
		const property = findProperty(model, name);
		const { family, isToMany = false } = property ? kindOf(property) : {};
		if (family === 'number') return [name, asNumber(value)];
		const isRelation = family === 'relation' && !isToMany && value !== null;
		return [name, isRelation ? { id: Number(value) } : value];
	});
	return Object.fromEntries(shown) as IDataObject;
}

/**
 * Previews what would become of records, one after the other.
 *
 * @param preview told what the app shows of a record
 */
export async function previewEach(
	item: Item,
	model: ModelKey,
	found: FoundRecord[],
	preview: (id: number, before: AppRecord) => Preview,
): Promise<Performed> {
	const previews: Preview[] = [];
	for (const { id, shown } of found) {
		previews.push(preview(id, shown ?? (await item.app.records.get(model, id))));
	}
	return previewed(item, previews);
}

export function previewed({ hint }: Pick<Item, 'hint'>, previews: Preview[]): Performed {
	if (previews.length > 0) hint(WAS_DRY);
	const output = previews.map((preview) => ({ json: { ...preview } as IDataObject }));
	return { output, isDry: true };
}
