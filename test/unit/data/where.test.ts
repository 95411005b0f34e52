import { readCondition, type Combinator } from '../../../nodes/BettyBlocks/app/query/conditions';
import type { Model, Property } from '../../../nodes/BettyBlocks/app/schema/models';
import { allOf, neverMet, toWhere } from '../../../nodes/BettyBlocks/data/where';

const property = (name: string, kind: string, more: Partial<Property> = {}): Property => ({
	id: name,
	name,
	kind,
	options: {},
	...more,
});

const relations = { one: 'belongs_to', many: 'has_many' } as const;

const MODELS: Model[] = [
	{
		id: 'Task',
		name: 'Task',
		properties: [
			property('id', 'integer'),
			property('name', 'string'),
			property('price', 'decimal'),
			property('rate', 'float'),
			property('dueOn', 'date'),
			property('doneAt', ['date', 'time'].join('_')),
			property('startsAt', 'time'),
			property('urgent', 'boolean'),
			property('photo', 'image'),
			property('project', relations.one, { target: 'Project', options: { model: 'Project' } }),
			property('secret', relations.one, { target: 'Secret', options: { model: 'Secret' } }),
			property('notes', relations.many, { target: 'Project', options: { model: 'Project' } }),
		],
	},
	{
		id: 'Project',
		name: 'Project',
		properties: [property('id', 'integer'), property('name', 'string')],
	},
	{ id: 'Secret', name: 'Secret', properties: [property('code', 'string')] },
];

/** What conditions on these are tried with. */
const VALUES: Record<string, unknown> = {
	id: 1,
	dueOn: '2026-03-01',
	startsAt: '09:30',
	urgent: true,
};

type Entered = [property: string, operator: string, value?: unknown];

const whereOf = (entered: Entered[], combinator: Combinator = 'and', ids?: number[]) => {
	const [task] = MODELS as [Model, Model];
	const conditions = entered.map(([name, operator, value]) =>
		readCondition(MODELS, task, { property: name, operator, value }, 'Europe/Amsterdam'),
	);
	return toWhere({ conditions, combinator }, ids);
};

