/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import {
	GraphQLBoolean,
	GraphQLEnumType,
	GraphQLFloat,
	GraphQLInputObjectType,
	GraphQLInt,
	GraphQLList,
	GraphQLString,
} from 'graphql';
import type { GraphQLInputFieldConfig, GraphQLScalarType } from 'graphql';

import type { Model } from '../store.ts';
import { type Exposed, type Field, isList, isRelation } from './exposure.ts';
import type { TypeNames } from './names.ts';
import type { Scalars } from './scalars.ts';

type InputFields = Record<string, GraphQLInputFieldConfig>;

const texts = ['matches', 'doesNotMatch', 'startsWith', 'endsWith', 'regex'];
const lists = ['in', 'nin'];
const orderings = ['gt', 'gteq', 'lt', 'lteq'];

/** Names of input types that do not come from a model. */
export const inputTypeNames = [
	...['StringFilterInput', 'IntFilterInput', 'FloatFilterInput', 'DecimalFilterInput'],
	...['DateFilterInput', 'DateTimeFilterInput', 'TimeFilterInput', 'BooleanFilterInput'],
	...['FileFilterInput', 'SortOrder'],
];

function operators(name: string, type: GraphQLScalarType, more: string[]): GraphQLInputObjectType {
	const entries = ['eq', 'neq', ...more].map((operator) => [
		operator,
		{ type: lists.includes(operator) ? new GraphQLList(type) : type },
	]);
	return new GraphQLInputObjectType({ name, fields: Object.fromEntries(entries) as InputFields });
}

function typeOf<Type>(types: ReadonlyMap<Model, Type>, model: Model): Type {
	const type = types.get(model);
	if (type === undefined) throw new Error(`${model.name} is not in the schema`);
	return type;
}

/** The types of `where` and `sort` of every model. */
export class InputTypes {
	private readonly operators: ReturnType<InputTypes['makeOperators']>;
	private readonly order = new GraphQLEnumType({
		name: 'SortOrder',
		values: { ASC: {}, DESC: {} },
	});
	private readonly filters = new Map<Model, GraphQLInputObjectType>();
	private readonly relationSorts = new Map<Model, GraphQLInputObjectType>();
	private readonly sorts = new Map<Model, GraphQLInputObjectType>();

	constructor(models: readonly Exposed[], names: TypeNames, scalars: Scalars) {
		this.operators = this.makeOperators(scalars);
		for (const exposed of models) this.add(exposed, names);
	}

	/** @throws Error for a model that is not in the schema */
	filter(model: Model): GraphQLInputObjectType {
		return typeOf(this.filters, model);
	}

	/** @throws Error for a model that is not in the schema */
	sort(model: Model): GraphQLInputObjectType {
		return typeOf(this.sorts, model);
	}

	private makeOperators({ date, dateTime, time, decimal }: Scalars) {
		const ordered = [...orderings, ...lists];
		return {
			text: operators('StringFilterInput', GraphQLString, [...lists, ...texts]),
			integer: operators('IntFilterInput', GraphQLInt, ordered),
			float: operators('FloatFilterInput', GraphQLFloat, ordered),
			decimal: operators('DecimalFilterInput', decimal, ordered),
			date: operators('DateFilterInput', date, ordered),
			dateTime: operators('DateTimeFilterInput', dateTime, ordered),
			time: operators('TimeFilterInput', time, ordered),
			boolean: operators('BooleanFilterInput', GraphQLBoolean, []),
			file: operators('FileFilterInput', GraphQLString, texts),
		};
	}

	private add({ model, name, fields }: Exposed, names: TypeNames): void {
		const filter: GraphQLInputObjectType = new GraphQLInputObjectType({
			name: names.take(`${name}FilterInput`),
			fields: () => ({
				...this.each(fields, (field) => this.comparison(field)),
				_and: { type: new GraphQLList(filter) },
				_or: { type: new GraphQLList(filter) },
			}),
		});
		this.filters.set(model, filter);
		const relation = new GraphQLInputObjectType({
			name: names.take(`${name}RelationSortInput`),
			fields: () => this.each(fields, (field) => this.sortable(field)),
		});
		this.relationSorts.set(model, relation);
		const plain = fields.filter((field) => !isRelation(field));
		const keys = new GraphQLEnumType({
			name: names.take(`${name}SortField`),
			values: Object.fromEntries(plain.map((field) => [field.name, {}])),
		});
		this.sorts.set(
			model,
			new GraphQLInputObjectType({
				name: names.take(`${name}SortInput`),
				fields: {
					field: { type: keys },
					order: { type: this.order },
					relation: { type: relation },
				},
			}),
		);
	}

	private each(
		fields: readonly Field[],
		typeFor: (field: Field) => GraphQLInputFieldConfig['type'] | undefined,
	): InputFields {
		return Object.fromEntries(
			fields.flatMap((field) => {
				const type = typeFor(field);
				return type === undefined ? [] : [[field.name, { type }]];
			}),
		);
	}

	private comparison(field: Field): GraphQLInputFieldConfig['type'] | undefined {
		const { property, target } = field;
		const filter = target && this.filters.get(target);
		if (filter !== undefined) return isList(field) ? new GraphQLList(filter) : filter;
		if (property.kind.startsWith('float')) return this.operators.float;
		switch (property.group) {
			case 'choice':
				return this.operators.text;
			case 'files':
				return this.operators.file;
			case 'belongsTo':
			case 'hasOne':
			case 'hasMany':
			case 'manyToMany':
			case 'object':
				return undefined;
			default:
				return this.operators[property.group];
		}
	}

	private sortable(field: Field): GraphQLInputFieldConfig['type'] | undefined {
		if (!isRelation(field)) return this.order;
		if (isList(field) || field.target === undefined) return undefined;
		return this.relationSorts.get(field.target);
	}
}
