import { readCondition } from '../../../nodes/BettyBlocks/app/query/conditions';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import { toFilterForm } from '../../../nodes/BettyBlocks/rest/form';

const GROUP: Model = {
	id: 'group',
	name: 'Group',
	properties: [{ id: 'group-name', name: 'name', kind: 'string', options: {} }],
};

const MODEL: Model = {
	id: 'thing',
	name: 'Thing',
	properties: [
		{ id: 'text', name: 'name', kind: 'string', options: {} },
		{ id: 'to-group', name: 'group', kind: 'belongs_to', options: { model: 'group' } },
	],
};

const condition = (property: string, operator: string, value?: unknown) =>
	readCondition([MODEL, GROUP], MODEL, { property, operator, value }, 'UTC');

describe('Conditions, as the classic API takes them', () => {
	it.each<[string, string, unknown, object]>([
		['name', 'eq', 'a', { predicate: 'eq', criteria: 'a', path: ['text'] }],
		['name', 'doesNotMatch', 'a', { predicate: 'does_not_match', criteria: 'a', path: ['text'] }],
		['name', 'in', 'a, b', { predicate: 'in', criteria: ['a', 'b'], path: ['text'] }],
		['name', 'exists', 'a', { predicate: 'exists', path: ['text'] }],
		['group.name', 'eq', 'a', { predicate: 'eq', criteria: 'a', path: ['to-group', 'group-name'] }],
	])('are, for %s %s %j: %j', (property, operator, value, expected) => {
		expect(toFilterForm([condition(property, operator, value)], 'and')).toEqual([
			{ operator: 'and', conditions: [expected] },
		]);
	});

	it('begin with a plain key, by which Rack tells one from the next', () => {
		const two = [condition('name', 'eq', 'a'), condition('name', 'neq', 'b')];
		const [{ operator, conditions }] = toFilterForm(two, 'or') as [
			{ operator: string; conditions: object[] },
		];
		expect(operator).toBe('or');
		expect(conditions.map((each) => Object.keys(each)[0])).toEqual(['predicate', 'predicate']);
	});
});
