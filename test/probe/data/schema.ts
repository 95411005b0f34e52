import { isRecordLike } from '../shapes.ts';

export interface Field {
	name: string;
	/** Of what is inside all wrappers. */
	typeName: string;
	/** As in `[Task!]`, with X for the type. */
	shape: string;
	hasArguments: boolean;
}

/** A model, as the fields of the query root tell it. */
export interface Model {
	name: string;
	typeName: string;
	filterType: string;
	fields: Field[];
}

interface TypeReference {
	kind?: string;
	name?: string | null;
	ofType?: TypeReference | null;
}

interface RawField {
	name: string;
	args?: Array<{ name: string; type: TypeReference }>;
	type: TypeReference;
}

const reference = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';

/** Asks which models there are. The whole schema of a large app would take it too long. */
export const rootQuery = `query {
	__schema { queryType { fields { name args { name type { ${reference} } } type { ${reference} } } } }
}`;

/** Asks for the fields of some models, each under an alias of its own. */
export function fieldsQuery(models: readonly Model[]): string {
	const fields = `fields { name args { name } type { ${reference} } }`;
	const parts = models.map(
		({ typeName }, index) => `m${index}: __type(name: "${typeName}") { ${fields} }`,
	);
	return `query { ${parts.join(' ')} }`;
}

function inner(type: TypeReference): string {
	return type.ofType ? inner(type.ofType) : String(type.name);
}

function shape(type: TypeReference): string {
	if (!type.ofType) return 'X';
	const within = shape(type.ofType);
	return type.kind === 'LIST' ? `[${within}]` : `${within}!`;
}

function dataIn(json: unknown): Record<string, unknown> {
	return isRecordLike(json) && isRecordLike(json.data) ? json.data : {};
}

/** The models of a schema, without their fields; none for a response that shows none. */
export function modelsIn(json: unknown): Model[] {
	const { __schema: schema } = dataIn(json);
	const { queryType } = (schema ?? {}) as { queryType?: { fields?: RawField[] | null } };
	const roots = queryType?.fields ?? [];
	return roots.flatMap(({ name, args = [] }) => {
		const one = roots.find((root) => name.startsWith('all') && root.name === `one${name.slice(3)}`);
		const where = args.find((argument) => argument.name === 'where');
		if (one === undefined || where === undefined) return [];
		return [
			{
				...{ name: name.slice('all'.length), typeName: inner(one.type) },
				...{ filterType: inner(where.type), fields: [] },
			},
		];
	});
}

/** Reads the response to `fieldsQuery` into its models. */
export function addFields(models: readonly Model[], json: unknown): void {
	const data = dataIn(json);
	models.forEach((model, index) => {
		const type = data[`m${index}`] as { fields?: RawField[] | null } | null | undefined;
		model.fields = (type?.fields ?? []).map((field) => ({
			...{ name: field.name, typeName: inner(field.type), shape: shape(field.type) },
			hasArguments: (field.args ?? []).length > 0,
		}));
	});
}
