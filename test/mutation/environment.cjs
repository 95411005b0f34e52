// For jest, in mutation tests only: a mutant is killed by its first failing test, so the rest is skipped.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
	#failed = false;

	handleTestEvent({ name, test }) {
		if (name === 'test_fn_failure' || name === 'hook_failure') this.#failed = true;
		if (name === 'test_start' && this.#failed) test.mode = 'skip';
	}
};
