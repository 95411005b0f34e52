import { createHash } from 'node:crypto';

import { checkApp, type AppDefinition } from '../app.ts';
import {
	fail,
	fieldsAt,
	listAt,
	optionalNumber,
	takeUnique,
	textAt,
	uuidAt,
	uuidPattern,
	type Fields,
} from '../checks.ts';

/** A way to log in with a username and a password. */
export interface AuthenticationProfile {
	id: string;
	/** The end-user model, by name, table or UUID; without it the app file's `users` log in. */
	model?: string;
	/** Its properties that hold them; default `email` and `password`. */
	username?: string;
	password?: string;
	/** Names of the roles of everybody who logs in; default `["user"]`. */
	roles?: string[];
	/** A many-to-many property whose records' `name` are further roles of a user. */
	rolesProperty?: string;
}

/** What a role may not read; a role without an entry reads everything, but `public` nothing. */
export interface RoleDefinition {
	name: string;
	/** Names of models; `"*"`: all. */
	deniedModels?: string[];
	/** `"Model.property"`, or `"Model.*"`. */
	deniedProperties?: string[];
}

/** What an action does to the store. Values may be `"$inputs.<name>"` or `"$record.<property>"`. */
export interface DataEffect {
	create?: { model: string; values: Record<string, unknown> };
	update?: { model: string; id: unknown; values: Record<string, unknown> };
	delete?: { model: string; id: unknown };
}

export interface ActionVariable {
	name: string;
	/** Shown by the artifact only; default `TEXT`. */
	kind?: string;
	required?: boolean;
}

export interface DataActionDefinition {
	id: string;
	name: string;
	/** Whether it runs without a token. */
	public?: boolean;
	/** The profile whose users may run it; default the first one. */
	authenticationProfile?: string;
	/** A variable named `request` makes it an HTTP endpoint as well. */
	variables?: ActionVariable[];
	/** The output; `$inputs`, `$inputs.<name>`, `$record`, `$record.<property>` and `$user` stand for values. */
	results?: unknown;
	/** Carried out one after the other. */
	effect?: DataEffect | DataEffect[];
	/** Validation messages that it fails with, after its effects. */
	errors?: string[];
	/** What stands in the `extensions` of that failure. */
	errorExtensions?: Record<string, unknown>;
	/** What the step "Format endpoint result" says. */
	response?: { statusCode?: number; headers?: Record<string, string>; body?: unknown };
	delayMs?: number;
}

/** A file that lies in the storage from the start; a file property holds its `key`. */
export interface StoredFileDefinition {
	key: string;
	contentType?: string;
	text?: string;
	base64?: string;
}

export interface DataDefinition {
	applicationId?: string;
	authenticationProfiles?: AuthenticationProfile[];
	roles?: RoleDefinition[];
	actions?: DataActionDefinition[];
	files?: StoredFileDefinition[];
}

/** The app file, with what only the Data API knows. */
export interface DataAppDefinition extends AppDefinition {
	data?: DataDefinition;
}

function derivedId(...parts: string[]): string {
	return createHash('sha256').update(parts.join('.')).digest('hex').slice(0, 32);
}

/** The section `data` with its defaults: an id derived from the models', and one profile. */
export function dataOf(app: DataAppDefinition): Required<DataDefinition> {
	const { data = {} } = app;
	const applicationId =
		data.applicationId ?? derivedId('application', ...app.models.map(({ id }) => id));
	return {
		applicationId,
		authenticationProfiles: data.authenticationProfiles ?? [
			{ id: derivedId(applicationId, 'profile') },
		],
		roles: data.roles ?? [],
		actions: data.actions ?? [],
		files: data.files ?? [],
	};
}

function checkTexts(value: unknown, where: string): void {
	if (value === undefined) return;
	listAt(value, where).forEach((entry, index) => {
		if (typeof entry !== 'string') fail(`${where}[${index}]`, 'must be a text');
	});
}

