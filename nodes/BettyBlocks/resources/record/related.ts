// Records on the other side of a relation to many, which the app does not show in a record.
import type { IDataObject } from 'n8n-workflow';
import type { App, AppRecord } from '../../app/app';
import { readCondition } from '../../app/query/conditions';
import { InputError } from '../../app/errors';
import { kindOf } from '../../app/values/kinds';
import type { Model, Property } from '../../app/schema/models';
import { readPath, requireProperty, valueAt } from '../../app/schema/paths';
import { simplifyRows } from '../../app/values/simplify';
import type { Item } from '../../node/item';
import { only } from '../../parameters/api';
import { propertyList } from '../../parameters/record';

export const relatedRecords = only(
	'classic',
	propertyList('getToManyRelations', {
		displayName: 'Related Record Names or IDs',
		name: 'relatedRecords',
		hint: 'To-many relations whose records to include in each record',
	}),
);

/** Requests under way at once where each record needs one of its own. */
const MAX_AT_ONCE = 5;

/** A relation to many, and the property of the other model that leads back. */
interface Relation {
	property: Property;
	target: Model;
	inverse: Property;
}

/**
 * Finds the relations that are named.
 *
 * @throws {InputError} when one is no relation to many, or nothing leads back from the other side
 */
export function findRelations(models: Model[], model: Model, names: string[]): Relation[] {
	return names.map((name) => {
		const property = requireProperty(model, name);
		const others = model.properties.filter((each) => kindOf(each).isToMany);
		if (!kindOf(property).isToMany) {
			throw new InputError(
				`"${property.name}" must be a to-many relation, but is of kind ${property.kind}`,
				`The to-many relations of ${model.name} are ${others.map((each) => each.name).join(', ')}`,
			);
		}
		const target = models.find(({ id }) => id === property.options.model);
		if (target === undefined) {
			throw new InputError(
				`Couldn't read the records of "${property.name}": the app doesn't show the model that it leads to`,
				"Check the role of the API key's user in the app",
			);
		}
		const inverse = target.properties.find(({ id }) => id === property.inverse);
		if (inverse !== undefined) return { property, target, inverse };
		throw new InputError(
			`Couldn't read the records of "${property.name}": the model ${target.name} has no property that leads back`,
			otherWay(target),
		);
	});
}

/** For records that don't show whose they are. */
function notTold({ property, target, inverse }: Relation): InputError {
	return new InputError(
		`Couldn't read the records of "${property.name}": the app doesn't show the property "${inverse.name}" of ${target.name}, which links them to this record`,
		`In the app, allow this user's role to read "${inverse.name}" of ${target.name}`,
	);
}

function otherWay({ name }: Model): string {
	return `Use Get Many on ${name}, through a saved filter or view`;
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
		relations.map(async (relation) => await fetchRelated(app, models, relation, ids, zone)),
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

/** Records of the related model whose property that leads back has these values. */
type FetchBack = (operator: 'eq' | 'in', value: unknown) => Promise<AppRecord[]>;

/** By the ID of the record that they belong to. */
async function fetchRelated(
	app: App,
	models: Model[],
	relation: Relation,
	ids: number[],
	zone: string,
): Promise<Map<number, IDataObject[]>> {
	if (ids.length === 0) return new Map();
	const { target, inverse } = relation;
	const fetchBack: FetchBack = async (operator, value) =>
		await app.records.list({
			model: target,
			conditions: [
				readCondition(models, target, { property: inverse.name, operator, value }, zone),
			],
			combinator: 'and',
			sort: [],
			limit: Infinity,
			zone,
			otherWays: otherWay(target),
		});
	return kindOf(inverse).isToMany
		? await fetchOneByOne(fetchBack, target, ids)
		: byOwner(await fetchBack('in', ids), models, relation);
}

/** The app shows no relation to many, so a record can't tell which of several it belongs to. */
async function fetchOneByOne(
	fetchBack: FetchBack,
	target: Model,
	ids: number[],
): Promise<Map<number, IDataObject[]>> {
	const found = new Map<number, IDataObject[]>();
	for (let from = 0; from < ids.length; from += MAX_AT_ONCE) {
		const owners = ids.slice(from, from + MAX_AT_ONCE);
		const rows = await Promise.all(owners.map(async (owner) => await fetchBack('eq', owner)));
		owners.forEach((owner, index) => found.set(owner, simplifyRows(rows[index] ?? [], target)));
	}
	return found;
}

/** @throws {InputError} for a record that doesn't show whose it is */
function byOwner(
	rows: AppRecord[],
	models: Model[],
	relation: Relation,
): Map<number, IDataObject[]> {
	const { target, inverse } = relation;
	const found = new Map<number, IDataObject[]>();
	const path = readPath(models, target, inverse.name);
	simplifyRows(rows, target).forEach((record, index) => {
		const owner = valueAt(rows[index] ?? {}, path);
		if (owner === undefined) throw notTold(relation);
		const others = found.get(Number(owner));
		if (others === undefined) found.set(Number(owner), [record]);
		else others.push(record);
	});
	return found;
}
