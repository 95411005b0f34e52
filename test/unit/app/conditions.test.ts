import {
	conditionName,
	readCondition,
	type EnteredCondition,
} from '../../../nodes/BettyBlocks/app/query/conditions';
import {
	conditionsIn,
	enteredPaths,
	isUnfiltered,
	readFilter,
	type EnteredFilter,
} from '../../../nodes/BettyBlocks/app/query/filter';
import { OPERATORS, requireOperator } from '../../../nodes/BettyBlocks/app/query/operators';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';

const ZONE = 'Europe/Amsterdam';

/** A property of each kind of comparison, by its name. */
const KINDS = {
	text: 'string',
	time: 'time',
	number: 'integer',
	moment: 'date',
	active: 'boolean',
	photo: 'image',
	report: 'pdf',
	branch: 'list',
	project: ['belongs', 'to'].join('_'),
};

const PROJECT: Model = {
	id: 'project',
	name: 'Project',
	properties: [
		{ id: 'pi', name: 'id', kind: 'serial', options: {} },
		{ id: 'pn', name: 'name', kind: 'string', options: {} },
	],
};

const TASK: Model = {
	id: 'task',
	name: 'Task',
	properties: Object.entries(KINDS).map(([name, kind]) => ({
		id: name,
		name,
		kind,
		options: { ...(name === 'project' && { model: 'project' }), values: ['Food'] },
	})),
};

const SEVERAL: Model = {
	...TASK,
	properties: [{ id: 'project', name: 'project', kind: KINDS.project, options: {} }],
};

const read = (entered: EnteredCondition, model = TASK) =>
	readCondition([TASK, PROJECT], model, entered, ZONE);

/** What a person reads when a condition is refused. */
function refusal(run: () => unknown): [message: string, advice: string] {
	try {
		run();
	} catch (error) {
		const { message, advice } = error as Error & { advice: string };
		return [message, advice];
	}
	throw new Error('It was not refused');
}

const refused = (property: unknown, operator: unknown, value?: unknown) =>
	refusal(() => read({ property, operator, value }));

const ORDERS = [
	'Is Greater Than',
	'Is Greater Than or Equal',
	'Is Less Than',
	'Is Less Than or Equal',
];
const LISTS = ['Is One Of', 'Is None Of'];
const PARTS = ['Contains', 'Does Not Contain', 'Starts With', 'Ends With'];
const EMPTY = ['Is Not Empty', 'Is Empty'];

describe('The operators that are offered for a property of a classic app', () => {
	it.each<[keyof typeof KINDS, string, string[]]>([
		['text', 'isTrue', ['Is', 'Is Not', ...ORDERS, ...LISTS, ...PARTS, ...EMPTY]],
		['time', 'isTrue', ['Is', 'Is Not', ...ORDERS, ...LISTS, ...PARTS, ...EMPTY]],
		['number', 'isTrue', ['Is', 'Is Not', ...ORDERS, ...LISTS, ...EMPTY]],
		['moment', 'isTrue', ['Is', 'Is Not', ...ORDERS, ...LISTS, ...EMPTY]],
		['active', 'gt', ['Is', 'Is Not', ...EMPTY, 'Is True', 'Is False']],
		['photo', 'isFalse', ['Is', 'Is Not', ...PARTS, ...EMPTY]],
		['report', 'isTrue', EMPTY],
	])('of kind %s are named when %s is none of them', (property, operator, labels) => {
		expect(refused(property, operator, 1)).toEqual([
			expect.stringMatching(
				new RegExp(`^"[^"]+" doesn't work on "${property}", which is of kind ${KINDS[property]}$`),
			),
			`Choose one of ${labels.join(', ')}`,
		]);
	});

	it('are those for relations when the related record has no ID to compare', () => {
		expect(
			refusal(() =>
				readCondition(
					[SEVERAL, { ...TASK, properties: [] }],
					{
						...SEVERAL,
						properties: SEVERAL.properties.map((each) => ({ ...each, options: { model: 'task' } })),
					},
					{ property: 'project', operator: 'gt', value: 1 },
					ZONE,
				),
			),
		).toEqual([
			expect.stringContaining('"Is Greater Than" doesn\'t work on "project"'),
			`Choose one of ${['Is', 'Is Not', ...LISTS, ...EMPTY].join(', ')}`,
		]);
	});

	it('include what only newer apps have', () => {
		expect(read({ property: 'text', operator: 'regex', value: '^a' }).criteria).toEqual(['^a']);
		expect(read({ property: 'report', operator: 'eq', value: 'a' }).criteria).toEqual(['a']);
	});
});

