import fc from 'fast-check';
import { Simulation, type Setup, type Step } from '../../support/simulation';
import { runs } from '../../support/runs';

/** Histories of one run of the suite. A failure prints its seed and the shortest one. */
const RUNS = 400;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const setup: fc.Arbitrary<Setup> = fc.record({
	reads: fc.constantFrom('pages', 'pages', 'ranges'),
	event: fc.constantFrom('recordCreated', 'recordUpdated', 'recordCreatedOrUpdated'),
	start: fc.constantFrom('now', 'now', 'existing'),
	overlap: fc.constantFrom(0, MINUTE, 5 * MINUTE),
	maxRecords: fc.constantFrom(1, 3, 10, 500, 500),
	old: fc.constantFrom(0, 3, 40, 50, 130),
	spacing: fc.constantFrom(0, SECOND, 7 * SECOND, MINUTE),
	precision: fc.constantFrom(1, SECOND, MINUTE),
	cap: fc.constantFrom(Infinity, Infinity, 25, 40, 100, 250),
	skips: fc.constantFrom(true, true, false),
	ascending: fc.constantFrom('supported', 'ignored', 'rejected'),
	ties: fc.constantFrom('by id', 'newest first', 'random'),
	isLocal: fc.constantFrom(false, false, false, true),
	tellsTime: fc.constantFrom(true, true, true, false),
	hostOff: fc.constantFrom(0, 0, -2 * HOUR, HOUR),
	isSlow: fc.constantFrom(false, false, true),
});

const which = fc.nat(999);
const one = <Kind extends Step['do']>(kind: Kind) => fc.constant(kind);

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			do: one('create'),
			count: fc.constantFrom(1, 1, 2, 7, 30),
			every: fc.constantFrom(0, 0, 300, SECOND),
			late: fc.constantFrom(0, 0, 0, 20 * SECOND, MINUTE, 3 * MINUTE, 7 * MINUTE),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ do: one('edit'), which }) },
	{ weight: 1, arbitrary: fc.record({ do: one('remove'), which }) },
	{
		weight: 4,
		arbitrary: fc.record({
			do: one('wait'),
			ms: fc.constantFrom(300, SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, HOUR),
		}),
	},
	{ weight: 8, arbitrary: fc.record({ do: one('poll') }) },
	{ weight: 1, arbitrary: fc.record({ do: one('fail'), request: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: one('crash') }) },
	{ weight: 1, arbitrary: fc.record({ do: one('restart') }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: one('createAhead'),
			by: fc.constantFrom(3 * MINUTE, 20 * MINUTE, 30 * HOUR),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: one('createUndated') }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: one('appClock'),
			by: fc.constantFrom(
				-26 * HOUR,
				-3 * HOUR,
				-20 * MINUTE,
				-2 * MINUTE,
				-MINUTE,
				-5 * SECOND,
				HOUR,
			),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: one('hostClock'), by: fc.constantFrom(-2 * HOUR, -MINUTE, HOUR) }),
	},
);

const history = fc.tuple(setup, fc.array(step, { minLength: 3, maxLength: 40, size: 'max' }));

describe('Whatever happens to an app, to its clock and to n8n', () => {
	it('every version that a poll could see comes once, oldest first, under the right name', async () => {
		await fc.assert(
			fc.asyncProperty(history, async ([how, steps]) => await new Simulation(how).play(steps)),
			runs(RUNS),
		);
	}, 3_600_000);
});

const USUAL: Setup = {
	reads: 'pages',
	event: 'recordCreatedOrUpdated',
	start: 'now',
	overlap: 0,
	maxRecords: 500,
	old: 3,
	spacing: SECOND,
	precision: 1,
	cap: Infinity,
	skips: true,
	ascending: 'supported',
	ties: 'by id',
	isLocal: false,
	tellsTime: true,
	hostOff: 0,
	isSlow: false,
};

const create = (count: number): Step => ({ do: 'create', count, every: 0, late: 0 });

describe('These happenings', () => {
	it.each<[string, Partial<Setup>, Step[]]>([
		[
			'a clock that goes back by as much time as passes, with stamps in minutes',
			{ precision: MINUTE, spacing: MINUTE },
			[{ do: 'wait', ms: MINUTE }, { do: 'appClock', by: -2 * MINUTE }, create(1), { do: 'poll' }],
		],
		[
			'a clock that goes back before all that was there at the start',
			{ old: 50, spacing: 0 },
			[{ do: 'appClock', by: -3 * HOUR }, { do: 'poll' }, create(1), { do: 'poll' }],
		],
		[
			'a change that is stamped before the creation of its record',
			{ event: 'recordUpdated' },
			[{ do: 'appClock', by: -3 * HOUR }, { do: 'edit', which: 1 }, { do: 'poll' }],
		],
		[
			'a clock that goes back while more is left than comes at once',
			{ maxRecords: 10 },
			[create(30), { do: 'poll' }, { do: 'appClock', by: -3 * HOUR }, create(30), { do: 'poll' }],
		],
		[
			'more of an instant than a page, in another order each time, in many polls',
			{ maxRecords: 1, cap: 25, ties: 'random' },
			[create(60), { do: 'poll' }, { do: 'appClock', by: -HOUR }, create(30), { do: 'poll' }],
		],
		[
			'a clock that is set by seconds, with stamps in minutes',
			{ event: 'recordUpdated', precision: MINUTE },
			[
				{ do: 'create', count: 1, every: SECOND, late: 0 },
				{ do: 'poll' },
				{ do: 'appClock', by: -5 * SECOND },
				{ do: 'edit', which: 0 },
				{ do: 'poll' },
			],
		],
		['a start that has no time', { reads: 'ranges', old: 130, isSlow: true }, [{ do: 'poll' }]],
	])('lose and repeat nothing: %s', async (_, how, steps) => {
		await new Simulation({ ...USUAL, ...how }).play(steps);
	});
});
