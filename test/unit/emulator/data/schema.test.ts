import {
	buildClientSchema,
	buildSchema,
	getIntrospectionQuery,
	isObjectType,
	parse,
	printSchema,
	validate,
	validateSchema,
} from 'graphql';
import type { GraphQLSchema, IntrospectionQuery } from 'graphql';

import type { DataEmulator, DataPersonality } from '../../../emulator/data/index.ts';
import {
	actionIds,
	loginQuery,
	startDataSample,
	type Ask,
} from '../../../emulator/data/samples.ts';

let emulator: DataEmulator;
let ask: Ask;

beforeAll(async () => {
	({ emulator, ask } = await startDataSample());
});
beforeEach(() => emulator.reset());
afterAll(async () => await emulator.close());

/** The schema as a standard client reads it. */
async function schemaFor(token?: string | null): Promise<GraphQLSchema> {
	const { json } = await ask(getIntrospectionQuery(), undefined, token);
	expect(json.errors).toBeUndefined();
	return buildClientSchema(json.data as unknown as IntrospectionQuery);
}

function fieldsOf(schema: GraphQLSchema, name: string): Record<string, string> {
	const type = schema.getType(name);
	if (!isObjectType(type)) throw new Error(`${name} is no object type`);
	return Object.fromEntries(
		Object.values(type.getFields()).map((field) => [field.name, String(field.type)]),
	);
}

function argumentsOf(schema: GraphQLSchema, name: string, field: string): string[] {
	const type = schema.getType(name);
	if (!isObjectType(type)) throw new Error(`${name} is no object type`);
	return (type.getFields()[field]?.args ?? []).map((arg) => `${arg.name}: ${String(arg.type)}`);
}

function errorsOf(schema: GraphQLSchema, query: string): string[] {
	return validate(schema, parse(query)).map(({ message }) => message);
}

const uploadQuery = `mutation ($model: String!, $property: String!, $type: String!, $name: String!) {
	generateFileUploadRequest(modelName: $model, propertyName: $property, contentType: $type, fileName: $name) {
		... on PresignedPostRequest { url fields reference }
		... on FileUploadError { message }
	}
}`;
const listQuery = `query ($where: TaskFilterInput) {
	allTask(where: $where, sort: {field: id, order: ASC}, take: 2, skip: 0) {
		results { id name dueOn project { id name } } totalCount
	}
}`;

describe('The schema of the emulated Data API, read by a standard client', () => {
	it('is valid', async () => {
		expect(validateSchema(await schemaFor())).toEqual([]);
	});

	it('survives being printed and parsed', async () => {
		const printed = printSchema(await schemaFor());
		expect(printSchema(buildSchema(printed))).toBe(printed);
	});

	it.each([
		['a login', loginQuery],
		['a new token', 'mutation { refreshToken(token: "x") { jwtToken refreshToken isValid } }'],
		['an end of a session', 'mutation { revokeRefreshToken(token: "x") { refreshId removed } }'],
		['a list', listQuery],
		['an upload', uploadQuery],
		[
			'a filter of several properties and groups',
			'{ allProject(where: { name: { eq: "open" }, customer: { name: { startsWith: "A" } }, _or: [{ id: { in: [1] } }, { tasks: { dueOn: { lteq: "2026-03-01" } } }] }) { totalCount } }',
		],
		[
			'a typed variable inside a filter',
			'query ($from: DateTime!) { allTask(where: { createdAt: { gteq: $from } }) { totalCount } }',
		],
		[
			'a sort through a relation',
			'{ allTask(sort: { relation: { project: { customer: { name: ASC } } } }) { totalCount } }',
		],
		[
			'a sort by a property as a relation',
			'{ allTask(sort: { relation: { createdAt: DESC } }) { totalCount } }',
		],
		['a single record', '{ oneTask(where: { id: { eq: 40 } }) { id } }'],
		['the logged-in user', '{ meUser { id email } }'],
	])('allows %s', async (_example, query) => {
		expect(errorsOf(await schemaFor(), query)).toEqual([]);
	});

	it.each([
		['an unknown field', '{ allTask { results { colour } } }'],
		['a relation without a selection', '{ allTask { results { project } } }'],
		['a list of results without a selection', '{ allTask { results } }'],
		[
			'two sort orders as a list',
			'{ allTask(sort: [{ field: id }, { field: name }]) { totalCount } }',
		],
		[
			'an operator in snake_case',
			'{ allTask(where: { name: { starts_with: "A" } }) { totalCount } }',
		],
		['limit and offset', '{ allTask(limit: 1, offset: 1) { totalCount } }'],
		['paging of a to-many relation', '{ allProject { results { tasks(take: 1) { id } } } }'],
		['one record without a filter', '{ oneTask { id } }'],
		['the me field of a model nobody logs in with', '{ meTask { id } }'],
		['an ordering of a text', '{ allTask(where: { name: { gt: "A" } }) { totalCount } }'],
		[
			'a list of files to compare with',
			'{ allTask(where: { photo: { in: ["a"] } }) { totalCount } }',
		],
		['a write', 'mutation { createTask(input: {}) { id } }'],
		['an action', 'mutation { action(id: "x") }'],
	])('refuses %s', async (_example, query) => {
		expect(errorsOf(await schemaFor(), query)).not.toEqual([]);
	});
});

