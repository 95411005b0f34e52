import fc from 'fast-check';
import { buildSchema, graphqlSync, parse, validate } from 'graphql';
import { AppError } from '../../../nodes/BettyBlocks/app/errors';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import {
	entriesIn,
	fieldsIn,
	ROOT_QUESTION,
	typesQuestion,
	type Entry,
} from '../../../nodes/BettyBlocks/data/introspection';
import { toModel } from '../../../nodes/BettyBlocks/data/schemaModel';
import {
	selectionOf,
	selectionText,
	usualSelection,
	type FieldSelection,
} from '../../../nodes/BettyBlocks/data/selection';
import { runs } from '../../support/runs';

const MODELS = ['Task', 'File', 'A1', 'Order_2', 'String2'];

const FIELDS = ['name', 'title', 'price', 'owner', 'items', 'both', 'state', 'at', 'box', 'token'];

const NAMED = [
	...['String', 'Int', 'Boolean', 'Decimal', 'Odd', 'State', 'Box', 'Photo', 'Either', 'Named'],
	...MODELS,
];

const ARGUMENTS = ['', '(size: Int)', '(size: Int!)', '(size: Int! = 3)', '(where: Filter)'];

const wrapped = fc
	.tuple(fc.constantFrom(...NAMED), fc.array(fc.constantFrom('list', 'required'), { maxLength: 6 }))
	.map(([name, wrappers]) =>
		wrappers.reduce(
			(type, wrapper) =>
				wrapper === 'list' ? `[${type}]` : type.endsWith('!') ? type : `${type}!`,
			name,
		),
	);

const field = fc.record({
	name: fc.constantFrom(...FIELDS),
	type: wrapped,
	args: fc.constantFrom(...ARGUMENTS),
});

const model = fc.record({
	id: fc.constantFrom('id: Int', 'id: Int!', 'id(size: Int!): Int', 'other: Int'),
	fields: fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 6 }),
	one: fc.boolean(),
	results: fc.constantFrom('[X]', '[X!]', '[X!]!', '[[X!]!]!'),
});

const apps = fc.tuple(...MODELS.map(() => model));

type Apps = typeof apps extends fc.Arbitrary<infer Value> ? Value : never;

/** An app with types of every sort, each model in its own way. */
function schemaOf(models: Apps) {
	const typeOf = (name: string) => (name === 'File' ? '_File' : name);
	const own = (type: string) => type.replace(/\bFile\b/, '_File');
	const roots = models.map(({ one }, index) => {
		const name = MODELS[index] ?? '';
		const list = `all${name}(skip: Int, take: Int, where: Filter): ${name}List`;
		return one ? `${list} one${name}(where: Filter!): ${typeOf(name)}` : list;
	});
	const types = models.map(({ id, fields, results }, index) => {
		const name = MODELS[index] ?? '';
		const lines = fields.map((each) => `${each.name}${each.args}: ${own(each.type)}`);
		const list = results.replace('X', typeOf(name));
		return `type ${typeOf(name)} { ${[id, ...lines].join(' ')} } type ${name}List { results: ${list} totalCount: Int }`;
	});
	return buildSchema(`
		scalar Decimal scalar Odd enum State { open done } input Filter { id: Int }
		type Box { width: Int } type Photo { name: String! url: String! }
		union Either = Task | A1 interface Named { label: String }
		type Query { ${roots.join(' ')} }
		${types.join(' ')}
	`);
}

function modelsIn(schema: ReturnType<typeof schemaOf>): { models: Model[]; entries: Entry[] } {
	const ask = (source: string, variableValues: object = {}) => {
		const result = graphqlSync({ schema, source, variableValues: { ...variableValues } });
		expect(result.errors).toBeUndefined();
		return JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>;
	};
	const entries = (entriesIn(ask(ROOT_QUESTION)) ?? []).filter(({ isListType }) => !isListType);
	const byType = new Map(entries.map((entry): [string, Entry] => [entry.type, entry]));
	const { query, variables } = typesQuestion(entries.map(({ type }) => type));
	const data = entries.length === 0 ? {} : ask(query, variables);
	const models = entries.map((entry, index) =>
		toModel(entry, fieldsIn(data[`t${index}`]) ?? [], byType),
	);
	return { models, entries };
}

/** What something returns, or the error that it ends with. */
function attempt(act: () => unknown): unknown {
	try {
		return act();
	} catch (error) {
		return error;
	}
}

describe('What is asked of any schema', () => {
	it('is valid: what is usually asked for, and every path that isn’t refused in words', () => {
		fc.assert(
			fc.property(
				apps,
				fc.array(fc.array(fc.constantFrom('id', ...FIELDS), { minLength: 1, maxLength: 6 })),
				(app, paths) => {
					const schema = schemaOf(app);
					const { models, entries } = modelsIn(schema);
					const isValid = (entry: Entry, selection: string) =>
						expect(
							validate(schema, parse(`{ ${entry.all} { results ${selection} } }`)).map(String),
						).toEqual([]);
					models.forEach((each, index) => {
						const entry = entries[index] as Entry;
						isValid(entry, selectionText(usualSelection(each)));
						for (const path of paths) {
							const asked = attempt(() => selectionOf(models, each, [path.join('.')]));
							if (asked instanceof AppError) expect(asked.advice).not.toBe('');
							else isValid(entry, selectionText(asked as FieldSelection));
						}
					});
				},
			),
			runs(60),
		);
	});
});
