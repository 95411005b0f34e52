/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import {
	execute,
	getOperationAST,
	GraphQLError,
	NoSchemaIntrospectionCustomRule,
	parse,
	separateOperations,
	specifiedRules,
	validate,
} from 'graphql';
import type {
	DocumentNode,
	ExecutionResult,
	GraphQLSchema,
	OperationDefinitionNode,
} from 'graphql';

import { json, type Answer } from '../answers.ts';
import { isParameters } from '../parameters.ts';
import type { DataContext, DataEnvironment } from './context.ts';
import { errorsOnly, FieldError, inForm, notAuthenticated, type ErrorEntry } from './errors.ts';
import { excess, fieldsIn } from './limits.ts';
import { Related } from './related.ts';
import type { ModelSchema } from './schema.ts';
import { readAccess } from './authorisation.ts';
import { declareVariables } from './variables.ts';

const withoutAccess = new Set(['login', 'refreshToken', 'revokeRefreshToken']);

/** One operation of a request, and what stands at its root. */
interface Operation {
	/** The name of the operation, and all that was sent. */
	text: string;
	document: DocumentNode;
	node: OperationDefinitionNode;
	rootFields: string[];
	variables: Record<string, unknown>;
}

/** @throws GraphQLError for text that is no GraphQL, or names no operation */
function readOperation(body: Record<string, unknown>): Operation {
	const { query, variables, operationName } = body;
	if (typeof query !== 'string') throw new GraphQLError('No query was given');
	const name = typeof operationName === 'string' ? operationName : undefined;
	const whole = parse(query);
	const node = getOperationAST(whole, name);
	if (!node) throw new GraphQLError('The request must name one operation');
	const document = separateOperations(whole)[node.name?.value ?? ''] ?? whole;
	return {
		...{ text: `${name ?? ''} ${query}`, document, node },
		...{ variables: isParameters(variables) ? variables : {} },
		rootFields: fieldsIn(document, node.selectionSet).map((field) => field.name.value),
	};
}

/** The names at the root of a request, for the record of requests. */
export function rootFieldsOf(body: unknown): string[] {
	try {
		return isParameters(body) ? readOperation(body).rootFields : [];
	} catch {
		return [];
	}
}

function schemaFor({ node, rootFields }: Operation, context: DataContext): ModelSchema {
	const { access, environment } = context;
	const asksForSchema = rootFields.some((name) => name === '__schema' || name === '__type');
	return node.operation === 'query' && asksForSchema
		? environment.schemas.forIntrospection(access, environment.personality)
		: environment.schemas.forRunning(access, environment.personality);
}

/** What was wrong with texts, by the schema: clients send the same ones over and over. */
const validated = new WeakMap<GraphQLSchema, Map<string, readonly GraphQLError[]>>();

function validationErrors(
	document: DocumentNode,
	{ text }: Operation,
	schema: GraphQLSchema,
	{ introspection, strictVariables }: DataEnvironment['personality'],
): readonly GraphQLError[] {
	const known = validated.get(schema) ?? new Map<string, readonly GraphQLError[]>();
	validated.set(schema, known);
	const key = `${introspection} ${strictVariables} ${text}`;
	const rules =
		introspection === 'off' ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules;
	const errors = known.get(key) ?? validate(schema, document, rules);
	known.set(key, errors);
	return errors;
}

/** What is wrong with an operation before it is carried out. */
function problems(
	document: DocumentNode,
	operation: Operation,
	modelSchema: ModelSchema,
	{ personality }: DataEnvironment,
): readonly GraphQLError[] {
	const { node } = operation;
	const errors = validationErrors(document, operation, modelSchema.schema, personality);
	const root = modelSchema.schema.getRootType(node.operation);
	if (errors.length > 0 || !root) return errors;
	const tooMuch = excess(document, node.selectionSet, root, modelSchema);
	return tooMuch === undefined ? [] : [new GraphQLError(tooMuch)];
}

function entryOf(error: GraphQLError): ErrorEntry {
	const { originalError, path, locations } = error;
	const own = originalError instanceof FieldError ? originalError.entry : error.toJSON();
	return { ...own, ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
}

/** The answer to what was carried out; one refusal may decide the whole. */
function answerOf({ data, errors }: ExecutionResult, context: DataContext): Answer {
	if (errors === undefined) return json(200, { data });
	const refusals = errors.flatMap(({ originalError, path }) =>
		originalError instanceof FieldError ? [{ error: originalError, depth: path?.length }] : [],
	);
	if (refusals.some(({ error, depth }) => error.needsLogin && depth === 1)) {
		return notAuthenticated(context.environment.personality);
	}
	const status = refusals.find(({ error }) => error.status !== undefined)?.error.status ?? 200;
	const alone = refusals.find(({ error }) => error.isAlone);
	if (alone !== undefined) return json(status, { errors: [alone.error.entry] });
	const entries = errors.map(entryOf);
	return json(status, data === undefined ? { errors: entries } : { data, errors: entries });
}

async function carryOut(operation: Operation, context: DataContext): Promise<Answer> {
	const { environment } = context;
	const modelSchema = schemaFor(operation, context);
	const document = environment.personality.strictVariables
		? operation.document
		: declareVariables(operation.document, modelSchema.schema);
	const errors = problems(document, operation, modelSchema, environment);
	if (errors.length > 0) return json(200, { errors: errors.map(entryOf) });
	const result = await execute({
		schema: modelSchema.schema,
		document,
		contextValue: context,
		variableValues: operation.variables,
	});
	return answerOf(result, context);
}

/** `POST /api/runtime/<app-uuid>` */
export async function answerGraphql(
	body: unknown,
	authorization: string | undefined,
	environment: DataEnvironment,
): Promise<Answer> {
	if (!isParameters(body)) return errorsOnly(400, 'The body must be a JSON object');
	let operation: Operation;
	try {
		operation = readOperation(body);
	} catch (error) {
		if (error instanceof GraphQLError) return json(200, { errors: [entryOf(error)] });
		throw error;
	}
	const { access, token, isRefused } = readAccess(authorization, environment);
	const needsNone = operation.rootFields.every((name) => withoutAccess.has(name));
	if (isRefused && !needsNone) {
		return notAuthenticated(environment.personality, operation.rootFields[0]);
	}
	const related = new Related(environment.store);
	const answer = await carryOut(operation, { environment, access, related, token });
	return inForm(answer, environment.personality);
}