describe('The schema of the emulated Data API', () => {
	it('has a list and a single field for each model, and me for end-user models', async () => {
		const schema = await schemaFor();
		const models = ['Task', 'Project', 'Customer', 'User', 'Role', 'File', 'Salary'];
		expect(Object.keys(fieldsOf(schema, 'RootQueryType')).sort()).toEqual(
			[...models.flatMap((name) => [`all${name}`, `one${name}`]), 'meUser'].sort(),
		);
		expect(fieldsOf(schema, 'TaskList')).toEqual({ results: '[Task]', totalCount: 'Int' });
		expect(argumentsOf(schema, 'RootQueryType', 'allTask')).toEqual([
			...['skip: Int', 'sort: TaskSortInput', 'take: Int', 'where: TaskFilterInput'],
		]);
		expect(argumentsOf(schema, 'RootQueryType', 'oneTask')).toEqual(['where: TaskFilterInput!']);
		expect(argumentsOf(schema, 'Project', 'tasks')).toEqual([
			...['sort: TaskSortInput', 'where: TaskFilterInput'],
		]);
	});

	it('has four mutations, and no action', async () => {
		expect(Object.keys(fieldsOf(await schemaFor(), 'RootMutationType')).sort()).toEqual([
			...['generateFileUploadRequest', 'login', 'refreshToken', 'revokeRefreshToken'],
		]);
	});

	it('has a type for every kind of property, under a name in camelCase', async () => {
		expect(fieldsOf(await schemaFor(), 'Task')).toEqual({
			...{ id: 'Int', createdAt: 'DateTime', updatedAt: 'DateTime', name: 'String' },
			...{ status: 'StatusProperty00000000', dueOn: 'Date', startsAt: 'DateTime' },
			...{ remindsAt: 'Time', priority: 'Int', hours: 'Float', price: 'Decimal' },
			...{
				urgent: 'Boolean',
				document_2: 'String',
				attachment: 'File',
				scanCopy: 'File',
				photo: 'Image',
			},
			...{ photos: '[Image]', project: 'Project', watchers: '[User]', salaries: '[Salary]' },
		});
	});

	it('has an enum of the options of a list, under names that GraphQL allows', async () => {
		const printed = printSchema(await schemaFor());
		expect(printed).toContain(
			'enum StatusProperty00000000 {\n  open\n  done\n  On_hold\n  _2nd_look\n}',
		);
	});

	it('puts an underscore before the type of a model whose name is taken, but not in queries', async () => {
		const schema = await schemaFor();
		expect(fieldsOf(schema, 'RootQueryType')).toMatchObject({
			allFile: 'FileList',
			oneFile: '_File',
		});
		expect(fieldsOf(schema, '_File')).toMatchObject({ id: 'Int', title: 'String' });
		expect(fieldsOf(schema, 'File')).toEqual({ name: 'String!', url: 'String!' });
	});

	it.each([
		['StringFilterInput', 'eq neq in nin matches doesNotMatch startsWith endsWith regex'],
		['IntFilterInput', 'eq neq gt gteq lt lteq in nin'],
		['DecimalFilterInput', 'eq neq gt gteq lt lteq in nin'],
		['DateFilterInput', 'eq neq gt gteq lt lteq in nin'],
		['DateTimeFilterInput', 'eq neq gt gteq lt lteq in nin'],
		['BooleanFilterInput', 'eq neq'],
		['FileFilterInput', 'eq neq matches doesNotMatch startsWith endsWith regex'],
	])('has the operators of %s', async (name, operators) => {
		const { json } = await ask(`{ __type(name: "${name}") { inputFields { name } } }`);
		const { inputFields } = json.data?.__type as { inputFields: Array<{ name: string }> };
		expect(inputFields.map((field) => field.name).sort()).toEqual(operators.split(' ').sort());
	});
});

