/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import {
	GraphQLBoolean,
	GraphQLEnumType,
	GraphQLFloat,
	GraphQLInt,
	GraphQLList,
	GraphQLNonNull,
	GraphQLObjectType,
	GraphQLSchema,
	GraphQLString,
} from 'graphql';
import type { GraphQLFieldConfig, GraphQLInputType, GraphQLOutputType } from 'graphql';

import type { Model, Row, Store, StoredProperty } from '../store.ts';
import type { DataContext } from './context.ts';
import { exposed, isList, isRelation, type Exposed, type Field, type Hidden } from './exposure.ts';
import { InputTypes, inputTypeNames } from './inputs.ts';
import { mutationTypeNames, mutationFields } from './mutations.ts';
import { enumName, enumValues, TypeNames } from './names.ts';
import { findOne, listAll, me, related, relatedOne, valueOf } from './resolvers.ts';
import { makeScalars, type Scalars } from './scalars.ts';

type Output = GraphQLFieldConfig<unknown, DataContext>;
type RowOutput = GraphQLFieldConfig<Row, DataContext>;

const fixedTypeNames = [
	...['String', 'Int', 'Float', 'Boolean', 'ID', 'Date', 'DateTime', 'Time', 'Decimal', 'Json'],
	...['ActionInput', 'ActionResult', 'RootQueryType', 'RootMutationType'],
	...['File', 'Image', 'ResizedImage', 'ImageSize', ...inputTypeNames, ...mutationTypeNames],
];

export interface SchemaOptions {
	store: Store;
	/** End-user models, which have `me<M>`. */
	endUsers: ReadonlySet<Model>;
	hidden: Hidden;
	/** Whether `action` is in it; clients never see such a schema. */
	withAction: boolean;
	/** How the type of a list is written. */
	wrappers: '[X]' | '[X!]' | '[X!]!';
}

/** A schema, and which of its types are models. */
export interface ModelSchema {
	schema: GraphQLSchema;
	modelTypes: ReadonlySet<string>;
}

function fileTypes() {
	const text = { type: new GraphQLNonNull(GraphQLString) };
	const size = new GraphQLObjectType({
		name: 'ImageSize',
		fields: { width: { type: GraphQLInt }, height: { type: GraphQLInt } },
	});
	const resized = new GraphQLObjectType({
		name: 'ResizedImage',
		fields: { name: { type: GraphQLString }, url: { type: GraphQLString }, size: { type: size } },
	});
	return {
		file: new GraphQLObjectType({ name: 'File', fields: { name: text, url: text } }),
		image: new GraphQLObjectType({
			name: 'Image',
			fields: { name: text, url: text, resized: { type: new GraphQLList(resized) } },
		}),
	};
}

/** Builds one schema: types for models and properties, then the root fields. */
class SchemaBuilder {
	private readonly options: SchemaOptions;
	private readonly models: Exposed[];
	private readonly names: TypeNames;
	private readonly scalars: Scalars = makeScalars();
	private readonly files = fileTypes();
	private readonly inputs: InputTypes;
	private readonly types = new Map<Model, GraphQLObjectType>();
	private readonly enums = new Map<StoredProperty, GraphQLEnumType>();

	constructor(options: SchemaOptions) {
		this.options = options;
		this.models = exposed(options.store, options.hidden);
		this.names = new TypeNames(options.store, fixedTypeNames);
		this.inputs = new InputTypes(this.models, this.names, this.scalars);
		for (const { fields } of this.models) for (const field of fields) this.addEnum(field);
		for (const each of this.models) this.types.set(each.model, this.modelType(each));
	}

