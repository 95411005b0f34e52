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
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';

import { json, type Answer } from '../answers.ts';
import { isParameters } from '../parameters.ts';
import type { DataContext, DataEnvironment } from './context.ts';
import { errorsOnly, FieldError, inForm, notAuthenticated, type ErrorEntry } from './errors.ts';
import { excess, fieldsIn } from './limits.ts';
import { Related } from './related.ts';
import { Remembered } from './remembered.ts';
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

function parsed(query: string, name: string | undefined): Omit<Operation, 'variables'> {
	const whole = parse(query);
	const node = getOperationAST(whole, name);
	if (!node) throw new GraphQLError('The request must name one operation');
	const document = separateOperations(whole)[node.name?.value ?? ''] ?? whole;
	const rootFields = fieldsIn(document, node.selectionSet).map((field) => field.name.value);
	return { text: `${name ?? ''} ${query}`, document, node, rootFields };
}

const operations = new Remembered<Omit<Operation, 'variables'>>();

/** @throws GraphQLError for text that is no GraphQL, or names no operation */
function readOperation(body: Record<string, unknown>): Operation {
	const { query, variables, operationName } = body;
	if (typeof query !== 'string') throw new GraphQLError('No query was given');
	const name = typeof operationName === 'string' ? operationName : undefined;
	const operation = operations.get(`${name ?? ''} ${query}`, () => parsed(query, name));
	return { ...operation, variables: isParameters(variables) ? variables : {} };
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

/** An operation as it is carried out, and what is wrong with it. */
interface Prepared {
	document: DocumentNode;
	errors: readonly GraphQLError[];
}

function prepare(
	{ document: written, node }: Operation,
	modelSchema: ModelSchema,
	{ introspection, strictVariables }: DataEnvironment['personality'],
): Prepared {
	const { schema } = modelSchema;
	const document = strictVariables ? written : declareVariables(written, schema);
	const rules =
		introspection === 'off' ? [...specifiedRules, NoSchemaIntrospectionCustomRule] : specifiedRules;
	const errors = validate(schema, document, rules);
	const root = schema.getRootType(node.operation);
	if (errors.length > 0 || !root) return { document, errors };
	const tooMuch = excess(document, node.selectionSet, root, modelSchema);
	return { document, errors: tooMuch === undefined ? [] : [new GraphQLError(tooMuch)] };
}

const prepared = new WeakMap<ModelSchema, Remembered<Prepared>>();

function preparedOnce(
	operation: Operation,
	modelSchema: ModelSchema,
	personality: DataEnvironment['personality'],
): Prepared {
	const known = prepared.get(modelSchema) ?? new Remembered<Prepared>();
	prepared.set(modelSchema, known);
	const { introspection, strictVariables } = personality;
	const key = `${introspection} ${strictVariables} ${operation.text}`;
	return known.get(key, () => prepare(operation, modelSchema, personality));
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
	const { document, errors } = preparedOnce(operation, modelSchema, environment.personality);
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
