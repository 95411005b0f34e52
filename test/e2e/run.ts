/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
// Builds and packs the package, prepares a real n8n with it, and runs a suite of end-to-end tests:
// node test/setup/run.mjs test/e2e/run.ts [suite] [options of jest…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { buildAndPack, checkTools } from '../demo/pack.ts';
import { ensureN8n } from '../setup/install.mjs';
import { root } from '../setup/npm.mjs';
import { handOver } from './support/prepared.ts';
import type { Prepared } from './support/prepared.ts';
import { makeTemplate } from './support/template.ts';

interface Suite {
	/** Which test files belong to it: a pattern below test/e2e. */
	tests: string;
	/** The folder below test/ in which its n8n is installed. */
	n8n: string;
	/** Installs that n8n when it is missing. */
	ensure: () => Promise<void>;
}

const suites: Readonly<Record<string, Suite>> = {
	main: { tests: '*.test.ts', n8n: 'n8n', ensure: ensureN8n },
};

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
	const prepared = { installation, tarball, template };
	return { ...prepared, runs: join(folder, 'runs'), screenshots: join(folder, 'screenshots') };
}

/** Runs jest; tells its exit code. */
async function runJest(tests: string, options: string[], prepared: Prepared): Promise<number> {
	const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
	const flags = ['--experimental-vm-modules', '--no-warnings'];
	const config = join(root, 'test', 'e2e', 'jest.config.cjs');
	const child = spawn(process.execPath, [...flags, jest, '--config', config, ...options], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, ...handOver(prepared), E2E_TESTS: tests },
	});
	const [code] = await once(child, 'exit');
	return typeof code === 'number' ? code : 1;
}

async function main([name = 'main', ...options]: string[]): Promise<number> {
	const suite = suites[name];
	if (suite === undefined) {
		throw new Error(`There is no suite "${name}". There are: ${Object.keys(suites).join(', ')}`);
	}
	const prepared = await prepare(name, suite);
	return await runJest(suite.tests, options, prepared);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
