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

interface RawType {
	name: string;
	fields?: RawField[] | null;
}

const reference = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';

/** Asks for the whole schema at once. */
export const schemaQuery = `query {
	__schema {
		queryType { name }
		types { name fields { name args { name type { ${reference} } } type { ${reference} } } }
	}
}`;

function inner(type: TypeReference): string {
	return type.ofType ? inner(type.ofType) : String(type.name);
}

function shape(type: TypeReference): string {
	if (!type.ofType) return 'X';
	const within = shape(type.ofType);
	return type.kind === 'LIST' ? `[${within}]` : `${within}!`;
}

function fieldsOf(type: RawType | undefined): Field[] {
	return (type?.fields ?? []).map((field) => ({
		name: field.name,
		typeName: inner(field.type),
		shape: shape(field.type),
		hasArguments: (field.args ?? []).length > 0,
	}));
}

/** The models of a schema; none for a response that shows none. */
export function modelsIn(json: unknown): Model[] {
	const data = isRecordLike(json) && isRecordLike(json.data) ? json.data : {};
	if (!isRecordLike(data.__schema)) return [];
	const { queryType, types } = data.__schema as { queryType: { name: string }; types: RawType[] };
	const byName = new Map(types.map((type) => [type.name, type]));
	const roots = byName.get(queryType.name)?.fields ?? [];
	return roots.flatMap((root) => {
		const list = byName.get(inner(root.type));
		const results = list?.fields?.find(({ name }) => name === 'results');
		if (!root.name.startsWith('all') || results === undefined) return [];
		const where = root.args?.find(({ name }) => name === 'where');
		const typeName = inner(results.type);
		return [
			{
				...{ name: root.name.slice('all'.length), typeName },
				filterType: where === undefined ? '' : inner(where.type),
				fields: fieldsOf(byName.get(typeName)),
			},
		];
	});
}
