import fc from 'fast-check';
import {
	decodeEntries,
	decodeIds,
	encodeEntries,
	encodeIds,
} from '../../../nodes/BettyBlocks/trigger/engine/entries';
import { Seen } from '../../../nodes/BettyBlocks/trigger/engine/seen';
import { instantOf } from '../../../nodes/BettyBlocks/app/timestamp';
import { fingerprint, readState, STATE_VERSION } from '../../../nodes/BettyBlocks/trigger/state';

describe('What was seen, as text', () => {
	it('keeps every id, whatever they are', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 500 })), (ids) => {
				const unique = [...new Set(ids)].sort((a, b) => a - b);
				expect([...(decodeIds(encodeIds(unique)) ?? [])]).toEqual(unique);
			}),
		);
	});

	it('keeps every id with its instant, whatever they are', () => {
		const instant = fc.oneof(
			fc.integer({ min: -1e15, max: 1e15 }).map((halves) => halves / 2),
			fc.integer({ min: 0, max: 90 }).map((seconds) => Date.UTC(2026, 0, 1) + 1_000 * seconds),
		);
		const entry = fc.tuple(instant, fc.integer({ min: 1, max: 2 ** 51 }));
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 50 }), (entries) => {
				const sorted = [...entries].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
				expect(decodeEntries(encodeEntries(entries))).toEqual(sorted);
			}),
		);
	});

	it('is short where ids follow each other', () => {
		const ids = Array.from({ length: 10_000 }, (_, index) => index + 7);
		expect(encodeIds(ids).length).toBeLessThan(20);
		expect(encodeIds([])).toBe('');
	});

	it.each(['x', '+', '.1', '+1 ', '+1*', '.+1', '+0', '-1', '+1.1', '+1+zzzzzzzzzzzz', 5, null])(
		'is not read from %j',
		(text) => expect(decodeEntries(text)).toBeUndefined(),
	);
});

describe('A timestamp', () => {
	const instant = Date.UTC(2024, 4, 1, 8);

	it.each([
		'2024-05-01T08:00:00Z',
		'2024-05-01T08:00:00.000Z',
		'2024-05-01T10:00:00+02:00',
		'2024-05-01T10:00:00+0200',
		'2024-05-01 08:00:00 UTC',
		'2024-05-01 08:00:00.000 UTC',
		'2024-05-01 10:00:00 +0200',
		'2024-05-01T08:00:00',
		'2024-05-01 08:00:00',
		' 2024-05-01 08:00 ',
		'Wed, 01 May 2024 08:00:00 GMT',
		instant,
		instant / 1_000,
		instant * 1_000,
		String(instant),
		String(instant / 1_000),
	])('is read from %j', (value) => expect(instantOf(value, 'UTC')).toBe(instant));

	it.each(['2024-05-01T10:00:00', '2024-05-01 10:00:00.000', '2024-05-01 10:00'])(
		'without a zone is in that of the workflow: %j',
		(value) => expect(instantOf(value, 'Europe/Amsterdam')).toBe(instant),
	);

	it('may be a day', () => {
		expect(instantOf('2024-05-01', 'Europe/Amsterdam')).toBe(Date.UTC(2024, 4, 1));
	});

	it.each(['', ' ', 'soon', null, undefined, {}, true, NaN])('is none in %j', (value) =>
		expect(instantOf(value, 'UTC')).toBeUndefined(),
	);
});

describe('A state that was kept', () => {
	const checkpoint = {
		floor: 1_000,
		seen: encodeEntries([
			[1_500, 1],
			[2_000, 4],
		]),
		undated: '',
		clock: { app: 3_000, host: 3_000 },
		left: 2_000,
		hints: { largest: 4 },
	};
	const state = {
		version: STATE_VERSION,
		entered: 'e',
		scope: 'a',
		revision: 3,
		timestamps: { model: { table: 'companies' }, orderBy: { id: 'a', name: 'created_at' } },
		checkpoint,
	};

	it('is read as it was written', () => {
		expect(readState(JSON.parse(JSON.stringify(state)))).toEqual({ state });
	});

	it.each([undefined, null])('is none in %j', (kept) => {
		expect(readState(kept)).toEqual({ state: undefined, because: 'none' });
	});

	it('is of no use to another version', () => {
		expect(readState({ ...state, version: 2 })).toMatchObject({ because: 'another version' });
	});

	it.each([
		'text',
		[],
		{ ...state, revision: -1 },
		{ ...state, timestamps: { ...state.timestamps, model: {} } },
		{ ...state, timestamps: { ...state.timestamps, orderBy: undefined } },
		{ ...state, entered: 1 },
		{ ...state, checkpoint: null },
		{ ...state, checkpoint: undefined },
		{ ...state, checkpoint: { ...checkpoint, floor: '2000' } },
		{ ...state, checkpoint: { ...checkpoint, seen: 'x' } },
		{ ...state, checkpoint: { ...checkpoint, seen: undefined } },
		{ ...state, checkpoint: { ...checkpoint, undated: null } },
		{ ...state, checkpoint: { ...checkpoint, isLocal: 'yes' } },
		{ ...state, checkpoint: { ...checkpoint, clock: {} } },
		{ ...state, checkpoint: { ...checkpoint, left: '2000' } },
		{ ...state, checkpoint: { ...checkpoint, hints: 7 } },
		{ ...state, checkpoint: { ...checkpoint, backlog: { ids: 3 } } },
	])('is damaged when it is %j', (kept) => {
		expect(readState(kept)).toEqual({ state: undefined, because: 'damaged' });
	});

	it('remembers 20,000 records within the window, and the newest where there are more', () => {
		const keep = (count: number, start: number) => {
			const seen = new Seen({ seen: '', undated: '' });
			for (let id = 1; id <= count; id++) {
				seen.add({ id, at: id, created: id, record: {} }, 'recordCreated');
			}
			return seen.keep({ floor: 0, start, left: Infinity }, 'created_at');
		};
		const countIn = (text: string) => decodeEntries(text)?.length;
		expect([keep(20_000, 0).floor, countIn(keep(20_000, 0).seen)]).toEqual([0, 20_000]);
		expect([keep(20_001, 0).floor, countIn(keep(20_001, 0).seen)]).toEqual([2, 20_000]);
		expect([keep(5_000, 4_990).floor, countIn(keep(5_000, 4_990).seen)]).toEqual([4_001, 1_000]);
	});
});

describe('A fingerprint', () => {
	it('differs with each part, and with where one part ends', () => {
		const prints = [
			['a', 'b'],
			['ab', ''],
			['a', 'c'],
			['b', 'a'],
			['a', 'b', ''],
		].map(fingerprint);
		expect(new Set(prints).size).toBe(prints.length);
		expect(fingerprint(['a', 'b'])).toBe(prints[0]);
	});

	it('shows nothing of its parts', () => {
		expect(fingerprint(['api@example.com'])).toMatch(/^[\w-]{16}$/);
	});
});
