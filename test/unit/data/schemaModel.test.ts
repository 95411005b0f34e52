import { buildSchema, graphqlSync } from 'graphql';
import {
	comparisonsIn,
	entriesIn,
	fieldsIn,
	filterQuestion,
	ROOT_QUESTION,
	typesQuestion,
	type Entry,
} from '../../../nodes/BettyBlocks/data/introspection';
import { isName, isSecretName } from '../../../nodes/BettyBlocks/data/names';
import { toModel } from '../../../nodes/BettyBlocks/data/schemaModel';
import {
	selectionOf,
	selectionText,
	usualSelection,
} from '../../../nodes/BettyBlocks/data/selection';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import { readPath } from '../../../nodes/BettyBlocks/app/schema/paths';

/** What the node makes of a schema in GraphQL's own language, as a server tells it. */
function modelsOf(types: string, root: string): Model[] {
	const schema = buildSchema(`
		scalar DateTime
		scalar Decimal
		type RootQueryType {
${root}
}
		schema { query: RootQueryType }
		${types}
	`);
	const ask = (source: string, variableValues: object = {}) => {
		const { data, errors } = graphqlSync({
			schema,
			source,
			variableValues: { ...variableValues },
		});
		expect(errors).toBeUndefined();
		return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
	};
	const entries = entriesIn(ask(ROOT_QUESTION)) ?? [];
	const byType = new Map(entries.map((entry): [string, Entry] => [entry.type, entry]));
	const { query, variables } = typesQuestion(entries.map(({ type }) => type));
	const data = entries.length === 0 ? {} : ask(query, variables);
	return entries.map((entry, index) => toModel(entry, fieldsIn(data[`t${index}`]) ?? [], byType));
}

const list = (name: string, type = name) =>
	` all${name}(skip: Int, take: Int, where: ${name}FilterInput): ${name}List one${name}(where: ${name}FilterInput!): ${type}`;
const types = (name: string, fields: string, type = name) => `
	type ${type} { ${fields} }
	type ${name}List { results: [${type}] totalCount: Int }
	input ${name}FilterInput { _and: [${name}FilterInput] }
`;

const kinds = (model: Model | undefined) =>
	Object.fromEntries((model?.properties ?? []).map(({ name, kind }) => [name, kind]));

