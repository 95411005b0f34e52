// What is asked of an app's schema, and how its responses are read.
import { isJsonObject } from '../app/values/json';
import { isName } from './names';

/** A type in the response to an introspection: wrapped, as in `[File!]!`. */
export interface TypeReference {
	kind?: unknown;
	name?: unknown;
	enumValues?: unknown;
	fields?: unknown;
	possibleTypes?: unknown;
	inputFields?: unknown;
	ofType?: unknown;
}

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

/** A field of a type. */
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
	const type = isJsonObject(data) ? data.__type : undefined;
	const fields = isJsonObject(type) && Array.isArray(type.inputFields) ? type.inputFields : [];
	return new Map(
		(fields as unknown[]).filter(isJsonObject).map(({ name, type: wrapped }) => {
			let inner: unknown = wrapped;
			while (isJsonObject(inner) && isJsonObject(inner.ofType)) inner = inner.ofType;
			return [String(name), isJsonObject(inner) ? namesIn(inner.inputFields) : []];
		}),
	);
}

/** @returns undefined when the response shows no schema */
export function entriesIn(data: unknown): Entry[] | undefined {
	const fields = rootFields(data);
	if (fields === undefined) return undefined;
	const byName = new Map(fields.map((field) => [String(field.name), field]));
	return [...byName].flatMap(([all, field]) => {
		const name = /^all([A-Z0-9_]\w*)$/.exec(all)?.[1];
		const list = namedType(field.type);
		if (name === undefined || !isName(all) || list?.kind !== 'OBJECT') return [];
		const one = byName.get(`one${name}`);
		const record = namedType(one?.type);
		const type = record?.kind === 'OBJECT' ? record : list;
		const where = namedType(argumentsOf(field).find((each) => each.name === 'where')?.type)?.name;
		return {
			name,
			all,
			one: record?.kind === 'OBJECT' ? `one${name}` : undefined,
			type: type.name,
			isListType: type === list,
			where: isName(where) ? where : undefined,
		};
	});
}

/** @returns undefined when there is no such type */
export function fieldsIn(type: unknown): FieldFacts[] | undefined {
	if (!isJsonObject(type) || !Array.isArray(type.fields)) return undefined;
	return type.fields.flatMap((field) => fieldOf(field) ?? []);
}

function fieldOf(field: unknown): FieldFacts | undefined {
	if (!isJsonObject(field) || !isName(field.name)) return undefined;
	const type = namedType(field.type);
	if (type === undefined) return undefined;
	const isPlain = argumentsOf(field).every((each) => !isRequired(each));
	return { name: field.name, type, isPlain };
}

function isRequired({ type, defaultValue }: Argument): boolean {
	return isJsonObject(type) && type.kind === 'NON_NULL' && typeof defaultValue !== 'string';
}

function namedType(reference: unknown): NamedType | undefined {
	let isList = false;
	for (let type = reference; isJsonObject(type); type = type.ofType) {
		const { kind, name, enumValues, possibleTypes } = type as TypeReference;
		if (kind === 'LIST') isList = true;
		if (kind === 'LIST' || kind === 'NON_NULL') continue;
		if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
		return {
			kind,
			name,
			isList,
			values: namesIn(enumValues),
			fields: fieldsIn(type) ?? [],
			possible: namesIn(possibleTypes),
		};
	}
	return undefined;
}

function namesIn(list: unknown): string[] {
	return (Array.isArray(list) ? list : [])
		.map((entry: unknown) => (isJsonObject(entry) ? entry.name : undefined))
		.filter((name) => typeof name === 'string');
}

interface Argument {
	name?: unknown;
	type?: unknown;
	defaultValue?: unknown;
}

function argumentsOf({ args }: { args?: unknown }): Argument[] {
	return Array.isArray(args) ? args.filter(isJsonObject) : [];
}

interface RootField extends Argument {
	args?: unknown;
}

function rootFields(data: unknown): RootField[] | undefined {
	const schema = isJsonObject(data) ? data.__schema : undefined;
	const root = isJsonObject(schema) ? schema.queryType : undefined;
	const fields = isJsonObject(root) ? root.fields : undefined;
	return Array.isArray(fields) ? fields.filter(isJsonObject) : undefined;
}
