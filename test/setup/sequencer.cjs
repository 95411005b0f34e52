const { default: Sequencer } = require('@jest/test-sequencer');

/** They wait for n8n to poll, minute after minute, or try one thing in very many ways. */
const longest =
	/[\\/](e2e[\\/](queue[\\/])?trigger|faultTable\.\w+|histories\.\w+|personalities[\\/].+)\.test\.ts$/;

/** What takes longest starts first, also where jest has not measured it yet. */
module.exports = class extends Sequencer {
	sort(tests) {
		const isLongest = ({ path }) => Number(longest.test(path));
		return [...super.sort(tests)].sort((a, b) => isLongest(b) - isLongest(a));
	}
};