describe('An operator', () => {
	it.each([
		['eq', 'one', 'eq', 'eq'],
		['neq', 'one', 'neq', 'neq', 'negated'],
		['gt', 'one', 'gt', 'gt'],
		['gteq', 'one', 'gteq', 'gteq'],
		['lt', 'one', 'lt', 'lt'],
		['lteq', 'one', 'lteq', 'lteq'],
		['in', 'many', 'in', 'in'],
		['nin', 'many', 'nin', 'nin', 'negated'],
		['matches', 'one', 'matches', 'matches', 'part'],
		['doesNotMatch', 'one', 'does_not_match', 'doesNotMatch', 'negated', 'part'],
		['startsWith', 'one', 'starts_with', 'startsWith', 'part'],
		['endsWith', 'one', 'ends_with', 'endsWith', 'part'],
		['regex', 'one', undefined, 'regex', 'part'],
		['exists', 'none', 'exists', 'exists'],
		['doesNotExist', 'none', 'does_not_exist', 'doesNotExist'],
	])('%s takes %s, and is %s in the classic API and %s in the Data API', (value, ...expected) => {
		const { takes, classic, data, isNegated, takesPart } = requireOperator(value);
		const traits = [...(isNegated ? ['negated'] : []), ...(takesPart ? ['part'] : [])];
		expect([takes, classic?.name, data.name, ...traits]).toEqual(expected);
	});

	it('that does not exist is refused with those that do', () => {
		const values = [...OPERATORS.map(({ value }) => value), 'isTrue', 'isFalse'].join(', ');
		expect(refused('text', 'like', 1)).toEqual([
			'The condition on "text" has an unknown operator: like',
			`The operators are ${values}`,
		]);
		expect(() => requireOperator('like')).toThrow('on "" has an unknown operator');
	});

	it('with its value in its name is sent as the one that takes it', () => {
		const { operator, criteria } = read({ property: 'active', operator: 'isFalse', value: 'x' });
		expect([operator.value, criteria]).toEqual(['eq', [false]]);
		expect(refused('text', 'isTrue')[0]).toMatch(/^"Is True" doesn't work/);
	});

	it.each(['exists', 'doesNotExist'])('%s takes no value', (operator) => {
		expect(read({ property: 'text', operator, value: 'x' }).criteria).toEqual([]);
	});
});

describe('A condition', () => {
	it.each([undefined, '', '  ', 7])('without a property is refused: %j', (property) => {
		expect(refused(property, 'eq', 1)).toEqual([
			'A condition has no property',
			'Choose a property in each condition',
		]);
	});

	it('has its property with blanks around it', () => {
		expect(read({ property: ' text ', operator: 'eq', value: 'x' }).path.label).toBe('text');
	});

	it.each<[string, string, unknown]>([
		['text', 'eq', undefined],
		['text', 'eq', null],
		['text', 'eq', ''],
		['number', 'gt', ' '],
		['text', 'in', ''],
		['text', 'in', []],
		['text', 'in', ['a', null]],
		['text', 'in', 'a, ""'],
	])('without a value is refused: %s %s %j', (property, operator, value) => {
		const label = OPERATORS.find((each) => each.value === operator)?.label;
		expect(refused(property, operator, value)).toEqual([
			`The condition "${property} ${label}" has no value`,
			'Enter a value. To find empty properties, choose the operator "Is Empty"',
		]);
	});

	it('compares white space where it is a value', () => {
		expect(read({ property: 'text', operator: 'eq', value: ' ' }).criteria).toEqual([' ']);
		expect(read({ property: 'photo', operator: 'matches', value: ' ' }).criteria).toEqual([' ']);
		expect(read({ property: 'photo', operator: 'eq', value: ' ' }).criteria).toEqual([' ']);
	});

	it('takes text where it compares a part of something', () => {
		expect(refused('photo', 'matches', { a: 1 })[0]).toMatch(/^"photo" must be text/);
	});

	it('takes one value, not a list or an object', () => {
		const [message, advice] = refused('report', 'eq', { a: 1 });
		expect(message).toMatch(/^"report" must be text/);
		expect(advice).toBe('Change the value of this property');
		expect(refused('project', 'eq', [3, 4])[0]).toMatch(/^"project" must be/);
	});

	it('on a property that may hold anything takes one value, not an object', () => {
		const odd = { ...TASK, properties: [{ id: 'o', name: 'odd', kind: 'odd', options: {} }] };
		const entered = { property: 'odd', operator: 'eq', value: { a: 1 } };
		expect(refusal(() => read(entered, odd))).toEqual([
			'The condition on "odd" takes one value, not a list or an object',
			'For several values, choose the operator "Is One Of"',
		]);
	});

	it.each<[unknown, unknown]>([
		[{ id: 3 }, '3'],
		[{ id: '3', name: 'x' }, '3'],
		['3', '3'],
	])('names a related record by its ID or by itself: %j', (value, id) => {
		expect(read({ property: 'project', operator: 'eq', value }).criteria).toEqual([id]);
	});

	it.each<[unknown, unknown]>([
		[' TRUE ', true],
		['0', false],
		[1, true],
		[true, true],
	])('takes %j for yes or no', (value, criterion) => {
		expect(read({ property: 'active', operator: 'eq', value }).criteria).toEqual([criterion]);
	});

	it.each(['true or not', 'untrue', '10'])('refuses %j for yes or no', (value) => {
		expect(refused('active', 'eq', value)).toEqual([
			`"active" must be true or false, but got "${value}"`,
			'Choose the operator "Is True" or "Is False", which needs no value',
		]);
	});

	it('refuses another number for yes or no', () => {
		expect(refused('active', 'eq', 7)).toEqual([
			'"active" must be true or false, but got 7',
			'Change the value of this property',
		]);
	});

	it('leaves words for yes or no to texts', () => {
		expect(read({ property: 'text', operator: 'eq', value: 'yes' }).criteria).toEqual(['yes']);
	});
});

describe('Several values of a condition', () => {
	it.each<[unknown, unknown[]]>([
		[
			['a', 'b'],
			['a', 'b'],
		],
		['a', ['a']],
		['a,b', ['a', 'b']],
		[' a , b ', ['a', 'b']],
		['a,,b,', ['a', 'b']],
		['"a, b", c', ['a, b', 'c']],
		['"a","b"', ['a', 'b']],
		['"a" , b', ['a', 'b']],
		['x, "a, b"', ['x', 'a, b']],
		['x, "5"" pipe"', ['x', '5" pipe']],
		['x, "a""b""c"', ['x', 'a"b"c']],
		['5" pipe, b', ['5" pipe', 'b']],
		['x, "a"b', ['x', '"a"b']],
		['[a] b, c', ['[a] b', 'c']],
		['a [b, c]', ['a [b', 'c]']],
		['["a"]', ['a']],
		['"a\\nb"', ['a\nb']],
		['  "a\\nb", "c"', ['a\nb', 'c']],
		['[a, b] c', ['[a', 'b] c']],
		['["a, b", "c"]', ['a, b', 'c']],
		['[a]', ['[a]']],
	])('as %j are %j', (value, criteria) => {
		expect(read({ property: 'text', operator: 'in', value }).criteria).toEqual(criteria);
	});

	it('may be one number', () => {
		expect(read({ property: 'number', operator: 'in', value: 12 }).criteria).toEqual(['12']);
	});

	it.each([
		'"a, b',
		'"abc, d',
		'[ "a" b]',
		'[abc, d]',
		'x, "a',
		'  ["a"',
		'["a" b]',
		'[“a”, “b”]',
		' ```["a"]```',
		' [a, b] ',
	])('with a bracket or a quote that has no end are refused: %s', (value) => {
		expect(refused('text', 'in', value)).toEqual([
			expect.stringContaining(`aren't a valid JSON list: "`),
			'Put each text in double quotes, for example ["Utrecht", "Alkmaar"]',
		]);
	});
});

describe('The name of a condition', () => {
	const named = (property: string, operator: string, value?: unknown) =>
		conditionName(read({ property, operator, value }));

	it('is what people read', () => {
		expect(named('text', 'matches', 'Alkmaar')).toBe('"text Contains Alkmaar"');
		expect(named('text', 'in', ['a', 'b'])).toBe('"text Is One Of a, b"');
		expect(named('text', 'exists')).toBe('"text Is Not Empty"');
	});

	it('shows 60 characters of the values, and no half of one', () => {
		expect(named('text', 'eq', 'a'.repeat(60))).toBe(`"text Is ${'a'.repeat(60)}"`);
		expect(named('text', 'eq', 'a'.repeat(61))).toBe(`"text Is ${'a'.repeat(60)}…"`);
		expect(named('text', 'eq', `${'a'.repeat(59)}😀`)).toBe(`"text Is ${'a'.repeat(59)}\uFFFD…"`);
	});
});

describe('A filter', () => {
	const one = { property: 'text', operator: 'eq', value: 'a' };
	const other = { property: 'number', operator: 'gt', value: 1 };
	const filter = (...groups: EnteredFilter['groups']): EnteredFilter => ({
		conditions: [one],
		combinator: 'or',
		groups,
	});
	const readAll = (entered: EnteredFilter) => readFilter([TASK], TASK, entered, ZONE);

	it('has its conditions, and how they count together', () => {
		const { conditions, ...rest } = readAll(filter());
		expect(conditions.map(({ path }) => path.label)).toEqual(['text']);
		expect(rest).toEqual({ combinator: 'or' });
	});

	it('has groups of conditions', () => {
		const read = readAll(filter({ conditions: [other], combinator: 'and' }));
		expect(read.groups).toEqual([
			{ combinator: 'and', conditions: [expect.objectContaining({ criteria: ['1'] })] },
		]);
		expect(conditionsIn(read).map(({ path }) => path.label)).toEqual(['text', 'number']);
		expect(conditionsIn(readAll(filter())).map(({ path }) => path.label)).toEqual(['text']);
	});

	it('with an empty group among its groups is refused', () => {
		const groups = [
			{ conditions: [other], combinator: 'and' as const },
			{ conditions: [], combinator: 'and' as const },
		];
		expect(refusal(() => readAll(filter(...groups)))).toEqual([
			'A group of conditions is empty',
			'Add a condition to each group, or remove the group',
		]);
	});

	it('means every record when it has neither conditions nor groups', () => {
		const none = { conditions: [], combinator: 'and' as const };
		expect(isUnfiltered({ ...none, groups: [] })).toBe(true);
		expect(isUnfiltered({ ...none, groups: [none] })).toBe(false);
		expect(isUnfiltered(filter())).toBe(false);
		expect(isUnfiltered(filter(none))).toBe(false);
	});

	it('tells which properties it is about, also when none is chosen', () => {
		const groups = { conditions: [other, {}], combinator: 'and' as const };
		expect(enteredPaths(filter(groups))).toEqual(['text', 'number', '']);
	});
});
