import { InputError } from '../errors';
import { readUuid } from './ids';

export interface Property {
	/** UUID: 32 lowercase hex characters; its name in an API that tells none. */
	id: string;
	/** The key in records: the database name, snake_case, or camelCase in the Data API. */
	name: string;
	/** In the platform's own words, for example `date_time`. */
	kind: string;
	/** `model` (UUID) for relations, `required`, allowed values perhaps: what it holds is hardly known. */
	options: Record<string, unknown>;
	/** The name of the model that a relation leads to. */
	target?: string;
	/** UUID of the property on the other side of a relation. */
	inverse?: string;
	/** Whether it can't be written through the API, whatever its kind. */
	isReadOnly?: boolean;
	/** Properties of a related record that are shown along: its id, and what people know it by. */
	shown?: string[];
}

/** A model of an app, with its properties. */
export interface Model {
	/** UUID: 32 lowercase hex characters; its name in an API that tells none. */
	id: string;
	/** CamelCase, singular. */
	name: string;
	/** The name of its table, where a person named the model by it. */
	table?: string;
	properties: Property[];
}

/** How a person names a model: by UUID (or whatever its `id` is), or by the name of its table, or its own. */
export type ModelReference = { uuid: string } | { table: string };

/** A model, or what a person calls it, where no more than that is needed. */
export type ModelKey = Model | ModelReference;

/** What a person calls a model, for messages and to tell it from others. */
export function referenceText(reference: ModelReference): string {
	return 'uuid' in reference ? reference.uuid : reference.table;
}

/**
 * Finds the model that is meant. The app does not tell table names, so a table is found by the
 * rule that gave it its name: the plural of the model's. That name stays when a model is renamed.
 *
 * @returns undefined when there is no such model, or when it cannot be told which one is meant
 */
export function findModel(models: Model[], reference: ModelReference): Model | undefined {
	if ('uuid' in reference) return models.find((model) => model.id === reference.uuid);
	const exact = models.filter((model) => model.name === reference.table);
	if (exact.length === 1) return exact[0];
	const table = reference.table.toLowerCase();
	const matches = models.filter((model) => defaultTableNames(model.name).includes(table));
	return matches.length === 1 ? matches[0] : undefined;
}

/**
 * The model with the name of its table, where a person gave that. A table keeps its name when its model
 * is renamed, so what was typed counts, unless it is the name of a model rather than of a table.
 */
export function knownBy(reference: ModelReference, model: Model): Model {
	if ('uuid' in reference) return model;
	const isTable = reference.table === plural(underscored(model.name));
	const isModelName = defaultTableNames(model.name).includes(reference.table.toLowerCase());
	return isModelName && !isTable ? model : { ...model, table: reference.table };
}

/**
 * The UUID of a model, for requests that take nothing else.
 *
 * @param models asked for only when the model is not named by its UUID
 * @throws {InputError} when it can't be told which model is meant
 */
export async function modelUuid(
	reference: ModelReference,
	models: () => Promise<Model[]>,
): Promise<string> {
	if ('uuid' in reference) return reference.uuid;
	const model = findModel(await models(), reference);
	if (model !== undefined) return model.id;
	throw new InputError(
		`Couldn't tell which model "${reference.table}" refers to, and an action needs its UUID`,
		'Choose the model from the list, or enter its UUID',
	);
}

/** For a model that nothing tells: its table is there, and holds no records. */
export class EmptyTable extends InputError {}

/**
 * @param Refusal the class of the error
 * @throws {InputError} when it cannot be told which model of the app is meant
 */
export function requireModel(
	models: Model[],
	reference: ModelReference,
	Refusal: typeof InputError = InputError,
): Model {
	const model = findModel(models, reference);
	if (model !== undefined) return model;
	const names = models.slice(0, MAX_MODELS_NAMED).map(({ name }) => name);
	const more = models.length > MAX_MODELS_NAMED ? ' and others' : '';
	throw new Refusal(
		'uuid' in reference
			? `The app has no model "${reference.uuid}"`
			: `Couldn't tell which model "${reference.table}" refers to: no model of the app matches`,
		names.length === 0
			? "This user can't see any models. Check the permissions of the user's role in the app"
			: `Choose the model from the list. The app has ${names.join(', ')}${more}`,
	);
}

const MAX_MODELS_NAMED = 20;

/** Finds the only model that has every property of a record. */
export function findModelOf(record: object, models: Model[]): Model | undefined {
	const names = Object.keys(record);
	const matches = models.filter((model) => {
		const properties = new Set(model.properties.map((property) => property.name));
		return names.every((name) => properties.has(name));
	});
	return matches.length === 1 ? matches[0] : undefined;
}

/**
 * Finds a property by its name or its UUID. Blanks around it do not count, nor does the mark that
 * spreadsheets put at the beginning of a file.
 */
export function findProperty(
	model: Pick<Model, 'properties'>,
	nameOrUuid: string,
): Property | undefined {
	const { byName, byUuid } = indexOf(model);
	const name = nameOrUuid.trim();
	return byName.get(name.normalize('NFC')) ?? byUuid.get(readUuid(name) ?? '');
}

interface PropertyIndex {
	byName: Map<string, Property>;
	byUuid: Map<string, Property>;
}

/** A model is the same for all items, and may have hundreds of properties. */
const indexes = new WeakMap<Pick<Model, 'properties'>, PropertyIndex>();

function indexOf(model: Pick<Model, 'properties'>): PropertyIndex {
	const known = indexes.get(model) ?? {
		byName: new Map(model.properties.map((property) => [property.name.normalize('NFC'), property])),
		byUuid: new Map(model.properties.map((property) => [property.id, property])),
	};
	indexes.set(model, known);
	return known;
}

function defaultTableNames(modelName: string): string[] {
	const singular = underscored(modelName);
	return [plural(singular), singular, modelName.toLowerCase()];
}

function underscored(modelName: string): string {
	return modelName
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/[\s-]+/g, '_')
		.toLowerCase();
}

function plural(singular: string): string {
	if (/(^|_)person$/.test(singular)) return singular.replace(/person$/, 'people');
	if (/(^|_)child$/.test(singular)) return `${singular}ren`;
	if (/(^|_)(wo)?man$/.test(singular)) return singular.replace(/man$/, 'men');
	if (/[^aeiou]y$/.test(singular)) return singular.replace(/y$/, 'ies');
	if (/sis$/.test(singular)) return singular.replace(/sis$/, 'ses');
	if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
	return `${singular}s`;
}
