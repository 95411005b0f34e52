const { default: Sequencer } = require('@jest/test-sequencer');

/** Waits for n8n to poll, minute after minute, while the others keep the machine busy. */
const longest = /[\\/]trigger\.test\.ts$/;

/** What takes longest starts first, also where jest has not measured it yet. */
module.exports = class extends Sequencer {
	sort(tests) {
		const isLongest = ({ path }) => Number(longest.test(path));
		return [...super.sort(tests)].sort((a, b) => isLongest(b) - isLongest(a));
	}
};
