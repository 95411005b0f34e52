import { readCondition, type Combinator } from '../../../nodes/BettyBlocks/app/query/conditions';
import { fits, meets, shownAt } from '../../../nodes/BettyBlocks/app/query/filterCheck';
import type { AppRecord } from '../../../nodes/BettyBlocks/app/values/shown';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';
import { readPath } from '../../../nodes/BettyBlocks/app/schema/paths';

const ZONE = 'Europe/Amsterdam';

const MODEL: Model = {
	id: 'thing',
	name: 'Thing',
	properties: [
		{ id: 'n', name: 'number', kind: 'integer', options: {} },
		{ id: 'p', name: 'price', kind: 'price', options: {} },
		{ id: 'a', name: 'at', kind: 'date_time', options: {} },
		{ id: 'd', name: 'day', kind: 'date', options: {} },
		{ id: 't', name: 'time', kind: 'time', options: {} },
		{ id: 'x', name: 'text', kind: 'string', options: {} },
		{ id: 'l', name: 'branch', kind: 'list', options: { values: ['Food', 'Steel'] } },
		{ id: 'f', name: 'photo', kind: 'image', options: {} },
		{ id: 'b', name: 'active', kind: 'boolean', options: {} },
		{ id: 'r', name: 'report', kind: 'pdf', options: {} },
		{ id: 'i', name: 'photos', kind: 'multi_image', options: {} },
		{ id: 'o', name: 'owner', kind: 'belongs_to', options: { model: 'thing' } },
		{ id: 'm', name: 'parts', kind: 'has_many', options: { model: 'thing' } },
	],
};

const condition = (property: string, operator: string, value?: unknown) =>
	readCondition([MODEL], MODEL, { property, operator, value }, ZONE);

const verdict = (property: string, shown: unknown, operator: string, value?: unknown) =>
	meets({ [property]: shown } as AppRecord, condition(property, operator, value), ZONE);

