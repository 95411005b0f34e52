// For jest, in mutation tests only. It would load every file of tests for each mutant to find out that most
// have no test of it, so what they have is noted in the first run.
const { default: Sequencer } = require('@jest/test-sequencer');
const { existsSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const NOTES = join(process.env.N8N_USER_FOLDER, 'tests.json');

module.exports = class extends Sequencer {
	#pattern;

	constructor(options) {
		super(options);
		this.#pattern = options.globalConfig.testNamePattern;
	}

	/** Small files are the quick ones, and most mutants need no other. */
	sort(tests) {
		const notes = this.#pattern && existsSync(NOTES) ? JSON.parse(readFileSync(NOTES, 'utf8')) : {};
		const isMeant = new RegExp(this.#pattern, 'i');
		const size = ({ path }) => statSync(path).size;
		return [...tests]
			.filter(({ path }) => notes[path]?.some((name) => isMeant.test(name)) ?? true)
			.sort((a, b) => size(a) - size(b));
	}

	cacheResults(_tests, { testResults }) {
		if (this.#pattern) return;
		const named = testResults.map(({ testFilePath, testResults: results }) => [
			testFilePath,
			results.map(({ fullName }) => fullName),
		]);
		writeFileSync(NOTES, JSON.stringify(Object.fromEntries(named)));
	}
};
