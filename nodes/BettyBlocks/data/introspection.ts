// What is asked of an app's schema, and how its responses are read.
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../app/values/json';
import { isName } from './names';

/** The type inside the wrappers of another. */
export interface NamedType {
	kind: string;
	name: string;
	isList: boolean;
	/** Names of the values of an enum. */
	values: string[];
	/** The fields of an object, as far as they were asked for. */
	fields: FieldFacts[];
	/** Names of the types that a union or an interface stands for. */
	possible: string[];
}

export interface FieldFacts {
	name: string;
	type: NamedType;
	/** Whether it can be selected without arguments. */
	isPlain: boolean;
}

/** A model, as the fields of the query root tell it. */
export interface Entry {
	/** As in `all<M>`: what people call the model. */
	name: string;
	/** The field that lists its records. */
	all: string;
	/** The field that finds one of them. */
	one: string | undefined;
	/** The type of a record, or of the list where `one<M>` is missing. */
	type: string;
	isListType: boolean;
	/** The type of the argument `where`. */
	where: string | undefined;
}

/** Lists of lists of lists, all of it required: `[[[File!]!]!]!`. */
const MAX_WRAPPERS = 7;

/** The same of a type and of what it wraps. */
function throughWrappers(asked: string): string {
	return Array.from({ length: MAX_WRAPPERS }).reduce<string>(
		(inner) => `${asked} ofType { ${inner} }`,
		asked,
	);
}

const NAMED = throughWrappers('kind name');

/** What is required has no default. */
const ARGUMENTS = 'args { name defaultValue type { kind } }';

/** Which models there are: the fields of the query root, with the names of their types. */
export const ROOT_QUESTION = `query { __schema { queryType { fields { name type { ${NAMED} } args { name type { ${NAMED} } } } } } }`;

/** The fields of related models tell which of them people know a record by. */
const INNER = throughWrappers(
	`kind name enumValues { name } possibleTypes { name } fields { name ${ARGUMENTS} type { ${NAMED} } }`,
);

const FIELDS = `name fields { name ${ARGUMENTS} type { ${INNER} } }`;

/**
 * Asks for the fields of some types, each under an alias of its own.
 *
 * @param names at most as many as a request may have root fields
 */
export function typesQuestion(names: string[]): { query: string; variables: object } {
	const declared = names.map((_name, index) => `$t${index}: String!`).join(', ');
	const asked = names.map((_name, index) => `t${index}: __type(name: $t${index}) { ${FIELDS} }`);
	return {
		query: `query (${declared}) { ${asked.join(' ')} }`,
		variables: Object.fromEntries(names.map((name, index) => [`t${index}`, name])),
	};
}

const COMPARISONS = throughWrappers('inputFields { name }');

/** Asks which comparisons a filter has for each property. */
export function filterQuestion(type: string): { query: string; variables: object } {
	return {
		query: `query ($type: String!) { __type(name: $type) { inputFields { name type { ${COMPARISONS} } } } }`,
		variables: { type },
	};
}

/** The comparisons by property; none for what has no filter of its own. */
export function comparisonsIn(data: unknown): Map<string, string[]> {
	const fields = objectsIn(valueAt(data, '__type', 'inputFields'));
	return new Map(
		fields.map(({ name, type }) => [
			String(name),
			namesIn(valueAt(unwrapped(type), 'inputFields')),
		]),
	);
}

/** @returns undefined when the response shows no schema */
export function entriesIn(data: unknown): Entry[] | undefined {
	const fields = valueAt(data, '__schema', 'queryType', 'fields');
	if (!Array.isArray(fields)) return undefined;
	const byName = new Map(objectsIn(fields).map((field) => [String(field.name), field]));
	return [...byName].flatMap(([all, field]) => {
		const name = /^all([A-Z0-9_]\w*)$/.exec(all)?.[1];
		const list = namedType(field.type);
		if (name === undefined || !isName(all) || list?.kind !== 'OBJECT') return [];
		const record = namedType(byName.get(`one${name}`)?.type);
		const hasOne = record?.kind === 'OBJECT';
		const where = objectsIn(field.args).find((each) => each.name === 'where');
		const filter = namedType(where?.type)?.name;
		return {
			name,
			all,
			one: hasOne ? `one${name}` : undefined,
			type: hasOne ? record.name : list.name,
			isListType: !hasOne,
			where: isName(filter) ? filter : undefined,
		};
	});
}

/** @returns undefined when there is no such type */
export function fieldsIn(type: unknown): FieldFacts[] | undefined {
	const fields = valueAt(type, 'fields');
	if (!Array.isArray(fields)) return undefined;
	return objectsIn(fields).flatMap(({ name, type: wrapped, args }) => {
		const named = namedType(wrapped);
		const isPlain = !objectsIn(args).some(isRequired);
		return isName(name) && named !== undefined ? [{ name, type: named, isPlain }] : [];
	});
}

function isRequired({ type, defaultValue }: IDataObject): boolean {
	return valueAt(type, 'kind') === 'NON_NULL' && typeof defaultValue !== 'string';
}

function namedType(wrapped: unknown): NamedType | undefined {
	const type = unwrapped(wrapped);
	if (typeof type?.kind !== 'string' || typeof type.name !== 'string') return undefined;
	return {
		kind: type.kind,
		name: type.name,
		isList: isList(wrapped),
		values: namesIn(type.enumValues),
		fields: fieldsIn(type) ?? [],
		possible: namesIn(type.possibleTypes),
	};
}

function unwrapped(type: unknown): IDataObject | undefined {
	if (!isJsonObject(type)) return undefined;
	return isJsonObject(type.ofType) ? unwrapped(type.ofType) : type;
}

function isList(type: unknown): boolean {
	return isJsonObject(type) && (type.kind === 'LIST' || isList(type.ofType));
}

function namesIn(list: unknown): string[] {
	return objectsIn(list).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

function valueAt(data: unknown, ...path: string[]): unknown {
	return path.reduce<unknown>((at, key) => (isJsonObject(at) ? at[key] : undefined), data);
}

/** The objects in a list; none in anything else. */
export function objectsIn(list: unknown): IDataObject[] {
	return (Array.isArray(list) ? (list as unknown[]) : []).filter(isJsonObject);
}