describe('The models of a schema', () => {
	it('have the kinds of the platform for the types of their fields', () => {
		const [task] = modelsOf(
			`${types('Task', 'id: Int! createdAt: DateTime name: String price: Decimal done: Boolean status: StatusProperty12345678 photo: Image files: [File!] owner: User! helpers: [User]')}
			${types('User', 'id: Int name: String')}
			enum StatusProperty12345678 { open done }
			type File { name: String! url: String! }
			type Image { name: String! url: String! resized: [File] }`,
			list('Task') + list('User'),
		);
		expect(kinds(task)).toEqual({
			id: 'integer',
			createdAt: 'date_time',
			name: 'string',
			price: 'decimal',
			done: 'boolean',
			status: 'enum',
			photo: 'image',
			files: 'multi_file',
			owner: 'belongs_to',
			helpers: 'has_many',
		});
		const owner = task?.properties.find(({ name }) => name === 'owner');
		expect(owner).toMatchObject({
			target: 'User',
			options: { model: 'User' },
			shown: ['id', 'name'],
		});
		const status = task?.properties.find(({ name }) => name === 'status');
		expect(status?.options).toEqual({ values: ['open', 'done'] });
	});

	it('tell of a relation to several models, in conditions as well', () => {
		const models = modelsOf(
			`${types('Task', 'id: Int! owner: Owner')} ${types('Person', 'id: Int! name: String')}
			union Owner = Person | Task`,
			list('Task') + list('Person'),
		);
		for (const path of ['owner', 'owner.name']) {
			expect(() => readPath(models, models[0] as Model, path)).toThrow(
				/"owner" leads to records of several models \(Person, Task\)$/,
			);
		}
	});

	it('are known behind lists of lists, however they are wrapped', () => {
		const [task] = modelsOf(
			`${types('Task', 'id: Int! boxes: [[Box!]!]! deep: [[[Box!]!]!]! grid: [[Int!]!]! states: [[State!]!]!')}
			${types('Box', 'id: Int! name: String!')} enum State { open done }`,
			list('Task') + list('Box'),
		);
		expect(kinds(task)).toEqual({
			...{ id: 'integer', boxes: 'has_many', deep: 'has_many', grid: 'Int', states: 'enum' },
		});
		const boxes = task?.properties.find(({ name }) => name === 'boxes');
		expect(boxes).toMatchObject({ target: 'Box', shown: ['id', 'name'] });
	});

	it('are found by their fields, whatever their types are called', () => {
		const models = modelsOf(
			`${types('File', 'id: Int name: String scan: File', '_File')}
			${types('DateTime', 'id: Int at: DateTime', '_DateTime')}
			${types('Letter', 'id: Int file: _File')}
			type File { name: String! url: String! }`,
			list('File', '_File') + list('DateTime', '_DateTime') + list('Letter'),
		);
		expect(models.map(({ name }) => name)).toEqual(['File', 'DateTime', 'Letter']);
		expect(kinds(models[0])).toEqual({ id: 'integer', name: 'string', scan: 'file' });
		expect(kinds(models[1])).toEqual({ id: 'integer', at: 'date_time' });
		expect(kinds(models[2])).toEqual({ id: 'integer', file: 'belongs_to' });
	});

	it('keep enums apart whose names clash', () => {
		const [task] = modelsOf(
			`${types('Task', 'id: Int one: Status two: _Status')} enum Status { a b } enum _Status { c }`,
			list('Task'),
		);
		expect(task?.properties.slice(1).map(({ options }) => options)).toEqual([
			{ values: ['a', 'b'] },
			{ values: ['c'] },
		]);
	});

	it('leave out what is neither a value nor a record, and what needs arguments', () => {
		const [task] = modelsOf(
			`${types('Task', 'id: Int size: Size sum(of: String!): Int tags(where: TaskFilterInput): [Task]')}
			type Size { width: Int }`,
			list('Task'),
		);
		expect(kinds(task)).toEqual({ id: 'integer', tags: 'has_many' });
		expect([...usualSelection(task as Model).keys()]).toEqual(['id']);
	});

	it('have values that take an argument with a default, and related names that need none', () => {
		const [task] = modelsOf(
			`${types('Task', 'id: Int price(unit: String! = "EUR"): Decimal owner: User')}
			${types('User', 'id: Int name(locale: String!): String title: String')}`,
			list('Task') + list('User'),
		);
		expect(selectionText(usualSelection(task as Model))).toBe('{ id price owner { id title } }');
	});

	it.each(['[Note]', '[Note!]', '[Note!]!', '[Note]!', '[[Note]]'])(
		'have relations to many, however their lists are wrapped: %s',
		(notes) => {
			const [task] = modelsOf(
				`${types('Task', `id: Int! name: String! notes: ${notes} files: [File!]! tags: [String!]!`)}
				${types('Note', 'id: Int! text: String')}
				type File { name: String! url: String! }`,
				list('Task') + list('Note'),
			);
			expect(kinds(task)).toMatchObject({ notes: 'has_many', files: 'multi_file' });
			expect(selectionText(usualSelection(task as Model))).toBe(
				'{ id name files { name url } tags }',
			);
		},
	);

	it('name the models that a union or an interface leads to, and read neither', () => {
		const models = modelsOf(
			`${types('Task', 'id: Int subject: Subject owners: [Named!]!')}
			${types('User', 'id: Int name: String')} ${types('Team', 'id: Int name: String')}
			union Subject = User | Team
			interface Named { name: String }
			type Person implements Named { name: String }`,
			list('Task') + list('User') + list('Team'),
		);
		const [task] = models as [Model];
		expect(selectionText(usualSelection(task))).toBe('{ id }');
		for (const path of ['subject', 'subject.name']) {
			expect(() => selectionOf(models, task, [path])).toThrow(/several models \(User, Team\)/);
		}
		expect(() => selectionOf(models, task, ['owners'])).toThrow(/several models \(Person\)/);
	});

	it('may be none, and the root may hold anything else', () => {
		expect(modelsOf('', 'nothing: Boolean allowed: String')).toEqual([]);
		expect(entriesIn({ __schema: null })).toBeUndefined();
		expect(entriesIn(undefined)).toBeUndefined();
	});

	it('may have no readable id, or show nothing at all', () => {
		const [nameless, empty] = modelsOf(
			`${types('Task', 'name: String')} ${types('Empty', 'loginToken: String')}`,
			list('Task') + list('Empty'),
		);
		expect(selectionText(usualSelection(nameless as Model))).toBe('{ name }');
		expect(selectionText(usualSelection(empty as Model))).toBe('{ __typename }');
	});
});