function checkModel(app: AppDefinition, reference: unknown, where: string): Fields {
	const model = app.models.find(({ id, table, name }) =>
		[id, table, name].some((known) => known === reference),
	);
	if (model === undefined) fail(where, 'must name a model');
	return { ...model };
}

function checkProfile(app: AppDefinition, profile: Fields, where: string): void {
	checkTexts(profile.roles, `${where}.roles`);
	if (profile.model === undefined) return;
	const { properties } = checkModel(app, profile.model, `${where}.model`);
	const names = listAt(properties, where).map((property) => fieldsAt(property, where).name);
	const { username = 'email', password = 'password', rolesProperty = username } = profile;
	for (const [key, name] of Object.entries({ username, password, rolesProperty })) {
		if (!names.includes(name)) fail(`${where}.${key}`, 'must be the name of a property');
	}
}

function checkEffect(app: AppDefinition, value: unknown, where: string): void {
	const effect = fieldsAt(value, where);
	for (const [verb, step] of Object.entries(effect)) {
		const at = `${where}.${verb}`;
		if (!['create', 'update', 'delete'].includes(verb)) fail(at, 'is not known');
		const fields = fieldsAt(step, at);
		checkModel(app, fields.model, `${at}.model`);
		if (verb !== 'delete') fieldsAt(fields.values, `${at}.values`);
		if (verb !== 'create' && fields.id === undefined) fail(`${at}.id`, 'is missing');
	}
}

function checkAction(app: AppDefinition, action: Fields, where: string): void {
	textAt(action, 'name', where);
	optionalNumber(action, 'delayMs', where, [0, 3_600_000]);
	checkTexts(action.errors, `${where}.errors`);
	listAt(action.variables ?? [], `${where}.variables`).forEach((variable, index) => {
		const at = `${where}.variables[${index}]`;
		textAt(fieldsAt(variable, at), 'name', at);
	});
	const profile = action.authenticationProfile;
	if (profile !== undefined && !uuidPattern.test(String(profile))) {
		fail(`${where}.authenticationProfile`, 'must be the id of a profile');
	}
	if (action.response !== undefined) fieldsAt(action.response, `${where}.response`);
	[action.effect ?? []].flat().forEach((effect, index) => {
		checkEffect(app, effect, `${where}.effect[${index}]`);
	});
}

function checkEach(
	data: Fields,
	key: string,
	name: 'id' | 'name' | 'key',
	check: (entry: Fields, where: string) => void,
): void {
	if (data[key] === undefined) return;
	const seen = new Set<unknown>();
	listAt(data[key], `data.${key}`).forEach((value, index) => {
		const where = `data.${key}[${index}]`;
		const entry = fieldsAt(value, where);
		if (name === 'id') uuidAt(entry, 'id', where);
		else textAt(entry, name, where);
		takeUnique(seen, entry[name], `${where}.${name}`);
		check(entry, where);
	});
}

/** An app whose users all are records need not name any; without any at all, somebody has to log in. */
function withUsers(value: unknown): unknown {
	const isApp = typeof value === 'object' && value !== null && !('users' in value);
	return isApp ? { ...value, users: [{ email: 'user@example.com', apiKey: 'secret' }] } : value;
}

/**
 * Checks an app definition that comes from outside, with its section `data`.
 * @throws Error that names the first wrong field and its place
 */
export function checkDataApp(value: unknown): DataAppDefinition {
	const app: DataAppDefinition = checkApp(withUsers(value));
	if (app.data === undefined) return app;
	const data = fieldsAt(app.data, 'data');
	if (data.applicationId !== undefined) uuidAt(data, 'applicationId', 'data');
	checkEach(data, 'authenticationProfiles', 'id', (profile, where) => {
		checkProfile(app, profile, where);
	});
	checkEach(data, 'roles', 'name', (role, where) => {
		checkTexts(role.deniedModels, `${where}.deniedModels`);
		checkTexts(role.deniedProperties, `${where}.deniedProperties`);
	});
	checkEach(data, 'actions', 'id', (action, where) => {
		checkAction(app, action, where);
	});
	checkEach(data, 'files', 'key', () => undefined);
	return app;
}
