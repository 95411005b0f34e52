/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
// What was measured, and on what.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { versionIn } from '../n8n/version.ts';
import { root } from '../setup/npm.mjs';

const run = promisify(execFile);

/** "Intel Xeon, 2 cores, 24 GB, linux x64". */
export function machine(): string {
	const [first] = cpus();
	const memory = `${Math.round(totalmem() / 1e9)} GB`;
	return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${memory}, ${platform()} ${arch()}`;
}

async function versionOf(name: string): Promise<string> {
	const file = join(root, 'node_modules', name, 'package.json');
	const { version }: { version: string } = JSON.parse(await readFile(file, 'utf8'));
	return `${name} ${version}`;
}

/** The commit, marked where files differ from it; a copy without Git has none. */
async function commit(): Promise<string> {
	try {
		const { stdout } = await run('git', ['describe', '--always', '--dirty', '--abbrev=9'], {
			cwd: root,
		});
		return `commit ${stdout.trim()}`;
	} catch {
		return 'no commit';
	}
}

/** Versions of all that takes part. */
export async function versions(): Promise<string> {
	const { version }: { version: string } = JSON.parse(
		await readFile(join(root, 'package.json'), 'utf8'),
	);
	const installed = ['n8n-core', 'n8n-workflow', 'axios', 'form-data'].map(versionOf);
	return [
		`this package ${version} (${await commit()})`,
		`Node.js ${process.versions.node}`,
		`n8n ${await versionIn(join(root, 'test', 'n8n'))}`,
		...(await Promise.all(installed)),
	].join(', ');
}
