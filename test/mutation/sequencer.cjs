// For jest, in mutation tests only: small files of tests are the quick ones, and most mutants need no other.
const { default: Sequencer } = require('@jest/test-sequencer');
const { statSync } = require('node:fs');

module.exports = class extends Sequencer {
	sort(tests) {
		const size = ({ path }) => statSync(path).size;
		return [...tests].sort((a, b) => size(a) - size(b));
	}
};
