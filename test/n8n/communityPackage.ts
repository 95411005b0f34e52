/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

import type { NodeTypeSummary } from './client.ts';

const run = promisify(execFile);

interface Manifest {
	name: string;
	version: string;
	author?: { name?: string; email?: string };
	[field: string]: unknown;
}

/** A community package in the folder of an n8n. */
export interface InstalledPackage {
	readonly name: string;
	readonly version: string;
	readonly author: { name: string; email: string };
}

/** n8n removes these too: a community package finds `n8n-workflow` in n8n itself. */
function withoutForeignDependencies(manifest: Manifest): Manifest {
	const stripped = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
	return {
		...Object.fromEntries(Object.entries(manifest).filter(([name]) => !stripped.includes(name))),
		name: manifest.name,
		version: manifest.version,
	};
}

async function readManifest(file: string): Promise<Manifest> {
	const manifest: Manifest = JSON.parse(await readFile(file, 'utf8'));
	return manifest;
}

async function unpack(tarball: string, folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	try {
		await run('tar', ['-xzf', resolve(tarball), '--strip-components=1'], { cwd: folder });
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`The package could not be unpacked with tar: ${reason}`);
	}
}

/**
 * Puts a packed package (`npm pack`) where n8n puts the community packages it installs, in the
 * same shape. n8n itself only takes packages from a registry, which an unpublished one is not in.
 * To be done before n8n starts.
 * @param folder the folder that n8n is started in
 */
export async function installPackage(folder: string, tarball: string): Promise<InstalledPackage> {
	const nodes = join(folder, '.n8n', 'nodes');
	const staging = join(nodes, 'unpacked');
	await unpack(tarball, staging);
	const manifest = await readManifest(join(staging, 'package.json'));
	const { name, version, author } = manifest;
	await writeJson(join(staging, 'package.json'), withoutForeignDependencies(manifest));

	const target = join(nodes, 'node_modules', name);
	await rm(target, { recursive: true, force: true });
	await mkdir(dirname(target), { recursive: true });
	await rename(staging, target);
	await writeJson(join(nodes, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: { [name]: version },
	});
	return { name, version, author: { name: author?.name ?? '', email: author?.email ?? '' } };
}

async function writeJson(file: string, value: unknown): Promise<void> {
	await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** The package's own node types; n8n adds a tool to each node that AI agents may use. */
export function nodeTypesOf(
	{ name }: InstalledPackage,
	all: readonly NodeTypeSummary[],
): NodeTypeSummary[] {
	const ours = all.filter((type) => type.name.startsWith(`${name}.`));
	const tools = new Set(ours.map((type) => `${type.name}Tool`));
	return ours.filter((type) => !tools.has(type.name));
}

/**
 * Enters the package in n8n's own list (Settings, Community nodes), which n8n keeps in its
 * database. The nodes work without it; the editor then takes them for nodes of its own.
 * To be done once, while n8n runs: the tables exist from its first start on.
 * @param nodeTypes those of the package
 */
export function listPackage(
	folder: string,
	{ name, version, author }: InstalledPackage,
	nodeTypes: readonly NodeTypeSummary[],
): void {
	const database = new DatabaseSync(join(folder, '.n8n', 'database.sqlite'), { timeout: 10_000 });
	try {
		database
			.prepare(
				'INSERT OR REPLACE INTO installed_packages ' +
					'(packageName, installedVersion, authorName, authorEmail) VALUES (?, ?, ?, ?)',
			)
			.run(name, version, author.name, author.email);
		const insert = database.prepare(
			'INSERT OR REPLACE INTO installed_nodes (name, type, latestVersion, package) VALUES (?, ?, ?, ?)',
		);
		for (const node of nodeTypes) {
			insert.run(node.displayName, node.name, Math.max(...[node.version].flat()), name);
		}
	} finally {
		database.close();
	}
}
