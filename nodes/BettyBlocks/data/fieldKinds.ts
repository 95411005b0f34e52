// Kinds of properties, as the types of their fields tell them.
import type { NamedType } from './introspection';

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

const kinds = new Map(Object.entries(SCALARS).map(([kind, type]) => [type, kind]));

/** The kind of a property with a plain value. A name that clashes gets underscores in front. */
export function scalarKind({ name }: NamedType): string {
	return kinds.get(name.replace(/^_+/, '')) ?? name;
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
	return (scalar === undefined ? undefined : kinds.get(scalar)) ?? named;
}

/** The kind of a property whose value is an object, or a list of them. */
export function objectKind(sort: keyof typeof OBJECTS, isList: boolean): string {
	const named = Object.entries(OBJECTS[sort]).find(([, list]) => list === isList);
	return named?.[0] ?? sort;
}

/** Whether values are decimals, which may be written as text: JavaScript's numbers have fewer digits. */
export function isDecimal({ kind }: { kind: string }): boolean {
	return SCALARS[kind] === 'Decimal';
}

/** What an object must have to be a file: `File { name! url! }`, and `resized` where it is an image. */
export function fileSort({ fields }: NamedType): 'file' | 'image' | undefined {
	const names = fields.map(({ name }) => name);
	if (!names.includes('name') || !names.includes('url') || names.includes('id')) return undefined;
	return names.includes('resized') ? 'image' : 'file';
}
