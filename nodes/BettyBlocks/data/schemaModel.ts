// Models of the app, as its schema tells them.
import type { Model, Property } from '../app/schema/models';
import type { Entry, FieldFacts, NamedType } from './introspection';

/** What people know a record by, where a model has it. */
const LABELS = ['name', 'title', 'label', 'subject'];

/**
 * A model with the fields of its type as properties. In the schema a property has nothing but its name,
 * so that is its id as well, and a model's too.
 *
 * @param models by the name of their type
 */
export function toModel(entry: Entry, fields: FieldFacts[], models: Map<string, Entry>): Model {
	return {
		id: entry.name,
		name: entry.name,
		properties: fields.flatMap((field) => toProperty(field, models) ?? []),
	};
}

/** A model of which no more than its name is known. */
export function nameOnly({ name }: Entry): Model {
	return { id: name, name, properties: [] };
}

/** @returns undefined for what can't be read without saying more */
function toProperty(field: FieldFacts, models: Map<string, Entry>): Property | undefined {
	const { name, type, isPlain } = field;
	if (!isPlain) return undefined;
	const property = { id: name, name, isReadOnly: true };
	switch (type.kind) {
		case 'SCALAR':
			return { ...property, kind: type.isList ? type.name : scalarKind(type), options: {} };
		case 'ENUM':
			return { ...property, kind: 'enum', options: { values: type.values } };
		case 'OBJECT':
			return isKnown(field, models) ? { ...property, ...ofObject(field, models) } : undefined;
		case 'UNION':
		case 'INTERFACE': {
			const kind = objectKind('relation', type.isList);
			return { ...property, kind, options: { models: type.possible } };
		}
		default:
			return undefined;
	}
}

/** Files, and records, also those of a model that the user may not list. */
function isKnown({ type }: FieldFacts, models: Map<string, Entry>): boolean {
	const isRecord = models.has(type.name) || type.fields.some(({ name }) => name === 'id');
	return isRecord || fileSort(type) !== undefined;
}

function ofObject(
	{ type }: FieldFacts,
	models: Map<string, Entry>,
): Pick<Property, 'kind' | 'options' | 'target' | 'shown'> {
	const target = models.get(type.name)?.name;
	const file = target === undefined ? fileSort(type) : undefined;
	if (file !== undefined) return { kind: objectKind(file, type.isList), options: {} };
	return {
		kind: objectKind('relation', type.isList),
		options: target === undefined ? {} : { model: target },
		...(target !== undefined && { target }),
		shown: shownFields(type.fields),
	};
}

function shownFields(fields: FieldFacts[]): string[] {
	const plain = fields.filter(
		({ type, isPlain }) => isPlain && type.kind === 'SCALAR' && !type.isList,
	);
	const named = (name: string) => plain.some((field) => field.name === name);
	const label = LABELS.find(
		(name) => plain.find((field) => field.name === name)?.type.name === 'String',
	);
	return [...(named('id') ? ['id'] : []), ...(label === undefined ? [] : [label])];
}

/** The scalars that apps of several years have (dumped schemas), by the kinds that they stand for. */
const SCALARS: Record<string, string> = {
	string: 'String',
	integer: 'Int',
	float: 'Float',
	decimal: 'Decimal',
	boolean: 'Boolean',
	date: 'Date',
	date_time: 'DateTime',
	time: 'Time',
};

/** For one value, and for a list of them. */
const OBJECTS = {
	relation: { belongs_to: false, has_many: true },
	image: { image: false, multi_image: true },
	file: { file: false, multi_file: true },
};

const KINDS = new Map(Object.entries(SCALARS).map(([kind, type]) => [type, kind]));

/** The kind of a property with a plain value. A name that clashes gets underscores in front. */
function scalarKind({ name }: NamedType): string {
	return KINDS.get(name.replace(/^_+/, '')) ?? name;
}

/** Words for kinds that properties have under another name: those of the scalars. */
const PUBLISHED: Record<string, string> = {
	number: 'Decimal',
	checkbox: 'Boolean',
	datetime: 'DateTime',
};

/** The kind that the app publishes as `DATE_TIME`; empty where it publishes none. */
export function publishedKind(word: unknown): string {
	const named = typeof word === 'string' ? word.toLowerCase() : '';
	const scalar = Object.hasOwn(PUBLISHED, named) ? PUBLISHED[named] : undefined;
	return (scalar === undefined ? undefined : KINDS.get(scalar)) ?? named;
}

/** The kind of a property whose value is an object, or a list of them. */
function objectKind(sort: keyof typeof OBJECTS, isList: boolean): string {
	const named = Object.entries(OBJECTS[sort]).find(([, list]) => list === isList);
	return named?.[0] ?? sort;
}

/** Whether values are decimals, which may be written as text: JavaScript's numbers have fewer digits. */
export function isDecimal({ kind }: { kind: string }): boolean {
	return SCALARS[kind] === 'Decimal';
}

/** What an object must have to be a file: `File { name! url! }`, and `resized` where it is an image. */
function fileSort({ fields }: NamedType): 'file' | 'image' | undefined {
	const names = fields.map(({ name }) => name);
	if (!names.includes('name') || !names.includes('url') || names.includes('id')) return undefined;
	return names.includes('resized') ? 'image' : 'file';
}