describe('The filter of a model', () => {
	it('tells which comparisons it has for each property, however their types are wrapped', () => {
		const schema = buildSchema(`
			type Query { allTask(where: TaskFilterInput): String }
			input TaskFilterInput { length: DurationFilterInput! notes: [NoteFilterInput!]! urgent: Boolean }
			input DurationFilterInput { eq: String gt: String }
			input NoteFilterInput { text: DurationFilterInput }
		`);
		const { query, variables } = filterQuestion('TaskFilterInput');
		const { data } = graphqlSync({ schema, source: query, variableValues: { ...variables } });
		expect([...comparisonsIn(JSON.parse(JSON.stringify(data)))]).toEqual([
			['length', ['eq', 'gt']],
			['notes', ['text']],
			['urgent', []],
		]);
		expect(comparisonsIn(undefined).size).toBe(0);
		expect(comparisonsIn({ __type: null }).size).toBe(0);
	});
});

describe('The fields that are asked for', () => {
	const models = modelsOf(
		`${types('Task', 'id: Int name: String apiPassword: String photo: File project: Project notes: [Note]')}
		${types('Project', 'id: Int title: String task: Task secrets: Secret')}
		${types('Secret', 'code: String')}
		${types('Note', 'id: Int text: String')}
		type File { name: String! url: String! }`,
		list('Task') + list('Project') + list('Note') + list('Secret'),
	);
	const [task] = models as [Model];

	it('are values, files and who related records are', () => {
		expect(selectionText(usualSelection(task))).toBe(
			'{ id name photo { name url } project { id title } }',
		);
	});

	it.each([
		[['name'], '{ name }'],
		[['project'], '{ project { id title } }'],
		[['project.title', 'name', 'project.id'], '{ project { title id } name }'],
		[['photo', 'notes.text'], '{ photo { name url } notes { text } }'],
		[['apiPassword'], '{ apiPassword }'],
		[['project.secrets.code'], '{ project { secrets { code } } }'],
		[[' project . task.name '], '{ project { task { name } } }'],
	])('are %j where somebody says so', (paths, text) => {
		expect(selectionText(selectionOf(models, task, paths))).toBe(text);
	});

	it.each([
		[['nope'], /no property "nope"/],
		[['name.x'], /isn't a relation/],
		[['project.secrets'], /whose ID and name the app hides/],
		[['project.nope'], /The model Project has no property "nope"/],
		[['project.task.project.task.project.title'], /more than 4 relations/],
		[['project.task.project.task.project'], /more than 4 relations/],
		[['name }'], /no property "name }"/],
	])('are never %j', (paths, reason) => {
		expect(() => selectionOf(models, task, paths)).toThrow(reason);
	});

	it('never become text unless they are names', () => {
		expect(() => selectionText(new Map([['x } evil', new Map()]]))).toThrow(/Not a name/);
		expect(['a', '_a1', 'document_2'].every(isName)).toBe(true);
		expect(['', '1a', 'a-b', 'a b', 'é', 'a\n'].some(isName)).toBe(false);
	});

	it.each([
		...['password', 'apiPassword', 'loginToken', 'apiKey', 'api_key', 'clientSecret', 'token_2'],
		...['passwordHash', 'APIKey', 'API_TOKEN', 'accesstoken', 'resetPasswordToken', 'passwd'],
		...['logintoken', 'userpassword', 'wachtwoorden', 'gebruikerswachtwoord', 'apikeys'],
	])('leave out %s, which names a secret', (name) => expect(isSecretName(name)).toBe(true));

	it.each([
		...['secretary', 'secretariaat', 'tokensUsed', 'tokenizedAt', 'tokenCount', 'monkey'],
		...['passwordChangedAt', 'keyApi', 'passenger', 'secretaryName', 'betokened', 'compass'],
		...['gestoken', 'aangestoken', 'topsecretary', 'idpassed', 'keys', 'besecret'],
	])('have %s, which names no secret', (name) => expect(isSecretName(name)).toBe(false));

	it('have a date or a number that is named like a secret', () => {
		const [model] = modelsOf(
			types('Task', 'id: Int lastToken: DateTime tokens: Int token: String'),
			list('Task'),
		);
		expect(selectionText(usualSelection(model as Model))).toBe('{ id lastToken tokens }');
	});
});
