import type { IDataObject, INode, INodeProperties } from 'n8n-workflow';

/**
 * A parameter: what a person sees of it, and how it is read. Name, default and reader stand together.
 *
 * The description of a node lists `field`; an operation reads with `item.read(parameter)`.
 */
export interface Parameter<Value> {
	field: INodeProperties;
	/**
	 * @throws {InputError} naming the parameter, for what makes no sense
	 */
	read: (reader: Reader) => Value;
}

/** What was entered, for one item or for a poll. */
export interface Reader {
	/** What is entered, with expressions evaluated. */
	get: (path: string, fallback?: unknown) => unknown;
	node: INode;
	/** The zone of the workflow. */
	zone: string;
	read: <Value>(parameter: Parameter<Value>) => Value;
}

/**
 * Makes what was entered a value.
 *
 * @param displayName what messages call the parameter
 * @param zone the zone of the workflow
 * @throws {InputError} naming the parameter, for what makes no sense
 */
export type Convert<Value> = (entered: unknown, displayName: string, zone: string) => Value;

/** A parameter of its own. */
export function parameter<Value>(
	field: INodeProperties,
	convert: Convert<Value>,
): Parameter<Value> {
	return at(field.name, field, convert);
}

/** A parameter in the collection *Options*. */
export function option<Value>(field: INodeProperties, convert: Convert<Value>): Parameter<Value> {
	return at(`options.${field.name}`, field, convert);
}

/** The entries of a fixed collection of one kind; an expression may yield one instead of a list. */
export function entries(
	field: INodeProperties,
	kind = field.options?.[0]?.name,
): Parameter<IDataObject[]> {
	return { field, read: (reader) => toEntries(reader.get(`${field.name}.${kind}`, [])) };
}

/** What was entered as a list of entries, whatever an expression yields. */
export function toEntries(entered: unknown): IDataObject[] {
	return (Array.isArray(entered) ? entered : [entered]).map(
		(entry: unknown) => (entry ?? {}) as IDataObject,
	);
}

/**
 * A parameter that narrows what is read. One that is not set, or typed empty, means everything; one
 * that yields nothing when it runs never does: with a Delete behind it, the table would be empty.
 *
 * @param convert gets whether the parameter is typed empty
 */
export function narrowing<Value>(
	field: INodeProperties,
	convert: (entered: unknown, displayName: string, isTypedEmpty: boolean) => Value,
): Parameter<Value> {
	const path = `options.${field.name}`;
	return {
		field,
		read: (reader) =>
			convert(reader.get(path, ''), field.displayName, isTypedEmpty(reader.node, path)),
	};
}

/** The same parameter, shown in another way. */
export function shownAs<Value>(
	{ field, read }: Parameter<Value>,
	changes: Partial<INodeProperties>,
): Parameter<Value> {
	return { field: { ...field, ...changes }, read };
}

function at<Value>(
	path: string,
	field: INodeProperties,
	convert: Convert<Value>,
): Parameter<Value> {
	return {
		field,
		read: (reader) => convert(reader.get(path, field.default), field.displayName, reader.zone),
	};
}

function isTypedEmpty({ parameters }: INode, path: string): boolean {
	let value: unknown = parameters;
	for (const name of path.split('.')) {
		if (isExpression(value)) return false;
		value = (value as IDataObject | undefined)?.[name];
	}
	return value === undefined || value === null || value === '';
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}
