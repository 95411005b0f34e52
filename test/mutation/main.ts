/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
// npm run mutation [-- <area or file>…]: changes the code in every small way, one at a time, and
// tells which changes no test notices. All areas unless told.
import { Stryker } from '@stryker-mutator/core';
import type { MutantResult } from '@stryker-mutator/api/core';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob, relative, resolve, sep } from 'node:path';
import { AREAS, type Area } from './areas.ts';
import { judge, type Explanations, type Mutant } from './verdict.ts';

const LEAST = 90;
const root = resolve(import.meta.dirname, '../..');
const NODES = 'nodes/BettyBlocks';
const explanations = JSON.parse(
	readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8'),
) as Explanations;

/** What is run: areas, or one file with the tests of its area. */
function chosen(names: string[]): Array<[string, Area]> {
	if (names.length === 0) return Object.entries(AREAS);
	return names.map((name) => {
		const file = name.replace(`${NODES}/`, '');
		const found = Object.entries(AREAS).find(
			([area, { files }]) => area === name || files.some((glob) => matchesGlob(file, glob)),
		);
		if (found !== undefined) {
			return found[0] === name ? found : [file, { ...found[1], files: [file] }];
		}
		console.error(`There is no area or file "${name}". Areas: ${Object.keys(AREAS).join(', ')}`);
		return process.exit(2);
	});
}

const optionsFor = ({ files, tests }: Area) => ({
	mutate: files.map((file) => `${NODES}/${file}`),
	ignorePatterns: ['docs', 'examples', 'test/n8n', 'test/n8n-oldest'],
	testRunner: 'jest',
	plugins: ['@stryker-mutator/jest-runner'],
	testRunnerNodeArgs: ['--no-warnings'],
	// jest keeps part of each run in memory.
	maxTestRunnerReuse: 120,
	jest: {
		configFile: 'jest.config.js',
		enableFindRelatedTests: false,
		config: {
			// What waits for ever fails soon: a worker that runs out of time has to be started anew.
			testTimeout: 3_000,
			testMatch: tests.map((test) => `<rootDir>/test/${test}`),
			runtime: join(import.meta.dirname, 'runtime.cjs'),
			testEnvironment: join(import.meta.dirname, 'environment.cjs'),
			testSequencer: join(import.meta.dirname, 'sequencer.cjs'),
		},
	},
	coverageAnalysis: 'perTest' as const,
	concurrency: 1,
	// A busy machine is slow, which is no fault; an endless loop is told by what it repeats.
	timeoutMS: 10_000,
	// The node_modules of a worktree may be a link, which Stryker does not follow: those above are found.
	symlinkNodeModules: false,
	reporters: ['progress-append-only'],
	allowConsoleColors: false,
});

function toMutant({ fileName, location, replacement = '', status }: MutantResult): Mutant {
	const lines = readFileSync(fileName, 'utf8').split('\n');
	const { start, end } = location;
	const code = lines.slice(start.line - 1, end.line);
	const cut = [...code];
	cut[cut.length - 1] = cut.at(-1)!.slice(0, end.column - 1);
	cut[0] = cut[0]!.slice(start.column - 1);
	return {
		file: relative(join(root, NODES), fileName).split(sep).join('/'),
		status,
		code: code.join('\n'),
		original: cut.join('\n'),
		replacement,
	};
}

async function run([name, area]: [string, Area]): Promise<boolean> {
	const results = await new Stryker(optionsFor(area)).runMutationTest();
	const { unexplained, stale, ...verdict } = judge(results.map(toMutant), explanations);
	if (stale.length > 0) console.log(`\nNo longer survives:\n${stale.join('\n')}`);
	const isExplained = Object.keys(unexplained).length === 0;
	if (!isExplained) console.log(`\nSurvives: ${JSON.stringify(unexplained, undefined, '\t')}`);
	const { mutants, killed, timedOut, listed, explained, score } = verdict;
	console.log(
		`\n${name}: ${mutants} changes, ${killed} noticed by a test, ${timedOut} by running out of time, ` +
			`${listed} by the list of all texts, ${explained} explained; ${score} % noticed`,
	);
	return isExplained && score >= LEAST;
}

// What n8n-core reads when it is loaded.
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
Object.assign(process.env, {
	N8N_USER_FOLDER: folder,
	N8N_ENCRYPTION_KEY: 'only-for-tests',
	N8N_LOG_LEVEL: 'silent',
	// A few random cases find what many find, or another test does.
	SOAK_TIMES: '0.05',
});
let passed = true;
for (const area of chosen(process.argv.slice(2))) passed = (await run(area)) && passed;
rmSync(folder, { recursive: true, force: true });
process.exitCode = passed ? 0 : 1;
