/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';
import { Simulation, type Setup, type Step } from '../support/simulation';

/** Histories of one run of the suite; more with TRIGGER_RUNS. A failure prints its seed and the shortest one. */
const RUNS = Number(process.env.TRIGGER_RUNS ?? 400);

const SEED = process.env.TRIGGER_SEED;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const setup: fc.Arbitrary<Setup> = fc.record({
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
			{ numRuns: RUNS, ...(SEED && { seed: Number(SEED) }) },
		);
	}, 3_600_000);
});
