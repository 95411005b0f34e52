// For jest, in mutation tests only: the large packages are loaded once for all mutants, not anew for
// each test file of each mutant, which would take ten times as long as the tests.
const { default: Runtime } = require('jest-runtime');

const LARGE = new Set(['fast-check', 'graphql', 'n8n-core', 'n8n-workflow']);

module.exports = class extends Runtime {
	requireModule(from, name, ...rest) {
		return LARGE.has(name) ? require(name) : super.requireModule(from, name, ...rest);
	}
};
