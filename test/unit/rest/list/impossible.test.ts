import type { AppRecord } from '../../../../nodes/BettyBlocks/app/app';
import { readCondition } from '../../../../nodes/BettyBlocks/app/query/conditions';
import {
	alwaysMet,
	contradiction,
	metBy,
	shows,
	unmeetable,
} from '../../../../nodes/BettyBlocks/rest/list/impossible';
import type { Condition } from '../../../../nodes/BettyBlocks/app/query/conditions';
import type { Model } from '../../../../nodes/BettyBlocks/app/schema/models';

const MODEL: Model = {
	id: 'thing',
	name: 'Thing',
	properties: [
		{ id: 'i', name: 'id', kind: 'serial', options: {} },
		{ id: 'n', name: 'number', kind: 'integer', options: {} },
		{ id: 'p', name: 'price', kind: 'price', options: {} },
		{ id: 'a', name: 'at', kind: 'date_time', options: {} },
		{ id: 'd', name: 'day', kind: 'date', options: {} },
		{ id: 't', name: 'time', kind: 'time', options: {} },
		{ id: 'x', name: 'text', kind: 'string', options: {} },
		{ id: 'f', name: 'photo', kind: 'image', options: {} },
		{ id: 'b', name: 'active', kind: 'boolean', options: {} },
		{ id: 'o', name: 'owner', kind: 'belongs_to', options: { model: 'thing' } },
		{ id: 'm', name: 'parts', kind: 'has_many', options: { model: 'thing' } },
	],
};

const condition = (property: string, operator: string, value?: unknown) =>
	readCondition([MODEL], MODEL, { property, operator, value }, 'UTC');

/** As a person reads it. */
const shown = ({ path, operator, criteria }: Condition) =>
	[path.steps.map(({ name }) => name).join('.'), operator.value, ...criteria.map(String)].join(' ');

const NOBODY = 'n8n checks that this is applied';
const HIGHEST = '\u{2fa1d}\u{2fa1d}';

describe('A condition that no record meets takes the place of one', () => {
	it.each<[Parameters<typeof condition>, string]>([
		[['text', 'eq', 'a'], `text eq ${NOBODY}`],
		[['text', 'in', ['a', 'b']], `text in ${NOBODY} ${NOBODY}`],
		[['text', 'gt', 'a'], `text gt ${HIGHEST}`],
		[['text', 'gteq', 'a'], `text gteq ${HIGHEST}`],
		[['text', 'lt', 'a'], 'text lt \t'],
		[['text', 'lteq', 'a'], 'text lteq \t'],
		[['text', 'matches', 'a'], `text matches ${NOBODY}`],
		[['text', 'startsWith', 'a'], `text startsWith ${NOBODY}`],
		[['text', 'endsWith', 'a'], `text endsWith ${NOBODY}`],
		[['photo', 'eq', 'a'], `photo eq ${NOBODY}`],
		[['number', 'eq', 5], 'number eq -987654321'],
		[['number', 'gt', 5], 'number gt 9223372036854775806'],
		[['number', 'lteq', 5], 'number lteq -9223372036854775806'],
		[['owner', 'eq', 5], 'owner.id eq -987654321'],
		[['day', 'eq', '2026-01-01'], 'day eq 0001-01-01'],
		[['at', 'gt', '2026-01-01T00:00:00Z'], 'at gt 9999-12-31'],
		[['at', 'lt', '2026-01-01T00:00:00Z'], 'at lt 0001-01-01'],
		[['time', 'eq', '10:00'], 'time eq 23:59:59'],
		[['time', 'gteq', '10:00'], 'time gteq 23:59:59'],
		[['time', 'lt', '10:00'], 'time lt 00:00'],
	])('for %j it is "%s"', (entered, expected) => {
		const one = condition(...entered);
		expect(unmeetable(one)).toMatchObject({ operator: one.operator, path: one.path });
		expect([unmeetable(one)].map((each) => each && shown(each))).toEqual([expected]);
		expect(contradiction(one).map(shown)).toEqual([expected]);
	});

	it.each<[Parameters<typeof condition>, string[]]>([
		[
			['active', 'eq', true],
			['active eq true', 'active eq false'],
		],
		[
			['active', 'neq', true],
			['active neq true', 'active eq true'],
		],
		[
			['text', 'neq', 'a'],
			['text neq a', 'text eq a'],
		],
		[
			['text', 'nin', ['a', 'b']],
			['text nin a b', 'text eq a'],
		],
		[
			['text', 'doesNotMatch', 'a'],
			['text doesNotMatch a', 'text eq a'],
		],
		[
			['text', 'exists'],
			['text exists', 'text doesNotExist'],
		],
		[
			['text', 'doesNotExist'],
			['text doesNotExist', 'text exists'],
		],
		[['parts.text', 'neq', 'a'], ['parts eq -987654321']],
		[['parts.owner.text', 'exists'], ['parts.owner eq -987654321']],
	])('or two that contradict each other do: for %j', (entered, expected) => {
		expect(unmeetable(condition(...entered))).toBeUndefined();
		expect(contradiction(condition(...entered)).map(shown)).toEqual(expected);
	});
});

