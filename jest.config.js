const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
	rootDir: __dirname,
	testEnvironment: 'node',
	// Many tests wait, for an app that is slow or gone: one worker a core leaves cores idle.
	maxWorkers: Math.ceil(1.5 * availableParallelism()),
	// A busy machine is slow, which is no fault; what hangs still ends.
	testTimeout: 120_000,
	runtime: '<rootDir>/test/setup/runtime.cjs',
	testSequencer: '<rootDir>/test/setup/sequencer.cjs',
	globalSetup: '<rootDir>/test/support/globalSetup.ts',
	globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
	setupFiles: ['<rootDir>/test/support/environment.ts'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	testMatch: ['unit', 'contract', 'integration'].map(
		(folder) => `<rootDir>/test/${folder}/**/*.test.ts`,
	),
	modulePathIgnorePatterns: [
		'<rootDir>/dist/',
		'<rootDir>/test/n8n/node_modules/',
		'<rootDir>/test/n8n-oldest/node_modules/',
		'<rootDir>/.n8n/',
		'<rootDir>/.stryker-tmp/',
	],
};
