const base = require('../../jest.config.js');

/**
 * Against a real n8n, one file after the other: each has an n8n of its own, which is work for
 * the whole machine. Started by run.ts, which prepares what they need.
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
	maxWorkers: 1,
	verbose: true,
};
