const base = require('../../jest.config.js');

/**
 * Against a real n8n, two files at once: each has an n8n of its own, and waits for it, or for a
 * minute to pass, most of the time. Started by run.ts, which prepares what they need.
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
	maxWorkers: 2,
	verbose: true,
};
