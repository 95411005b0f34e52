import fc from 'fast-check';
import { decodeIds, encodeIds } from '../../nodes/BettyBlocks/trigger/engine/ids';
import { bounded } from '../../nodes/BettyBlocks/trigger/engine/seen';
import { instantOf } from '../../nodes/BettyBlocks/app/timestamp';
import { fingerprint, readState, STATE_VERSION } from '../../nodes/BettyBlocks/trigger/state';

describe('Ids as text', () => {
	it('keep every id, whatever they are', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 500 })), (ids) => {
				const unique = [...new Set(ids)].sort((a, b) => a - b);
				expect([...(decodeIds(encodeIds(ids)) ?? [])]).toEqual(unique);
			}),
		);
	});

	it('write runs as one part', () => {
		expect(encodeIds([7, 1, 2, 3, 5])).toBe('1-3,5,7');
		expect(encodeIds([])).toBe('');
	});

	it.each(['x', '1-', '0', '-1', '1,,2', '1-999999999999', ' 1', 5, null])(
		'are not read from %j',
		(text) => expect(decodeIds(text)).toBeUndefined(),
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
	])('is read from %j', (value) => expect(instantOf(value)).toBe(instant));

	it('may be a day', () => {
		expect(instantOf('2024-05-01')).toBe(Date.UTC(2024, 4, 1));
	});

	it.each(['', ' ', 'soon', null, undefined, {}, true, NaN])('is none in %j', (value) =>
		expect(instantOf(value)).toBeUndefined(),
	);
});

describe('A state that was kept', () => {
	const checkpoint = {
		cursor: 2_000,
		floor: 1_000,
		seen: [
			{ at: 1_500, ids: '1-3' },
			{ at: 2_000, ids: '4' },
		],
		undated: '',
		head: 0,
		rows: 4,
		largest: 4,
		quiet: { polls: 0, since: 3_000, closed: false },
	};
	const state = {
		version: STATE_VERSION,
		scope: 'a',
		revision: 3,
		properties: { x: 'y' },
		checkpoint,
	};

	it('is read as it was written', () => {
		expect(readState(JSON.parse(JSON.stringify(state)), 'a')).toEqual({ state });
	});

	it.each([undefined, null])('is none in %j', (kept) => {
		expect(readState(kept, 'a')).toEqual({ state: undefined, because: 'none' });
	});

	it('is of no use to another version or another scope', () => {
		expect(readState({ ...state, version: 2 }, 'a')).toMatchObject({ because: 'another version' });
		expect(readState(state, 'b')).toMatchObject({ because: 'another scope' });
	});

	it.each([
		'text',
		[],
		{ ...state, revision: -1 },
		{ ...state, properties: { x: 1 } },
		{ ...state, checkpoint: null },
		{ ...state, checkpoint: { ...checkpoint, cursor: '2000' } },
		{ ...state, checkpoint: { ...checkpoint, seen: [{ at: 1, ids: 'x' }] } },
		{ ...state, checkpoint: { ...checkpoint, seen: [...checkpoint.seen].reverse() } },
		{ ...state, checkpoint: { ...checkpoint, undated: null } },
		{ ...state, checkpoint: { ...checkpoint, head: 0.5 } },
		{ ...state, checkpoint: { ...checkpoint, largest: -1 } },
		{ ...state, checkpoint: { ...checkpoint, quiet: {} } },
		{ ...state, checkpoint: { ...checkpoint, next: { limit: 0, skip: 0 } } },
		{ ...state, checkpoint: { ...checkpoint, backlog: { ids: 3 } } },
	])('is damaged when it is %j', (kept) => {
		expect(readState(kept, 'a')).toEqual({ state: undefined, because: 'damaged' });
	});

	it('is cut to the newest instants when it grows too large', () => {
		const scattered = encodeIds(Array.from({ length: 2_400 }, (_, index) => 1_000 * index + 1));
		const seen = [1, 2, 3, 4].map((at) => ({ at, ids: scattered }));
		expect(bounded(seen)).toEqual({ seen: seen.slice(2), floor: 3 });
		expect(bounded(seen.slice(0, 2))).toEqual({ seen: seen.slice(0, 2) });
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