describe('A condition that whatever has a value meets', () => {
	it.each<[Parameters<typeof condition>, string | undefined]>([
		[['text', 'exists'], 'text exists'],
		[['text', 'gt', 'a'], 'text gt \t'],
		[['text', 'gteq', 'a'], 'text gteq \t'],
		[['text', 'lt', 'a'], `text lt ${HIGHEST}`],
		[['number', 'lteq', 5], 'number lteq 9223372036854775806'],
		[['text', 'neq', 'a'], `text neq ${NOBODY}`],
		[['text', 'doesNotMatch', 'a'], `text doesNotMatch ${NOBODY}`],
		[['number', 'nin', [5]], 'number nin -987654321'],
		[['active', 'neq', true], undefined],
		[['text', 'eq', 'a'], undefined],
		[['text', 'matches', 'a'], undefined],
		[['text', 'doesNotExist'], undefined],
	])('takes the place of %j: %s', (entered, expected) => {
		const always = alwaysMet(condition(...entered));
		expect(always && shown(always)).toBe(expected);
	});
});

describe('A condition that a record meets beyond doubt', () => {
	it.each<[AppRecord, Parameters<typeof condition>, string | undefined]>([
		[{ text: 'abcd' }, ['text', 'eq', 'x'], 'text eq abcd'],
		[{ text: 'abcd' }, ['text', 'in', ['x']], `text in ${NOBODY} abcd ${NOBODY}`],
		[{ text: 'abcd' }, ['text', 'startsWith', 'x'], 'text startsWith abc'],
		[{ text: 'abcd' }, ['text', 'endsWith', 'x'], 'text endsWith bcd'],
		[{ text: 'abcd' }, ['text', 'matches', 'x'], 'text matches bc'],
		[{ text: 'abcd' }, ['text', 'gt', 'x'], 'text gt \t'],
		[{ text: null }, ['text', 'doesNotExist'], 'text doesNotExist'],
		[{ text: '' }, ['text', 'doesNotExist'], undefined],
		[{ text: 'abcd' }, ['text', 'doesNotExist'], undefined],
		[{}, ['text', 'doesNotExist'], undefined],
		[{ active: true }, ['active', 'eq', false], 'active eq true'],
		[{ active: true }, ['active', 'neq', false], undefined],
		[{ number: 5 }, ['number', 'eq', 9], 'number eq 5'],
		[{ owner: 5 }, ['owner', 'eq', 9], undefined],
		[{ day: '2026-01-05' }, ['day', 'eq', '2020-01-01'], 'day eq 2026-01-05'],
	])('as %j meets what takes the place of %j: %s', (record, entered, expected) => {
		const met = metBy(record, condition(...entered));
		expect(met && shown(met)).toBe(expected);
	});

	it.each<[string, unknown, boolean]>([
		['text', 'abc', true],
		['text', 'Two words 3', true],
		['text', 'ab', false],
		['text', 'a'.repeat(60), true],
		['text', 'a'.repeat(61), false],
		['text', 'a  b', false],
		['text', ' abc', false],
		['text', 'abc ', false],
		['text', 'José', false],
		['text', null, false],
		['text', 123, false],
		['number', 5, true],
		['number', '5', false],
		['number', 2 ** 60, false],
		['price', 5, false],
		['day', '2026-01-05', true],
		['day', '2026-01-05T10:00', false],
		['day', 'on 2026-01-05', false],
		['day', null, false],
		['at', '2026-01-05', false],
		['active', false, true],
		['active', 'false', false],
		['time', '10:00', false],
		['photo', 'abc', false],
	])('needs a value that the app keeps as it shows it: %s %j: %j', (property, value, isExact) => {
		const values: Record<string, unknown> = {
			active: true,
			day: '2020-01-01',
			at: '2020-01-01T00:00:00Z',
		};
		const entered = condition(
			property,
			'eq',
			values[property] ?? (property === 'time' ? '10:00' : 9),
		);
		expect(metBy({ [property]: value } as AppRecord, entered) !== undefined).toBe(isExact);
	});
});

describe('A record shows that an app finds more than what is equal', () => {
	it.each<[AppRecord, Parameters<typeof condition>, boolean]>([
		[{ number: 5 }, ['number', 'gt', 4], true],
		[{ number: 5 }, ['number', 'gt', 5], false],
		[{ number: 5 }, ['number', 'gteq', 4], true],
		[{ number: 5 }, ['number', 'gteq', 5], false],
		[{ number: 5 }, ['number', 'eq', 5], true],
		[{ number: 5 }, ['number', 'eq', 6], false],
		[{ number: 5 }, ['number', 'in', [5]], true],
		[{ number: 5 }, ['number', 'in', [5, 6]], false],
		[{ number: 5 }, ['number', 'exists'], true],
		[{ number: null }, ['number', 'doesNotExist'], true],
		[{ number: 5 }, ['number', 'nin', [6, 7]], true],
		[{ text: 'abc' }, ['text', 'startsWith', 'ab'], true],
		[{ text: 'abc' }, ['text', 'startsWith', 'abc'], false],
		[{}, ['number', 'gt', 4], false],
		// Within a day, zones make dates equal.
		[{ day: '2026-01-02' }, ['day', 'gt', '2026-01-01'], false],
		[{ day: '2026-01-09' }, ['day', 'gt', '2026-01-01'], true],
	])('as %j does for %j: %j', (record, entered, expected) => {
		expect(shows(record, condition(...entered), 'UTC')).toBe(expected);
	});
});
