/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import {
	isInputType,
	isNonNullType,
	isTypeSubTypeOf,
	Kind,
	parseType,
	typeFromAST,
	TypeInfo,
	visit,
	visitWithTypeInfo,
} from 'graphql';
import type {
	DocumentNode,
	GraphQLInputType,
	GraphQLSchema,
	TypeNode,
	VariableDefinitionNode,
} from 'graphql';

/** The type that each variable is used as, at the first place where it stands. */
function usedTypes(document: DocumentNode, schema: GraphQLSchema): Map<string, GraphQLInputType> {
	const used = new Map<string, GraphQLInputType>();
	const types = new TypeInfo(schema);
	// Inside an action's input nothing has a type.
	const untyped = schema.getType('ActionInput');
	visit(
		document,
		visitWithTypeInfo(types, {
			VariableDefinition: () => false,
			Variable: ({ name }) => {
				const type = types.getInputType() ?? (isInputType(untyped) ? untyped : undefined);
				if (type && !used.has(name.value)) used.set(name.value, type);
			},
		}),
	);
	return used;
}

function fits(type: TypeNode, used: GraphQLInputType, schema: GraphQLSchema): boolean {
	const declared = typeFromAST(schema, type as never);
	return declared !== undefined && isTypeSubTypeOf(schema, declared, used);
}

function definition(name: string, type: string): VariableDefinitionNode {
	return {
		kind: Kind.VARIABLE_DEFINITION,
		variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
		type: parseType(type),
	};
}

function corrected(
	declared: VariableDefinitionNode,
	used: GraphQLInputType | undefined,
	schema: GraphQLSchema,
): VariableDefinitionNode {
	if (used === undefined || fits(declared.type, used, schema)) return declared;
	const isRequired = declared.type.kind === Kind.NON_NULL_TYPE && !isNonNullType(used);
	return { ...declared, type: parseType(`${String(used)}${isRequired ? '!' : ''}`) };
}

/**
 * The document with every variable declared as it is used. Real apps accept variables that are not
 * declared, or declared with a wrong type.
 */
export function declareVariables(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
	const used = usedTypes(document, schema);
	return visit(document, {
		OperationDefinition: (operation) => {
			const declared = operation.variableDefinitions ?? [];
			const names = declared.map(({ variable }) => variable.name.value);
			const missing = [...used].filter(([name]) => !names.includes(name));
			return {
				...operation,
				variableDefinitions: [
					...declared.map((each) => corrected(each, used.get(each.variable.name.value), schema)),
					...missing.map(([name, type]) => definition(name, String(type))),
				],
			};
		},
	});
}
