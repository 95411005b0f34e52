/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
// Builds and packs the package, prepares a real n8n with it, and runs a suite of end-to-end tests:
// node test/setup/run.mjs test/e2e/run.ts [suite] [options of jest…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildAndPack, checkTools } from '../demo/pack.ts';
import { endLeftOvers } from '../n8n/process.ts';
import { findServices } from '../n8n/services.ts';
import { versionIn } from '../n8n/version.ts';
import { ensureN8n, ensureOldestN8n } from '../setup/install.mjs';
import { withLock } from '../setup/lock.mjs';
import { root } from '../setup/npm.mjs';
import { handOver, type Prepared } from './support/prepared.ts';
import { makeTemplate } from './support/template.ts';

const lockFile = join(root, '.n8n', 'e2e.lock');
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const interrupted = 130;

/** What a signal does; before jest runs, that is to end this process and what it has started. */
let handOn: (signal: NodeJS.Signals) => void = () => process.exit(interrupted);

interface Suite {
	/** Which test files belong to it: a pattern below test/e2e. */
	tests: string;
	/** The folder below test/ in which its n8n is installed. */
	n8n: string;
	/** Installs that n8n when it is missing. */
	ensure: () => Promise<void>;
	/** What it sets for the tests. */
	environment?: Readonly<Record<string, string>>;
	/** Options of jest. */
	options?: readonly string[];
}

const suites: Readonly<Record<string, Suite>> = {
	main: { tests: '*.test.ts', n8n: 'n8n', ensure: ensureN8n },
	pictures: {
		tests: '{editor,newerEditor}.test.ts',
		n8n: 'n8n',
		ensure: ensureN8n,
		environment: { E2E_KEEP_SCREENSHOTS: '1' },
	},
	queue: {
		tests: 'queue/*.test.ts',
		n8n: 'n8n',
		ensure: ensureQueueMode,
		// Three processes of n8n each, beside PostgreSQL and Redis, are enough.
		options: ['--maxWorkers=1'],
	},
	load: {
		tests: 'load/*.test.ts',
		n8n: 'n8n',
		ensure: ensureQueueMode,
		options: ['--maxWorkers=1'],
	},
	oldest: {
		tests: '{agent,data,examples,httpRequest,lists,newerExamples,opening,oldest/*}.test.ts',
		n8n: 'n8n-oldest',
		ensure: ensureOldestN8n,
	},
};

/** Looks for what we cannot install before it installs what we can. */
async function ensureQueueMode(): Promise<void> {
	findServices();
	await ensureN8n();
}

async function prepare(name: string, { n8n, ensure }: Suite): Promise<Prepared> {
	await checkTools();
	await ensure();
	const installation = join(root, 'test', n8n);
	// Linters and test runners pass over node_modules.
	const folder = join(installation, 'node_modules', '.cache', 'e2e', name);
	await rm(folder, { recursive: true, force: true });
	const tarball = await buildAndPack(join(folder, 'package'));
	const template = join(folder, 'template');
	await makeTemplate({ installation, folder: template, tarball });
	const version = await versionIn(installation);
	const prepared = { installation, version, tarball, template };
	return { ...prepared, runs: join(folder, 'runs'), screenshots: join(folder, 'screenshots') };
}

/** Runs jest, until it ends or is told to; tells its exit code. */
async function runJest(
	tests: string,
	options: string[],
	environment: Readonly<Record<string, string>>,
): Promise<number> {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const flags = ['--experimental-vm-modules', '--no-warnings'];
	const config = ['--config', join(root, 'test', 'e2e', 'jest.config.cjs')];
	const cache = ['--cacheDirectory', join(root, 'node_modules', '.cache', 'jest')];
	const child = spawn(process.execPath, [...flags, jest, ...config, ...cache, ...options], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, ...environment, E2E_TESTS: tests },
	});
	handOn = (signal) => child.kill(signal);
	const [code, signal] = await once(child, 'exit');
	if (signal !== null) return interrupted;
	return typeof code === 'number' ? code : 1;
}

/** Runs the tests of a suite; leaves nothing running and no temporary file, however they end. */
async function runTests(
	{ tests, environment, options: own = [] }: Suite,
	options: readonly string[],
	prepared: Prepared,
): Promise<number> {
	const temporary = await mkdtemp(join(tmpdir(), 'e2e-'));
	// PostgreSQL may run as another user, who has to get at its files in there.
	await chmod(temporary, 0o711);
	const folders = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
	try {
		return await runJest(tests, [...own, ...options], {
			...handOver(prepared),
			...folders,
			...environment,
		});
	} finally {
		endLeftOvers(prepared.runs);
		await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Says once that another run has to end first. */
function sayThatWeWait(): () => void {
	let isSaid = false;
	return () => {
		if (!isSaid) console.error('Waiting for another run of end-to-end tests to end');
		isSaid = true;
	};
}

async function main([name = 'main', ...options]: string[]): Promise<number> {
	const suite = suites[name];
	if (suite === undefined) {
		throw new Error(`There is no suite "${name}". There are: ${Object.keys(suites).join(', ')}`);
	}
	// All suites build the package in the same place, and each prepares its n8n in a place of its own.
	return await withLock(lockFile, sayThatWeWait(), async () => {
		const prepared = await prepare(name, suite);
		return await runTests(suite, options, prepared);
	});
}

for (const signal of signals) process.on(signal, () => handOn(signal));

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