describe('Introspection of the emulated Data API', () => {
	const small = '{ __schema { queryType { fields { name } } } }';

	async function fieldNames(token?: string | null): Promise<string[] | undefined> {
		const { json } = await ask(small, {}, token);
		const found = json.data as { __schema: { queryType: { fields: Array<{ name: string }> } } };
		return json.errors === undefined
			? found.__schema.queryType.fields.map(({ name }) => name)
			: undefined;
	}

	it.each<[DataPersonality['introspection'], string | null, string[], string[]]>([
		['tokenOnly', 'ann@example.com', ['allTask', 'allProject', 'allSalary'], []],
		['tokenOnly', null, [], ['allTask', 'allProject', 'allSalary']],
		['always', null, ['allTask', 'allProject', 'allSalary'], []],
		['always', 'ann@example.com', ['allTask', 'allSalary'], []],
		['roleFiltered', 'ann@example.com', ['allTask', 'allProject'], ['allSalary']],
		['roleFiltered', 'bob@example.com', ['allTask', 'allSalary'], []],
		['roleFiltered', null, ['allProject'], ['allTask', 'allSalary']],
	])('with %s shows %s what it should', async (introspection, username, shown, hidden) => {
		emulator.setPersonality({ introspection });
		const names = await fieldNames(username === null ? null : emulator.token({ username }));
		expect(names).toEqual(expect.arrayContaining(shown));
		expect(hidden.filter((name) => names?.includes(name))).toEqual([]);
	});

	it('leaves out single properties where it is filtered by role', async () => {
		emulator.setPersonality({ introspection: 'roleFiltered' });
		const names = async (username: string) =>
			Object.keys(fieldsOf(await schemaFor(emulator.token({ username })), 'Customer'));
		expect(await names('ann@example.com')).not.toContain('creditLimit');
		expect(await names('bob@example.com')).toContain('creditLimit');
	});

	it('is refused where it is off, but __typename is not', async () => {
		emulator.setPersonality({ introspection: 'off' });
		expect(await fieldNames()).toBeUndefined();
		expect((await ask('{ __type(name: "Task") { name } }')).json).not.toHaveProperty('data');
		expect((await ask('{ __typename }')).json).toEqual({ data: { __typename: 'RootQueryType' } });
		expect((await ask('{ allTask { totalCount } }')).json.errors).toBeUndefined();
	});

	it('hides where reading is hidden, whatever else it would show', async () => {
		emulator.setPersonality({ introspection: 'always', denied: 'hidden' });
		expect(await fieldNames()).not.toContain('allSalary');
		expect(await fieldNames(null)).toEqual(['allProject', 'oneProject']);
	});

	it('refuses a token that is no good', async () => {
		expect(await fieldNames('expired')).toBeUndefined();
	});

	it.each(['tokenOnly', 'always', 'roleFiltered'] as const)(
		'with %s can be read by a standard client with and without a token',
		async (introspection) => {
			emulator.setPersonality({ introspection });
			for (const token of [undefined, null]) {
				const printed = printSchema(await schemaFor(token));
				expect(printSchema(buildSchema(printed))).toBe(printed);
			}
		},
	);
});

describe('An action of the emulated Data API', () => {
	it('runs although the schema does not have it', async () => {
		const mutation = 'mutation { action(id: $id, input: $input) }';
		const variables = { id: actionIds.echo, input: { a: 1 } };
		expect((await ask(mutation, variables)).json).toEqual({
			data: { action: { results: { a: 1 } } },
		});
	});
});
