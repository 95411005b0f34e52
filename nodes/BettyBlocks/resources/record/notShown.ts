// What a person is told about properties that are not in the records of an output.
import type { AppRecord } from '../../app/app';
import { kindOf } from '../../app/values/kinds';
import type { Model, Property } from '../../app/schema/models';
import type { Item } from '../../node/item';
import { savedView } from '../../parameters/record';
import { fields } from './fields';
import { relatedRecords } from './related';

/** Tells that a view shows only some of the properties. */
export function tellColumns(item: Pick<Item, 'hint'>, rows: AppRecord[], model: Model): void {
	if (rows.length === 0) return;
	const columns = model.properties.filter((property) => !kindOf(property).isToMany);
	const shown = columns.filter((property) => isShown(property, rows));
	if (shown.length === columns.length) return;
	item.hint(
		`The view shows ${shown.length} of the ${columns.length} properties of ${model.name}. To get the others, add them to the view in the builder, or remove '${savedView.displayName}'.`,
	);
}

/** Tells that relations to many are not part of a record. */
export function tellToMany(
	item: Pick<Item, 'hint' | 'app'>,
	rows: AppRecord[],
	model: Model,
): void {
	if (rows.length === 0) return;
	const relations = model.properties.filter((property) => kindOf(property).isToMany);
	const missing = relations.filter((property) => !isShown(property, rows));
	if (missing.length === 0) return;
	const names = missing.map(({ name }) => name).join(', ');
	const option = (item.app.records.can.fields ? fields : relatedRecords).displayName;
	item.hint(
		`The app doesn't return to-many relations (${names}) as part of a record. To get their records, add the option '${option}' or use Get Many on their own model.`,
	);
}

/** Views show properties by their UUID. */
function isShown({ id, name }: Property, rows: AppRecord[]): boolean {
	return rows.some((row) => Object.hasOwn(row, name) || Object.hasOwn(row, id));
}
