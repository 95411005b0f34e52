/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error */
import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, npmCommand, root, runLogged } from '../setup/npm.mjs';
import { note } from './screen.ts';

const run = promisify(execFile);

/** @throws Error that names the tool which is missing from this machine */
export async function checkTools(): Promise<void> {
	npmCommand(process.execPath);
	try {
		await run('tar', ['--version']);
	} catch {
		throw new Error(
			'tar was not found on the PATH. n8n and this demo unpack packages with it; ' +
				'install it (it comes with Linux, macOS and Windows 10 or newer) and try again.',
		);
	}
}

async function npm(what: string, args: string[], logFile: string): Promise<void> {
	const command = npmCommand(process.execPath);
	await runLogged({
		what,
		command: command.command,
		args: [...command.args, ...args, '--loglevel=warn'],
		cwd: root,
		env: childEnvironment([dirname(process.execPath)]),
		logFile,
		say: note,
	});
}

/**
 * Builds the package and packs it, as publishing it would.
 * @param folder takes the tarball and the logs; is made, and must hold no other tarball
 * @returns the tarball
 */
export async function buildAndPack(folder: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	await npm('Building the package', ['run', 'build'], join(folder, 'build.log'));
	const pack = ['pack', '--ignore-scripts=true', '--pack-destination', folder];
	await npm('Packing the package', pack, join(folder, 'pack.log'));
	const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error(`npm pack left no package in ${folder}`);
	return join(folder, tarball);
}
