import { readCondition, type Combinator } from '../../../nodes/BettyBlocks/app/query/conditions';
import type { Model, Property } from '../../../nodes/BettyBlocks/app/schema/models';
import { toWhere } from '../../../nodes/BettyBlocks/data/where';

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

type Entered = [property: string, operator: string, value?: unknown];

const whereOf = (entered: Entered[], combinator: Combinator = 'and', ids?: number[]) => {
	const [task] = MODELS as [Model, Model];
	const conditions = entered.map(([name, operator, value]) =>
		readCondition(MODELS, task, { property: name, operator, value }, 'Europe/Amsterdam'),
	);
	return toWhere({ conditions, combinator }, ids);
};

describe('Conditions, as the Data API takes them', () => {
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
