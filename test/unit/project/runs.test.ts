/* eslint-disable @n8n/community-nodes/no-restricted-globals */
type Runs = typeof import('../../support/runs');

/** As it is in a run with these variables. */
function runsWith(environment: Record<string, string>): Runs {
	const before = { ...process.env };
	for (const name of ['SOAK_TIMES', 'SOAK_SEED', 'SOAK_COUNTS']) delete process.env[name];
	Object.assign(process.env, environment);
	let runs: Runs | undefined;
	jest.isolateModules(() => {
		runs = jest.requireActual<Runs>('../../support/runs');
	});
	process.env = before;
	if (runs === undefined) throw new Error('It was not loaded');
	return runs;
}

describe('The number of random cases', () => {
	it('is what the test says, the same ones each time where it says so', () => {
		const { runs, patience } = runsWith({});
		expect(runs(20, 6)).toEqual({ numRuns: 20, seed: 6 });
		expect(runs(20)).toEqual({ numRuns: 20 });
		expect(patience(1_000)).toBe(1_000);
	});

	it('is so many times as many in a soak, with other ones', () => {
		const { runs, patience } = runsWith({ SOAK_TIMES: '10' });
		expect(runs(20, 6)).toEqual({ numRuns: 200 });
		expect(patience(1_000)).toBe(10_000);
	});

	it('is a part of that in a mutation test, and at least one', () => {
		const { runs } = runsWith({ SOAK_TIMES: '0.05' });
		expect(runs(2_000, 6)).toEqual({ numRuns: 100, seed: 6 });
		expect(runs(15).numRuns).toBe(1);
	});

	it('has the seed that a soak is given', () => {
		expect(runsWith({ SOAK_TIMES: '10', SOAK_SEED: '-42' }).runs(20, 6)).toEqual({
			numRuns: 200,
			seed: -42,
		});
	});
});
