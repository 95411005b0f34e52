import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
	analyzePackage,
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

/**
 * n8n's verification scan, without the registry: it looks at the source, and at the package as it
 * would be published. A warning counts as much as an error here.
 */
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-bettyblocks-scan-'));

/** npm is a script on Windows, which only a shell can start. */
const run = (command, args, cwd) =>
	execFileSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });

/** The scan itself passes over warnings, so its rules are applied once more to find them. */
async function warningsOf(cwd, patterns) {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const found = results.filter(({ warningCount }) => warningCount > 0);
	const formatter = await eslint.loadFormatter('stylish');
	return found.length === 0 ? undefined : await formatter.format(found);
}

try {
	const output = run(
		'npm',
		['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
		root,
	);
	const [{ filename }] = JSON.parse(output);
	run('tar', ['-xf', filename], folder);
	const targets = [
		['source', root, SOURCE_FILE_PATTERNS],
		['package', join(folder, 'package'), ['**/*.js', 'package.json']],
	];
	for (const [name, path, patterns] of targets) {
		const { passed, message, details, error } = await analyzePackage(path, patterns);
		if (error) throw error;
		const warnings = await warningsOf(path, patterns);
		const clean = passed && !warnings;
		console.log(`${clean ? 'passed' : 'FAILED'}: verification scan of the ${name}`);
		if (!clean) {
			console.error([message, details, warnings].filter(Boolean).join('\n'));
			process.exitCode = 1;
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
