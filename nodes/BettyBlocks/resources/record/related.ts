// Records on the other side of a relation to many, which the app does not show in a record.
import type { IDataObject } from 'n8n-workflow';
import type { App, AppRecord } from '../../app/app';
import { readCondition } from '../../app/conditions';
import { InputError } from '../../app/inputError';
import { kindOf } from '../../app/kinds';
import type { Model, Property } from '../../app/models';
import { readPath, requireProperty, valueAt } from '../../app/paths';
import { simplifyRows } from '../../app/rows';
import type { Item } from '../../node/item';
import { onlyWithin } from '../../parameters/api';
import { toNames } from '../../parameters/converters';
import { option } from '../../parameters/parameter';

export const relatedRecords = onlyWithin(
	'classic',
	option(
		{
			displayName: 'Related Record Names or IDs',
			name: 'relatedRecords',
			type: 'multiOptions',
			typeOptions: {
				loadOptionsMethod: 'getToManyRelations',
				loadOptionsDependsOn: ['model.value'],
			},
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			hint: 'Relations to many whose records are put into each record',
		},
		toNames,
	),
);

/** A relation to many, and the property of the other model that leads back. */
interface Relation {
	property: Property;
	target: Model;
	inverse: Property;
}

/**
 * Finds the relations that are named.
 *
 * @throws {InputError} when one is no relation to many, or can't be read from the other side
 */
export function findRelations(models: Model[], model: Model, names: string[]): Relation[] {
	return names.map((name) => {
		const property = requireProperty(model, name);
		const others = model.properties.filter((each) => kindOf(each).isToMany);
		if (!kindOf(property).isToMany) {
			throw new InputError(
				`"${property.name}" must be a relation to many, but is of kind ${property.kind}`,
				`The relations to many of ${model.name} are ${others.map((each) => each.name).join(', ')}`,
			);
		}
		const target = models.find(({ id }) => id === property.options.model);
		const inverse = target?.properties.find(({ id }) => id === property.inverse);
		if (target !== undefined && inverse !== undefined && !kindOf(inverse).isToMany) {
			return { property, target, inverse };
		}
		throw new InputError(
			`The records of "${property.name}" can't be read: the app doesn't show them from either side`,
			'Use Get Many on the other model, through a saved filter or view',
		);
	});
}

/**
 * Puts the related records into each record, under the name of the relation.
 *
 * @param rows as the app sent them
 * @param output what is to be output for each of them
 */
export async function withRelated(
	{ app, zone }: Pick<Item, 'app' | 'zone'>,
	models: Model[],
	relations: Relation[],
	rows: AppRecord[],
	output: IDataObject[],
): Promise<IDataObject[]> {
	if (relations.length === 0) return output;
	const ids = [...new Set(rows.map(({ id }) => Number(id)))];
	const found = await Promise.all(
		relations.map(async (relation) => await readRelated(app, models, relation, ids, zone)),
	);
	return output.map((record, index) => ({
		...record,
		...Object.fromEntries(
			relations.map(({ property }, relation) => [
				property.name,
				found[relation]?.get(Number(rows[index]?.id)) ?? [],
			]),
		),
	}));
}

/** By the id of the record that they belong to. */
async function readRelated(
	app: App,
	models: Model[],
	{ target, inverse }: Relation,
	ids: number[],
	zone: string,
): Promise<Map<number, IDataObject[]>> {
	const byOwner = new Map<number, IDataObject[]>();
	if (ids.length === 0) return byOwner;
	const entered = { property: inverse.name, operator: 'in', value: ids };
	const rows = await app.list({
		model: target,
		conditions: [readCondition(models, target, entered, zone)],
		combinator: 'and',
		sort: [],
		limit: Infinity,
		zone,
		otherWays: `Use Get Many on ${target.name}, through a saved filter or view`,
	});
	const path = readPath(models, target, inverse.name);
	simplifyRows(rows, target).forEach((record, index) => {
		const owner = Number(valueAt(rows[index] ?? {}, path));
		byOwner.set(owner, [...(byOwner.get(owner) ?? []), record]);
	});
	return byOwner;
}