	build(): ModelSchema {
		const queries = Object.fromEntries(this.models.flatMap((each) => this.rootFields(each)));
		const nothing: Output = { type: GraphQLBoolean, description: 'Nothing may be read' };
		const isEmpty = this.models.length === 0;
		const schema = new GraphQLSchema({
			query: new GraphQLObjectType({
				name: 'RootQueryType',
				fields: isEmpty ? { nothing } : queries,
			}),
			mutation: new GraphQLObjectType({
				name: 'RootMutationType',
				fields: mutationFields(this.scalars, this.options.withAction),
			}),
			// A model may have no property at all that may be read, and GraphQL minds empty types.
			assumeValid: true,
		});
		return { schema, modelTypes: new Set([...this.types.values()].map(({ name }) => name)) };
	}

	private addEnum({ property }: Field): void {
		if (property.group !== 'choice') return;
		const options = enumValues(property);
		if (options.size === 0) return;
		const values = Object.fromEntries([...options].map(([name, value]) => [name, { value }]));
		const type = new GraphQLEnumType({ name: this.names.take(enumName(property)), values });
		this.enums.set(property, type);
	}

	private modelType({ model, fields }: Exposed): GraphQLObjectType {
		return new GraphQLObjectType<Row, DataContext>({
			name: this.names.of(model),
			fields: () =>
				Object.fromEntries(fields.map((field) => [field.name, this.field(model, field)])),
		});
	}

	private field(model: Model, field: Field): RowOutput {
		const { property, target } = field;
		if (!isRelation(field)) {
			return { type: this.valueType(property), resolve: valueOf(model, property) };
		}
		const type = target && this.types.get(target);
		if (target === undefined || type === undefined) return { type: GraphQLInt };
		if (!isList(field)) return { type, resolve: relatedOne(model, property, target) };
		const { sort, where } = this.listArguments(target);
		const args = { sort, where };
		return { type: this.listOf(type), args, resolve: related(model, property, target) };
	}

	private valueType(property: StoredProperty): GraphQLOutputType {
		const { date, dateTime, time, decimal } = this.scalars;
		const isImage = property.kind.includes('image');
		switch (property.group) {
			case 'integer':
				return GraphQLInt;
			case 'decimal':
				return property.kind.startsWith('float') ? GraphQLFloat : decimal;
			case 'boolean':
				return GraphQLBoolean;
			case 'date':
				return date;
			case 'dateTime':
				return dateTime;
			case 'time':
				return time;
			case 'file':
				return isImage ? this.files.image : this.files.file;
			case 'files':
				return this.listOf(isImage ? this.files.image : this.files.file);
			default:
				return this.enums.get(property) ?? GraphQLString;
		}
	}

	private listOf(type: GraphQLObjectType): GraphQLOutputType {
		switch (this.options.wrappers) {
			case '[X!]':
				return new GraphQLList(new GraphQLNonNull(type));
			case '[X!]!':
				return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
			default:
				return new GraphQLList(type);
		}
	}

	private listArguments(model: Model): Record<'sort' | 'where', { type: GraphQLInputType }> {
		return {
			sort: { type: this.inputs.sort(model) },
			where: { type: this.inputs.filter(model) },
		};
	}

	private rootFields({ model, name }: Exposed): Array<[string, Output]> {
		const type = this.types.get(model) ?? GraphQLString;
		const list = new GraphQLObjectType({
			name: this.names.take(`${name}List`),
			fields: { results: { type: new GraphQLList(type) }, totalCount: { type: GraphQLInt } },
		});
		const { sort, where } = this.listArguments(model);
		const number = { type: GraphQLInt };
		const all = { skip: number, sort, take: number, where };
		const required = { where: { type: new GraphQLNonNull(where.type) } };
		const fields: Array<[string, Output]> = [
			[`all${name}`, { type: list, args: all, resolve: listAll(model) }],
			[`one${name}`, { type, args: required, resolve: findOne(model) }],
		];
		if (this.options.endUsers.has(model)) {
			fields.push([`me${name}`, { type, resolve: me(model) }]);
		}
		return fields;
	}
}

/** The schema of an app's models, as the Data API has it. */
export function buildModelSchema(options: SchemaOptions): ModelSchema {
	return new SchemaBuilder(options).build();
}
