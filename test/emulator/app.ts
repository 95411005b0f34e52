import {
	fail,
	fieldsAt,
	listAt,
	optionalNumber,
	optionalObject,
	takeUnique,
	textAt,
	uuidAt,
	uuidPattern,
	type Fields,
} from './checks.ts';
import { kindGroup } from './kinds.ts';

export interface UserDefinition {
	email: string;
	apiKey: string;
}

export interface PropertyDefinition {
	/** 32 lowercase hexadecimal characters. */
	id: string;
	/** The database name (snake_case). */
	name: string;
	kind: string;
	options?: Record<string, unknown>;
	/** The property on the other side of a relation. */
	inverse_association?: string;
	/** Checked on every write; never part of `GET /models`. */
	required?: boolean;
}

/** A record: its id and property name → value; a `belongs_to` is `{ id }` or null. */
export interface AppRecord {
	id: number;
	[property: string]: unknown;
}

export interface ModelDefinition {
	id: string;
	/** CamelCase singular; not accepted in paths. */
	name: string;
	/** The table name, which paths may use instead of the id. */
	table: string;
	properties: PropertyDefinition[];
	records?: AppRecord[];
}

export interface ViewDefinition {
	id: string;
	model: string;
	columns: string[];
	filter?: unknown;
}

export interface FilterDefinition {
	id: string;
	model: string;
	definition: unknown;
}

export interface ActionDefinition {
	id: string;
	model: string;
	/** Default 200; 204 when there is no response. */
	status?: number;
	/** JSON, a text, or null; `"$inputs"` and `"$inputs.<name>"` stand for what was passed. */
	response?: unknown;
	delayMs?: number;
	effect?: { create: { model: string; values: Record<string, unknown> } };
}

/** An app as its JSON file describes it. */
export interface AppDefinition {
	users: UserDefinition[];
	models: ModelDefinition[];
	views?: ViewDefinition[];
	filters?: FilterDefinition[];
	actions?: ActionDefinition[];
}

function checkUser(value: unknown, where: string): void {
	const user = fieldsAt(value, where);
	textAt(user, 'email', where);
	textAt(user, 'apiKey', where);
}

function checkProperty(value: unknown, where: string): void {
	const property = fieldsAt(value, where);
	uuidAt(property, 'id', where);
	textAt(property, 'name', where);
	textAt(property, 'kind', where);
	optionalObject(property, 'options', where);
	if (property.inverse_association !== undefined) uuidAt(property, 'inverse_association', where);
	if (property.required !== undefined && typeof property.required !== 'boolean') {
		fail(`${where}.required`, 'must be true or false');
	}
}

function checkModelShape(value: unknown, where: string): void {
	const model = fieldsAt(value, where);
	uuidAt(model, 'id', where);
	textAt(model, 'name', where);
	textAt(model, 'table', where);
	const seen = new Set<unknown>();
	listAt(model.properties, `${where}.properties`).forEach((property, index) => {
		const at = `${where}.properties[${index}]`;
		checkProperty(property, at);
		takeUnique(seen, fieldsAt(property, at).id, `${at}.id`);
		takeUnique(seen, fieldsAt(property, at).name, `${at}.name`);
	});
	if (model.records === undefined) return;
	const ids = new Set<unknown>();
	listAt(model.records, `${where}.records`).forEach((record, index) => {
		const at = `${where}.records[${index}]`;
		const { id } = fieldsAt(record, at);
		if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) {
			fail(`${at}.id`, 'must be a positive whole number');
		}
		takeUnique(ids, id, `${at}.id`);
	});
}

function checkEach(
	fields: Fields,
	key: string,
	check: (entry: Fields, where: string) => void,
): void {
	if (fields[key] === undefined) return;
	const seen = new Set<unknown>();
	listAt(fields[key], key).forEach((value, index) => {
		const where = `${key}[${index}]`;
		const entry = fieldsAt(value, where);
		uuidAt(entry, 'id', where);
		takeUnique(seen, entry.id, `${where}.id`);
		uuidAt(entry, 'model', where);
		check(entry, where);
	});
}

function checkAction(action: Fields, where: string): void {
	optionalNumber(action, 'status', where, [200, 599]);
	optionalNumber(action, 'delayMs', where, [0, 3_600_000]);
	if (action.effect === undefined) return;
	const effect = fieldsAt(action.effect, `${where}.effect`);
	const create = fieldsAt(effect.create, `${where}.effect.create`);
	textAt(create, 'model', `${where}.effect.create`);
	fieldsAt(create.values, `${where}.effect.create.values`);
}

function checkShape(value: unknown): asserts value is AppDefinition {
	const app = fieldsAt(value, 'The app');
	const users = listAt(app.users, 'users');
	if (users.length === 0) fail('users', 'must name at least one user');
	users.forEach((user, index) => checkUser(user, `users[${index}]`));
	listAt(app.models, 'models').forEach((model, index) =>
		checkModelShape(model, `models[${index}]`),
	);
	checkEach(app, 'views', (view, where) => {
		listAt(view.columns, `${where}.columns`);
	});
	checkEach(app, 'filters', (filter, where) => {
		if (filter.definition === undefined) fail(`${where}.definition`, 'is missing');
	});
	checkEach(app, 'actions', checkAction);
}

function checkModelNames(app: AppDefinition): void {
	const seen = new Set<unknown>();
	app.models.forEach((model, index) => {
		takeUnique(seen, model.id, `models[${index}].id`);
		takeUnique(seen, model.table, `models[${index}].table`);
		takeUnique(seen, `name ${model.name}`, `models[${index}].name`);
	});
}

function checkRelations(app: AppDefinition): void {
	const models = new Map(app.models.map((model) => [model.id, model]));
	app.models.forEach((model, modelIndex) => {
		model.properties.forEach((property, index) => {
			const where = `models[${modelIndex}].properties[${index}]`;
			if (!/^(belongsTo|has|many)/.test(kindGroup(property.kind))) return;
			const target = models.get(String(property.options?.model));
			if (target === undefined) fail(`${where}.options.model`, 'must be the id of a model');
			const inverse = property.inverse_association;
			if (inverse !== undefined && !target.properties.some(({ id }) => id === inverse)) {
				fail(`${where}.inverse_association`, `must be the id of a property of ${target.name}`);
			}
		});
	});
}

function checkReferences(app: AppDefinition): void {
	const models = new Map(app.models.map((model) => [model.id, model]));
	for (const key of ['views', 'filters', 'actions'] as const) {
		app[key]?.forEach((entry, index) => {
			if (!models.has(entry.model)) fail(`${key}[${index}].model`, 'must be the id of a model');
		});
	}
	app.views?.forEach((view, viewIndex) => {
		view.columns.forEach((column, index) => {
			if (typeof column !== 'string' || !uuidPattern.test(column)) {
				fail(`views[${viewIndex}].columns[${index}]`, 'must be the UUID of a property');
			}
		});
	});
	app.actions?.forEach(({ effect }, index) => {
		const name = effect?.create.model;
		const known = app.models.some(({ id, table, name: own }) =>
			[id, table, own].includes(name ?? id),
		);
		if (!known) fail(`actions[${index}].effect.create.model`, 'must name a model');
	});
}

/**
 * Checks an app definition that comes from outside; values of records are checked when the store
 * takes them in.
 * @throws Error that names the first wrong field and its place
 */
export function checkApp(value: unknown): AppDefinition {
	checkShape(value);
	checkModelNames(value);
	checkRelations(value);
	checkReferences(value);
	return value;
}
