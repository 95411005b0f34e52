const base = require('../../jest.config.js');

/**
 * Against a real n8n, three files at once: each has an n8n of its own, and the one that waits for
 * minutes to pass is there from the start. Started by run.ts, which prepares what they need.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...base,
	globalSetup: undefined,
	globalTeardown: undefined,
	setupFiles: [],
	testMatch: [`<rootDir>/test/e2e/${process.env.E2E_TESTS ?? '**/*.test.ts'}`],
	testTimeout: 600_000,
	maxWorkers: 3,
	testSequencer: '<rootDir>/test/setup/sequencer.cjs',
	verbose: true,
};