describe('Conditions, as the Data API takes them', () => {
	it.each(['time', 'pdf'])('compare what is of kind %s', (kind) => {
		const model = { id: 'Task', name: 'Task', properties: [property('extra', kind)] };
		const entered = { property: 'extra', operator: 'gt', value: '09:30' };
		const conditions = [readCondition([model], model, entered, 'Europe/Amsterdam')];
		expect(toWhere({ conditions, combinator: 'and' })).toEqual({ extra: { gt: '09:30' } });
	});

	it('ask a relation whose records show no id for nothing but emptiness', () => {
		expect(whereOf([['secret', 'doesNotExist']])).toEqual({ secret: null });
		expect(() => whereOf([['secret', 'exists']])).toThrow(/isn.t available for "secret"/);
		expect(() => whereOf([['secret', 'eq', 3]])).toThrow(/isn.t available for "secret"/);
	});

	it.each<[Entered, object]>([
		[['name', 'eq', 'x'], { name: { eq: 'x' } }],
		[['name', 'regex', '^x'], { name: { regex: '^x' } }],
		[['name', 'in', 'a, b'], { name: { in: ['a', 'b'] } }],
		[['id', 'gt', '12'], { id: { gt: 12 } }],
		[['price', 'lteq', '12.50'], { price: { lteq: 12.5 } }],
		[['price', 'eq', '0.1234567890123456789'], { price: { eq: '0.1234567890123456789' } }],
		[['rate', 'eq', '0.10'], { rate: { eq: 0.1 } }],
		[['urgent', 'eq', 'true'], { urgent: { eq: true } }],
		[['urgent', 'isFalse'], { urgent: { eq: false } }],
		[['dueOn', 'lt', '2026-03-01T10:00:00Z'], { dueOn: { lt: '2026-03-01' } }],
		[['doneAt', 'gteq', '2026-03-01T10:00:00Z'], { doneAt: { gteq: '2026-03-01T10:00:00Z' } }],
		[['doneAt', 'gteq', '2026-03-01T10:00'], { doneAt: { gteq: '2026-03-01T10:00:00+01:00' } }],
		[['startsAt', 'eq', '9:30'], { startsAt: { eq: '09:30' } }],
		[['name', 'exists'], { name: { neq: null } }],
		[['name', 'doesNotExist'], { name: { eq: null } }],
		[['project', 'eq', '3'], { project: { id: { eq: 3 } } }],
		[['project', 'in', [{ id: 3 }, 4]], { project: { id: { in: [3, 4] } } }],
		[['project', 'exists'], { project: { id: { gt: 0 } } }],
		[['project', 'doesNotExist'], { project: null }],
		[['project.name', 'matches', 'x'], { project: { name: { matches: 'x' } } }],
		[['notes.name', 'eq', 'x'], { notes: { name: { eq: 'x' } } }],
	])('are %j', (entered, where) => {
		expect(whereOf([entered])).toEqual(where);
	});

	it.each<[string, string[], string[]]>([
		['gt', ['name', 'urgent', 'photo', 'project.name'], []],
		['matches', ['id', 'dueOn', 'startsAt', 'urgent'], ['name', 'photo']],
		['in', ['urgent', 'photo'], ['name', 'id', 'dueOn', 'startsAt']],
		['regex', ['id'], ['name', 'photo']],
	])('with %s are refused for %j, and taken for %j', (operator, refused, taken) => {
		const ask = (name: string) => whereOf([[name, operator, VALUES[name] ?? 'x']]);
		for (const name of refused) expect(() => ask(name)).toThrow(/isn't available|doesn't work/);
		for (const name of taken) expect(ask(name)).toBeDefined();
	});

	it('that the app does not have are refused with those that it has', () => {
		const equal = ['Is', 'Is Not'];
		const lists = ['Is One Of', 'Is None Of'];
		const parts = ['Contains', 'Does Not Contain', 'Starts With', 'Ends With', 'Matches Regex'];
		const empty = ['Is Not Empty', 'Is Empty'];
		expect(() => whereOf([['name', 'gt', 'x']])).toThrow(
			expect.objectContaining({
				message: '"Is Greater Than" isn\'t available for "name" in this app',
				advice: `Choose one of ${[...equal, ...lists, ...parts, ...empty].join(', ')}`,
			}) as Error,
		);
	});

	it('in groups count as one more condition each', () => {
		const [task] = MODELS as [Model, Model];
		const condition = (value: string) =>
			readCondition(MODELS, task, { property: 'name', operator: 'eq', value }, 'UTC');
		const group = (combinator: Combinator, ...values: string[]) => ({
			combinator,
			conditions: values.map(condition),
		});
		const is = (value: string) => ({ name: { eq: value } });
		const either = group('or', 'b', 'c');
		const both = group('and', 'd', 'e');
		expect(toWhere({ ...group('and', 'a'), groups: [either] })).toEqual({
			_and: [is('a'), { _or: [is('b'), is('c')] }],
		});
		expect(toWhere({ ...group('or', 'a'), groups: [both, group('or', 'f')] })).toEqual({
			_or: [is('a'), { _and: [is('d'), is('e')] }, is('f')],
		});
		expect(toWhere({ ...group('or'), groups: [either] })).toEqual({ _or: [is('b'), is('c')] });
	});

	it('that nothing meets ask for what is empty and not empty', () => {
		const [task] = MODELS as [Model, Model];
		const never = (property: string) =>
			neverMet(readCondition(MODELS, task, { property, operator: 'exists' }, 'UTC'));
		expect(never('name')).toEqual({ _and: [{ name: { neq: null } }, { name: { eq: null } }] });
		expect(never('project')).toEqual({
			_and: [{ project: { id: { gt: 0 } } }, { project: null }],
		});
		expect(never('project.name')).toEqual({
			project: { _and: [{ name: { neq: null } }, { name: { eq: null } }] },
		});
		expect(never('secret')).toEqual({ _and: [{ secret: {} }, { secret: null }] });
		expect(never('id')).toEqual({ _and: [{ id: { neq: null } }, { id: { eq: null } }] });
	});

	it('are all of what is given', () => {
		expect(allOf([undefined, { a: 1 }])).toEqual({ a: 1 });
		expect(allOf([undefined])).toBeUndefined();
		expect(allOf([{ a: 1 }, undefined, { b: 2 }])).toEqual({ _and: [{ a: 1 }, { b: 2 }] });
	});

	it('are combined', () => {
		const two: Entered[] = [
			['name', 'eq', 'x'],
			['name', 'neq', 'y'],
		];
		const parts = [{ name: { eq: 'x' } }, { name: { neq: 'y' } }];
		expect(whereOf([])).toBeUndefined();
		expect(whereOf(two)).toEqual({ _and: parts });
		expect(whereOf(two, 'or')).toEqual({ _or: parts });
		expect(whereOf(two, 'or', [1, 2])).toEqual({ _and: [{ _or: parts }, { id: { in: [1, 2] } }] });
		expect(whereOf([], 'and', [1])).toEqual({ id: { in: [1] } });
	});

	it.each<Entered>([
		['name', 'gt', 'x'],
		['startsAt', 'matches', '09:30'],
	])('that the app does not have are refused: %s %s', (...entered) => {
		expect(() => whereOf([entered])).toThrow(/^"[^"]+" isn.t available for/);
	});

	it('are those that the app has for a type of its own, whatever is usual for text', () => {
		const models = [
			{ id: 'Task', name: 'Task', properties: [property('length', 'Duration')] },
		] as Model[];
		const [task] = models as [Model];
		const [length] = task.properties as [Property];
		const comparisons = new Map([[length, ['eq', 'gt', 'lt']]]);
		const asked = (operator: string) => ({
			conditions: [
				readCondition(models, task, { property: 'length', operator, value: 'P1D' }, 'UTC'),
			],
			combinator: 'and' as const,
		});
		expect(toWhere(asked('gt'), undefined, comparisons)).toEqual({ length: { gt: 'P1D' } });
		expect(toWhere(asked('doesNotExist'), undefined, comparisons)).toEqual({
			length: { eq: null },
		});
		expect(() => toWhere(asked('matches'), undefined, comparisons)).toThrow(/isn't available/);
	});
});
