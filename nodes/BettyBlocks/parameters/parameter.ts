import {
	type IDataObject,
	type IGetNodeParameterOptions,
	type INode,
	type INodeParameterResourceLocator,
	type INodeProperties,
	type INodePropertyModeValidation,
	updateDisplayOptions,
} from 'n8n-workflow';
import { toBoolean } from './converters';

/** A parameter: what a person sees of it, and the value that is made of what was entered. */
export interface Parameter<Value> {
	/** What messages call it. */
	displayName: string;
	/** One, unless others depend on it or each API has its own. */
	fields: INodeProperties[];
	/** @throws {InputError} naming the parameter, for what makes no sense */
	parse: (reader: Reader) => Value;
}

/** Parameters by what the code calls their values. */
export interface Parameters {
	[name: string]: Parameter<unknown>;
}

export type ValueOf<Declared> = Declared extends Parameter<infer Value> ? Value : never;

export type ValuesOf<Declared> = { [Name in keyof Declared]: ValueOf<Declared[Name]> };

/**
 * Makes what was entered a value.
 *
 * @param displayName what messages call the parameter
 * @param zone the zone of the workflow
 * @throws {InputError} naming the parameter, for what makes no sense
 */
export type Convert<Value> = (entered: unknown, displayName: string, zone: string) => Value;

export function parameter<Value>(
	field: INodeProperties,
	convert: Convert<Value>,
): Parameter<Value> {
	const { displayName, name } = field;
	return {
		displayName,
		fields: [field],
		parse: (reader) => convert(reader.get(name, field.default), displayName, reader.zone),
	};
}

/** A switch. */
export function toggle(field: Omit<INodeProperties, 'type'>): Parameter<boolean> {
	return parameter({ ...field, type: 'boolean' }, toBoolean);
}

/** A parameter that has no value until somebody sets it. */
export function whenSet<Value>(
	field: INodeProperties,
	convert: Convert<Value>,
): Parameter<Value | undefined> {
	const own = parameter(field, convert);
	return {
		...own,
		parse: (reader) => (reader.get(field.name, null) === null ? undefined : own.parse(reader)),
	};
}

/** The entries of a fixed collection of one kind; an expression may yield one instead of a list. */
export function entries(
	field: INodeProperties,
	kind = field.options?.[0]?.name,
): Parameter<IDataObject[]> {
	const { displayName, name } = field;
	return {
		displayName,
		fields: [field],
		parse: (reader) => toEntries(reader.get(`${name}.${kind}`, [])),
	};
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
	const { displayName, name } = field;
	return {
		displayName,
		fields: [field],
		parse: (reader) => convert(reader.get(name, ''), displayName, reader.isTypedEmpty(name)),
	};
}

/** The same parameter, shown in another way. */
export function shownAs<Value>(
	{ fields, ...others }: Parameter<Value>,
	changes: Partial<INodeProperties>,
): Parameter<Value> {
	return { ...others, fields: fields.map((field) => ({ ...field, ...changes })) };
}

/** The same parameter with another value. */
export function mapped<Value, Mapped>(
	{ parse, ...others }: Parameter<Value>,
	map: (value: Value) => Mapped,
): Parameter<Mapped> {
	return { ...others, parse: (reader) => map(parse(reader)) };
}

/** Parameters that stand one below the other, as one with the values of all. */
export function group<Declared extends Parameters>(
	displayName: string,
	declared: Declared,
): Parameter<ValuesOf<Declared>> {
	return {
		displayName,
		fields: Object.values(declared).flatMap(({ fields }) => fields),
		parse: (reader) => parseAll(declared, reader),
	};
}

type Branches<Kind extends string | boolean> = { [Name in `${Kind}`]?: Parameters };

/** What was chosen, with the values of the parameters that are shown then. */
export type Chosen<
	Kind extends string | boolean,
	Below extends Branches<Kind>,
> = Kind extends unknown ? { kind: Kind } & ValuesOf<NonNullable<Below[`${Kind}`]>> : never;

/**
 * A parameter that decides which others are shown, and read.
 *
 * @param below the others by what is chosen; one may stand below several choices
 */
export function oneOf<Kind extends string | boolean, Below extends Branches<Kind>>(
	selector: Parameter<Kind>,
	below: Below,
): Parameter<Chosen<Kind, Below>> {
	const branches = new Map<string, Parameters>(Object.entries(below as Record<string, Parameters>));
	return {
		displayName: selector.displayName,
		fields: [...selector.fields, ...fieldsBelow(selector, branches)],
		parse: (reader) => {
			const kind = selector.parse(reader);
			const values = parseAll(branches.get(String(kind)) ?? {}, reader);
			return { kind, ...values } as Chosen<Kind, Below>;
		},
	};
}

function fieldsBelow(
	selector: Parameter<unknown>,
	branches: Map<string, Parameters>,
): INodeProperties[] {
	const choicesOf = new Map<Parameter<unknown>, string[]>();
	for (const [choice, parameters] of branches) {
		for (const each of Object.values(parameters)) {
			choicesOf.set(each, [...(choicesOf.get(each) ?? []), choice].sort());
		}
	}
	return [...choicesOf].flatMap(([{ fields }, choices]) => {
		const show = selector.fields.map(({ name, type }) => [
			name,
			type === 'boolean' ? choices.map((choice) => choice === 'true') : choices,
		]);
		return updateDisplayOptions({ show: Object.fromEntries(show) }, fields);
	});
}

export function parseAll<Declared extends Parameters>(
	declared: Declared,
	reader: Reader,
): ValuesOf<Declared> {
	const values = Object.entries(declared).map(([name, { parse }]) => [name, parse(reader)]);
	return Object.fromEntries(values) as ValuesOf<Declared>;
}

/** What n8n was given for one item, or for a poll. */
export interface EnteredParameters {
	node: INode;
	/** The zone of the workflow. */
	zone: string;
	/** What is entered, with expressions evaluated unless the options say otherwise. */
	get: (path: string, fallback: unknown, options?: IGetNodeParameterOptions) => unknown;
}

/** Reads what was entered, as a whole or inside a collection. */
export class Reader {
	readonly zone: string;

	constructor(
		private readonly entered: EnteredParameters,
		private readonly collection = '',
	) {
		this.zone = entered.zone;
	}

	/** The same inside a collection. */
	within(collection: string): Reader {
		return new Reader(this.entered, `${collection}.`);
	}

	get(path: string, fallback?: unknown, options?: IGetNodeParameterOptions): unknown {
		return this.entered.get(this.collection + path, fallback, options);
	}

	/** Whether nothing was typed, as opposed to an expression that yields nothing. */
	isTypedEmpty(path: string): boolean {
		let value: unknown = this.entered.node.parameters;
		for (const name of (this.collection + path).split('.')) {
			if (isExpression(value)) return false;
			value = (value as IDataObject | undefined)?.[name];
		}
		return value === undefined || value === null || value === '';
	}
}

export function isExpression(saved: unknown): saved is string {
	return typeof saved === 'string' && saved.startsWith('=');
}

/** What a resource locator holds; an expression for the whole parameter yields the value itself. */
export function locatorValue(entered: unknown): unknown {
	const isLocator = typeof entered === 'object' && entered !== null && '__rl' in entered;
	return isLocator ? (entered as INodeParameterResourceLocator).value : entered;
}

/** What a text in a resource locator has to look like. */
export function matching(regex: string, errorMessage: string): INodePropertyModeValidation[] {
	return [{ type: 'regex', properties: { regex, errorMessage } }];
}