describe('A record that shows a value', () => {
	it.each<[string, unknown, string, unknown, boolean | undefined]>([
		// A second is shown, more may be kept.
		['at', '2026-01-01T10:00:00Z', 'gt', '2026-01-01T10:00:00Z', undefined],
		['at', '2026-01-01T10:00:00Z', 'gt', '2026-01-01T10:00:00.4Z', undefined],
		['at', '2026-01-01T10:00:01Z', 'gt', '2026-01-01T10:00:00Z', true],
		['at', '2026-01-01T09:59:59Z', 'gt', '2026-01-01T10:00:00Z', false],
		['at', '2026-01-01T10:00:00.123456Z', 'gt', '2026-01-01T10:00:00.123457Z', false],
		['at', '2026-01-01T10:00:00.123458Z', 'gt', '2026-01-01T10:00:00.123457Z', true],
		['at', '2026-01-01 10:00', 'lteq', '2026-01-01T09:00:30Z', undefined],
		['price', 12.35, 'lt', '12.35', undefined],
		['price', 12.35, 'eq', '12.345', undefined],
		['price', 12.35, 'eq', '12.35', true],
		['price', 12.35, 'eq', '12.37', false],
		['price', 12.35, 'gteq', '12.34', true],
		['price', '90071992547409.935', 'gt', '90071992547409.9349', undefined],
		['price', '1.5', 'gt', '1.45', undefined],
		['number', 7, 'gt', '7', false],
		['number', 7, 'gteq', '7', true],
		['day', '2026-01-01', 'lt', '2026-01-01', false],
		['day', '2026-01-01', 'lteq', '2026-01-01', true],
		['time', '14:30', 'gt', '14:29', true],
		['time', '14:30', 'startsWith', '14', true],
		['time', '2000-01-01T14:30:00.000Z', 'startsWith', '14', undefined],
		['photo', '/uploads/a.png', 'startsWith', 'https://', undefined],
		['branch', 'Food', 'matches', 'oo', true],
		['branch', 'Wood', 'eq', 'Wood', true],
		['branch', ['Food'], 'matches', 'oo', undefined],
		['text', 'Jose\u0301', 'eq', 'José', true],
		['text', '', 'gt', 'a', undefined],
		['text', '', 'eq', 'a', false],
		['text', '', 'neq', 'a', undefined],
		['text', null, 'neq', 'a', undefined],
		['text', null, 'lt', 'a', false],
		['text', '', 'doesNotExist', undefined, undefined],
		['text', '', 'exists', undefined, undefined],
		['text', 'a', 'exists', undefined, true],
		['text', 'a', 'doesNotExist', undefined, false],
		['text', null, 'doesNotExist', undefined, true],
		['text', null, 'exists', undefined, false],
		['text', 'a', 'regex', 'a', undefined],
		['photos', [], 'exists', undefined, undefined],
		['photos', [], 'doesNotExist', undefined, undefined],
		['photos', ['/a.png'], 'exists', undefined, true],
		['photos', ['/a.png'], 'doesNotExist', undefined, false],
		['photos', ['/a.png'], 'matches', 'a', undefined],
		// Apps differ in case, accents and blanks.
		['text', 'a', 'eq', 'a', true],
		['text', 'a', 'eq', 'A', undefined],
		['text', 'a', 'eq', ' á ', undefined],
		['text', 'a', 'eq', 'b', false],
		['text', 'a', 'neq', 'a', false],
		['text', 'a', 'neq', 'A', undefined],
		['text', 'a', 'neq', 'b', true],
		['text', 'a', 'gt', 'b', undefined],
		['text', 'a', 'gteq', 'a', true],
		['text', 'a', 'gt', 'a', false],
		['text', 'a', 'in', 'b, a', true],
		['text', 'a', 'in', 'b, A', undefined],
		['text', 'a', 'in', 'b, c', false],
		['text', 'a', 'nin', 'b, a', false],
		['text', 'a', 'nin', 'b, c', true],
		['text', 'abc', 'matches', 'b', true],
		['text', 'abc', 'matches', 'B', undefined],
		['text', 'abc', 'matches', 'd', false],
		['text', 'ábc', 'matches', 'a\u0301', true],
		['text', 'abc', 'doesNotMatch', 'b', false],
		['text', 'abc', 'doesNotMatch', 'B', undefined],
		['text', 'abc', 'doesNotMatch', 'd', true],
		['text', 'abc', 'startsWith', 'ab', true],
		['text', 'abc', 'startsWith', 'bc', false],
		['text', 'abc', 'startsWith', 'AB', undefined],
		['text', 'abc', 'endsWith', 'bc', true],
		['text', 'abc', 'endsWith', 'ab', false],
		['text', 'abc', 'endsWith', 'BC', undefined],
		...[...'%_*?^$|()[]\\+.'].map((sign): [string, unknown, string, unknown, undefined] => [
			'text',
			'abc',
			'matches',
			`x${sign}`,
			undefined,
		]),
		['branch', 'Food', 'matches', 'xx', false],
		['report', '/a.pdf', 'eq', '/a.pdf', true],
		['report', '/a.pdf', 'eq', '/b.pdf', false],
		['report', '/a.pdf', 'eq', '/A.pdf', false],
		['photo', '/a.png', 'matches', 'xx', undefined],
		['photo', '/a.png', 'eq', '/b.png', false],
		['photo', '/a.png', 'neq', '/b.png', true],
		['active', true, 'eq', 'true', true],
		['active', true, 'eq', 'false', false],
		['active', true, 'neq', 'false', true],
		['number', 7, 'eq', '7', true],
		['number', 7, 'eq', '8', false],
		['number', 7, 'neq', '7', false],
		['number', 7, 'neq', '8', true],
		['number', 7, 'lt', '8', true],
		['number', 7, 'lt', '7', false],
		['number', 7, 'lteq', '7', true],
		['number', 7, 'lteq', '6', false],
		['number', 7, 'lteq', '8', true],
		['number', 7, 'gt', '6', true],
		['number', 7, 'gteq', '8', false],
		['number', -7, 'lt', '-6', true],
		['number', 'many', 'eq', '7', undefined],
		['number', 'many', 'gt', '7', undefined],
		// JavaScript and apps keep 15 digits.
		['number', '1234567890123456', 'gt', '1234567890123456', undefined],
		['number', '1234567890123456', 'gt', '1234567890123446', true],
		['number', '1234567890123456', 'gt', '1234567890123447', undefined],
		['number', '1234567890123456', 'lt', '1234567890123466', true],
		['number', '1234567890123456', 'lt', '1234567890123465', undefined],
		['number', '123456789012345', 'gt', '123456789012344', true],
		['number', '123456789012345', 'gt', '123456789012345', false],
		['number', '-123456789012345', 'lt', '-123456789012344', true],
		['price', 0.1, 'eq', '0.1000001', undefined],
		['price', 0.1, 'eq', '0.5', false],
		['price', '0.000001', 'eq', '0', undefined],
		['price', '1234567890123456.5', 'gt', '1234567890123455.6', undefined],
		['price', '1234567890123456.5', 'gt', '1234567890123455.5', true],
		['price', 12.35, 'gt', '12.34', true],
		['price', 12.35, 'gt', '12.35', undefined],
		['price', 12.35, 'lt', '12.36', true],
		['price', 12.35, 'neq', '12.35', undefined],
		['price', 12.35, 'neq', '13', true],
		['price', 5_000_000, 'eq', '5000004', undefined],
		['price', 5_000_000, 'eq', '5000006', false],
		['day', '2026-01-02', 'gt', '2026-01-01', true],
		['day', '2026-01-01', 'lt', '2026-01-02', true],
		['day', '2026-01-01', 'eq', '2026-01-01', true],
		['day', '2026-01-01', 'eq', '2026-01-02', undefined],
		['day', '2026-01-01', 'eq', '2026-01-03', false],
		['day', '2026-01-01T00:00:00+09:00', 'lt', '2026-01-01', false],
		['day', 'soon', 'eq', '2026-01-03', undefined],
		['at', 'soon', 'gt', '2026-01-01T10:00:00Z', undefined],
		['at', '2026-01-01T10:00:00Z', 'eq', '2026-01-02T10:00:00Z', undefined],
		['at', '2026-01-01T10:00:00Z', 'eq', '2026-01-02T10:00:01Z', false],
		['at', '2026-01-01T10:00:00Z', 'eq', '2025-12-31T09:59:59Z', false],
		// A minute is shown, seconds may be kept.
		['at', '2026-01-01T10:00Z', 'gt', '2026-01-01T09:59:00Z', true],
		['at', '2026-01-01T10:00Z', 'gt', '2026-01-01T09:59:01Z', undefined],
		['at', '2026-01-01T10:00:00.5Z', 'gt', '2026-01-01T10:00:00.4Z', true],
		['at', '2026-01-01T10:00:00.5Z', 'gt', '2026-01-01T10:00:00.41Z', undefined],
		['at', '2026-01-01T10:00:00,5Z', 'gt', '2026-01-01T10:00:00.4Z', true],
		['at', '2026-01-01T10:00:00.123456789Z', 'gt', '2026-01-01T10:00:00.123456788Z', true],
		['at', '2026-01-01T10:00:00+01:00', 'lt', '2026-01-01T09:00:01Z', true],
		['at', '2026-01-01T10:00:00+0100', 'lt', '2026-01-01T09:00:01Z', true],
		['at', '2026-01-01T10:00:01Z ', 'gt', '2026-01-01T10:00:00Z', true],
		['at', '2026-01-01T10:00:00 UTC', 'gt', '2026-01-01T09:59:59Z', true],
		// The zone isn't shown: a day more or less.
		['at', '2026-01-02 10:00:00', 'gt', '2026-01-01T08:59:00Z', true],
		['at', '2026-01-02 10:00:00', 'gt', '2026-01-01T09:00:01Z', undefined],
		['time', '14:30', 'gt', '14:30', false],
		['time', '14:30', 'gteq', '14:30', true],
		['time', '14:30', 'lt', '14:31', true],
		['time', '14:30', 'lt', '14:29', false],
		['time', '14:30', 'matches', '99', undefined],
		['time', 'noon', 'gt', '14:30', undefined],
		['time', 'x14:31', 'gt', '14:30', undefined],
		['text', '14:31', 'gt', '14:30', undefined],
		['time', '14:30', 'eq', '14:31', false],
		['owner', 3, 'eq', '3', true],
		['owner', 3, 'eq', '4', false],
		['owner', 3, 'exists', undefined, true],
	])('of "%s" %j: %s %j is %s', (property, shown, operator, value, expected) => {
		expect(verdict(property, shown, operator, value)).toBe(expected);
	});

	it('shows nothing where the property is hidden', () => {
		expect(meets({}, condition('number', 'eq', 1), ZONE)).toBeUndefined();
		expect(meets({}, condition('text', 'exists'), ZONE)).toBeUndefined();
		expect(meets({}, condition('text', 'doesNotExist'), ZONE)).toBeUndefined();
	});

	it('shows nothing reliable of several related records', () => {
		const record = {
			parts: [{ id: 1, text: 'a' }],
			owner: { id: 2, text: 'b', parts: [{ id: 3 }] },
		} as AppRecord;
		const shown = (label: string) => shownAt(record, readPath([MODEL], MODEL, label));
		expect(shown('owner.text')).toBe('b');
		expect(shown('parts.text')).toBeUndefined();
		expect(shown('parts')).toBeUndefined();
		expect(shown('owner.parts')).toBeUndefined();
	});
});

