import { readCondition } from '../../../nodes/BettyBlocks/app/query/conditions';
import { meets } from '../../../nodes/BettyBlocks/app/query/filterCheck';
import type { AppRecord } from '../../../nodes/BettyBlocks/app/values/shown';
import type { Model } from '../../../nodes/BettyBlocks/app/schema/models';

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
	])('of "%s" %j: %s %j is %s', (property, shown, operator, value, expected) => {
		expect(verdict(property, shown, operator, value)).toBe(expected);
	});

	it('shows nothing where the property is hidden', () => {
		expect(meets({}, condition('number', 'eq', 1), ZONE)).toBeUndefined();
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
