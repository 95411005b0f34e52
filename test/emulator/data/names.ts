import type { Model, Store, StoredProperty } from '../store.ts';

/** camelCase of a database name; an underscore before a digit stays, as in `document_2`. */
export function fieldName(name: string): string {
	const joined = name.replace(/(?<=[^_])_+([a-z])/gi, (_match, letter: string) =>
		letter.toUpperCase(),
	);
	return joined.charAt(0).toLowerCase() + joined.slice(1);
}

function pascalCase(name: string): string {
	const joined = fieldName(name);
	return joined.charAt(0).toUpperCase() + joined.slice(1);
}

/** The name of a model in the names of root fields. */
export function modelName({ name }: Model): string {
	return pascalCase(name);
}

/** Names of types; one that is taken gets underscores in front. */
export class TypeNames {
	private readonly taken: Set<string>;
	private readonly models: Map<Model, string>;

	constructor(store: Store, reserved: readonly string[]) {
		this.taken = new Set(reserved);
		this.models = new Map(store.models.map((model) => [model, this.take(modelName(model))]));
	}

	/** The name of a model's own type; models come before all that is derived from them. */
	of(model: Model): string {
		return this.models.get(model) ?? model.name;
	}

	take(wanted: string): string {
		let name = wanted;
		while (this.taken.has(name)) name = `_${name}`;
		this.taken.add(name);
		return name;
	}
}

/** What the type of a list property is called, unless that name is taken. */
export function enumName({ name, id }: StoredProperty): string {
	return `${pascalCase(name)}Property${id.slice(0, 8)}`;
}

function optionName(option: unknown): unknown {
	if (typeof option !== 'object' || option === null) return option;
	if ('value' in option) return option.value;
	return 'name' in option ? option.name : undefined;
}

/** The values of a list property's enum: its options, each under a name that GraphQL allows. */
export function enumValues({ options }: StoredProperty): Map<string, string> {
	const values = new Map<string, string>();
	for (const option of Array.isArray(options.values) ? options.values : []) {
		const value = String(optionName(option));
		let name = value.replace(/[^_0-9A-Za-z]+/g, '_').replace(/^(?=\d|$)/, '_');
		if (['true', 'false', 'null'].includes(name)) name = `_${name}`;
		while (values.has(name)) name = `${name}_`;
		values.set(name, value);
	}
	return values;
}