describe('A record', () => {
	const record = { number: 1, text: 'a' } as AppRecord;
	const yes = ['number', 1] as const;
	const no = ['number', 2] as const;
	const maybe = ['text', 'A'] as const;
	type Asked = typeof yes | typeof no | typeof maybe;
	interface Group {
		combinator: Combinator;
		conditions: Asked[];
	}
	const toGroup = ({ combinator, conditions }: Group) => ({
		combinator,
		conditions: conditions.map(([property, value]) => condition(property, 'eq', value)),
	});
	const filter = (combinator: Combinator, conditions: Asked[], groups?: Group[]) =>
		fits(
			record,
			{
				...toGroup({ combinator, conditions }),
				...(groups && { groups: groups.map(toGroup) }),
			},
			ZONE,
		);

	it('meets all conditions, fails one, or leaves it open', () => {
		expect(filter('and', [])).toBe(true);
		expect(filter('and', [yes, yes])).toBe(true);
		expect(filter('and', [yes, no, maybe])).toBe(false);
		expect(filter('and', [yes, maybe])).toBeUndefined();
	});

	it('meets one condition, fails all, or leaves it open', () => {
		expect(filter('or', [])).toBe(false);
		expect(filter('or', [no, no])).toBe(false);
		expect(filter('or', [no, maybe, yes])).toBe(true);
		expect(filter('or', [no, maybe])).toBeUndefined();
	});

	it('meets a group as one more condition', () => {
		const either = { combinator: 'or' as const, conditions: [no, yes] };
		const both = { combinator: 'and' as const, conditions: [no, yes] };
		expect(filter('and', [yes], [either])).toBe(true);
		expect(filter('and', [yes], [either, both])).toBe(false);
		expect(filter('or', [no], [both])).toBe(false);
		expect(filter('or', [no], [both, either])).toBe(true);
	});
});

describe('The value of a condition', () => {
	it.each<[string, string, unknown, unknown[]]>([
		['text', 'in', '["A, B", "C"]', ['A, B', 'C']],
		['text', 'nin', ' [ "A" ] ', ['A']],
		['number', 'in', '[12345678901234567890, 2]', ['12345678901234567890', '2']],
		['text', 'in', '[A], [B]', ['[A]', '[B]']],
		['branch', 'matches', 'oo', ['oo']],
		['branch', 'eq', 'Wood', ['Wood']],
		['branch', 'in', 'Wood, Food', ['Wood', 'Food']],
		['time', 'startsWith', '14', ['14']],
		['photo', 'endsWith', '.png', ['.png']],
		['active', 'isTrue', undefined, [true]],
		['active', 'eq', 'false', [false]],
	])('of "%s" %s %j is taken as %j', (property, operator, value, expected) => {
		expect(condition(property, operator, value).criteria).toEqual(expected);
	});

	it.each(['yes', 'No', 'on', 'y'])('%j for a yes/no leads to the operators for it', (value) => {
		const read = () => condition('active', 'eq', value);
		expect(read).toThrow(`"active" must be true or false, but got "${value}"`);
		expect(read).toThrow(
			expect.objectContaining({
				advice: 'Choose the operator "Is True" or "Is False", which needs no value',
			}) as Error,
		);
	});

	it.each(['["A", "B"', '["A", "B",]', "['A', 'B']", '[A, B]', '```json\n["A", "B"]\n```'])(
		'is never the pieces of a broken list: %s',
		(value) => {
			for (const operator of ['in', 'nin']) {
				expect(() => condition('text', operator, value)).toThrow(
					'The values of the condition on "text" aren\'t a valid JSON list',
				);
			}
		},
	);

	it('is no list in a list', () => {
		expect(() => condition('text', 'in', '[["A"]]')).toThrow(/must be text, but got a list/);
	});
});
